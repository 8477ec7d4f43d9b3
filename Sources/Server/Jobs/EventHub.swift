import Arguments
import Foundation
import Synchronization

/// Everybody who listens, and what they may hear.
package final class EventHub: Sendable {
  private struct Listener {
    let stream: EventStream
    /// Whether the session goes on, and whether it may hear of this.
    let may: @Sendable (Permission) -> Bool
  }
  private let listeners = Mutex<[Listener]>([])
  private let isOver = Mutex(false)

  package init(beat: Double = 5) {
    let thread = Thread { [weak self] in
      while true {
        Thread.sleep(forTimeInterval: beat)
        guard let self, !isOver.withLock({ $0 }) else { return }
        self.beat()
      }
    }
    thread.start()
  }

  package func end() { isOver.withLock { $0 = true } }

  package func add(_ stream: EventStream, may: @escaping @Sendable (Permission) -> Bool) {
    guard stream.beat() else { return }
    listeners.withLock { $0.append(Listener(stream: stream, may: may)) }
  }

  package func tell(_ event: String, _ json: JSON, to permission: Permission) {
    let text = json.printed
    listeners.withLock { listeners in
      listeners.removeAll { $0.may(permission) && !$0.stream.send(event: event, data: text) }
    }
  }

  private func beat() {
    listeners.withLock { listeners in
      listeners.removeAll { listener in
        guard listener.may(.see) else {
          listener.stream.end()
          return true
        }
        return !listener.stream.beat()
      }
    }
  }
}
