import Diagnostics
import Fixtures
import Foundation
@testable import Quantities
import Testing

@testable import Registry

/// The same tests run on both databases.
enum Backend: String, CaseIterable, CustomTestStringConvertible {
  case sqlite = "SQLite", postgres = "PostgreSQL"
  var testDescription: String { rawValue }

  /// PostgreSQL only where Debian's server is installed.
  static let here: [Backend] = {
    if PostgresServer.binaries != nil { return allCases }
    print("PostgreSQL is not tested: its server is not installed (Scripts/install-dependencies --tests)")
    return [.sqlite]
  }()
}

/// A place for one registry that is gone when the test ends.
final class Place {
  let folder: URL
  let location: Location
  let backend: Backend

  init(_ backend: Backend) throws {
    self.backend = backend
    folder = try Fixtures.temporaryFolder()
    switch backend {
    case .sqlite: location = .file(folder.appending(path: "registry.sqlite"))
    case .postgres: location = .server(try PostgresServer.shared.newDatabase())
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Another empty place of the same kind.
  func another() throws -> Location {
    switch backend {
    case .sqlite: .file(folder.appending(path: UUID().uuidString + ".sqlite"))
    case .postgres: .server(try PostgresServer.shared.newDatabase())
    }
  }

  func path(_ name: String) -> URL { folder.appending(path: name) }
}

/// A clock that tests can turn.
final class Clock: @unchecked Sendable {
  // One test's threads only read it.
  var now = DateTime(iso8601: "2026-03-01T08:00:00Z")!
  var function: @Sendable () -> DateTime { { self.now } }
}

let author = try! Author(who: "tester", why: "test")

extension Registry {
  /// A site and three patients, with a laboratory value each.
  func addPatients() throws {
    try change(by: author) { change in
      try change.insert(["id": "S1", "name": "Site 1"], into: "sites")
      for n in 1...3 {
        try change.insert(["id": "P0\(n)", "site": "S1", "sex": "female", "grade": 2], into: "patients")
        try change.insert(
          [
            "id": "L\(n)", "patient": "P0\(n)", "sampled": "2026-01-0\(n)", "test": "ALT", "value": "31.0",
            "unit": "U/L", "upper": "35",
          ], into: "laboratory")
      }
    }
  }

  func sql(_ text: String, _ values: [Value] = []) throws -> [[Value]] { try store.run(text, values) }
}

/// The problem that is thrown; a failure of the test if none is.
func problem(_ body: () throws -> Void) -> Problem? {
  do { try body() } catch let problem as Problem { return problem } catch let problems as Problems {
    return problems.all.first
  } catch {
    Issue.record("not a problem: \(error)")
    return nil
  }
  Issue.record("nothing was thrown")
  return nil
}
