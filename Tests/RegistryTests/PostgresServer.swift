import Fixtures
import Foundation
@testable import Registry
import Synchronization

/// A real PostgreSQL server of Debian's package on loopback, started by the first test that needs it and stopped when
/// the tests end.
final class PostgresServer: Sendable {
  static let binaries: String? = {
    let base = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
    return versions.sorted { $0.compare($1, options: .numeric) == .orderedDescending }
      .map { "\(base)/\($0)/bin" }.first { FileManager.default.isExecutableFile(atPath: $0 + "/initdb") }
  }()

  static let shared: PostgresServer = try! PostgresServer()
  static let toStop = Mutex<PostgresServer?>(nil)

  /// Anchors of servers go to the state folder of whoever runs the tests, unless told otherwise. Told once: another
  /// folder in mid-run would lose the anchors of the tests beside.
  private static let anchorsAreKeptApart: Bool = {
    guard let folder = try? Fixtures.temporaryFolder() else { return false }
    setenv("XDG_STATE_HOME", folder.path, 1)
    return true
  }()

  let folder: URL
  let port: Int
  private let count = Mutex(0)

  init(port: Int = Int.random(in: 40_000...59_000)) throws {
    self.port = port
    folder = try Fixtures.temporaryFolder()
    chmod(folder.path, 0o777)
    _ = Self.anchorsAreKeptApart
    try Self.run("initdb", ["-D", data, "-A", "trust", "-U", "hepatica", "--no-sync", "-E", "UTF8"])
    try start()
    if Self.toStop.withLock({ $0 == nil }) {
      Self.toStop.withLock { $0 = self }
      atexit { PostgresServer.toStop.withLock { $0?.remove() } }
    }
  }

  private var data: String { folder.appending(path: "data").path }

  func start() throws {
    let options =
      "-p \(port) -c listen_addresses=127.0.0.1 -c unix_socket_directories=\(folder.path) -c max_connections=260 "
      + "-c shared_buffers=16MB -c fsync=off"
    try Self.run("pg_ctl", ["-D", data, "-l", folder.path + "/log", "-o", options, "-w", "start"])
  }

  /// As if the machine had lost power.
  func crash() throws { try Self.run("pg_ctl", ["-D", data, "-m", "immediate", "-w", "stop"]) }

  func remove() {
    try? crash()
    try? FileManager.default.removeItem(at: folder)
  }

  func newDatabase() throws -> String {
    let name = count.withLock { count in
      count += 1
      return "registry\(count)"
    }
    try Self.run("createdb", ["-h", "127.0.0.1", "-p", "\(port)", "-U", "hepatica", name])
    return "postgresql://hepatica:secret@127.0.0.1:\(port)/\(name)"
  }

  struct Failed: Error { let command: String }

  /// The server refuses to be started by root; Debian's package brings the user postgres.
  private static func run(_ command: String, _ arguments: [String]) throws {
    let words = [binaries! + "/" + command] + arguments
    let status = try spawn((getuid() == 0 ? ["/usr/sbin/runuser", "-u", "postgres", "--"] : []) + words)
    guard status == 0 else { throw Failed(command: words.joined(separator: " ")) }
  }

  /// Foundation's `Process` would wait for the server too, which inherits what it waits on.
  private static func spawn(_ words: [String]) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for output: Int32 in [1, 2] {
      posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0)
    }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0, status: Int32 = 0
    guard posix_spawn(&child, words[0], &actions, nil, &arguments, environ) == 0 else {
      throw Failed(command: words[0])
    }
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return status
  }
}
