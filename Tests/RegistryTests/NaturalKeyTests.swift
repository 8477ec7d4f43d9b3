import Diagnostics
import Foundation
import Testing

@testable import Registry

/// The same fact twice is one fact; two different ones for one key are a conflict that somebody settles.
@Suite("Natural keys")
struct NaturalKeyTests {
  private func filled(_ place: Place) throws -> Registry {
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    try registry.change(by: author) { change in
      for (table, row) in Self.facts { try change.insert(row, into: table) }
    }
    return registry
  }

  /// One row of each table that has a natural key and no name of its own, in an order in which they can be entered.
  static let facts: [(String, Row)] = [
    (
      "courses",
      ["id": "C1", "patient": "P01", "kind": "IA PRRT", "started": "2026-01-10", "planned_cycles": 2]
    ),
    (
      "administrations",
      [
        "id": "A1", "patient": "P01", "course": "C1", "cycle": 1, "started": "2026-01-10T09:00:00+01:00",
        "nuclide": "Lu-177", "activity_gbq": 7.1,
      ]
    ),
    ("lesions", ["id": "T1", "patient": "P01", "name": "S7 a", "organ": "liver", "diameter_mm": 41.0]),
    (
      "measurements",
      [
        "id": "M1", "patient": "P01", "lesion": "T1", "measured": "2026-01-08",
        "quantity": "longest diameter",
        "value": 41.0, "unit": "mm", "reader": "R1",
      ]
    ),
    (
      "dose_summaries",
      [
        "id": "D1", "patient": "P01", "course": "C1", "administration": "A1", "delivered": "2026-01-10",
        "therapy": "IA PRRT", "region": "Liver", "role": "normal liver", "lobe": "whole", "definition": "x",
        "mean_gy": 4.2, "nuclide": "Lu-177", "engine": "kernel",
      ]
    ),
    (
      "responses",
      [
        "id": "R1", "patient": "P01", "assessed": "2026-02-20", "criterion": "RECIST 1.1", "result": "PR",
        "scope": "overall", "reader": "R1",
      ]
    ),
    (
      "adverse_events", ["id": "E1", "patient": "P01", "started": "2026-01-11", "term": "Nausea", "grade": 2]
    ),
    (
      "visits",
      [
        "id": "V1", "patient": "P01", "course": "C1", "name": "4 weeks", "kind": "clinic",
        "due": "2026-02-10",
      ]
    ),
    ("procedures", ["id": "X1", "patient": "P01", "administration": "A1", "infusion_min": 18.0]),
    (
      "screenings",
      ["id": "N1", "patient": "P01", "protocol": "TARE 1", "screened": "2026-01-02", "verdict": "candidate"]
    ),
  ]

  /// A column that is not in the key, with another value.
  private static let others: [String: (String, Value)] = [
    "courses": ("planned_cycles", 4), "administrations": ("activity_gbq", 6.9),
    "lesions": ("diameter_mm", 14.0),
    "measurements": ("value", 14.0), "dose_summaries": ("mean_gy", 42.0), "responses": ("result", "PD"),
    "adverse_events": ("grade", 3), "visits": ("due", "2026-02-12"), "procedures": ("infusion_min", 81.0),
    "screenings": ("verdict", "not a good candidate"),
  ]

  @Test(
    "A fact under another id is refused as a duplicate, another fact of its key as a conflict",
    arguments: Backend.here)
  func insertion(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try filled(place)
    defer { withExtendedLifetime(place) {} }
    for (table, fact) in Self.facts {
      var row = fact
      row["id"] = "other"
      let same = problem { try registry.change(by: author) { try $0.insert(row, into: table) } }
      #expect(same?.what.contains("has a row already") == true, "\(table): \(same?.what ?? "taken")")
      let (column, value) = Self.others[table]!
      row[column] = value
      let clash = problem { try registry.change(by: author) { try $0.insert(row, into: table) } }
      #expect(clash?.what.contains("another \(column)") == true, "\(table): \(clash?.what ?? "taken")")
      #expect(clash?.remedy.contains("reason") == true)
      #expect(try registry.row(table, "other") == nil && registry.row(table, fact.id) == fact)
    }
    #expect(try registry.verifyAudit().isSound)
  }

