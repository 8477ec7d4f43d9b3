import Diagnostics
import Foundation
import Testing

@testable import Registry

@Suite("Rows of a file")
struct TakingTests {
  private func registry(_ place: Place) throws -> Registry {
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    return registry
  }

  private func laboratory(_ registry: Registry, _ rows: [[String: String]]) throws -> [Registry.Incoming] {
    let table = try registry.catalogue.table("laboratory")
    let base = ["patient": "P01", "sampled": "2026-02-03", "test": "ALT", "value": "40", "unit": "U/L"]
    return rows.enumerated().map { n, row in
      Registry.Incoming(table: table, place: "row \(n + 2)", texts: base.merging(row) { _, new in new })
    }
  }

  @Test(
    "One id is one fact: equal rows are one, parts are joined, a contradiction is shown",
    arguments: Backend.here)
  func ids(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try registry(place)
    defer { withExtendedLifetime(place) {} }
    let same = try registry.take(
      laboratory(registry, [["id": "a"], ["id": "a", "value": "40.0"], ["id": "a", "upper": "35"]]),
      by: author)
    #expect(same.added == 1 && same.repeated == 2 && same.changed == 0)
    #expect(try registry.row("laboratory", "a")?["upper"] == "35")
    let clash = problem {
      _ = try registry.take(laboratory(registry, [["id": "b"], ["id": "b", "value": "400"]]), by: author)
    }
    #expect(clash?.what == "another row has another value for the same id")
    #expect(clash?.location.contains("row 3") == true && clash?.location.contains("row 2") == true)
    #expect(try registry.row("laboratory", "b") == nil, "the first must not win either")
  }

  /// The order of the rows of a file decides nothing.
  @Test("Two values for one natural key contradict each other, in the file and with the registry")
  func keys() throws {
    let place = try Place(.sqlite)
    let registry = try registry(place)
    defer { withExtendedLifetime(place) {} }
    for rows in [[["id": "a"], ["id": "b", "value": "41"]], [["id": "b", "value": "41"], ["id": "a"]]] {
      let clash = problem { _ = try registry.take(laboratory(registry, rows), byKey: true, by: author) }
      #expect(clash?.what.contains("value") == true)
      #expect(try registry.rows("laboratory").count == 3)
    }
    let two = try registry.take(
      laboratory(registry, [["id": "a"], ["id": "b"], ["id": "c", "sampled": "2026-02-03T15:00"]]),
      byKey: true,
      by: author)
    #expect(two.added == 2 && two.repeated == 1, "the same fact twice is one; another time of day is another")
    let again = try registry.take(laboratory(registry, [["id": "z"]]), byKey: true, by: author)
    #expect(again.added == 0 && again.repeated == 1)
    let other = problem {
      _ = try registry.take(laboratory(registry, [["id": "z", "value": "44"]]), byKey: true, by: author)
    }
    #expect(other?.what.contains("the registry has another value") == true)
  }

  @Test("What the source retracts is removed, and stays in the audit record")
  func retraction() throws {
    let place = try Place(.sqlite)
    let registry = try registry(place)
    defer { withExtendedLifetime(place) {} }
    let count = try registry.take(
      [], retracted: [("laboratory", "L1"), ("laboratory", "unknown")], by: author)
    #expect(count.removed == 1)
    #expect(try registry.row("laboratory", "L1") == nil && registry.verifyAudit().isSound)
  }

  @Test(
    "Nothing happens in the future, before birth or after death",
    arguments: [
      ("laboratory", "sampled", "2126-01-01", "future"),
      ("laboratory", "sampled", "1949-12-31T10:00", "birth"),
      ("laboratory", "sampled", "2026-02-11", "death"), ("courses", "started", "2026-02-12", "death"),
      ("adverse_events", "started", "2126-01-01", "future"),
    ])
  func days(_ table: String, _ column: String, _ day: String, _ word: String) throws {
    let place = try Place(.sqlite)
    let registry = try registry(place)
    defer { withExtendedLifetime(place) {} }
    try registry.change(by: author) {
      try $0.update("patients", "P01", ["birth_year": 1950])
      try $0.insert(["id": "P01", "patient": "P01", "died": "2026-02-10"], into: "deaths")
    }
    let rows: [String: Row] = [
      "laboratory": ["id": "x", "patient": "P01", "test": "ALT", "value": "40", "unit": "U/L"],
      "courses": ["id": "x", "patient": "P01", "kind": "TARE"],
      "adverse_events": ["id": "x", "patient": "P01", "term": "Fatigue", "grade": 1],
    ]
    var row = try #require(rows[table])
    row[column] = .text(day)
    let found = problem { try registry.change(by: author) { try $0.insert(row, into: table) } }
    #expect(found?.what.contains(word) == true, "\(found?.what ?? "taken")")
    row[column] = "2026-02-10"
    try registry.change(by: author) { try $0.insert(row, into: table) }
  }

  @Test("A death before what is known to have happened is refused")
  func early() throws {
    let place = try Place(.sqlite)
    let registry = try registry(place)
    defer { withExtendedLifetime(place) {} }
    let found = problem {
      try registry.change(by: author) {
        try $0.insert(["id": "P02", "patient": "P02", "died": "2026-01-01"], into: "deaths")
      }
    }
    #expect(found?.what == "died lies before a row of “laboratory”")
  }

  @Test("Who knows more of a quantity is asked at every write")
  func judged() throws {
    let place = try Place(.sqlite)
    let registry = try registry(place)
    defer { withExtendedLifetime(place) {} }
    registry.judge = { row, table in
      table.name == "laboratory" && row.text("unit") == "foo" ? [Problem(.dataRejected, what: "no unit")] : []
    }
    #expect(
      problem { try registry.change(by: author) { try $0.update("laboratory", "L1", ["unit": "foo"]) } }
        != nil)
    try registry.change(by: author) { try $0.update("laboratory", "L1", ["unit": "U/L", "value": "32"]) }
  }

  @Test("A day may have a time", arguments: ["2026-02-03", "2026-02-03T08:15", "2026-02-03T08:15:30+02:00"])
  func moments(_ text: String) throws {
    let place = try Place(.sqlite)
    let registry = try registry(place)
    defer { withExtendedLifetime(place) {} }
    _ = try registry.take(laboratory(registry, [["id": "m", "sampled": text]]), by: author)
    #expect(try registry.row("laboratory", "m")?.text("sampled") == text)
    for wrong in ["2026-02-30", "2026-02-03T25:00", "2026-02-03 8", "03.02.2026"] {
      #expect(
        problem { _ = try registry.take(laboratory(registry, [["id": "n", "sampled": wrong]]), by: author) }
          != nil)
    }
  }
}
