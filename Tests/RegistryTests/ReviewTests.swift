import Diagnostics
import Foundation
import Quantities
import Testing

@testable import Registry

/// What a registry of earlier days contradicts, is found in it.
@Suite("Check of a registry")
struct ReviewTests {
  private static let today = CalendarDay(iso8601: "2026-03-01")!

  private func review(_ registry: Registry) throws -> [RegistryReview.Item] {
    try RegistryReview(registry, on: Self.today).items
  }

  private func sound(_ place: Place) throws -> Registry {
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    try registry.change(by: author) { change in
      for (table, row) in NaturalKeyTests.facts { try change.insert(row, into: table) }
      try change.insert(
        [
          "id": "A2", "patient": "P01", "course": "C1", "cycle": 2, "started": "2026-02-10T09:00:00",
          "nuclide": "Lu-177", "activity_gbq": 7.0,
        ], into: "administrations")
      try change.update("visits", "V1", ["done": "2026-02-11"])
    }
    return registry
  }

  @Test("A sound registry needs no decision; what is missing is named", arguments: Backend.here)
  func clean(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try sound(place)
    defer { withExtendedLifetime(place) {} }
    let found = try review(registry)
    #expect(found.filter(\.needsDecision) == [])
    #expect(
      found.contains { $0.what.contains("no absorbed dose") && $0.rows == ["A2"] }, "per administration")
    #expect(found.contains { $0.what == "no course of treatment" && $0.rows == ["P02"] })
    #expect(try review(registry) == found, "in the same order")
  }

  @Test("Who was screened and not enrolled lacks no course; who was enrolled does", arguments: Backend.here)
  func screened(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try sound(place)
    defer { withExtendedLifetime(place) {} }
    func screened(_ enrolled: Value) throws -> Bool {
      let row: Row = [
        "id": "SC\(enrolled.printed)", "patient": "P02", "protocol": "trial 1", "verdict": "excluded",
        "screened": .text("2026-01-0\(2 + (enrolled.integer ?? 3))"), "enrolled": enrolled,
      ]
      try registry.change(by: author) { try $0.insert(row, into: "screenings") }
      return try review(registry).contains { $0.what == "no course of treatment" && $0.rows == ["P02"] }
    }
    #expect(try !screened(.null), "not answered: nobody said that there was to be one")
    #expect(try !screened(0))
    #expect(try screened(1))
  }

  /// Rows from before a rule: written past the rules.
  @Test("Each kind of fault is found with its rows", arguments: Backend.here)
  func faults(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try sound(place)
    defer { withExtendedLifetime(place) {} }
    let cases: [(sql: String, words: String, rows: [String])] = [
      (
        "INSERT INTO laboratory (id, patient, sampled, test, value, unit) VALUES ('L9', 'P01', '2026-01-01', 'ALT', '310', 'U/L')",
        "differ in value", ["L1", "L9"]
      ),
      (
        "INSERT INTO laboratory (id, patient, sampled, test, value, unit, upper) VALUES ('L8', 'P02', '2026-01-02', 'ALT', '31', 'U/L', '35')",
        "one fact has 2 rows", ["L2", "L8"]
      ),
      ("INSERT INTO patients (id, site) VALUES ('p03', 'S1')", "letters' case", ["P03", "p03"]),
      ("UPDATE administrations SET activity_gbq = 7400 WHERE id = 'A1'", "is above 100", ["A1"]),
      (
        "UPDATE administrations SET started = '2026-01-02T09:00:00' WHERE id = 'A2'", "before the first day",
        ["A2"]
      ),
      ("UPDATE administrations SET cycle = 3 WHERE id = 'A2'", "cycles are missing", ["C1"]),
      ("UPDATE courses SET planned_cycles = 1 WHERE id = 'C1'", "2 administrations, 1 were planned", ["C1"]),
      (
        "UPDATE courses SET planned_cycles = 4, reason_ended = 'completed' WHERE id = 'C1'",
        "completed with 2 of 4", ["C1"]
      ),
      ("UPDATE patients SET birth_year = 2027 WHERE id = 'P01'", "before the year of birth", ["C1"]),
      ("UPDATE patients SET consented = '2026-02-01' WHERE id = 'P01'", "consent lies after", ["P01"]),
      ("UPDATE adverse_events SET started = '2031-01-01' WHERE id = 'E1'", "in the future", ["E1"]),
      ("UPDATE adverse_events SET ended = '2026-01-01' WHERE id = 'E1'", "ended lies before started", ["E1"]),
      (
        "INSERT INTO deaths (id, patient, died) VALUES ('P01', 'P01', '2026-01-20')",
        "after the day of death", ["R1"]
      ),
      (
        "UPDATE measurements SET patient = 'P02' WHERE id = 'M1'", "of another patient", ["M1"]
      ),
      (
        "INSERT INTO dose_summaries (id, patient, course, administration, delivered, therapy, region, role, lobe, definition, mean_gy, nuclide, engine) VALUES ('D9', 'P01', 'C1', 'A1', '2026-01-10', 'IA PRRT', 'Liver alone', 'normal liver', 'whole', 'x', 4.0, 'Lu-177', 'kernel')",
        "the ledger would add them", ["D1", "D9"]
      ),
      (
        "INSERT INTO courses (id, patient, kind, started) VALUES ('C0', 'P01', 'IV PRRT', '2024-01-10')",
        "none is marked as index therapy", ["C0", "C1"]
      ),
    ]
    for (sql, words, rows) in cases {
      try registry.store.run("BEGIN")
      defer { try? registry.store.run("ROLLBACK") }
      try registry.store.run(sql)
      let found = try review(registry).filter(\.needsDecision)
      #expect(
        found.contains { $0.what.contains(words) && $0.rows == rows },
        "\(words): \(found.map { "\($0.what) \($0.rows)" })")
    }
    #expect(try review(registry).filter(\.needsDecision) == [])
  }

  /// From every schema that was released after the first, which has a test of its own.
  @Test(
    "A migration of a full registry of a schema before loses nothing", arguments: Backend.here,
    2..<Catalogue.newest.version)
  func migration(_ backend: Backend, _ version: Int) throws {
    let place = try Place(backend)
    let old = try Registry.create(place.location, version: version)
    defer { withExtendedLifetime(place) {} }
    try fill(old)
    let before = try old.catalogue.tables.map { ($0.name, try old.rows($0.name)) }
    #expect(before.filter(\.1.isEmpty).map(\.0) == [], "a row in every table")
    let head = try old.verifyAudit().head
    _ = try Registry.migrate(place.location, backup: place.path("old.backup"))
    let new = try Registry.open(place.location)
    for (table, rows) in before { #expect(try new.rows(table) == rows, "\(table)") }
    #expect(try new.verifyAudit().isSound && new.verifyAudit().head == head)
    let added = Set(new.catalogue.tables.map(\.name)).subtracting(old.catalogue.tables.map(\.name))
    for table in added { #expect(try new.rows(table).isEmpty, "\(table)") }
    try new.change(by: author) {
      try $0.update("courses", "C1", ["index_therapy": 1])
      try $0.update("patients", "P01", ["ki67_percent": 12.0])
      try $0.insert(["id": "Z", "patient": "P02", "done": "2026-01-05", "maa_mbq": 120.0], into: "workups")
      try $0.insert(
        ["id": "F", "patient": "P02", "referred": "2026-01-05", "purpose": "resection"], into: "referrals")
    }
    #expect(try new.row("workups", "Z")?["maa_mbq"] == 120.0)
    #expect(try new.verifyAudit().isSound)
  }

  /// A row in every table of a schema.
  private func fill(_ registry: Registry) throws {
    try registry.addPatients()
    let version = registry.catalogue
    try registry.change(by: author) { change in
      for (name, row) in NaturalKeyTests.facts {
        guard let table = version.tables.first(where: { $0.name == name }) else { continue }
        try change.insert(Row(row.values.filter { table.column($0.key) != nil }), into: name)
      }
      let rest: [(String, Row)] = [
        ("studies", ["id": "S1", "patient": "P01", "started": "2026-01-08T08:00:00", "modality": "CT"]),
        (
          "structures",
          [
            "id": "G1", "patient": "P01", "study": "S1", "name": "Liver", "role": "liver",
            "volume_ml": 1500.0,
          ]
        ),
        ("deaths", ["id": "P03", "patient": "P03", "died": "2026-02-10", "cause": "other"]),
        (
          "trials",
          [
            "id": "T", "title": "Trial", "protocol": " { }\n", "sha256": "00",
            "locked": "2026-01-01T00:00:00Z",
          ]
        ),
        (
          "allocation_lists",
          [
            "id": "T1", "trial": "T", "purpose": "test", "stratum": "", "commitment": "c", "length": 2,
            "sealed": "00",
          ]
        ),
        (
          "allocations",
          [
            "id": "Y1", "trial": "T", "purpose": "test", "list": "T1", "place": 1, "subject": "TEST-1",
            "reserved": "2026-01-01T00:00:00Z",
          ]
        ),
        (
          "unblindings",
          ["id": "U1", "allocation": "Y1", "unblinded": "2026-01-02T00:00:00Z", "reason": "needed"]
        ),
        ("drugs", ["id": "G", "patient": "P01", "name": "statin", "kind": "other", "started": "2025-01-01"]),
        ("research_studies", ["id": "R", "name": "Study", "ethics": "1", "started": "2025-01-01"]),
        ("findings", ["id": "F", "patient": "P01", "found": "2026-01-08", "term": "ascites", "present": 0]),
        ("scores", ["id": "O", "patient": "P01", "scored": "2026-01-08", "scale": "ECOG", "value": 1.0]),
        (
          "deviations",
          [
            "id": "W", "patient": "P01", "study": "R", "occurred": "2026-01-10", "kind": "imaging",
            "description": "late",
          ]
        ),
      ]
      for (table, row) in rest where version.tables.contains(where: { $0.name == table }) {
        var row = row
        if table == "allocation_lists" { row["stratum"] = "all" }
        try change.insert(row, into: table)
      }
    }
  }
}
