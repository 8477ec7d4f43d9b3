import Foundation

/// How a request is taken, decided from its headers alone.
enum Reception: Sendable {
  /// Answered before any body is read.
  case now(Response)
  /// The body, at most this many bytes, comes whole; answered on a thread of the pool.
  case whole(limit: Int, @Sendable (Data) throws -> Response)
  /// The same for what is costly, such as the hash of a pass phrase: one after the other, so that it holds up nobody else.
  case inTurn(limit: Int, @Sendable (Data) throws -> Response)
  /// The body goes to a sink as it comes.
  case streamed(any BodySink)
  /// A stream of events that stays open.
  case events(@Sendable (EventStream) -> Void)
}

extension Reception {
  /// The most bytes that a body may have, where it is read into memory.
  var limit: Int? {
    switch self {
    case .whole(let limit, _), .inTurn(let limit, _): limit
    case .now, .streamed, .events: nil
    }
  }
}

/// Takes a body part by part. Called by one thread at a time.
protocol BodySink: Sendable {
  /// - Returns: false to close the connection.
  func take(_ bytes: UnsafeRawBufferPointer) -> Bool
  /// The body is whole.
  func finish() -> Response
  /// The client went away before that.
  func cancel()
}
