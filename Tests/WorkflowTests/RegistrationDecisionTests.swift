import Checks
import Diagnostics
import Foundation
import Stages
import Testing
import Volumes

@testable import Documents
@testable import Workflow

/// Registrations that a person accepted, as they were computed or moved by hand.
@Suite struct RegistrationDecisionTests {
  private func stated(_ small: inout SmallCase, _ lines: String) {
    small.changes = [("limits", "registered: [\(lines)], limits")]
  }

  private func aligned(_ small: SmallCase) throws -> Registration {
    try #require(Passage(small.journey(), .mend).aligned().study.registrations.first)
  }

  /// Activity of the second time point on the reference grid.
  private func activity(_ small: SmallCase) throws -> Volume<Float> {
    try #require(Passage(small.journey(), .mend).quantified().activities.last).map.values
  }

  @Test func anImageIsMovedByWhatIsStated() throws {
    try CustodyTests.inCase { small in
      let (before, still) = (try aligned(small), try activity(small))
      let step = still.grid.spacing
      let shift = still.grid.direction * Vector3(step.x, -2 * step.y, 0)
      stated(
        &small,
        "{ timePoint: \"96 h\", mark: \"\(before.mark)\", movedMm: [\(shift.x), \(shift.y), \(shift.z)], by: \"mp1\" }"
      )
      let after = try aligned(small)
      #expect(after.moved == shift && after.mark == before.mark && after.computed == before.transform)
      let there = after.transform(Vector3(10, 20, 30)), then = before.transform(Vector3(10, 20, 30) - shift)
      #expect((there - then).norm < 1e-9)
      // By whole voxels: what lay at one index lies at the next, to the last bit.
      let moved = try activity(small), size = still.grid.size
      #expect(still.voxels.contains { $0 > 0 })
      for k in 0..<size.k {
        for j in 2..<(size.j - 2) {
          for i in 2..<(size.i - 2) {
            #expect(abs(moved[i, j, k] - still[i - 1, j + 2, k]) <= 1e-5 * abs(still[i - 1, j + 2, k]))
          }
        }
      }
    }
  }

  @Test func theReportSaysWhoAcceptedAndAMoveMakesTheImagesAnew() throws {
    try CustodyTests.inCase { small in
      _ = try small.run()
      let mark = try aligned(small).mark
      let lines =
        "{ timePoint: \"96 h\", mark: \"\(mark)\", by: \"mp1\", at: \"2026-03-07T09:30:00\", why: \"dome fits\" }"
      stated(&small, lines)
      #expect(try small.run().reused.contains("align"), "an acceptance changes no number")
      let page = String(decoding: try small.data("report.html"), as: UTF8.self)
      #expect(page.contains("accepted by mp1") && page.contains("dome fits"))
      stated(&small, lines.replacing("by:", with: "movedMm: [0, 0, 4], by:"))
      #expect(try small.run().made.contains("align"))
      let moved = String(decoding: try small.data("report.html"), as: UTF8.self)
      #expect(moved.contains("moved by hand by (0, 0, 4) mm"))
    }
  }

  @Test func whatWasAcceptedOfAnotherRegistrationHoldsNothing() throws {
    try CustodyTests.inCase { small in
      let before = try aligned(small)
      stated(
        &small, "{ timePoint: \"96 h\", mark: \"000000\", movedMm: [9, 0, 0], by: \"mp1\", why: \"fits\" }")
      let after = try aligned(small)
      #expect(after.moved == nil && after.transform == before.transform)
      for step in [Step.align, .run] {
        let told = try small.journey().take(step).review
        #expect(told.contains { $0.contains("mp1 accepted the registration of 96 h") }, "\(step): \(told)")
      }
    }
  }

  @Test(arguments: [
    ("{ timePoint: \"48 h\", mark: \"123456\", by: \"mp1\" }", "not a time point"),
    ("{ timePoint: \"24 h\", mark: \"123456\", by: \"mp1\" }", "is the reference"),
    ("{ timePoint: \"96 h\", mark: \"123456\", by: \" \" }", "“by” is empty"),
    ("{ timePoint: \"96 h\", by: \"mp1\" }", "“mark” is missing"),
    ("{ timePoint: \"96 h\", mark: \"123456\", by: \"mp1\", movedMm: [1, 2] }", "three numbers"),
    ("{ timePoint: \"96 h\", mark: \"123456\", by: \"mp1\", movedMm: [1, 2, 300] }", "a move by hand"),
    (
      "{ timePoint: \"96 h\", mark: \"123456\", by: \"a\" }, { timePoint: \"96 h\", mark: \"123456\", by: \"b\" }",
      "decided on twice"
    ),
  ])
  func whatCannotBeIsRefused(_ lines: String, _ words: String) throws {
    try CustodyTests.inCase { small in
      stated(&small, lines)
      let problems = #expect(throws: Problems.self) { try small.journey() }
      #expect(problems.map { "\($0)".contains(words) } == true, "\(problems.map { "\($0)" } ?? "")")
    }
  }
}
