import Diagnostics
import Foundation
import ImageFiles
import Stages
import Testing

@testable import Documents
@testable import Workflow

/// Points that the case file takes out of a curve.
@Suite struct LeftOutTests {
  private func curves(_ folder: URL, _ leaveOut: String, results: String) throws -> [TimeActivityFit] {
    let enter = "activity: [\(try EnteredStepsTests.activities(folder))]"
    let text = EnteredStepsTests.text(enter).replacing(
      "engine: \"local\"", with: "engine: \"local\", leaveOut: [\(leaveOut)]")
    let journey = try EnteredStepsTests.journey(folder, text, results: results)
    let quantified = try Passage(journey, .renew).quantified()
    let anatomy = try journey.anatomy(quantified)
    return try journey.curves(quantified, anatomy.regions).fits
  }

  private func ids(_ folder: URL) throws -> [(id: String, hours: Double)] {
    let enter = "activity: [\(try EnteredStepsTests.activities(folder))]"
    let journey = try EnteredStepsTests.journey(folder, EnteredStepsTests.text(enter), results: "ids")
    return try Passage(journey, .renew).quantified().activities.map {
      ($0.id, $0.afterAdministration!.value / 3600)
    }
  }

  @Test func aCurveDoesWithoutThem() throws {
    try JourneyTests.inFolder { folder in
      let points = try ids(folder)
      let late = try #require(points.last)
      let whole = try curves(folder, "", results: "a")[0]
      let less = try curves(
        folder, "{ region: \"Lesion\", timePoint: \"\(late.id)\", reason: \"the patient moved\" }",
        results: "b")[0]
      #expect(less.points.count == whole.points.count - 1)
      #expect(!less.points.contains { abs($0.time.value / 3600 - late.hours) < 0.01 })
      #expect(
        less.warnings.contains {
          if case .curve(.leftOut(late.id, "the patient moved")) = $0 { true } else { false }
        })
      #expect(!whole.warnings.contains { if case .curve(.leftOut) = $0 { true } else { false } })
      #expect(less.timeIntegratedActivity.value.value != whole.timeIntegratedActivity.value.value)
    }
  }

  @Test func whatIsNotThereIsNotPassedOver() throws {
    try JourneyTests.inFolder { folder in
      let id = try #require(ids(folder).first).id
      for wrong in [
        "{ region: \"Lesion\", timePoint: \"never\", reason: \"x\" }",
        "{ region: \"Liver 7\", timePoint: \"\(id)\", reason: \"x\" }",
        "{ region: \"Lesion\", timePoint: \"\(id)\" }",
        "{ region: \"Lesion\", timePoint: \"\(id)\", reason: 3 }",
      ] {
        #expect(throws: (any Error).self, "\(wrong)") { try curves(folder, wrong, results: "c") }
      }
      let all = try ids(folder).map { "{ region: \"Lesion\", timePoint: \"\($0.id)\", reason: \"x\" }" }
      #expect(throws: (any Error).self) { try curves(folder, all.joined(separator: ", "), results: "d") }
    }
  }
}
