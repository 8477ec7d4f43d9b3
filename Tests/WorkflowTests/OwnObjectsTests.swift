import Diagnostics
import Files
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Intake
import Stages
import Testing
import Volumes

@testable import Quantities
@testable import Studies
@testable import Workflow

/// What Hepatica writes, every command of it reads: values and geometry equal, whichever object holds them.
@Suite struct OwnObjectsTests {
  enum Image: String, CaseIterable, Sendable { case nm, pet }
  enum Regions: String, CaseIterable, Sendable { case segmentation, structureSet, labels }

  /// Lu-177 in a cube of 12 cm with a lesion of 4 cm, three days after 7.4 GBq.
  private static func write(_ image: Image, _ regions: Regions, _ folder: URL) throws {
    let grid = try Grid(
      size: GridSize(30, 30, 24), spacing: Vector3(4, 4, 5), origin: Vector3(-58, -58, -60),
      frameOfReference: "2.25.2")
    var values = Volume<Float>(grid: grid, repeating: 0)
    var (body, lesion) = (values, values)
    for k in 4..<20 {
      for j in 4..<26 {
        for i in 4..<26 {
          let isLesion = (8..<16).contains(i) && (8..<16).contains(j) && (8..<14).contains(k)
          values[i, j, k] = isLesion ? 1_800_000 : 300_000
          (body[i, j, k], lesion[i, j, k]) = (1, isLesion ? 1 : 0)
        }
      }
    }
    let scan = DateTime(iso8601: "2026-03-05T10:00:00")!
    let emission = EmissionImage(
      values: values, unit: .becquerelPerMillilitre, nuclide: "Lu-177", halfLife: .hours(159.5), start: scan,
      duration: TimeSpan(1200), frameDuration: TimeSpan(20), projections: 60, decayReference: scan,
      administeredActivity: .gigabecquerels(7.4), administered: scan.advanced(by: .hours(-72)))
    let context = WriteContext(study: "2.25.1", frameOfReference: "2.25.2", patient: "X", studyTime: scan)
    let place = folder.appending(path: "image")
    switch image {
    case .nm: _ = try DICOMWriter.spect(emission, context, to: place)
    case .pet: _ = try DICOMWriter.writePET(emission, context, to: place)
    }
    try writeRegions(regions, body, lesion, context, folder)
  }

  private static func writeRegions(
    _ regions: Regions, _ body: Volume<Float>, _ lesion: Volume<Float>, _ context: WriteContext, _ folder: URL
  ) throws {
    let set = try StructureSet([
      Structure(program: "Liver", role: .liver, region: Occupancy(body)),
      Structure(program: "Lesion", role: .tumour, region: Occupancy(lesion)),
    ])
    switch regions {
    case .segmentation:
      _ = try DICOMWriter.segmentation(set, coding: .fractional, context, to: folder, name: "regions")
    case .structureSet:
      let contours = set.structures.enumerated().map { n, structure in
        RegionOfInterest(tracing: structure, number: n + 1, kind: "ORGAN", frameOfReference: "2.25.2")
      }
      _ = try DICOMWriter.structureSet(contours, context, to: folder, name: "regions")
    case .labels:
      var labels = body
      for n in labels.voxels.indices where lesion.voxels[n] > 0 { labels.voxels[n] = 2 }
      try ImageFiles.write(labels, folder.appending(path: "regions.nii.gz").path)
    }
  }

  @Test(arguments: Image.allCases, Regions.allCases)
  func uptakeReadsEveryObject(_ image: Image, _ regions: Regions) throws {
    try JourneyTests.inFolder { folder in
      try Self.write(image, regions, folder)
      var request = UptakeRequest(image: folder.appending(path: "image"))
      request.structures = folder.appending(path: regions == .labels ? "regions.nii.gz" : "regions.dcm")
      request.labelNames = regions == .labels ? [1: "Liver", 2: "Lesion"] : [:]
      request.weight = 80
      let table = try UptakeTests.measure(request)
      let lesion = try #require(table.regions.first { $0.region == "Lesion" })
      // 80 kg over 7.4 GBq, decayed for 72 h.
      let suv = 1_800_000 * 80_000 / (7.4e9 * exp2(-72 / 159.5))
      #expect(agree(lesion.maximum, suv, relative: 1e-4))
      #expect(agree(lesion.volumeMl, 8 * 8 * 6 * 0.08, relative: regions == .structureSet ? 0.02 : 1e-6))
      #expect(agree(lesion.mean, suv, relative: regions == .structureSet ? 0.02 : 1e-4))
    }
  }

