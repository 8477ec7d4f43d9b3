import Diagnostics
import Files
import Foundation
import Synchronization

/// One line of the file of accounts.
package struct Account: Codable, Sendable {
  package var name: String
  package var roles: [Role]
  package var hash: String
  package init(name: String, roles: [Role], hash: String) {
    (self.name, self.roles, self.hash) = (name, roles, hash)
  }
}

/// The file of accounts: JSON that its owner alone may read.
package struct AccountFile: Codable, Sendable {
  package var hepatica = 1
  package var accounts: [Account] = []
  package init() {}

  /// - Throws: `Problem` if it is missing, if others may read it, or if it is not such a file.
  package static func read(_ url: URL) throws(Problem) -> AccountFile {
    let data = try readPrivately(url)
    do { return try JSONDecoder().decode(AccountFile.self, from: data) } catch {
      throw Problem(
        .dataRejected, what: "this is not a file of accounts", at: url.path,
        remedy: "hepatica accounts FILE NAME --role ROLE makes one")
    }
  }

  /// Adds an account, or changes its roles or pass phrase; what is not given stays.
  /// - Throws: `Problem` for a name that is none, an account without a role, or a short pass phrase.
  package mutating func set(_ name: String, roles: [Role]?, password: String?) throws(Problem) {
    let old = accounts.first { $0.name == name }
    guard Workspace.isName(name) else {
      throw Problem(
        .usage, what: "this cannot be the name of an account", at: "NAME", remedy: "letters, digits, . _ -")
    }
    guard let roles = roles ?? old?.roles, !roles.isEmpty else {
      throw Problem(
        .usage, what: "an account needs a role", at: "--role", remedy: "for example --role physicist")
    }
    if password == nil, let old {
      replace(name, with: Account(name: name, roles: roles, hash: old.hash))
      return
    }
    guard let password, password.count >= Self.shortest else {
      throw Problem(
        .usage, what: "the pass phrase has fewer than \(Self.shortest) characters", at: "standard input",
        why: "it could be guessed", remedy: "take several words")
    }
    replace(name, with: Account(name: name, roles: roles, hash: PasswordHash.make(password)))
  }

  /// - Throws: `Problem` for a name that has no account.
  package mutating func remove(_ name: String) throws(Problem) {
    guard accounts.contains(where: { $0.name == name }) else {
      throw Problem(.inputMissing, what: "there is no such account", at: name)
    }
    accounts.removeAll { $0.name == name }
  }

  private mutating func replace(_ name: String, with account: Account) {
    let place = accounts.firstIndex { $0.name == name } ?? accounts.count
    accounts.removeAll { $0.name == name }
    accounts.insert(account, at: place)
  }

  /// Characters that a pass phrase has at least.
  package static let shortest = 12

  package func write(_ url: URL) throws {
    try writePrivately(Data(try prettyJSON(self).utf8), to: url, over: .state)
  }
}

/// Who may come in. The file is read anew at each log-in, so that a change holds at once.
package final class Accounts: Sendable {
  private struct Failures {
    var count = 0
    var until = ContinuousClock.now
  }
  private let file: URL
  private let failures = Mutex<[String: Failures]>([:])
  /// One at a time: each needs 64 MiB and a core.
  private let turn = Mutex(())
  private let changing = Mutex(())
  /// This number of wrong pass phrases closes an account for a while.
  static let attempts = 5
  private let pause: Duration

  package init(_ file: URL, pause: Duration = .seconds(15 * 60)) throws(Problem) {
    (self.file, self.pause) = (file, pause)
    _ = try AccountFile.read(file)
  }

  /// - Throws: `Refusal` 401 for a wrong name or pass phrase alike, 429 while the name is locked out.
  package func admit(_ name: String, _ password: String) throws -> Account {
    try checkLock(name)
    let account = try AccountFile.read(file).accounts.first { $0.name == name }
    let holds = turn.withLock { _ in PasswordHash.holds(password, account?.hash ?? PasswordHash.nobody) }
    guard holds, let account else {
      fail(name)
      throw Refusal(401, "the account or the pass phrase is wrong")
    }
    failures.withLock { $0[name] = nil }
    return account
  }

  /// All of them, by the file of now.
  var all: [Account] {
    get throws { try AccountFile.read(file).accounts }
  }

  /// Changes the file, one at a time.
  func change(_ change: (inout AccountFile) throws(Problem) -> Void) throws {
    try changing.withLock { _ in
      var content = try AccountFile.read(file)
      try change(&content)
      try content.write(file)
    }
  }

  private func checkLock(_ name: String) throws(Refusal) {
    let until = failures.withLock { $0[name] }
    guard let until, until.count >= Self.attempts, until.until > .now else { return }
    var refusal = Refusal(
      429, "too many wrong pass phrases", why: "somebody may be guessing",
      remedy: "wait, or ask the administrator")
    refusal.headers = [("Retry-After", "\(Int((until.until - .now) / .seconds(1)) + 1)")]
    throw refusal
  }

  private func fail(_ name: String) {
    failures.withLock { failures in
      // Names are the client's: the table must not grow without end.
      if failures.count > 10_000 { failures = failures.filter { $0.value.until > .now } }
      var entry = failures[name] ?? Failures()
      if entry.count >= Self.attempts, entry.until <= .now { entry.count = 0 }
      entry.count += 1
      entry.until = ContinuousClock.now + pause
      failures[name] = entry
    }
  }
}
