import Arguments
import Files
import Foundation

/// One operation that somebody asked for, from the queue to its answer.
package struct Job: Codable, Sendable {
  package enum State: String, Codable, Sendable {
    case queued, running, done, review, failed, cancelled
    /// The server ended while it ran; it can be resumed.
    case interrupted
    var isOver: Bool { self != .queued && self != .running }
  }
  package var id: String
  package var operation: String
  package var `case`: String?
  package var account: String
  /// The fields of the operation, as JSON.
  package var request: String
  package var state = State.queued
  package var fraction = 0.0
  package var activity = ""
  package var created: Date
  package var started: Date?
  package var finished: Date?
  /// JSON, as the operation gave it.
  package var answer: String?
  package var review: [String] = []
  /// JSON of the problems.
  package var error: String?

  /// Seconds that it will still take, by what is done so far; `nil` before that can be said.
  package func remaining(at now: Date) -> Double? {
    guard state == .running, let started, fraction > 0.02 else { return nil }
    return (now.timeIntervalSince(started) * (1 - fraction) / fraction).rounded()
  }

  /// The job as somebody may see it: what it came to is for whoever asked, or might ask. `nil` for nothing at all.
  /// - Parameter permission: what the operation needs; `nil` for one that is no more.
  func view(for session: Session, _ permission: Permission?) -> Job? {
    if account == session.account || permission.map(session.may) == true { return self }
    guard session.may(.readCases) else { return nil }
    // Work on cases is what readers of cases read.
    if permission == .editCases || permission == .plan { return self }
    var job = self
    (job.answer, job.review, job.error, job.activity) = (nil, [], nil, "")
    return job
  }

  package func json(at now: Date) -> JSON {
    .object([
      ("id", .text(id)), ("operation", .text(operation)), ("case", text(`case`)),
      ("state", .text(state.rawValue)),
      ("fraction", .number(fraction)), ("activity", .text(activity)),
      ("remaining_s", remaining(at: now).map { .number($0) } ?? .null), ("created", time(created)),
      ("started", time(started)), ("finished", time(finished)), ("account", .text(account)),
      ("answer", answer.map { .verbatim($0) } ?? .null), ("review", .array(review.map { .text($0) })),
      ("error", error.map { .verbatim($0) } ?? .null),
    ])
  }

  private func text(_ text: String?) -> JSON { text.map { .text($0) } ?? .null }
  private func time(_ time: Date?) -> JSON { text(time?.formatted(.iso8601)) }
}
