import Diagnostics
import Documents
import Files
import Foundation
import Intake
import Phantoms
import Quantities
import Stages
import Studies
import Volumes
import Workflow

/// A digital patient, written as real DICOM, taken the ordinary way, and compared with its truth.
public enum Demonstration {
  /// - Throws: `Problem` if the folder cannot be written or a step fails; `.interrupted` if the task was cancelled.
  public static func run(
    _ folder: URL, as choice: PatientChoice = PatientChoice(), progress: @escaping ProgressHandler
  ) throws -> Outcome {
    try journey(folder, choice.patient(), progress: progress).take(.run)
  }

  /// Results of the patient without noise, blurring and motion, so that only the path itself is tested.
  package static func ideal(
    _ folder: URL, engine: Options.Engine, progress: @escaping ProgressHandler
  ) throws -> [TruthComparison] {
    let patient = DigitalPatient.standard(options: idealOptions)
    let passage = try Passage(journey(folder, patient, engine: engine, progress: progress), .mend)
    return passage.truth(try passage.summarised())
  }

  private static func journey(
    _ folder: URL, _ patient: DigitalPatient, engine: Options.Engine? = nil,
    progress: @escaping ProgressHandler
  ) throws -> Journey {
    try write(patient, to: folder) { progress(0.35 * $0, $1) }
    var therapy = try CaseFile.read(folder.appending(path: "case.json5"))
    if let engine { therapy.options.engine = engine }
    var journey = try Journey(therapy, folder: WorkFolder(folder.appending(path: "results"))) {
      progress(0.35 + 0.65 * $0, $1)
    }
    journey.truth = KnownTruth(patient.truth)
    return journey
  }

  private static var idealOptions: DigitalPatient.Options {
    var options = DigitalPatient.Options()
    options.resolution = Length(0)
    (options.countNoise, options.ctNoise, options.texture, options.motion) = (false, 0, false, false)
    return options
  }

  /// CT and SPECT of each session, the contours, the case file and the calibration.
  package static func write(_ patient: DigitalPatient, to folder: URL, progress: ProgressHandler) throws {
    let images = folder.appending(path: "images")
    try createFolder(images)
    for (n, point) in patient.timePoints.enumerated() {
      progress(Double(n) / Double(patient.timePoints.count), "writing the images of \(point.name)")
      try write(patient, point, to: images)
    }
    try writeStructures(patient, to: images)
    try writeAtomically(
      DemonstrationFiles.calibration(patient), to: folder.appending(path: "calibration.json5"))
    try writeAtomically(DemonstrationFiles.caseFile(patient), to: folder.appending(path: "case.json5"))
  }

  private static func write(_ patient: DigitalPatient, _ point: PatientTimePoint, to images: URL) throws {
    let folder = images.appending(path: "session_\(point.index + 1)")
    try createFolder(folder)
    var context = context(patient, point)
    context.seriesDescription = "CT \(point.name)"
    _ = try DICOMWriter.writeCT(patient.ct(at: point), context, to: folder)
    (context.seriesDescription, context.seriesNumber) = ("SPECT \(point.name)", 2)
    let acquisition = patient.acquisition(at: point)
    let image = EmissionImage(
      values: patient.spectCounts(at: point), unit: .counts, nuclide: patient.options.therapy.nuclide,
      halfLife: patient.options.therapy.halfLife, start: acquisition.start, duration: acquisition.duration,
      frameDuration: acquisition.frameDuration, projections: acquisition.projections,
      administeredActivity: acquisition.administeredActivity, administered: acquisition.administered,
      energyWindows: [187...229])
    // Every other session stores its slices from head to feet: the sign of the slice spacing must be respected.
    _ = try DICOMWriter.writeSPECT(
      image, order: point.index % 2 == 0 ? .reversed : .asGiven, context, to: folder)
  }

  private static func writeStructures(_ patient: DigitalPatient, to images: URL) throws {
    let point = patient.timePoints[patient.reference]
    var context = context(patient, point)
    (context.seriesDescription, context.seriesNumber) = ("Contours", 3)
    let regions = patient.structures.enumerated().map { n, structure in
      RegionOfInterest(
        name: structure.name, number: n + 1, kind: structure.role == .tumour ? "GTV" : "ORGAN",
        frameOfReference: point.frameOfReference,
        contours: patient.contours(structure.name).map { Contour(points: $0) })
    }
    _ = try DICOMWriter.writeStructureSet(
      regions, context, to: images.appending(path: "session_\(point.index + 1)"))
  }

  private static func context(_ patient: DigitalPatient, _ point: PatientTimePoint) -> WriteContext {
    WriteContext(
      study: ObjectUID.derived(from: "demo study \(patient.seed) \(point.index)"),
      frameOfReference: point.frameOfReference, patient: "DEMO-01",
      studyTime: patient.acquisition(at: point).start, softwareVersion: Version.current)
  }
}