  /// The dose that one case gave enters another, as RT Dose of 16 and 32 bits and as a Parametric Map.
  @Test func doseObjectsEnterAsTheyLeft() throws {
    try JourneyTests.inFolder { folder in
      let values = EnteredMapTests.cube(23.5)
      let dose = DoseVolume(
        map: try QuantityMap(values: values, statistical: values.map { $0 * 0.02 }), engine: "test",
        nuclide: "Lu-177")
      let time = DateTime(iso8601: "2026-03-02T10:00:00")!
      let context = WriteContext(study: "2.25.1", frameOfReference: "2.25.2", patient: "X", studyTime: time)
      var files: [String] = []
      for bits in [16, 32] {
        let place = folder.appending(path: "rd\(bits)")
        _ = try DICOMWriter.writeDose(dose, context, to: place, bits: bits)
        files.append("rd\(bits)/RD_dose.dcm")
      }
      _ = try DICOMWriter.writeMap(values, of: .absorbedDose, context, to: folder, name: "PM")
      files.append("PM.dcm")
      for file in files {
        _ = try EnteredMapTests.run(folder, EnteredMapTests.entering("dose: { path: \"\(file)\" }"))
        let read = try EnteredMapTests.dose(folder)
        #expect(read.grid.matches(values.grid), "\(file)")
        let worst = zip(read.voxels, values.voxels).map { abs($0 - $1) }.max() ?? .infinity
        #expect(worst <= (file.hasPrefix("rd16") ? 23.5 / 65535 : 1e-5), "\(file)")
        try FileManager.default.removeItem(at: folder.appending(path: "results"))
      }
    }
  }

  /// The uncertainty is no dose: nobody can enter it as one.
  @Test func theUncertaintyDoesNotEnterAsADose() throws {
    try JourneyTests.inFolder { folder in
      let values = EnteredMapTests.cube(23.5)
      let dose = DoseVolume(
        map: try QuantityMap(values: values, statistical: values), engine: "test", nuclide: "Lu-177")
      let context = WriteContext(
        study: "2.25.1", frameOfReference: "2.25.2", patient: "X",
        studyTime: DateTime(iso8601: "2026-03-02T10:00:00")!)
      _ = try DICOMWriter.writeDose(dose, context, to: folder)
      #expect(throws: (any Error).self) {
        try EnteredMapTests.run(folder, EnteredMapTests.entering("dose: { path: \"RD_uncertainty.dcm\" }"))
      }
    }
  }

  /// A measurement report of any program gives rows of a table of lesions, and says what it could not take.
  @Test func reportsGiveRowsOfLesions() throws {
    try JourneyTests.inFolder { folder in
      let time = DateTime(iso8601: "2026-03-02T10:00:00")!
      let context = WriteContext(study: "2.25.1", frameOfReference: "2.25.2", patient: "X", studyTime: time)
      func group(_ name: String, _ measurements: [ReportedMeasurement]) -> MeasurementGroup {
        MeasurementGroup(tracking: name, trackingUID: "2.25.\(name.count)", measurements: measurements)
      }
      let long = ReportedMeasurement(Code("103339001", "SCT", "Long axis"), 31.5, Code("mm", "UCUM", "mm"))
      let volume = ReportedMeasurement(Code("118565006", "SCT", "Volume"), 14.25, Code("ml", "UCUM", "ml"))
      let dose = ReportedMeasurement(Code("128513", "DCM", "Absorbed Dose"), 40, Code("Gy", "UCUM", "Gy"))
      let report = try DICOMWriter.writeMeasurements(
        [group("L1", [long, volume]), group("Dose alone", [dose])], segmentation: nil, sourceSeries: nil,
        context, to: folder)
      func measure(_ day: String) throws -> Outcome {
        var job = try MeasureJob(structures: report.url, patient: "P01", date: day)
        job.table = folder.appending(path: "lesions.csv")
        return try LesionMeasurement.run(job) { _, _ in }
      }
      let outcome = try measure("2026-03-02")
      #expect(outcome.text.split(separator: "\n").count == 2)
      #expect(
        outcome.text.contains("P01,L1,2026-03-02") && outcome.text.contains("31.5")
          && outcome.text.contains("14.25"))
      #expect(outcome.review.contains { $0.contains("Dose alone") })
      #expect(!outcome.review.contains { $0.contains("another day") })
      #expect(try measure("2026-03-09").review.contains { $0.contains("another day") })
      var job = try MeasureJob(structures: report.url, patient: "P01", date: "2026-03-02")
      job.anatomy = folder
      #expect(throws: Problem.self) { try LesionMeasurement.run(job) { _, _ in } }
    }
  }
}
