import Arguments
import Files
import Foundation
import Synchronization

/// Everybody who listens, and what they may hear.
final class EventHub: Sendable {
  private struct Listener {
    let stream: EventStream
    /// The session, while it goes on.
    let session: @Sendable () -> Session?
  }
  private let listeners = Mutex<[Listener]>([])
  private let isOver = Mutex(false)

  init(beat: Double = 5) {
    let thread = Thread { [weak self] in
      while true {
        Thread.sleep(forTimeInterval: beat)
        guard let self, !isOver.withLock({ $0 }) else { return }
        self.beat()
      }
    }
    thread.start()
  }

  func end() { isOver.withLock { $0 = true } }

  func add(_ stream: EventStream, _ session: @escaping @Sendable () -> Session?) {
    guard stream.beat() else { return }
    listeners.withLock { $0.append(Listener(stream: stream, session: session)) }
  }

  func tell(_ event: String, _ json: JSON, to permission: Permission) {
    tell(event) { $0.may(permission) ? json : nil }
  }

  /// - Parameter json: what somebody hears; `nil` for nothing.
  func tell(_ event: String, _ json: (Session) -> JSON?) {
    listeners.withLock { listeners in
      listeners.removeAll { listener in
        guard let text = listener.session().flatMap(json)?.printed else { return false }
        return !listener.stream.send(event: event, data: text)
      }
    }
  }

  private func beat() {
    listeners.withLock { listeners in
      listeners.removeAll { listener in
        guard listener.session()?.may(.see) == true else {
          listener.stream.end()
          return true
        }
        return !listener.stream.beat()
      }
    }
  }
}
