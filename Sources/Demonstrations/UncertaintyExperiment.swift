import Diagnostics
import Documents
import DoseEngines
import Files
import Foundation
import Phantoms
import Quantification
import Quantities
import Stages
import Summaries
import Volumes
import Workflow

/// Which correction for partial volume a validation tests.
public enum CorrectionUnderTest: String, Sendable, CaseIterable, Codable { case curve, regions }

/// The digital patient measured again and again, from images to mean doses with their budgets, in memory.
///
/// Everything goes the ordinary way but for the files: regions, recovery, curves, local dose and summary are those of `run`.
struct UncertaintyExperiment {
  let patient: DigitalPatient
  private let folder: URL
  private let seed: UInt64
  private let ct: ImageSeries
  private let hounsfield: Volume<Float>
  private let expected: [Volume<Float>]
  private let recovery: [RecoveryNode]
  private let correction: CorrectionUnderTest
  /// Without errors: what is stated of volumes and energies.
  private(set) var stated: [RegionDose] = []

  private struct RecoveryNode {
    var millilitres, coefficient: Double
  }

  static let calibrationUncertainty = 0.03
  /// Of the recovery table: what a careful phantom measurement has.
  static let recoveryUncertainty = 0.02
  /// Of the resolution, where regions are told apart by it.
  static let resolutionUncertainty = 0.05

  /// - Parameter folder: for the small files that a case consists of; it exists.
  init(seed: UInt64, correction: CorrectionUnderTest = .curve, in folder: URL) throws {
    var options = DigitalPatient.Options()
    (options.countNoise, options.motion, options.ctNoise, options.texture) = (false, false, 0, false)
    // The trunk with 25 mm around it: a quarter of the camera's field.
    (options.spectSize, options.ctSize) = (GridSize(92, 64, 92), GridSize(92, 64, 92))
    options.ctSpacing = options.spectSpacing
    let patient = DigitalPatient.standard(options: options)
    self.patient = patient
    (self.folder, self.seed, self.correction) = (folder, seed, correction)
    let reference = patient.timePoints[patient.reference]
    hounsfield = patient.ct(at: reference)
    ct = try UncertaintyExperiment.fineCT(like: hounsfield)
    expected = patient.timePoints.map { patient.spectCounts(at: $0) }
    recovery = patient.measuredRecovery(of: [
      0.03, 0.1, 0.3, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2500,
    ]).map {
      RecoveryNode(millilitres: $0.volume.value, coefficient: $0.recovery)
    }
    stated = try repeated(.none)
  }

  /// Contours are drawn on a CT of usual voxels; its values are not needed.
  private static func fineCT(like coarse: Volume<Float>) throws -> ImageSeries {
    let grid = try coarse.grid.respaced(to: Vector3(1.953125, 1.953125, 3))
    return ImageSeries(
      id: "CT", modality: "CT", values: Volume(grid: grid, repeating: 0), unit: .hounsfield)
  }

  /// Mean doses of all regions, measured once more.
  func repeated(_ errors: DrawnErrors) throws -> [RegionDose] {
    let journey = try journey(errors)
    let structures = try structures(errors)
    let regions = try LiverComposition(structures).regions()
    let images = try patient.timePoints.map { QuantifiedImage(activity: try activity(of: $0, errors)) }
    var study = AlignedStudy(grid: hounsfield.grid)
    (study.ct, study.hounsfield) = (ct, hounsfield)
    let quantified = Quantified(Aligned(study: study, notes: []), images: images, notes: [])
    let anatomy = Anatomy(structures: structures, regions: regions, notes: [])
    let integration = try journey.integrate(quantified, over: regions)
    let integrated = Integrated(quantified, anatomy, integration)
    let field = try journey.doseField(integrated)
    var dose = try journey.dose(integration.decays, in: field).calculation.dose
    let energy = journey.nuclide.emissions?.chargedUncertainty ?? 0
    let factor = Float(1 + energy * errors.normal(.decay))
    dose.map.values = dose.map.values.map { $0 * factor }
    return try journey.summarise(Dosed(integrated, field, dose, energy: DoseEnergy(), notes: [])).regions
  }

  private func structures(_ errors: DrawnErrors) throws -> StructureSet {
    let volumes = Dictionary(
      stated.map { ($0.region.name, $0.volume.relativeUncertainty ?? 0) }, uniquingKeysWith: { a, _ in a })
    return try StructureSet(
      patient.structures.filter { $0.role != .body }.enumerated().map { n, structure in
        patient.region(
          structure, drawn: errors.volume(n, relative: volumes[structure.name] ?? 0), on: hounsfield.grid)
      })
  }
}