  @Test("Letters' case, blanks and the spelling of a time make no second fact", arguments: Backend.here)
  func spellings(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try filled(place)
    defer { withExtendedLifetime(place) {} }
    let variants: [(String, [String: Value])] = [
      ("lesions", ["name": "s7 A"]), ("lesions", ["name": "  S7 a "]),
      ("adverse_events", ["term": "NAUSEA "]),
      ("adverse_events", ["patient": "p01"]), ("measurements", ["reader": "r1"]),
      ("responses", ["scope": "Overall", "criterion": "recist 1.1"]), ("administrations", ["course": " c1"]),
    ]
    for (table, changes) in variants {
      var row = Self.facts.first { $0.0 == table }!.1
      row["id"] = "other"
      for (column, value) in changes { row[column] = value }
      let found = problem { try registry.change(by: author) { try $0.insert(row, into: table) } }
      #expect(
        found?.what.contains("has a row already") == true, "\(table) \(changes): \(found?.what ?? "taken")")
    }
    for time in ["2026-02-03T08:15", "2026-02-03T08:15:00"] {
      let count = try registry.take(
        [laboratory(registry, ["id": time, "sampled": time])], byKey: true, by: author)
      #expect(count.added + count.repeated == 1)
    }
    for time in ["2026-02-04T09:15:00+02:00", "2026-02-04T07:15:00Z"] {
      _ = try registry.take([laboratory(registry, ["id": time, "sampled": time])], byKey: true, by: author)
    }
    #expect(try registry.rows("laboratory").count == 5, "two times of sampling, each spelt twice")
  }

  private func laboratory(_ registry: Registry, _ changes: [String: String]) throws -> Registry.Incoming {
    let base = ["patient": "P01", "sampled": "2026-02-03", "test": "ALT", "value": "40", "unit": "U/L"]
    return Registry.Incoming(
      table: try registry.catalogue.table("laboratory"), place: "row \(changes["id"] ?? "")",
      texts: base.merging(changes) { _, new in new })
  }

  @Test("What is meant is written: the id that exists, the word of the catalogue", arguments: Backend.here)
  func meant(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try filled(place)
    defer { withExtendedLifetime(place) {} }
    try registry.change(by: author) {
      try $0.insert(["id": "P10", "site": " s1 ", "sex": "FEMALE"], into: "patients")
    }
    #expect(try registry.row("patients", "P10")?["site"] == "S1")
    #expect(try registry.row("patients", "P10")?["sex"] == "female")
    #expect(try registry.patient("p10").id == "P10")
    let twice = problem {
      try registry.change(by: author) { try $0.insert(["id": "p10", "site": "S1"], into: "patients") }
    }
    #expect(twice?.what.contains("letters' case") == true)
    let unknown = problem {
      try registry.change(by: author) { try $0.insert(["id": "P11", "site": "S7"], into: "patients") }
    }
    #expect(unknown?.what.contains("does not exist") == true)
  }

  @Test("A row refers to nobody else's, and an administration lies in its course")
  func references() throws {
    let place = try Place(.sqlite)
    let registry = try filled(place)
    defer { withExtendedLifetime(place) {} }
    func refusal(_ table: String, _ row: Row) -> String {
      problem { try registry.change(by: author) { try $0.insert(row, into: table) } }?.what ?? "taken"
    }
    #expect(
      refusal(
        "adverse_events",
        ["id": "e", "patient": "P02", "course": "C1", "started": "2026-01-11", "term": "Nausea", "grade": 1]
      )
      .contains("another patient"))
    let early: Row = [
      "id": "a", "patient": "P01", "course": "C1", "cycle": 2, "started": "2026-01-09T09:00:00",
      "nuclide": "Lu-177",
    ]
    #expect(refusal("administrations", early).contains("outside the days of its course"))
    let late = problem {
      try registry.change(by: author) { try $0.update("courses", "C1", ["started": "2026-01-11"]) }
    }
    #expect(late?.what.contains("leaves out an administration") == true)
  }

  @Test(
    "Adding a fact again says where it is; what it adds is filled in; a conflict stays a conflict",
    arguments: Backend.here)
  func record(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try filled(place)
    defer { withExtendedLifetime(place) {} }
    var event: Row = ["id": "new", "patient": "P01", "started": "2026-01-11", "term": "nausea", "grade": 2]
    let again = try registry.change(by: author) { try $0.record(event, into: "adverse_events") }
    #expect(again == ("E1", false))
    event["attribution"] = "PRRT"
    let more = try registry.change(by: author) { try $0.record(event, into: "adverse_events") }
    #expect(more == ("E1", true))
    #expect(try registry.row("adverse_events", "E1")?["attribution"] == "PRRT")
    event["attribution"] = "TARE"
    #expect(
      problem { _ = try registry.change(by: author) { try $0.record(event, into: "adverse_events") } } != nil)
    #expect(try registry.rows("adverse_events").count == 1)
  }

  @Test(
    "A conflict of an import is refused, or settled as its author says",
    arguments: [ConflictRule.refuse, .keep, .replace])
  func conflicts(_ rule: ConflictRule) throws {
    for id in ["L1", "another"] {
      let place = try Place(.sqlite)
      let registry = try filled(place)
      defer { withExtendedLifetime(place) {} }
      let row = try laboratory(registry, ["id": id, "sampled": "2026-01-01", "value": "310", "upper": "35"])
      let take = { try registry.take([row], byKey: true, conflicts: rule, by: author) }
      switch rule {
      case .refuse:
        #expect(problem { _ = try take() }?.remedy.contains("--conflicts") == true)
        #expect(try registry.row("laboratory", "L1")?["value"] == "31.0")
      case .keep:
        let count = try take()
        #expect(count.settled == 1 && count.changed == 0)
        #expect(try registry.row("laboratory", "L1")?["value"] == "31.0")
      case .replace:
        let count = try take()
        #expect(count.settled == 1 && count.changed == 1)
        #expect(try registry.row("laboratory", "L1")?["value"] == "310")
      }
      #expect(try registry.rows("laboratory").count == 3)
    }
  }

  /// Rows in any order, in one file or two, each once or twice: the registry is the same.
  @Test("The order of rows, repeated rows and split files change nothing", arguments: 1...8)
  func laws(_ seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let tests = [("ALT", "U/L"), ("AST", "U/L"), ("bilirubin", "umol/L")]
    let rows = (0..<24).map { n -> [String: String] in
      let (test, unit) = tests[n / 3 % 3]
      let (patient, day, value) = ("P0\(n % 3 + 1)", "2026-02-\(10 + n / 9)", "\(20 + n)")
      return ["patient": patient, "test": test, "sampled": day, "value": value, "unit": unit]
    }
    let expected = try content(of: [rows])
    var shuffled = rows.shuffled(using: &random)
    shuffled += shuffled.prefix(7)
    shuffled[2]["patient"] = shuffled[2]["patient"]!.lowercased()
    shuffled[3]["test"] = " " + shuffled[3]["test"]! + " "
    let cut = Int.random(in: 1..<shuffled.count, using: &random)
    #expect(try content(of: [Array(shuffled[..<cut]), Array(shuffled[cut...])]) == expected)
    #expect(try content(of: [shuffled]) == expected)
    // And a misspelt word is told, not lost.
    shuffled[0]["test"] = "ALTT"
    #expect(throws: Problems.self) { try content(of: [shuffled]) }
  }

  private func content(of files: [[[String: String]]]) throws -> Set<[String]> {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location)
    defer { withExtendedLifetime(place) {} }
    try registry.change(by: author) { change in
      try change.insert(["id": "S1", "name": "Site 1"], into: "sites")
      for n in 1...3 { try change.insert(["id": "P0\(n)", "site": "S1"], into: "patients") }
    }
    let table = try registry.catalogue.table("laboratory")
    for file in files {
      _ = try registry.take(
        file.enumerated().map { .init(table: table, place: "row \($0)", texts: $1) }, byKey: true, by: author)
    }
    let rows = try registry.rows("laboratory")
    return Set(rows.map { row in ["patient", "test", "sampled", "value"].map { row[$0].printed } })
  }

  @Test("Who may read and not write reads, and is told when writing")
  func readOnly() throws {
    let place = try Place(.sqlite)
    var registry: Registry? = try filled(place)
    guard case .file(let url) = place.location else { return }
    // The last connection that closes leaves a file without log.
    registry = nil
    _ = registry
    let bytes = try Data(contentsOf: url)
    let store = try SQLiteStore(url, creating: false, readOnly: true)
    #expect(try store.run("SELECT \"id\" FROM \"patients\"").count == 3)
    #expect(problem { try store.beginWriting() }?.kind == .cannotCreate)
    #expect(problem { try store.run("DELETE FROM \"patients\"") }?.kind == .cannotCreate)
    #expect(try Data(contentsOf: url) == bytes)
    let files = try FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)
    #expect(!files.contains { $0.hasSuffix("-wal") || $0.hasSuffix("-shm") }, "reading leaves nothing behind")
  }
}

/// SplitMix64, for tests that must repeat.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
