import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Intake
@testable import Quantities
import Stages
import Testing
import Volumes

@testable import Documents
@testable import Workflow

/// Names are for people: no number depends on one.
@Suite struct RegionLawTests {
  static let grid = try! Grid(size: GridSize(28, 20, 20), spacing: Vector3(5, 5, 5))
  static let plain = [
    "Liver", "Right lobe", "Left lobe", "Lesion 1", "Lesion 2", "Spleen", "Kidney R", "Kidney L",
  ]
  static let roles = [
    "\"liver\"", "{ role: \"liverLobe\", side: \"right\" }", "{ role: \"liverLobe\", side: \"left\" }",
    "\"tumour\"", "\"tumour\"", "\"spleen\"", "\"kidney\"", "\"kidney\"",
  ]
  /// Entries of the case file: one label image each, with the structures that do not overlap.
  static let files = [[0], [1, 2], [3, 4], [5, 6, 7]]
  /// Half-life in hours and Bq/mL at the start.
  static let courses = [
    (70.0, 2e5), (70, 2e5), (66, 1.6e5), (95, 4e6), (110, 3e6), (60, 5e5), (50, 6e5), (53, 6.2e5),
  ]

  static func box(_ n: Int, _ i: Int, _ j: Int, _ k: Int) -> Bool {
    switch n {
    case 0: (2..<18).contains(i) && (3..<17).contains(j) && (3..<17).contains(k)
    case 1: (2..<11).contains(i) && (3..<17).contains(j) && (3..<17).contains(k)
    case 2: (11..<18).contains(i) && (3..<17).contains(j) && (3..<17).contains(k)
    case 3: (4..<8).contains(i) && (5..<9).contains(j) && (5..<9).contains(k)
    case 4: (12..<15).contains(i) && (9..<12).contains(j) && (9..<12).contains(k)
    case 5: (20..<24).contains(i) && (4..<9).contains(j) && (5..<10).contains(k)
    case 6: (20..<23).contains(i) && (11..<14).contains(j) && (4..<9).contains(k)
    default: (24..<27).contains(i) && (11..<14).contains(j) && (11..<16).contains(k)
    }
  }

  static let given = DateTime(iso8601: "2026-03-02T10:00:00")!

  static func write(to folder: URL) throws {
    for (n, file) in files.enumerated() {
      var labels = Volume<UInt16>(grid: grid, repeating: 0)
      fill { i, j, k in
        for (label, structure) in file.enumerated() where box(structure, i, j, k) {
          labels[i, j, k] = UInt16(label + 1)
        }
      }
      try ImageFiles.write(labels, folder.appending(path: "labels\(n).nii.gz").path)
    }
    for hours in [4, 24, 96, 168] {
      var values = Volume<Float>(grid: grid, repeating: 0)
      fill { i, j, k in
        let inside = courses.indices.filter { box($0, i, j, k) }.last
        let (half, start) = inside.map { courses[$0] } ?? (40, 2e4)
        values[i, j, k] = Float(
          start / 1000 * exp2(-Double(hours) / half) * (1 + 0.05 * Double((i + 2 * j + 3 * k) % 5)))
      }
      let start = given.advanced(by: .hours(Double(hours)))
      let image = EmissionImage(
        values: values, unit: .counts, nuclide: "Lu-177", halfLife: .hours(159.528), start: start,
        duration: TimeSpan(1200), frameDuration: TimeSpan(20), projections: 60,
        administeredActivity: .gigabecquerels(7.4), administered: given, energyWindows: [187...229])
      let context = WriteContext(
        study: "2.25.1", frameOfReference: "2.25.2", patient: "X", studyTime: start,
        softwareVersion: "test")
      _ = try DICOMWriter.writeSPECT(image, context, to: folder.appending(path: "spect\(hours)"))
    }
    let calibration = """
      { factor: 1000, unit: "Bq/mL per count", counts: "total", nuclide: "Lu-177", date: "2026-03-01T00:00:00",
        relativeUncertainty: 0.05, recovery: { model: "logistic", a: 3, b: 1, relativeUncertainty: 0.04, smallestMl: 0.1, largestMl: 5000 } }
      """
    try Data(calibration.utf8).write(to: folder.appending(path: "calibration.json5"))
  }

  static func fill(_ body: (Int, Int, Int) -> Void) {
    for k in 0..<grid.size.k { for j in 0..<grid.size.j { for i in 0..<grid.size.i { body(i, j, k) } } }
  }

