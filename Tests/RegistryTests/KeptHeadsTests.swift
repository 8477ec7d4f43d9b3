import Checks
import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Registry

@Suite("Heads of the audit record that are kept elsewhere")
struct KeptHeadsTests {
  /// Runs with a second place for the heads.
  private func keeping(in folder: URL, _ body: () throws -> Void) throws {
    let surroundings = Surroundings(environment: { $0 == "HEPATICA_HEADS" ? folder.path : nil })
    try Surroundings.$current.withValue(surroundings, operation: body)
  }

  private func change(_ registry: Registry, _ ecog: Int) throws {
    try registry.change(by: author) { try $0.update("patients", "P01", ["ecog": Value(ecog)]) }
  }

  @Test("A registry put back together with its anchor is found, is not written to, and can be accepted")
  func rolledBack() throws {
    let place = try Place(.sqlite)
    let second = try Fixtures.temporaryFolder()
    try keeping(in: second) {
      let copies = ["registry.sqlite", "registry.sqlite.anchor"]
      do {
        let registry = try Registry.create(place.location)
        try registry.addPatients()
        _ = try registry.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        for name in copies {
          try FileManager.default.copyItem(at: place.path(name), to: place.path("old-" + name))
        }
        try change(registry, 2)
        #expect(try registry.verifyAudit().isSound && registry.verifyAudit().kept > 1)
      }
      for name in try FileManager.default.contentsOfDirectory(atPath: place.folder.path)
      where name.hasPrefix("registry.") { try FileManager.default.removeItem(at: place.path(name)) }
      for name in copies {
        try FileManager.default.copyItem(at: place.path("old-" + name), to: place.path(name))
      }

      let back = try Registry.open(place.location)
      #expect(
        try back.verifyAudit().findings.contains(.putBack(8)))
      #expect(problem { try change(back, 1) }?.what.contains("not the one whose head was kept") == true)
      try back.adoptAnchor()
      #expect(try back.verifyAudit().isSound)
      try change(back, 1)
      #expect(try back.verifyAudit().isSound)
    }
  }

  @Test("A backup that lacks the last changes is restored, and says so")
  func restored() throws {
    let place = try Place(.sqlite)
    try keeping(in: try Fixtures.temporaryFolder()) {
      let registry = try Registry.create(place.location)
      try registry.addPatients()
      try registry.backUp(to: place.path("b.backup"))
      try change(registry, 2)
      let again = try Registry.restore(place.path("b.backup"), to: try place.another())
      #expect(try !again.verifyAudit().isSound)
      #expect(problem { try change(again, 1) } != nil)
    }
  }

  @Test("Where the head cannot be kept nothing is changed")
  func unwritable() throws {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    let file = place.path("no-folder")
    try Data().write(to: file)
    try keeping(in: file) { #expect(problem { try change(registry, 2) } != nil) }
    #expect(try registry.row("patients", "P01")?["ecog"] != 2)
  }
}
