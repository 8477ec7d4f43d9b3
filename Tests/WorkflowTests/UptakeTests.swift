import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Intake
@testable import Quantities
import Stages
import Testing
import Volumes

@testable import Studies
@testable import Workflow

/// Standardised uptake of regions, from the DICOM file to the table.
@Suite struct UptakeTests {
  static let given = DateTime(iso8601: "2026-03-01T23:30:00")!
  /// After midnight: a time of day alone would be 23 h wrong.
  static let scan = DateTime(iso8601: "2026-03-02T00:30:00")!
  static let halfLife = TimeSpan(67.71 * 60)

  struct Row: Decodable {
    struct Part: Decodable { var level, volumeMl: Double }
    var region: String
    var volumeMl, mean, maximum, peak: Double
    var leanMean, leanPeak, meanOverNormalLiver: Double?
    var thresholds: [Part]
  }
  struct Table: Decodable {
    struct Liver: Decodable { var centreMm: [Double], diameterMm, mean: Double }
    var normalLiver: Liver?
    var regions: [Row]
  }

  static let grid = try! Grid(size: GridSize(40, 40, 40), spacing: Vector3(4, 4, 4))

  /// A liver of 10 kBq/mL with a cubic lesion of 50 kBq/mL, voxels 8…15, and labels 1 and 2 for them.
  static func write(_ folder: URL, decay: DateTime? = scan) throws {
    var values = Volume<Float>(grid: grid, repeating: 0)
    var labels = Volume<UInt16>(grid: grid, repeating: 0)
    for k in 4..<36 {
      for j in 4..<36 {
        for i in 4..<36 {
          let isLesion = (8..<16).contains(i) && (8..<16).contains(j) && (8..<16).contains(k)
          (values[i, j, k], labels[i, j, k]) = isLesion ? (50_000, 2) : (10_000, 1)
        }
      }
    }
    let image = EmissionImage(
      values: values, unit: .becquerelPerMillilitre, nuclide: "Ga-68", halfLife: halfLife, start: scan,
      duration: TimeSpan(120), frameDuration: TimeSpan(120), decayReference: decay,
      administeredActivity: .megabecquerels(150), administered: given)
    let context = WriteContext(study: "2.25.1", frameOfReference: "2.25.2", patient: "X", studyTime: scan)
    _ = try DICOMWriter.writePET(image, context, to: folder.appending(path: "pet"))
    try ImageFiles.write(labels, folder.appending(path: "labels.nii.gz").path)
  }

  static func request(_ folder: URL) -> UptakeRequest {
    var request = UptakeRequest(image: folder.appending(path: "pet"))
    request.structures = folder.appending(path: "labels.nii.gz")
    request.labelNames = [1: "Liver", 2: "Lesion"]
    (request.weight, request.height, request.sex) = (80, 175, "M")
    (request.liver, request.lesions) = ("Liver", ["Lesion"])
    return request
  }

  static func measure(_ request: UptakeRequest) throws -> Table {
    let outcome = try UptakeMeasurement.run(request) { _, _ in }
    return try JSONDecoder().decode(Table.self, from: Data(outcome.json.utf8))
  }

  /// SUV per Bq/mL: 80 kg over 150 MBq decayed for one hour.
  static let factor = 80_000 / (150e6 * exp2(-60 / 67.71))

