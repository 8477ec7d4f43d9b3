import Files
import Foundation
import Synchronization

/// Somebody at work in one browser.
package struct Session: Sendable {
  package let account: String
  package let roles: [Role]
  let permissions: Set<Permission>
  let began: ContinuousClock.Instant
  var seen: ContinuousClock.Instant

  package func may(_ permission: Permission) -> Bool { permissions.contains(permission) }
}

/// The sessions of a server, in memory alone: whoever restarts it ends them.
package final class Sessions: Sendable {
  /// How long one may be idle, and how long it lasts at most.
  package struct Length: Sendable {
    package var idle = Duration.seconds(30 * 60)
    package var whole = Duration.seconds(12 * 3600)
    package init() {}
  }
  private let length: Length
  /// By the digest of the cookie, so that no table of cookies lies in memory.
  private let open = Mutex<[String: Session]>([:])

  package init(_ length: Length = Length()) { self.length = length }

  /// - Returns: the value of a new cookie; never one that a client proposed.
  package func begin(_ account: String, _ roles: [Role], alone: Bool = false) -> String {
    let cookie = hex(randomBytes(32))
    let permissions = alone ? Set(Permission.allCases) : Set(roles.flatMap(\.permissions))
    let now = ContinuousClock.now
    let session = Session(account: account, roles: roles, permissions: permissions, began: now, seen: now)
    open.withLock { $0[sha256(cookie.utf8)] = session }
    return cookie
  }

  /// The session of a cookie, if it goes on; reading it is a sign of life unless `quietly`.
  package func find(_ cookie: String?, quietly: Bool = false) -> Session? {
    guard let cookie else { return nil }
    let (key, now) = (sha256(cookie.utf8), ContinuousClock.now)
    return open.withLock { open in
      guard let session = open[key] else { return nil }
      guard now - session.seen < length.idle, now - session.began < length.whole else {
        open[key] = nil
        return nil
      }
      if !quietly { open[key]?.seen = now }
      return session
    }
  }

  package func end(_ cookie: String?) {
    if let cookie { open.withLock { $0[sha256(cookie.utf8)] = nil } }
  }
  /// Ends all sessions of an account.
  func endAll(of account: String) {
    open.withLock { open in open = open.filter { $0.value.account != account } }
  }
}
