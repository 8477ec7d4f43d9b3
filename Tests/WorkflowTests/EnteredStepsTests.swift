import Diagnostics
import Foundation
@testable import ImageFiles
@testable import Intake
import Stages
import Testing
import Volumes
@testable import Workflow

@testable import Documents

/// Whatever a case enters, its steps one by one leave the same files as the whole way.
@Suite struct EnteredStepsTests {
  static let hours = [0.0, 4, 24, 96]

  /// A lesion with uptake in a cube, times after administration; nothing is there at 0 h.
  static func activities(_ folder: URL) throws -> String {
    try hours.map { t in
      let value = 2e5 * (exp2(-t / 70) - exp2(-t / 3))
      let name = "a\(Int(t)).nii.gz"
      try ImageFiles.write(EnteredMapTests.cube(Float(value)), folder.appending(path: name).path)
      let time = String(format: "2026-03-%02dT%02d:00:00", 1 + (10 + Int(t)) / 24, (10 + Int(t)) % 24)
      return "{ time: \"\(time)\", path: \"\(name)\", unit: \"Bq/mL\" }"
    }.joined(separator: ", ")
  }

  static func text(_ enter: String, administered: Double = 1) -> String {
    """
    { hepatica: 1, patient: { pseudonym: "X" },
      therapy: { kind: "PRRT", product: "Lu-177-DOTATATE", nuclide: "Lu-177" },
      administrations: [{ start: "2026-03-01T10:00:00", activityGBq: \(administered) }],
      enter: { \(enter) },
      structures: [{ path: "labels.nii.gz", names: { "1": "Lesion" }, roles: { Lesion: "tumour" } }],
      options: { engine: "local", voxelTimeModel: "hybrid" } }
    """
  }

  static func journey(_ folder: URL, _ text: String, results: String) throws -> Journey {
    try ImageFiles.write(EnteredMapTests.cube(1), folder.appending(path: "labels.nii.gz").path)
    let therapy = try CaseFile.parse(text, at: folder.appending(path: "case.json5"))
    return try Journey(therapy, folder: WorkFolder(folder.appending(path: results)))
  }

  static func bytes(_ folder: URL, _ path: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: path))
  }

  static func dose(_ folder: URL, _ results: String) throws -> [Float] {
    try NounFile.readDose(folder.appending(path: results + "/dose.nii.gz")).map.values.voxels
  }

  /// Every file of a results folder, byte for byte; of the report, its PDF and the chain of custody all but the time of writing.
  static func expectSameBytes(_ one: URL, _ other: URL) throws {
    let names = try files(one)
    #expect(names == (try files(other)))
    #expect(names.contains("report.html") && names.contains("dose.nii.gz"))
    for name in names where !["report.pdf", "dicom/PDF_report.dcm", "custody.json"].contains(name) {
      var pair = try [one, other].map { try Data(contentsOf: $0.appending(path: name)) }
      if name.hasPrefix("report.") { pair = pair.map(untimed) }
      #expect(pair[0] == pair[1], "\(name)")
    }
  }

  private static func files(_ folder: URL) throws -> [String] {
    let all = FileManager.default.subpaths(atPath: folder.path) ?? []
    return all.filter { !$0.hasPrefix(".") && $0.contains(".") }.sorted()
  }

  /// Without the lines that hold a time of writing or a digest over it.
  private static func untimed(_ data: Data) -> Data {
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    return Data(
      lines.filter { line in !["created", "Created", "\"seal\""].contains { line.contains($0) } }.joined(
        separator: "\n"
      ).utf8)
  }

  @Test(arguments: ["activity", "timeIntegratedActivity", "regionActivityMBqh", "dose"])
  func stepsGiveWhatRunGives(kind: String) throws {
    try JourneyTests.inFolder { folder in
      let enter =
        switch kind {
        case "activity": "activity: [\(try Self.activities(folder))]"
        case "regionActivityMBqh":
          "regionActivityMBqh: { Lesion: 900 }, ct: { path: \"map.nii.gz\", role: \"ct\", unit: \"HU\" }"
        case "dose": "dose: { path: \"map.nii.gz\", unit: \"Gy\" }"
        default: "timeIntegratedActivity: { path: \"map.nii.gz\", unit: \"MBq·h/mL\" }"
        }
      try ImageFiles.write(EnteredMapTests.cube(7), folder.appending(path: "map.nii.gz").path)
      _ = try Self.journey(folder, Self.text(enter), results: "whole").take(.run)
      let steps = try Self.journey(folder, Self.text(enter), results: "steps")
      for step in [Step.align, .quantify, .integrate, .dose, .summarise, .report] { _ = try steps.take(step) }
      try Self.expectSameBytes(folder.appending(path: "whole"), folder.appending(path: "steps"))
      #expect(try Self.dose(folder, "whole") == Self.dose(folder, "steps"))
      #expect(try Self.dose(folder, "steps").contains { $0 > 0 })
    }
  }

  /// A first point at 0 h without activity costs nothing, and the map follows an image past the uptake.
  @Test func distributionComesFromAfterTheUptake() throws {
    try JourneyTests.inFolder { folder in
      let enter = "activity: [\(try Self.activities(folder))]"
      let outcome = try Self.journey(folder, Self.text(enter), results: "r").take(.run)
      #expect(!outcome.text.isEmpty)
      let integrate = try Self.journey(folder, Self.text(enter), results: "r").take(.integrate)
      #expect(integrate.text.contains("24.0 h after administration (past the uptake of every region)"))
    }
  }

  /// kBq taken for Bq, or a tenth of the activity typed: more than was administered.
  @Test func moreThanAdministeredIsRefused() throws {
    try JourneyTests.inFolder { folder in
      let enter = "activity: [\(try Self.activities(folder))]"
      let problem = #expect(throws: Problem.self) {
        try Self.journey(folder, Self.text(enter, administered: 0.005), results: "r").take(.run)
      }
      #expect(problem?.what.contains("administered") == true)
    }
  }
}