  @Test func lesionsStandAgainstNormalLiver() throws {
    try JourneyTests.inFolder { folder in
      try Self.write(folder)
      var request = Self.request(folder)
      request.leanMass = "janmahasatian"
      request.thresholds = ["41%", "2xmean", "4"]
      let table = try Self.measure(request)
      let lesion = try #require(table.regions.first { $0.region == "Lesion" })
      let suv = 50_000 * Self.factor
      #expect(agree(lesion.mean, suv, relative: 1e-4) && agree(lesion.maximum, suv, relative: 1e-4))
      #expect(agree(lesion.peak, suv, relative: 1e-4), "the lesion is larger than 1 mL")
      #expect(agree(lesion.volumeMl, 512 * 0.064, relative: 1e-6))
      #expect(agree(try #require(lesion.meanOverNormalLiver), 5, relative: 1e-4))
      // Janmahasatian: 9270 W / (6680 + 216 W/H²).
      let massIndex: Double = 80 / (1.75 * 1.75)
      let lean: Double = 9270 * 80 / (6680 + 216 * massIndex)
      #expect(agree(try #require(lesion.leanMean), suv * lean / 80, relative: 1e-4))
      #expect(agree(lesion.thresholds[0].level, 0.41 * suv, relative: 1e-4))
      let liver = try #require(table.regions.first { $0.region == "Liver" })
      #expect(agree(lesion.thresholds[1].level, 2 * 10_000 * Self.factor, relative: 1e-4))
      #expect(liver.thresholds[1].volumeMl == 0 && agree(lesion.thresholds[1].volumeMl, lesion.volumeMl))
      let sphere = try #require(table.normalLiver)
      #expect(agree(sphere.diameterMm, 30) && agree(sphere.mean, 10_000 * Self.factor, relative: 1e-4))
      // No voxel of the lesion (32 … 60 mm along each axis) lies within 15 mm of the centre.
      let nearest = sphere.centreMm.map { min(max($0, 32), 60) - $0 }
      #expect(nearest.reduce(0) { $0 + $1 * $1 } > 225)
    }
  }

  /// `NONE` counts as the middle of the frame, `START` as its start: the ratio is the decay of one minute.
  @Test func uncorrectedValuesAreThoseOfTheMiddle() throws {
    try JourneyTests.inFolder { folder in
      try Self.write(folder)
      let corrected = try Self.measure(Self.request(folder)).regions[0].mean
      try FileManager.default.removeItem(at: folder.appending(path: "pet"))
      try Self.write(folder, decay: nil)
      let uncorrected = try Self.measure(Self.request(folder)).regions[0].mean
      #expect(agree(uncorrected / corrected, exp2(1 / 67.71), relative: 1e-6))
    }
  }

  @Test func whatIsMissingIsAskedFor() throws {
    try JourneyTests.inFolder { folder in
      try Self.write(folder)
      var request = Self.request(folder)
      request.weight = nil
      #expect(throws: Problem.self) { try Self.measure(request) }
      request.weight = 80
      request.liver = "Leber"
      let problem = #expect(throws: Problem.self) { try Self.measure(request) }
      #expect(problem?.remedy.contains("Liver, Lesion") == true)
      request.liver = nil
      request.thresholds = ["2xmax"]
      #expect(throws: Problem.self) { try Self.measure(request) }
    }
  }

