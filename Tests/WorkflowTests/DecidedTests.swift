import Diagnostics
import Foundation
import Stages
import Studies
import Testing

@testable import Documents
@testable import Workflow

/// Status 3 means that a decision is needed; a case that answers all of them ends with 0, and its report says who decided.
@Suite struct DecidedTests {
  private struct Account: Decodable {
    struct Open: Decodable { var finding, mark, text: String }
    var undecided: [Open]
    var review: [String]
  }

  private func account(_ outcome: Outcome) throws -> Account {
    try JSONDecoder().decode(Account.self, from: Data(outcome.json.utf8))
  }

  private func decided(_ open: [Account.Open], by: String = "Dr A") -> String {
    let lines = open.map {
      "{ finding: \"\($0.finding)\", mark: \"\($0.mark)\", by: \"\(by)\", why: \"seen on the planes\" }"
    }
    return "decided: [\(lines.joined(separator: ", "))], limits"
  }

  @Test func whatIsDecidedNeedsNoDecision() throws {
    try CustodyTests.inCase { small in
      let first = try small.journey().take(.run)
      let open = try account(first)
      #expect(!open.review.isEmpty && open.undecided.count == open.review.count)
      #expect(first.text.contains("decided: [") && first.text.contains(open.undecided[0].mark))
      let dose = try small.data("dose.nii.gz")
      small.changes = [("limits", decided(open.undecided))]
      let second = try small.journey().take(.run)
      #expect(second.review.isEmpty, "\(second.review)")
      #expect(second.notes.contains { $0.hasSuffix("Decided by Dr A: seen on the planes") })
      #expect(try small.data("dose.nii.gz") == dose && account(second).undecided.isEmpty)
      let page = String(decoding: try small.data("report.html"), as: UTF8.self)
      #expect(page.contains("Decided by Dr A: seen on the planes"))
      #expect(try small.journey().take(.run).review.isEmpty)
      // Each step asks no more either.
      for step in [Step.align, .quantify, .integrate, .dose, .summarise, .report] {
        let told = try small.journey().take(step).review
        #expect(told.isEmpty, "\(step): \(told)")
      }
    }
  }

  @Test(arguments: [
    ("{ finding: \"region.density\", mark: \"123456\", by: \" \", why: \"seen\" }", "“by” is empty"),
    ("{ finding: \"region.density\", mark: \"123456\", by: \"mp1\" }", "“why” is missing"),
    ("{ finding: \"region.density\", by: \"mp1\", why: \"seen\" }", "“mark” is missing"),
  ])
  func whoAndWhyAreNeeded(_ line: String, _ words: String) throws {
    try CustodyTests.inCase { small in
      small.changes = [("limits", "decided: [\(line)], limits")]
      let problems = #expect(throws: Problems.self) { try small.journey() }
      #expect(problems.map { "\($0)".contains(words) } == true, "\(problems.map { "\($0)" } ?? "")")
    }
  }

  /// Without CT the case states what there is instead: one density, registration by uptake.
  @Test func aCaseWithoutCTNeedsNoDecision() throws {
    try CustodyTests.inCase { small in
      small.changes = [("register: false", "register: \"uptake\", uniformDensity: 1.04")]
      let outcome = try small.journey().take(.run)
      #expect(!outcome.review.contains { $0.contains("Registered by the uptake") || $0.contains("g/mL") })
      #expect(outcome.notes.contains { $0.contains("1.04 g/mL that the case file states") })
      let summary = try JSONDecoder().decode(DoseSummary.self, from: small.data("summary.json"))
      let lesion = try #require(summary.regions.first { $0.region.name == "Lesion" })
      #expect(abs(lesion.mass.value.value / lesion.volume.value.value - 1.04) < 1e-9)
      // A lung is not of that density.
      small.changes += [("\"tumour\"", "\"lung\"")]
      #expect(try small.journey().take(.run).review.contains { $0.contains("assumed 1.04 g/mL") })
    }
  }
}
