import Diagnostics
import Foundation
@testable import ImageFiles
import Stages
import Studies
import Testing
import Volumes
@testable import Workflow

@testable import Documents

/// Whichever way a number enters, it is held against what was administered.
@Suite struct LawOfActivityTests {
  /// 64 mL of 10⁶ Bq/mL: 64 MBq.
  static func enter(_ kind: String, _ factor: Double, _ folder: URL) throws -> String {
    let (value, unit): (Double, String) =
      switch kind {
      case "activity": (1e6, "Bq/mL")
      // All decays of 100 MBq of Lu-177 are 8.3·10¹³ Bq·s.
      case "timeIntegratedActivity": (1e12, "Bq·s/mL")
      // In 67 g; all decays of 100 MBq give 2.4 J.
      default: (20, "Gy")
      }
    try ImageFiles.write(
      EnteredMapTests.cube(Float(value * factor)), folder.appending(path: "map.nii.gz").path)
    let source = "path: \"map.nii.gz\", unit: \"\(unit)\""
    return kind == "activity"
      ? "activity: [{ time: \"2026-03-01T11:00:00\", \(source) }]" : "\(kind): { \(source) }"
  }

  static func run(_ folder: URL, _ enter: String, gigabecquerel: Double = 0.1) throws -> Outcome {
    let text = """
      { hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "PRRT", nuclide: "Lu-177" },
        administrations: [{ start: "2026-03-01T10:00:00", activityGBq: \(gigabecquerel) }],
        enter: { \(enter) }, options: { engine: "local" } }
      """
    return try EnteredMapTests.run(folder, text)
  }

  @Test(arguments: ["activity", "timeIntegratedActivity", "dose"])
  func possibleNumbersPassAndImpossibleOnesDoNot(kind: String) throws {
    try JourneyTests.inFolder { folder in
      let sound = try Self.run(folder, Self.enter(kind, 1, folder))
      #expect(!sound.review.contains { $0.contains("administered") }, "\(sound.review)")
      // kBq for Bq, cGy for Gy, a factor of ten.
      for factor in [10.0, 1000] {
        let problem = #expect(throws: Problem.self) {
          _ = try Self.run(folder, Self.enter(kind, factor, folder))
        }
        #expect(problem?.why.contains("nothing is in a patient that was not administered") == true)
        #expect(problem?.remedy.contains("administered activity") == true)
      }
    }
  }

  @Test(arguments: ["activity", "timeIntegratedActivity", "dose"]) func alittleTooMuchIsTold(kind: String)
    throws
  {
    try JourneyTests.inFolder { folder in
      let share = ["activity": 0.643, "timeIntegratedActivity": 0.772, "dose": 0.6][kind]!
      let outcome = try Self.run(folder, Self.enter(kind, 1.3 / share, folder))
      #expect(
        outcome.review.contains { $0.contains("times") && $0.contains("administered") }, "\(outcome.review)")
    }
  }

  /// What somebody got wrong in a case of images, and whether the run stops (`nil`: nothing is wrong).
  struct Slip: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var from = "", to = ""
    /// Bq/mL per count; with the usual one half of the activity is in the field after a day, a third after four.
    var factor = 57_600.0
    /// Of March.
    var days = [2, 5]
    var isRefused: Bool?
  }

  static let slips = [
    Slip(testDescription: "as it is"),
    Slip(testDescription: "calibration ten times too large", factor: 576_000, isRefused: true),
    Slip(testDescription: "calibration ten times too small", factor: 5760, isRefused: false),
    Slip(
      testDescription: "MBq for GBq", from: "activityGBq: 7.4", to: "activityGBq: 0.0074", isRefused: true),
    Slip(testDescription: "images 312 h late", days: [15, 18], isRefused: true),
    Slip(
      testDescription: "administration 310 h late", from: "2026-03-01T10:00:00", to: "2026-03-14T08:00:00",
      isRefused: true),
  ]

  /// Refused where nothing can be so, else a decision is asked for; both say what to look at.
  @Test(arguments: slips) func slipsEndWithARemedy(_ slip: Slip) throws {
    try CustodyTests.inCase { small in
      try small.calibrate(slip.factor)
      try small.image("a24", 900, day: slip.days[0])
      try small.image("a96", 400, day: slip.days[1])
      if !slip.from.isEmpty { small.changes = [(slip.from, slip.to)] }
      if slip.isRefused == true {
        let error = #expect(throws: (any Error).self) { try small.journey().take(.run) }
        let problem = (error as? Problem) ?? (error as? Problems)?.all.first
        #expect(problem?.kind == .dataRejected && problem?.remedy.isEmpty == false, "\(error!)")
        return
      }
      let found = try small.journey().take(.run).findings.filter { $0.code.rawValue == "activity.little" }
      #expect(found.isEmpty == (slip.isRefused == nil))
      #expect(found.allSatisfy { $0.rank == .decision && $0.text.contains("calibration factor") })
    }
  }

  /// Without a stated administration there is nothing to hold a map against.
  @Test func withoutAdministrationNothingIsSaid() throws {
    try JourneyTests.inFolder { folder in
      let enter = try Self.enter("timeIntegratedActivity", 1000, folder)
      let outcome = try EnteredMapTests.run(folder, EnteredMapTests.entering(enter))
      #expect(!outcome.review.contains { $0.contains("administered") })
    }
  }

  /// One image at two times would bend the curve.
  @Test func anImageHasOneTime() throws {
    try JourneyTests.inFolder { folder in
      let first = try Self.enter("activity", 1, folder)
      let again = first.replacingOccurrences(of: "11:00:00", with: "21:00:00")
      let both = "activity: [\(first.dropFirst(11).dropLast()), \(again.dropFirst(11))"
      let problem = #expect(throws: Problem.self) { _ = try Self.run(folder, both) }
      #expect(problem?.what.contains("are one image") == true, "\(String(describing: problem))")
      // Another file of the same values is a copy; one of other values is another image.
      let other = both.replacingOccurrences(
        of: "21:00:00\", path: \"map", with: "21:00:00\", path: \"other")
      let (map, copy) = (folder.appending(path: "map.nii.gz"), folder.appending(path: "other.nii.gz"))
      try FileManager.default.copyItem(at: map, to: copy)
      let doubled = #expect(throws: Problem.self) { _ = try Self.run(folder, other) }
      #expect(doubled?.what.contains("have the same voxels") == true)
      try ImageFiles.write(ImageFiles.read(map.path).map { $0 * 0.9 }, copy.path)
      _ = try Self.run(folder, other)
    }
  }
}
