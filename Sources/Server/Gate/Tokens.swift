import Files
import Synchronization

/// Tokens that open one session each and are worthless afterwards.
package final class Tokens: Sendable {
  private let open = Mutex<Set<String>>([])
  package init() {}

  package func make() -> String {
    let token = hex(randomBytes(24))
    open.withLock { _ = $0.insert(sha256(token.utf8)) }
    return token
  }
  package func take(_ token: String) -> Bool {
    let key = sha256(token.utf8)
    return open.withLock { $0.remove(key) != nil }
  }
}