extension UncertaintyExperiment {
  /// Activity concentration at the middle of an acquisition, Bq/mL, as counts and the stated sensitivity give it.
  private func activity(of point: PatientTimePoint, _ errors: DrawnErrors) throws -> ActivityVolume {
    var mean = expected[point.index]
    if errors.has(.registration) {
      var moved = point
      moved.motion = RigidTransform(translation: errors.motion(point.index))
      mean = patient.spectCounts(at: moved)
    }
    let counts =
      errors.has(.counts) ? patient.counted(mean, repetition: errors.repetition, point: point.index) : mean
    let error =
      (1 + Self.calibrationUncertainty * errors.normal(.calibration))
      * (1 + Self.pointUncertainty * errors.normal(.points, point.index))
    let perCount =
      1e6 / (patient.options.sensitivity * point.duration.value * counts.grid.voxelVolume.value) * error
    // Images of one frame of reference: nothing is registered here.
    func onReference(_ value: (Float) -> Float) throws -> Volume<Float> {
      try Volume(grid: hounsfield.grid, voxels: counts.voxels.map(value))
    }
    var map = try QuantityMap<BecquerelPerMillilitre>(
      values: onReference { $0 * Float(perCount) },
      statistical: onReference { max(1, $0).squareRoot() * Float(perCount) })
    map.common = Self.calibrationUncertainty
    let middle = point.start + point.duration / 2
    let after = middle + TimeSpan(Self.clock(errors, point.index))
    return ActivityVolume(
      id: point.name, map: map, nuclide: patient.options.therapy.nuclide,
      time: patient.records.administration.start.advanced(by: after), afterAdministration: after)
  }

  private static func clock(_ errors: DrawnErrors, _ image: Int) -> Double {
    DrawnErrors.clockSeconds * errors.normal(.clock, image)
  }

  /// As the option of the case says.
  static let pointUncertainty = Options().pointUncertainty

  /// A case whose images are entered, so that it needs no DICOM; they are never read.
  private func journey(_ errors: DrawnErrors) throws -> Journey {
    let error = 1 + Self.recoveryUncertainty * errors.normal(.recovery)
    let points = recovery.map {
      "{ ml: \($0.millilitres), coefficient: \(min(1.5, $0.coefficient * error)) }"
    }
    let calibration = """
      { factor: \(patient.options.sensitivity), unit: "cps/MBq", counts: "total", nuclide: "Lu-177",
        date: "2026-01-12T09:00:00", relativeUncertainty: \(Self.calibrationUncertainty), deadTime: { model: "none" },
        recovery: { model: "table", relativeUncertainty: \(Self.recoveryUncertainty), points: [\(points.joined(separator: ", "))] } }
      """
    try writeAtomically(
      calibration, to: folder.appending(path: "calibration.json5"), over: .state)
    let therapy = try CaseFile.parse(
      Self.text(patient, partialVolume(errors)), at: folder.appending(path: "case.json5"))
    return try Journey(therapy, folder: WorkFolder(folder.appending(path: "results")))
  }

  /// Not even nothing for the curve: the case is the one that has always been measured.
  private func partialVolume(_ errors: DrawnErrors) -> String {
    guard correction == .regions else { return "" }
    let error = 1 + Self.resolutionUncertainty * errors.normal(.recovery)
    return """
      , partialVolume: { method: "regions", resolutionMm: \(patient.options.resolution.value * error), \
      relativeUncertainty: \(Self.resolutionUncertainty), registrationMm: \(DrawnErrors.shift) }
      """
  }

  private static func text(_ patient: DigitalPatient, _ partialVolume: String) -> String {
    let start = patient.records.administration.start
    return """
      { hepatica: 1, patient: { pseudonym: "X" },
        therapy: { kind: "PRRT", product: "Lu-177-DOTATATE", nuclide: "Lu-177" },
        administrations: [{ start: "\(start)", activityGBq: \(patient.options.therapy.administered.inGigabecquerels) }],
        enter: { activity: [{ time: "\(start)", path: "image.nii.gz", unit: "Bq/mL" }] },
        calibration: "calibration.json5",
        options: { engine: "local", voxelTimeModel: "hybrid", resolutionMm: \(patient.options.resolution.value)\(partialVolume) } }
      """
  }
}
