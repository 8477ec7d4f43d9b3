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
      // A map that was brought lies on other voxels perhaps: what that did to it is kept with it.
      let record = ["activity": "activity/*", "timeIntegratedActivity": "decays", "dose": "dose"][kind]
      guard let record else { return }
      let files = try Self.files(folder.appending(path: "whole")).filter {
        $0.hasSuffix(".json") && $0.hasPrefix(record.replacing("/*", with: "/"))
      }
      #expect(!files.isEmpty)
      for file in files {
        let text = try String(contentsOf: folder.appending(path: "whole/\(file)"), encoding: .utf8)
        #expect(text.contains("onto the reference grid"), "\(file)")
      }
    }
  }

  /// Times after administration that are no round number of hours come back to the last bit.
  @Test(arguments: ["10:00:00", "05:50:00", "09:43:21", "07:11:13"])
  func stepsOfTimePointsGiveWhatRunGives(_ clock: String) throws {
    try CustodyTests.inCase { small in
      small.changes = [("2026-03-01T10:00:00", "2026-03-01T\(clock)")]
      _ = try small.journey("whole").take(.run)
      for step in [Step.align, .quantify, .integrate, .dose, .summarise, .report] {
        _ = try small.journey("steps").take(step)
      }
      try Self.expectSameBytes(small.url("whole"), small.url("steps"))
    }
  }

  /// What the file of a map makes doubtful is asked about as of any image; its time is that of the case, or of its header.
  @Test func doubtsOfEnteredMapsAreTold() throws {
    try JourneyTests.inFolder { folder in
      func told(_ enter: String, _ values: Float) throws -> [String] {
        try ImageFiles.write(EnteredMapTests.cube(values), folder.appending(path: "map.nii.gz").path)
        return try Self.journey(folder, Self.text(enter), results: UUID().uuidString).take(.run).findings
          .filter { $0.rank == .decision }.map(\.code.rawValue)
      }
      let map = "path: \"map.nii.gz\""
      // 9 Gy is neither a doubt nor a question; mGy called Gy is.
      #expect(try !told("dose: { \(map), unit: \"Gy\" }", 9.5).contains("image.dose-implausible"))
      #expect(try told("dose: { \(map), unit: \"Gy\" }", 0.0095).contains("image.dose-implausible"))
      // MBq·h/mL called Bq·s/mL, and Bq/mL called the same.
      for values: Float in [90, 2.5e5] {
        let open = try told("timeIntegratedActivity: { \(map), unit: \"Bq·s/mL\" }", values)
        #expect(open.contains("image.decays-implausible") && open.contains("activity.little"), "\(open)")
      }
      // SUV called Bq/mL.
      let activity = "activity: [{ time: \"2026-03-02T10:00:00\", \(map), unit: \"Bq/mL\", ROLE }]"
      for role in ["", "role: \"activity\""] {
        let enter = activity.replacing("ROLE", with: role)
        let open = try told(enter, 12.5)
        #expect(open.contains("image.activity-implausible") && open.contains("activity.little"), "\(open)")
        #expect(try !told(enter, 1.25e6).contains("image.activity-implausible"))
      }
      let other = activity.replacing("ROLE", with: "role: \"activity\", decay: \"2026-03-01T10:00:00\"")
      #expect(try told(other, 1.25e6).contains("activity.time"))
    }
  }

  /// A first point at 0 h without activity costs nothing, and the map follows an image past the uptake.
  @Test func distributionComesFromAfterTheUptake() throws {
    try JourneyTests.inFolder { folder in
      let enter = "activity: [\(try Self.activities(folder))]"
      let outcome = try Self.journey(folder, Self.text(enter), results: "r").take(.run)
      #expect(!outcome.text.isEmpty)
      let integrate = try Self.journey(folder, Self.text(enter), results: "r").take(.integrate)
      #expect(integrate.text.contains("24 h after administration (past the uptake of every region)"))
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
