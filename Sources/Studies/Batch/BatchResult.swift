import Diagnostics
import Files
import Foundation

/// What became of one case, as its folder keeps it in `batch.json`.
package struct BatchResult: Codable, Sendable {
  package enum State: String, Codable, Sendable, CaseIterable {
    case done
    case review = "needs a decision"
    case failed, stopped, waiting
  }
  package static let file = "batch.json"

  package var name: String
  package var state: State
  /// Of the process; `nil` while it waits.
  package var status: Int32?
  /// The first thing to decide, or the first error.
  package var reason: String
  /// Wall time, s.
  var seconds: Double?
  /// When it ended.
  var finished: String?

  package static func waiting(_ name: String) -> Self {
    .init(name: name, state: .waiting, status: nil, reason: "")
  }

  /// - Parameter answer: what the process printed with `--json`.
  package init(name: String, status: Int32, answer: Data, seconds: Double, finished: Date) {
    (self.name, self.status, self.seconds) = (name, status, seconds)
    self.finished = finished.ISO8601Format()
    state =
      switch status {
      case ExitCode.done.rawValue: .done
      case ExitCode.needsReview.rawValue: .review
      case ExitCode.interrupted.rawValue, ExitCode.tryAgain.rawValue: .stopped
      default: .failed
      }
    reason = Self.reason(answer, status)
  }

  private init(name: String, state: State, status: Int32?, reason: String) {
    (self.name, self.state, self.status, self.reason) = (name, state, status, reason)
  }

  private struct Answer: Decodable {
    struct Fault: Decodable { var what, at, remedy: String? }
    var errors: [Fault]?
    var review: [String]?
  }

  private static func reason(_ answer: Data, _ status: Int32) -> String {
    let said = try? JSONDecoder().decode(Answer.self, from: answer)
    if let fault = said?.errors?.first {
      return [fault.at, fault.what].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": ")
    }
    if let review = said?.review, let first = review.first {
      return first + (review.count > 1 ? " (and \(review.count - 1) more)" : "")
    }
    return status == 0 || status == 3 ? "" : "it ended with status \(status) and no word"
  }
}

/// The result of a batch as JSON (`hepatica.batch/1`).
package struct BatchRecord: Encodable, Sendable {
  var hepatica = 1
  var schema = "hepatica.batch/1"
  var cases: [BatchResult]
  package init(_ cases: [BatchResult]) { self.cases = cases }
}
