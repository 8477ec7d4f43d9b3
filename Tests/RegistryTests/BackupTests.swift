import Diagnostics
import Files
import Foundation
import Testing

@testable import Registry

@Suite("Backup, restore, migration")
struct BackupTests {
  /// All pairs of databases: a backup is also the way from one to the other.
  @Test("A backup restores to the same rows, records and identity", arguments: Backend.here, Backend.here)
  func restore(_ from: Backend, _ to: Backend) throws {
    let (source, target) = (try Place(from), try Place(to))
    let registry = try Registry.create(source.location)
    try registry.addPatients()
    let odd: Row = ["id": "S\t2\\", "name": "line\nbreak\r\"ü\" \\N", "country": "DE"]
    try registry.change(by: author) { try $0.insert(odd, into: "sites") }
    let file = source.path("backup.txt")
    try registry.backUp(to: file)
    let restored = try Registry.restore(file, to: target.location, anchors: target.folder)
    #expect(restored.identifier == registry.identifier)
    for table in registry.catalogue.tables {
      #expect(try restored.rows(table.name) == registry.rows(table.name))
    }
    #expect(try restored.verifyAudit().head == registry.verifyAudit().head)
    #expect(try restored.verifyAudit().isSound)
    let opened = try Registry.open(target.location, anchors: target.folder)
    try opened.change(by: author) { try $0.update("patients", "P01", ["ecog": 1]) }
    #expect(try opened.verifyAudit().isSound)
    #expect(problem { try Registry.restore(file, to: target.location) }?.kind == .cannotCreate)
  }

  @Test("A backup that lost or changed a byte is refused, and nothing is made of it")
  func damaged() throws {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    let file = place.path("backup.txt"), broken = place.path("broken.txt")
    try registry.backUp(to: file)
    #expect(problem { try registry.backUp(to: file) }?.kind == .cannotCreate)
    let text = try String(contentsOf: file, encoding: .utf8)
    for bad in [String(text.dropLast(3)), text.replacing("31.0", with: "13.0"), "", String(text.prefix(40))] {
      try Data(bad.utf8).write(to: broken)
      let target = try place.another()
      #expect(problem { try Registry.restore(broken, to: target) }?.kind == .dataRejected)
      #expect(problem { _ = try Registry.open(target) }?.kind == .inputMissing)
    }
  }

  @Test(
    "A backup of a right hash and impossible counts is refused",
    arguments: [
      "hepatica-backup\t1\nregistry\tabc\t2\t2026-01-01T00:00:00Z\ntable\tsites\t-1\n",
      "hepatica-backup\t1\nregistry\tabc\t0\t2026-01-01T00:00:00Z\n",
      "hepatica-backup\t1\nregistry\tabc\t-1\t2026-01-01T00:00:00Z\n",
      "hepatica-backup\t1\nregistry\tabc\t2\t2026-01-01T00:00:00Z\ntable\tsites\t9223372036854775807\n",
    ])
  func counts(_ body: String) throws {
    let place = try Place(.sqlite)
    let file = place.path("b.backup")
    try Data((body + "sha256\t" + sha256(body.utf8) + "\n").utf8).write(to: file)
    #expect(problem { _ = try Registry.restore(file, to: place.location) }?.kind == .dataRejected)
    #expect(!FileManager.default.fileExists(atPath: place.path("registry.sqlite").path))
  }

  @Test("A migration keeps everything, and its backup brings the old version back", arguments: Backend.here)
  func migrate(_ backend: Backend) throws {
    let place = try Place(backend)
    let old = try Registry.create(place.location, version: 1)
    try old.addPatients()
    try old.change(by: author) {
      try $0.insert(
        [
          "id": "M1", "patient": "P01", "measured": "2026-02-01", "quantity": "T/N", "value": 4.5,
          "unit": "1",
        ],
        into: "measurements")
    }
    #expect(problem { _ = try Registry.open(place.location) }?.remedy.contains("migrate") == true)
    let head = try old.verifyAudit().head
    let backup = place.path("before.txt")
    let versions = try Registry.migrate(place.location, backup: backup)
    #expect(versions == (1, Catalogue.newest.version))
    let new = try Registry.open(place.location)
    #expect(try new.verifyAudit().head == head)
    #expect(try new.verifyAudit().findings == [])
    #expect(try new.row("measurements", "M1")?["value"] == 4.5)
    try new.change(by: author) { try $0.update("measurements", "M1", ["arm": "IA"]) }
    // Back again.
    let reverted = try Registry.restore(backup, to: try place.another())
    #expect(reverted.catalogue.version == 1)
    #expect(try reverted.verifyAudit().head == head)
    #expect(throws: Problem.self) { try reverted.rows("trials") }
    // Nothing to do the second time, and no second backup.
    #expect(try Registry.migrate(place.location, backup: backup).from == Catalogue.newest.version)
  }
}
