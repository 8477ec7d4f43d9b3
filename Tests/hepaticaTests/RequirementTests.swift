import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Operations

/// The table of requirements names nothing that does not exist.
@Suite("Requirements of the papers")
struct RequirementTests {
  private static let rows = try! Fixtures.table(
    Fixtures.repository.appending(path: "Documentation/requirements.csv"))

  @Test("96 rows, each with a state, and what is lacking where it is not whole")
  func complete() {
    #expect(Self.rows.count == 96)
    let counts = Dictionary(grouping: Self.rows) { String(($0["id"] ?? "").prefix(1)) }.mapValues(\.count)
    #expect(counts == ["A": 27, "B": 24, "C": 8, "D": 30, "E": 7])
    #expect(Set(Self.rows.compactMap { $0["id"] }).count == 96)
    for row in Self.rows {
      let (id, state) = (row["id"] ?? "", row["state"] ?? "")
      #expect(["whole", "partly", "missing"].contains(state), "\(id)")
      #expect((row["lacking"] ?? "").isEmpty == (state == "whole"), "\(id)")
      // Only what nobody can do has no test.
      #expect(!(row["test"] ?? "").isEmpty || state == "missing", "\(id)")
      #expect(!(row["requirement"] ?? "").isEmpty, "\(id)")
    }
  }

  @Test("Each command exists, with its options", arguments: rows)
  func command(_ row: [String: String]) throws {
    let words = (row["command"] ?? "").split(separator: " ").map(String.init)
    let name = words.prefix { !$0.hasPrefix("--") }.joined(separator: " ")
    let kind = try #require(OperationCatalogue.all.first { $0.about.name == name }, "\(row["id"]!): \(name)")
    let options = words.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) }
    let known = Set(kind.command.options.map(\.name))
    for option in options { #expect(known.contains(option), "\(row["id"]!): --\(option)") }
  }

  @Test("Each page of the manual exists", arguments: rows)
  func page(_ row: [String: String]) {
    let page = Fixtures.repository.appending(path: "Documentation/Hepatica.docc/\(row["page"] ?? "").md")
    #expect(FileManager.default.fileExists(atPath: page.path), "\(row["id"]!): \(row["page"]!)")
  }

  /// `File/function`, or a file alone.
  @Test("Each test exists", arguments: rows.filter { !($0["test"] ?? "").isEmpty })
  func test(_ row: [String: String]) throws {
    let parts = (row["test"] ?? "").split(separator: "/").map(String.init)
    let tests = Fixtures.repository.appending(path: "Tests")
    let files = try #require(FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil))
    let found = files.compactMap { $0 as? URL }.filter { $0.lastPathComponent == parts[0] + ".swift" }
    #expect(!found.isEmpty, "\(row["id"]!): \(parts[0])")
    guard parts.count == 2 else { return }
    let text = try found.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    #expect(text.contains("func \(parts[1])("), "\(row["id"]!): \(parts[1])")
  }

  @Test("The page of the manual is that of the table")
  func manual() throws {
    let page = try String(
      contentsOf: Fixtures.repository.appending(path: "Documentation/Hepatica.docc/Requirements.md"),
      encoding: .utf8)
    for row in Self.rows {
      let lacking = (row["lacking"] ?? "").isEmpty ? "" : ": \(row["lacking"]!)"
      #expect(
        page.contains("| \(row["id"]!) | \(row["requirement"]!) | `\(row["command"]!)` |"), "\(row["id"]!)")
      #expect(page.contains("| \(row["state"]!)\(lacking) |"), "\(row["id"]!)")
    }
  }
}
