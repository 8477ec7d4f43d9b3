import Checks
import Diagnostics
import Foundation
import Testing

@testable import Registry

@Suite("What acts in the database by itself")
struct SchemaTests {
  @Test(
    "A registry with an altered schema is not opened, and the audit says what was altered",
    arguments: [
      (
        "CREATE TRIGGER t AFTER INSERT ON laboratory BEGIN UPDATE laboratory SET value = '20'; END",
        "trigger “t”"
      ),
      ("CREATE VIEW v AS SELECT * FROM patients", "view “v”"),
      ("ALTER TABLE patients ADD COLUMN more TEXT", "table “patients” is not what Hepatica made"),
      ("CREATE TABLE more (a TEXT)", "table “more” is foreign"),
      ("DROP INDEX laboratory_patient", "“laboratory_patient” is missing"),
    ])
  func altered(_ statement: String, _ words: String) throws {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    _ = try registry.sql(statement)
    let refused = problem { _ = try Registry.open(place.location) }
    #expect(refused?.kind == .dataRejected && refused?.what.contains(words) == true)
    let found = try Registry.open(place.location, examined: false).verifyAudit().findings
    #expect(found.contains { $0.words.contains(words) })
  }

  @Test("Statistics of the query planner are no alteration")
  func analysed() throws {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    _ = try registry.sql("ANALYZE")
    #expect(try Registry.open(place.location).verifyAudit().isSound)
  }

  @Test(
    "On a server too: trigger, rule, view, column, table, constraint",
    .enabled(if: PostgresServer.binaries != nil))
  func server() throws {
    let statements = [
      """
      CREATE FUNCTION twenty() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.value = 20; RETURN NEW; END';
      CREATE TRIGGER t BEFORE INSERT ON laboratory FOR EACH ROW EXECUTE FUNCTION twenty()
      """,
      "CREATE RULE r AS ON DELETE TO laboratory DO INSTEAD NOTHING",
      "CREATE VIEW v AS SELECT * FROM patients",
      "ALTER TABLE patients ADD COLUMN more TEXT", "CREATE TABLE more (a TEXT)",
      "ALTER TABLE laboratory DROP CONSTRAINT laboratory_patient_fkey",
      "ALTER TABLE patients ALTER COLUMN ecog TYPE text",
    ]
    for statement in statements {
      let place = try Place(.postgres)
      let registry = try Registry.create(place.location)
      try registry.addPatients()
      #expect(try registry.verifyAudit().isSound)
      _ = try registry.sql(statement)
      #expect(problem { _ = try Registry.open(place.location) }?.kind == .dataRejected, "\(statement)")
      #expect(try !registry.verifyAudit().isSound, "\(statement)")
    }
  }

  @Test(
    "Roles of the server: a writer adds records and removes none, a reader changes nothing",
    .enabled(if: PostgresServer.binaries != nil))
  func roles() throws {
    let place = try Place(.postgres)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    let name = UUID().uuidString.prefix(8).lowercased()
    for statement in [
      "CREATE ROLE w\(name) LOGIN PASSWORD 'p'", "CREATE ROLE r\(name) LOGIN PASSWORD 'p'",
      "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO w\(name)",
      "REVOKE UPDATE, DELETE ON audit, registry FROM w\(name)", "REVOKE INSERT ON registry FROM w\(name)",
      "GRANT SELECT ON ALL TABLES IN SCHEMA public TO r\(name)",
    ] { _ = try registry.sql(statement) }
    guard case .server(let url) = place.location else { return }
    let writer = try Registry.open(.server(url.replacing("hepatica:secret", with: "w\(name):p")))
    try writer.change(by: author) { try $0.update("patients", "P01", ["ecog": 1]) }
    #expect(try writer.verifyAudit().isSound)
    for statement in ["DELETE FROM audit", "UPDATE audit SET who = 'x'", "DELETE FROM registry"] {
      #expect(problem { _ = try writer.sql(statement) }?.kind == .cannotCreate)
    }
    let reader = try Registry.open(.server(url.replacing("hepatica:secret", with: "r\(name):p")))
    #expect(try reader.rows("patients").count == 3)
    #expect(
      problem { try reader.change(by: author) { try $0.update("patients", "P01", ["ecog": 2]) } }?.kind
        == .cannotCreate)
  }

  @Test("A trigger that came while the registry was open changes nothing unseen", arguments: Backend.here)
  func readBack(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    let statements =
      backend == .sqlite
      ? ["CREATE TRIGGER t AFTER UPDATE OF ecog ON patients BEGIN UPDATE patients SET grade = 1; END"]
      : [
        "CREATE FUNCTION one() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.grade = 1; RETURN NEW; END'",
        "CREATE TRIGGER t BEFORE UPDATE ON patients FOR EACH ROW EXECUTE FUNCTION one()",
      ]
    for statement in statements { _ = try registry.sql(statement) }
    let before = try registry.row("patients", "P01")
    let refused = problem {
      try registry.change(by: author) { try $0.update("patients", "P01", ["ecog": 2]) }
    }
    #expect(refused?.what.contains("something else than was written") == true)
    #expect(try registry.row("patients", "P01") == before)
  }

  @Test("A value stored as bytes is found, and read by nobody")
  func bytes() throws {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    _ = try registry.sql("UPDATE laboratory SET test = CAST(test AS BLOB) WHERE id = 'L1'")
    #expect(
      try registry.verifyAudit().findings.map(\.words) == [
        "table laboratory: 1 value of “test” not stored as text"
      ])
    #expect(problem { _ = try registry.rows("laboratory") }?.kind == .dataRejected)
  }
}
