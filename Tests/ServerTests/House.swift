@testable import Arguments
import Diagnostics
import Files
import Foundation
import Synchronization

@testable import Server

/// A server for one test: its own folder, a free port, operations that do what the test wants.
final class House {
  let folder: URL
  let running: Running
  var port: UInt16 { running.port }

  init(
    _ operations: [ServedOperation] = [], folder: URL? = nil,
    _ adjust: (inout Workstation.Settings) throws -> Void = { _ in }
  ) throws {
    self.folder = folder ?? House.newFolder()
    var settings = Workstation.Settings(workspace: self.folder)
    try adjust(&settings)
    running = try Workstation(settings, operations).start()
  }
  deinit { running.stop() }

  static func newFolder() -> URL {
    let url = FileManager.default.temporaryDirectory.appending(path: "server-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  /// A browser of the one who works alone.
  func alone() -> Browser {
    var browser = Browser(port: port)
    browser.keep(browser.get("/?" + running.address.split(separator: "?")[1]))
    return browser
  }

  func logIn(_ account: String, _ password: String = "a long pass phrase") -> Browser {
    var browser = Browser(port: port)
    browser.keep(browser.post("/api/login", #"{"account": "\#(account)", "password": "\#(password)"}"#))
    return browser
  }

  /// A file of accounts, each named like its role.
  static func accounts(_ roles: [Role], in folder: URL) throws -> URL {
    var file = AccountFile()
    let hash = PasswordHash.make("a long pass phrase")
    file.accounts = roles.map { Account(name: $0.rawValue, roles: [$0], hash: hash) }
    let url = folder.appending(path: "accounts.json")
    try file.write(url)
    return url
  }
}

extension ServedOperation {
  /// Does what a closure says.
  static func test(
    _ name: String, _ permission: Permission = .editCases,
    _ run: @escaping @Sendable (Data, Setting) throws -> Answer = { _, _ in Answer(json: "{}", review: []) }
  ) -> ServedOperation {
    ServedOperation(
      name: name, permission: permission, description: .object([("name", .text(name))]), check: { _, _ in },
      run: run)
  }
}

/// Asks until it holds, for at most half a minute.
func eventually(_ holds: () -> Bool) -> Bool {
  for _ in 0..<600 {
    if holds() { return true }
    usleep(50_000)
  }
  return false
}