  @Test(arguments: ["", "%", "0", "-1", "x2", "2x", "nan", "abc%"])
  func wordsThatAreNoThreshold(word: String) { #expect(throws: Problem.self) { try UptakeThreshold(word) } }

  @Test func wordsOfThresholds() throws {
    #expect(try UptakeThreshold("41%") == .percentOfMaximum(41))
    #expect(try UptakeThreshold("2.5") == .absolute(2.5))
    #expect(try UptakeThreshold("2xmax") == .timesNormalMaximum(2))
    #expect(try UptakeThreshold("1.5xmean") == .timesNormalMean(1.5))
  }

  /// Lesions of the case file as twice normal liver, within the liver: the cube and nothing else.
  @Test func lesionsAreDrawnAsMultipleOfNormalLiver() throws {
    try JourneyTests.inFolder { folder in
      try Self.write(folder)
      let text = """
        {
          hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "PRRT", nuclide: "Lu-177" },
          administrations: [{ start: "2026-03-01T23:30:00", activityGBq: 7.4 }],
          timePoints: [{ name: "1 h", emission: { path: "spect" } }], calibration: "none",
          structures: [
            { path: "whole.nii.gz", names: { "1": "Liver" }, roles: { "Liver": "liver" } },
            { threshold: { name: "Lesions", role: "tumour", timesNormalLiver: 2, within: "Liver" } },
          ],
          options: {
            populationHalfLifeHours: 60, volumeDosesGy: [1],
            radiobiology: [
              { role: "tumour", alphaBetaGy: 10, repairHalfTimeH: 1.5, alphaPerGy: 0.05, source: "test" }],
          },
        }
        """
      let image = try ImageFiles.readLabels(folder.appending(path: "labels.nii.gz").path)
      try ImageFiles.write(image.map { UInt16(min($0, 1)) }, folder.appending(path: "whole.nii.gz").path)
      let values = image.map { Float($0 == 2 ? 50_000.5 : $0 == 1 ? 10_000.5 : 0) }
      let spect = EmissionImage(
        values: values, unit: .becquerelPerMillilitre, nuclide: "Lu-177", halfLife: .hours(159.5),
        start: Self.scan, duration: TimeSpan(1200), frameDuration: TimeSpan(20), projections: 60,
        decayReference: Self.scan)
      let context = WriteContext(
        study: "2.25.1", frameOfReference: "2.25.2", patient: "X", studyTime: Self.scan)
      _ = try DICOMWriter.writePET(spect, context, to: folder.appending(path: "spect"))
      let outcome = try EnteredMapTests.run(folder, text)
      let summary = try JSONDecoder().decode(
        DoseSummary.self, from: Data(contentsOf: folder.appending(path: "results/summary.json")))
      let lesions = try #require(summary.regions.first { $0.region.name == "Lesions" })
      #expect(agree(lesions.volume.value.value, 512 * 0.064, relative: 1e-6))
      #expect(outcome.review.contains { $0.contains("sphere of 30 mm in the liver") })
      // The tissue's own parameters: BED of one exponential, EUD below the mean.
      let mean = lesions.mean.value.value
      #expect(
        agree(try #require(lesions.bed).value.value, mean * (1 + mean / 10 * 1.5 / 61.5), relative: 1e-6))
      let uniform = try #require(lesions.eud).value
      #expect(uniform < mean && uniform > 0.8 * mean)
      let table = try String(
        contentsOf: folder.appending(path: "results/summary.csv"), encoding: .utf8)
      #expect(
        table.contains(
          "D98_Gy,D95_Gy,D90_Gy,D70_Gy,D50_Gy,D2_Gy,D0.1cc_Gy,V1Gy_percent,BED_Gy,u_BED_Gy,EQD2_Gy,u_EQD2_Gy,EUD_Gy"
        ))
    }
  }
}

/// Uptake of real images, with the numbers of the data's README.
@Suite(.enabled(if: Fixtures.data != nil, "real images not found: set HEPATICA_DATA")) struct RealUptakeTests
{
  @Test func maximumOfTheBreastPET() throws {
    let image = try #require(Fixtures.data).appending(path: "dicom/pet-bqml/1.dcm")
    let table = try UptakeTests.measure(UptakeRequest(image: image))
    #expect(agree(table.regions[0].maximum, 7.19433, relative: 1e-6))
  }

  /// Means of the published masks; fractions of cut voxels change them by less than a per cent.
  @Test(arguments: [("STS_001", 2.55513, 366.079), ("STS_002", 7.36962, 54.277)])
  func meansOfTheContours(patient: String, mean: Double, millilitres: Double) throws {
    let folder = try #require(Fixtures.data).appending(path: "dicom/ibsi-pet/\(patient)")
    var request = UptakeRequest(image: folder.appending(path: "image"))
    request.structures = folder.appending(path: "mask/RS.dcm")
    let row = try UptakeTests.measure(request).regions[0]
    #expect(agree(row.mean, mean, relative: 0.01) && agree(row.volumeMl, millilitres, relative: 0.025))
  }
}
