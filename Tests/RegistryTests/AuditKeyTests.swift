import Checks
import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

@testable import Registry

@Suite("An audit record sealed with a key")
struct AuditKeyTests {
  let key = SecretKey.random()

  /// A record that somebody with the right to write into the database appends, hash and all.
  private func append(_ registry: Registry) throws {
    let last = try AuditRecord(
      registry.sql(AuditRecord.selection + " ORDER BY \"sequence\" DESC LIMIT 1")[0])
    var new = last
    (new.sequence, new.previous, new.before, new.after) = (
      last.sequence + 1, last.hash, last.after, last.after
    )
    new.hash = try new.sealed(by: .plain)
    _ = try registry.sql(AuditRecord.insertion, new.values)
  }

  @Test(
    "What somebody else appends is found where no anchor is shared",
    .enabled(if: PostgresServer.binaries != nil))
  func foreign() throws {
    // Without a key it looks like another client's: the limit that the documentation states.
    let open = try Registry.create(try Place(.postgres).location)
    try open.addPatients()
    try append(open)
    #expect(try open.verifyAudit().isSound)

    let place = try Place(.postgres)
    let registry = try Registry.create(place.location, key: key)
    try registry.addPatients()
    #expect(try registry.verifyAudit().isSound)
    // Another computer of the department, with the key and without any anchor, writes too.
    let other = try Registry.open(place.location, key: key)
    try other.change(by: author) { try $0.update("patients", "P01", ["ecog": 1]) }
    #expect(try registry.verifyAudit().isSound)
    try append(registry)
    #expect(try registry.verifyAudit().findings.contains(.recordChanged(9, isKeyed: true)))
    let refused = problem {
      try other.change(by: author) { try $0.update("patients", "P01", ["ecog": 2]) }
    }
    #expect(refused?.kind == .dataRejected && refused?.what.contains("key") == true)
  }

  @Test(
    "Without the key one can read but not write; another key finds everything wrong", arguments: Backend.here)
  func missing(_ backend: Backend) throws {
    let place = try Place(backend)
    try Registry.create(place.location, key: key).addPatients()
    let reader = try Registry.open(place.location)
    #expect(try reader.rows("patients").count == 3)
    let change = { (r: Registry) in
      _ = try r.change(by: author) { try $0.update("patients", "P01", ["ecog": 1]) }
    }
    #expect(problem { try change(reader) }?.kind == .inputMissing)
    #expect(problem { _ = try reader.verifyAudit() }?.kind == .inputMissing)
    let stranger = try Registry.open(place.location, key: .random())
    #expect(try stranger.verifyAudit().findings.count == 8)
    #expect(problem { try change(stranger) }?.kind == .dataRejected)
  }

  @Test("A registry without a key is refused where one is configured", arguments: Backend.here)
  func replaced(_ backend: Backend) throws {
    let place = try Place(backend)
    try Registry.create(place.location).addPatients()
    #expect(problem { _ = try Registry.open(place.location, key: key) }?.kind == .dataRejected)
    #expect(
      problem { _ = try Registry.open(place.location, key: key, examined: false) }?.kind == .dataRejected)
  }

  @Test("A keyed registry put down to one without a key, hashes and anchor computed anew, is refused")
  func downgraded() throws {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location, key: key)
    try registry.addPatients()
    let plain = String(registry.identifier.dropFirst("keyed-".count))
    _ = try registry.sql("UPDATE \"registry\" SET \"identifier\" = $1", [.text(plain)])
    var previous = AuditRecord.genesis(plain)
    for row in try registry.sql(AuditRecord.selection + " ORDER BY \"sequence\"") {
      var record = AuditRecord(row)
      record.previous = previous
      record.hash = try record.sealed(by: .plain)
      previous = record.hash
      _ = try registry.sql(
        "UPDATE \"audit\" SET \"previous\" = $1, \"hash\" = $2 WHERE \"sequence\" = $3",
        [.text(record.previous), .text(record.hash), Value(record.sequence)])
    }
    let count = try registry.sql("SELECT count(*) FROM \"audit\"")[0][0].integer!
    let forged = Anchor(
      registry: plain, created: registry.created, settled: .init(count: count, hash: previous))
    try registry.anchorFile.write(forged)
    #expect(try Registry.open(place.location).verifyAudit().isSound)
    #expect(
      problem { _ = try Registry.open(place.location, key: key, examined: false) }?.kind == .dataRejected)
  }

  @Test("An anchor that was written without the key is refused, its content right or not")
  func unsealed() throws {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location, key: key)
    try registry.addPatients()
    let anchor = try #require(try registry.anchorFile.read())
    let bare = Anchor(registry: anchor.registry, created: anchor.created, settled: anchor.settled)
    try registry.anchorFile.write(bare)
    #expect(try registry.verifyAudit().findings == [.anchor(.sealedOtherwise)])
    #expect(
      problem { try registry.change(by: author) { try $0.update("patients", "P01", ["ecog": 1]) } }?.kind
        == .dataRejected)
    try registry.adoptAnchor()
    #expect(try registry.verifyAudit().isSound)
  }

  @Test("Random tampers with a keyed registry are all found")
  func tampers() throws {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location, key: key)
    try registry.addPatients()
    var harness = TamperHarness(registry, seed: 7)
    #expect(try harness.run(count: 86) == [])
  }

  @Test("A backup keeps the seal, and is restored with the key alone", arguments: Backend.here)
  func restored(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try Registry.create(place.location, key: key)
    try registry.addPatients()
    let file = place.path("b.backup")
    try registry.backUp(to: file)
    let again = try Registry.restore(file, to: try place.another(), key: key)
    #expect(try again.verifyAudit().isSound && again.identifier == registry.identifier)
    let target = place.path("no.sqlite")
    #expect(problem { _ = try Registry.restore(file, to: .file(target)) }?.kind == .inputMissing)
    #expect(!FileManager.default.fileExists(atPath: target.path))
  }
}
