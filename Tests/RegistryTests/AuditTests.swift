import Checks
import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Registry

@Suite("Audit record")
struct AuditTests {
  /// Every kind of change that a tamperer could make, on random rows.
  @Test("Random tampers are all found", arguments: Backend.here)
  func tampers(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try Registry.create(place.location, anchors: place.folder)
    try registry.addPatients()
    try registry.change(by: author) { change in
      for n in 1...3 { try change.update("patients", "P0\(n)", ["ecog": Value(n), "grade": 3]) }
      try change.delete("laboratory", "L2")
    }
    var harness = TamperHarness(registry, seed: 20_261)
    let missed = try harness.run(count: 300)
    #expect(missed == [])
    #expect(harness.kinds.count == (backend == .sqlite ? 43 : 31))
    #expect(try registry.verifyAudit().isSound)
  }

  @Test("Truncation is found by the anchor alone, and writing stops", arguments: Backend.here)
  func truncation(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    // Cut the last record and the row that it told of: the rest is a perfect chain.
    _ = try registry.sql("DELETE FROM \"laboratory\" WHERE \"id\" = $1", ["L3"])
    _ = try registry.sql("DELETE FROM \"audit\" WHERE \"sequence\" = $1", [7])
    #expect(try registry.verifyAudit().findings == [.anchor(.cutOff(1, after: 6))])
    let refused = problem {
      try registry.change(by: author) { try $0.update("patients", "P01", ["ecog": 1]) }
    }
    #expect(refused?.what.contains("does not agree with its anchor") == true)
  }

  @Test("A lost anchor is told, and can be accepted only over a whole chain")
  func lostAnchor() throws {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    try FileManager.default.removeItem(at: registry.anchorFile.url)
    #expect(try registry.verifyAudit().findings.first?.words.contains("anchor: it is missing") == true)
    #expect(
      problem { try registry.change(by: author) { try $0.delete("laboratory", "L1") } }?.kind == .dataRejected
    )
    try registry.adoptAnchor()
    #expect(try registry.verifyAudit().isSound)
    _ = try registry.sql("UPDATE \"audit\" SET \"who\" = 'other' WHERE \"sequence\" = 2")
    try FileManager.default.removeItem(at: registry.anchorFile.url)
    #expect(problem { try registry.adoptAnchor() }?.what.contains("record 2 was changed") == true)
  }

  @Test("A crash between commit and anchor is no tamper", arguments: [true, false])
  func crash(_ committed: Bool) throws {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    let anchor = try #require(try registry.anchorFile.read())
    let rows = try registry.sql("SELECT \"hash\" FROM \"audit\" WHERE \"sequence\" = 6")
    // Committed: the anchor still has the head before as settled. Not committed: it awaits a head that never came.
    var left = anchor
    if committed {
      left.pending = anchor.settled
      left.settled = .init(count: 6, hash: rows[0][0].printed)
    } else {
      left.pending = .init(count: 9, hash: String(repeating: "0", count: 64))
    }
    try registry.anchorFile.write(left)
    #expect(try registry.verifyAudit().isSound)
    try registry.change(by: author) { try $0.update("patients", "P01", ["ecog": 1]) }
    #expect(try registry.verifyAudit().isSound)
  }

  @Test(
    "Another computer's anchor may lag behind a server, and still finds what was cut",
    .enabled(if: PostgresServer.binaries != nil))
  func lagging() throws {
    let place = try Place(.postgres)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    let early = try #require(try registry.anchorFile.read())
    try registry.change(by: author) { try $0.update("patients", "P01", ["ecog": 1]) }
    try registry.anchorFile.write(early)
    #expect(try registry.verifyAudit().isSound)
    _ = try registry.sql("UPDATE \"audit\" SET \"hash\" = 'x' WHERE \"sequence\" = 7")
    #expect(try !registry.verifyAudit().isSound)
  }
}
