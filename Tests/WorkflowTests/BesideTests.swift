import Diagnostics
import Documents
import Foundation
import Studies
import Testing

@testable import Workflow

/// Quantities beside the absorbed dose, from the case file to the tables.
@Suite struct BesideTests {
  /// A lesion of 1 mL that was entered as activity.
  static func run(_ change: (String) -> String, in folder: URL) throws -> (
    tables: [String: String], report: String
  ) {
    let enter = "activity: [\(try EnteredStepsTests.activities(folder))]"
    let journey = try EnteredStepsTests.journey(
      folder, change(EnteredStepsTests.text(enter)), results: "results")
    _ = try journey.take(.run)
    var tables: [String: String] = [:]
    for name in ["contaminant", "rbe-weighted", "microspheres"] {
      tables[name] = try String(
        contentsOf: folder.appending(path: "results/tables/\(name).csv"), encoding: .utf8)
    }
    let report = try String(contentsOf: folder.appending(path: "results/report.json"), encoding: .utf8)
    return (tables, report)
  }

  static func rows(_ table: String?) -> Int { (table ?? "").split(separator: "\n").count - 1 }

  @Test func nothingIsStatedNothingIsPrinted() throws {
    try JourneyTests.inFolder { folder in
      let tables = try Self.run({ $0 }, in: folder).tables
      #expect(tables.values.allSatisfy { Self.rows($0) == 0 })
    }
  }

  @Test func aContaminantStandsBesideTheDose() throws {
    try JourneyTests.inFolder { folder in
      let (tables, report) = try Self.run(
        {
          $0.replacingOccurrences(
            of: "nuclide: \"Lu-177\" }",
            with: "nuclide: \"Lu-177\", contaminant: { nuclide: \"Lu-177m\", fraction: 0.0005 } }")
        }, in: folder)
      #expect(Self.rows(tables["contaminant"]) >= 1 && tables["contaminant"]!.contains("Lesion"))
      #expect(report.contains("\"contaminantNuclide\""))
    }
  }

  @Test func alphasAreWeightedWhereAFactorIsStated() throws {
    try JourneyTests.inFolder { folder in
      let tables = try Self.run(
        {
          $0.replacingOccurrences(of: "Lu-177", with: "Ac-225").replacingOccurrences(
            of: "engine: \"local\"",
            with: "engine: \"local\", alpha: { rbe: 5, progenyLeaving: 0.2, source: \"protocol\" }")
        }, in: folder
      ).tables
      #expect(Self.rows(tables["rbe-weighted"]) >= 1)
    }
  }

  @Test func spheresAreCounted() throws {
    try JourneyTests.inFolder { folder in
      let tables = try Self.run(
        {
          $0.replacingOccurrences(
            of: "kind: \"PRRT\", product: \"Lu-177-DOTATATE\", nuclide: \"Lu-177\" }",
            with:
              "kind: \"TARE\", product: \"TheraSphere\", nuclide: \"Y-90\", microspheres: { kind: \"glass\", calibration: \"2026-02-28T12:00:00\" } }"
          )
          .replacingOccurrences(of: "\"tumour\"", with: "\"liver\"")
          .replacingOccurrences(of: "voxelTimeModel: \"hybrid\"", with: "voxelTimeModel: \"permanent\"")
        }, in: folder
      ).tables
      // 2500 Bq, 22 h later: 1971 Bq.
      #expect(Self.rows(tables["microspheres"]) >= 1 && tables["microspheres"]!.contains("19"))
    }
  }

  @Test(
    "What cannot be is refused, with its place",
    arguments: [
      ("engine: \"local\"", "engine: \"local\", alpha: { rbe: 5, source: \"s\" }"),
      ("engine: \"local\"", "engine: \"local\", alpha: { progenyLeaving: 0.2, source: \"s\" }"),
      ("engine: \"local\"", "engine: \"local\", alpha: { rbe: 5 }"),
      ("engine: \"local\"", "engine: \"local\", alpha: { source: \"s\" }"),
      ("engine: \"local\"", "engine: \"local\", alpha: { rbe: 0.5, source: \"s\" }"),
      ("nuclide: \"Lu-177\" }", "nuclide: \"Lu-177\", contaminant: { nuclide: \"Y-90\", fraction: 0.001 } }"),
      (
        "nuclide: \"Lu-177\" }", "nuclide: \"Lu-177\", contaminant: { nuclide: \"Lu-177m\", fraction: 0.5 } }"
      ),
      ("nuclide: \"Lu-177\" }", "nuclide: \"Lu-177\", microspheres: { kind: \"glass\" } }"),
    ])
  func refused(text: String, by other: String) throws {
    try JourneyTests.inFolder { folder in
      #expect(throws: (any Error).self) {
        _ = try Self.run({ $0.replacingOccurrences(of: text, with: other) }, in: folder)
      }
    }
  }
}