  static func caseFile(_ names: [String], order: [Int] = [0, 1, 2, 3]) -> String {
    let points = [4, 24, 96, 168].map { hours in
      "{ name: \"\(hours) h\", emission: { path: \"spect\(hours)\" } },"
    }
    let structures = order.map { n in
      let labels = files[n].enumerated().map { "\"\($0 + 1)\": \"\(names[$1])\"" }
      // Names may repeat: one entry of a role is enough for both.
      var seen: Set<String> = []
      let stated = files[n].filter { seen.insert(names[$0]).inserted }.map {
        "\"\(names[$0])\": \(roles[$0])"
      }
      return """
        { path: "labels\(n).nii.gz", names: { \(labels.joined(separator: ", ")) }, roles: { \(stated.joined(separator: ", ")) } },
        """
    }
    return """
      { hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "PRRT", nuclide: "Lu-177" },
        administrations: [{ start: "2026-03-02T10:00:00", activityGBq: 7.4 }],
        timePoints: [\(points.joined(separator: "\n"))], reference: "24 h", calibration: "calibration.json5",
        structures: [\(structures.joined(separator: "\n"))],
        options: { engine: "local", register: false, resolutionMm: 8 },
      }
      """
  }

  struct Run {
    var summary: DoseSummary
    var curves: [TimeActivityFit]
    var cards: Int

    /// All numbers of each region and curve, without a word.
    func numbers() throws -> [RegionID: Data] {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return try summary.regions.reduce(into: [:]) { all, dose in
        var dose = dose
        let id = dose.region.id
        (dose.region, dose.definition, dose.warnings) = (Region(program: "x"), "", [])
        var curve = try #require(curves.first { $0.region.id == id })
        (curve.region, curve.warnings) = (Region(program: "x"), [])
        all[id] = try encoder.encode(dose) + encoder.encode(curve)
      }
    }
  }

  static func run(_ names: [String], in folder: URL, order: [Int] = [0, 1, 2, 3]) throws -> Run {
    let results = folder.appending(path: "results-\(UUID().uuidString)")
    let therapy = try CaseFile.parse(caseFile(names, order: order), at: folder.appending(path: "case.json5"))
    _ = try Journey(therapy, folder: WorkFolder(results)).take(.run)
    func read<T: Decodable>(_ name: String, _ type: T.Type) throws -> T {
      try JSONDecoder().decode(T.self, from: Data(contentsOf: results.appending(path: name)))
    }
    struct Report: Decodable {
      struct Card: Decodable { var label: String }
      var schema: String
      var keyResults: [Card]
    }
    let report = try read("report.json", Report.self)
    #expect(report.schema == "hepatica.report/2")
    return Run(
      summary: try read("summary.json", DoseSummary.self),
      curves: try read("curves.json", RegionRows<CurveRecord>.self).wrappedValue.map(\.fit),
      cards: report.keyResults.count)
  }

  /// Words that composed regions bear, words of other languages, the same word twice, and words that mean nothing.
  static let namings: [[String]] = [
    [
      "Liver", "Right lobe", "Left lobe (bright CE)", "Lesion 1", "Lesion 2", "Liver without lesions", "a",
      "b",
    ],
    [
      "Liver", "Liver without lesions", "Liver including lesions", "Lesion 1", "Lesion 2", "all lesions", "K",
      "K",
    ],
    ["Leber", "RHL", "LHL", "GTV", "GTV", "Milz", "union of the 2 lesions", "right"],
    random(1), random(2),
  ]

  static func random(_ seed: UInt64) -> [String] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    return plain.indices.map { n in
      let letters = (0..<8).map { _ -> Character in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Array("abcdefghijklmnopqrstuvwxyz ÄÖéß")[Int(state >> 33) % 31]
      }
      return String(letters) + "\(n)"
    }
  }

  @Test func noNumberDependsOnAName() throws {
    try JourneyTests.inFolder { folder in
      try Self.write(to: folder)
      let reference = try Self.run(Self.plain, in: folder)
      let expected = try reference.numbers()
      #expect(expected.count == reference.summary.regions.count && reference.summary.regions.count >= 12)
      #expect(reference.summary.regions.contains { $0.recoveryCorrectedMean != nil })
      for names in Self.namings {
        let run = try Self.run(names, in: folder)
        #expect(try run.numbers() == expected, "\(names)")
        #expect(run.cards == reference.cards, "\(names)")
        #expect(run.summary.regions.map(\.region.side) == reference.summary.regions.map(\.region.side))
        #expect(Set(run.summary.regions.map(\.region.label)).count == run.summary.regions.count)
      }
    }
  }

  /// Regions are the same in any order of the case file, up to the rounding of sums.
  @Test func orderChangesNothing() throws {
    try JourneyTests.inFolder { folder in
      try Self.write(to: folder)
      let reference = try Self.run(Self.plain, in: folder).summary.regions
      for order in [[3, 2, 1, 0], [2, 0, 3, 1]] {
        let other = try Self.run(Self.plain, in: folder, order: order).summary.regions
        #expect(Set(other.map(\.region.name)) == Set(reference.map(\.region.name)))
        for region in reference {
          let same = try #require(other.first { $0.region.name == region.region.name })
          #expect(agree(same.bestMean.value.value, region.bestMean.value.value, relative: 1e-5))
          #expect(
            agree(
              try #require(same.bestMean.standardUncertainty).value,
              try #require(region.bestMean.standardUncertainty).value, relative: 1e-5))
        }
      }
    }
  }
}
