import Diagnostics
import Foundation
import Stages
import Testing

@testable import Documents
@testable import Studies
@testable import Workflow

/// The lines of `decided`, as a person completes those that a command prints.
private func decided(_ open: [UndecidedRecord]) -> String {
  let lines = open.map {
    "{ finding: \"\($0.finding)\", mark: \"\($0.mark)\", by: \"mp1\", why: \"looked at\" }"
  }
  return "decided: [\(lines.joined(separator: ", "))],"
}

/// A line that answers what nobody asked.
private let stray = "{ finding: \"plan.shunt\", mark: \"abcdef\", by: \"mp1\", why: \"looked at\" }"

/// Plan and burden files: whatever asks for a decision is answered in the file, then nothing is asked, and no number changes; an
/// answer to what is not asked is asked about itself.
@Suite struct DecidedPlanTests {
  private static func plan(_ lines: String) -> String {
    """
    { hepatica: 1, patient: { pseudonym: "X" }, \(lines)
      tare: { microspheres: "resin", energyConstant: "literature",
        liver: { ml: 1500, tumourMl: 800 }, lungs: { shuntFraction: 0.13 },
        injections: [
          { name: "right", perfusedMl: 1000, tumours: [{ name: "T", ml: 400, toNormal: 1.2 }],
            prescribe: "MIRD one-compartment", perfusedGoal: { gray: 50, source: "test" } },
          { name: "left", perfusedMl: 800, tumours: [{ name: "U", ml: 300, toNormal: 30 }],
            prescribe: "MIRD one-compartment", perfusedGoal: { gray: 60, source: "test" } } ] } }
    """
  }

  private static func outcome(_ lines: String, in folder: URL) throws -> (Outcome, PlanRecord) {
    let plan = try PlanFile.parse(plan(lines), at: folder.appending(path: "plan.json5"))
    return (
      try PlanTask.run(plan, to: folder) { _, _ in },
      try PlanTask.record(plan, work: folder) { _, _ in }
    )
  }

  @Test func everyQuestionOfAPlanIsAnswered() throws {
    try JourneyTests.inFolder { folder in
      let (first, record) = try Self.outcome("", in: folder)
      let open = first.findings.undecided
      #expect(open.count >= 4 && first.findings.needDecision)
      for question in open { #expect(first.text.contains("mark: \"\(question.mark)\"")) }
      let (second, again) = try Self.outcome(decided(open), in: folder)
      #expect(!second.findings.needDecision, "\(second.findings.toReview)")
      #expect(second.findings.count { $0.text.contains("Decided by mp1: looked at") } >= open.count)
      #expect(!second.text.contains("decided: ["))
      func prescribed(_ record: PlanRecord) -> [String]? {
        record.radioembolisation?.injections.map { "\($0.name) \(String(describing: $0.prescribedGBq))" }
      }
      #expect(prescribed(record) == prescribed(again) && prescribed(record)?.count == 2)
      // All but one: that one is asked, and nothing else.
      let (third, _) = try Self.outcome(decided(Array(open.dropFirst())), in: folder)
      #expect(third.findings.undecided.map(\.mark) == [open[0].mark])
    }
  }

  @Test func anAnswerToNothingIsAsked() throws {
    try JourneyTests.inFolder { folder in
      let open = try Self.outcome("", in: folder).0.findings.undecided
      let all = decided(open).replacing("],", with: ", \(stray)],")
      let (outcome, _) = try Self.outcome(all, in: folder)
      #expect(outcome.findings.undecided.map(\.finding) == ["decided.otherwise"])
      #expect(outcome.findings.toReview.first?.contains("abcdef") == true)
    }
  }

  @Test func everyQuestionOfABurdenIsAnswered() throws {
    let phantom = try #require(PhantomFiles.all().first)
    try JourneyTests.inFolder { folder in
      try phantom.write(to: folder)
      func outcome(_ lines: String) throws -> Outcome {
        let text = phantom.burdenFile.replacing("{ hepatica: 1,", with: "{ hepatica: 1, \(lines)")
        let input = try BurdenFile.parse(text, at: folder.appending(path: "burden.json5"))
        return try BurdenTask.run(input, to: folder.appending(path: "out")) { _, _ in }
      }
      let open = try outcome("").findings.undecided
      #expect(!open.isEmpty)
      let csv = folder.appending(path: "out/burden.csv")
      let numbers = try Data(contentsOf: csv)
      let second = try outcome(decided(open))
      #expect(!second.findings.needDecision, "\(second.findings.toReview)")
      #expect(try Data(contentsOf: csv) == numbers)
      let third = try outcome(decided(open).replacing("],", with: ", \(stray)],"))
      #expect(third.findings.undecided.map(\.finding) == ["decided.otherwise"])
    }
  }
}
