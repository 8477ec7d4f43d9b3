import Foundation
import Synchronization

/// A request whose body is under way.
final class Exchange: Sendable {
  private struct State {
    var received: UInt64 = 0
    var bytes = Data()
    var isOver = false
  }
  private let connection: Connection
  private let reception: Reception
  private let pools: Pools
  private let decorate: @Sendable (Response) -> Response
  private let state = Mutex(State())
  private let started = ContinuousClock.now
  /// Who sends more slowly than this after the first half minute holds a connection for nothing.
  private static let slowest = 1024.0

  init(
    _ connection: Connection, _ reception: Reception, _ pools: Pools,
    _ decorate: @escaping @Sendable (Response) -> Response
  ) {
    (self.connection, self.reception, self.pools, self.decorate) = (connection, reception, pools, decorate)
  }

  /// - Returns: false to close the connection.
  func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let total = state.withLock { state in
      state.received += UInt64(bytes.count)
      return state.received
    }
    guard !isTooSlow(total) else { return false }
    switch reception {
    case .now, .events: return total < 1 << 16
    case .streamed(let sink): return sink.take(bytes)
    case .whole(let limit, _), .inTurn(let limit, _):
      guard total <= UInt64(limit) else { return false }
      state.withLock { $0.bytes.append(contentsOf: bytes) }
      return true
    }
  }

  func end() {
    switch reception {
    case .now(let response): connection.answer(decorate(response))
    case .events(let open): openStream(open)
    case .streamed(let sink): answerLater(on: pools.work) { sink.finish() }
    case .whole(_, let handle): answerLater(handle, on: pools.work)
    case .inTurn(_, let handle): answerLater(handle, on: pools.turn)
    }
  }

  func cancel() {
    let wasOver = state.withLock { $0.isOver }
    if !wasOver, case .streamed(let sink) = reception { sink.cancel() }
  }

  private func isTooSlow(_ total: UInt64) -> Bool {
    let seconds = started.duration(to: .now) / .seconds(1)
    return seconds > 30 && Double(total) / seconds < Self.slowest
  }

  private func openStream(_ open: @Sendable (EventStream) -> Void) {
    let headers = decorate(
      Response(200, [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store")]))
    connection.answerStream(headers.headers)
    open(EventStream(connection))
  }

  private func answerLater(_ handle: @escaping @Sendable (Data) throws -> Response, on pool: OperationQueue) {
    let body = state.withLock { $0.bytes }
    answerLater(on: pool) { do { return try handle(body) } catch { return response(to: error) } }
  }

  private func answerLater(on pool: OperationQueue, _ make: @escaping @Sendable () -> Response) {
    state.withLock { $0.isOver = true }
    let (connection, decorate) = (connection, decorate)
    pool.addOperation { connection.answer(decorate(make())) }
  }
}

/// Where requests are worked on.
final class Pools: Sendable {
  let work = OperationQueue()
  let turn = OperationQueue()

  init() {
    (work.maxConcurrentOperationCount, turn.maxConcurrentOperationCount) = (16, 1)
    (work.qualityOfService, turn.qualityOfService) = (.userInitiated, .userInitiated)
  }

  func finish() {
    work.waitUntilAllOperationsAreFinished()
    turn.waitUntilAllOperationsAreFinished()
  }
}
