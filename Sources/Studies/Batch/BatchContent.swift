import Foundation
import Reporting

/// The page over all cases of a batch.
package struct BatchContent {
  let results: [BatchResult]
  package init(_ results: [BatchResult]) { self.results = results }

  package var content: StudyContent {
    StudyContent(
      "batch", kind: "Batch of cases",
      header: .clinical(
        subject: results.count == 1 ? "1 case" : "\(results.count) cases", title: "Results by case",
        needsReview: results.contains { $0.state != .done }),
      sections: [
        .init("cases", "Cases", [.facts(counts), .table(Self.cases.table("", results))])
      ], record: BatchRecord(results))
  }

  private var counts: [(String, String)] {
    BatchResult.State.allCases.map { state in (state.rawValue, "\(results.count { $0.state == state })") }
  }

  static let cases = TableForm<BatchResult>(
    "batch", file: "batch.csv",
    [
      .init("case", "Case", means: "name of the case, which is its folder of results") { .text($0.name) },
      .init("state", "State", means: "done, needs a decision, failed, stopped or waiting") {
        .text($0.state.rawValue)
      },
      .init("status", "Status", .number, share: 0.5, means: "exit status of the process") {
        .number(of: $0.status.map(Int.init))
      },
      .init("seconds", "Time", unit: "s", .number, share: 0.6, means: "wall time", .exact) {
        .value($0.seconds)
      },
      .init("reason", "Why", share: 4, means: "the first decision that is needed, or the first error") {
        .words($0.reason)
      },
    ])
}
