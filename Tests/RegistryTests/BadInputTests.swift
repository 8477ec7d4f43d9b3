import Diagnostics
import Files
import Foundation
import Testing

@testable import Registry

@Suite("What goes wrong around a registry")
struct BadInputTests {
  @Test("A registry that is newer than the program is refused", arguments: Backend.here)
  func newer(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try Registry.create(place.location)
    _ = try registry.sql("UPDATE \"registry\" SET \"schema_version\" = 99")
    let refused = problem { _ = try Registry.open(place.location) }
    #expect(refused?.kind == .dataRejected && refused?.remedy == "use a newer Hepatica")
  }

  @Test("A full disk loses nothing and leaves nothing half-written")
  func fullDisk() throws {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    let store = try #require(registry.store as? SQLiteStore)
    try store.limitGrowth(toPages: 2)
    let text = String(repeating: "x", count: 4000)
    let refused = problem {
      try registry.change(by: author) { change in
        for n in 0..<50 { try change.insert(["id": "S\(n + 2)", "name": .text(text)], into: "sites") }
      }
    }
    #expect(refused?.kind == .inputOutput && refused?.what == "the disk is full")
    try expectUntouched(place)
  }

  private func expectUntouched(_ place: Place) throws {
    let again = try Registry.open(place.location)
    #expect(try again.rows("sites").count == 1)
    #expect(try again.verifyAudit().isSound)
    try again.change(by: author) { try $0.insert(["id": "S9", "name": "Site 9"], into: "sites") }
    #expect(try again.verifyAudit().count == 8)
  }

  @Test("A database that goes down in mid-transaction", .enabled(if: PostgresServer.binaries != nil))
  func down() throws {
    let server = try PostgresServer()
    defer { server.remove() }
    let location = Location(try server.newDatabase())
    let registry = try Registry.create(location)
    try registry.addPatients()
    let refused = problem {
      try registry.change(by: author) { change in
        try change.insert(["id": "S2", "name": "Site 2"], into: "sites")
        try server.crash()
        try change.insert(["id": "S3", "name": "Site 3"], into: "sites")
      }
    }
    #expect(refused?.kind == .serviceUnavailable)
    #expect(problem { _ = try Registry.open(location) }?.kind == .serviceUnavailable)
    try server.start()
    let again = try Registry.open(location)
    #expect(try again.rows("sites").map(\.id) == ["S1"])
    #expect(try again.verifyAudit().isSound)
  }

  @Test("A second writer waits, and at last says that the registry is busy")
  func busy() throws {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    guard case .file(let url) = place.location else { return }
    let other = try SQLiteStore(url, creating: false, patience: 50)
    try registry.change(by: author) { change in
      try change.insert(["id": "S2", "name": "Site 2"], into: "sites")
      let refused = problem { try other.beginWriting() }
      #expect(refused?.kind == .tryAgain)
      // Readers go on, and see only what was committed.
      #expect(try other.run("SELECT \"id\" FROM \"sites\"").count == 1)
    }
    #expect(try other.run("SELECT \"id\" FROM \"sites\"").count == 2)
  }

  @Test("A clock that was set back is told, a small difference is not", arguments: Backend.here)
  func clock(_ backend: Backend) throws {
    let place = try Place(backend)
    let clock = Clock()
    let registry = try Registry.create(place.location, clock: clock.function)
    try registry.addPatients()
    clock.now = clock.now.advanced(by: .init(-4))
    try registry.change(by: author) { try $0.update("patients", "P01", ["ecog": 0]) }
    clock.now = clock.now.advanced(by: .init(-7200))
    let refused = problem {
      try registry.change(by: author) { try $0.update("patients", "P01", ["ecog": 1]) }
    }
    #expect(refused?.kind == .tryAgain && refused?.what.contains("before the last change") == true)
    #expect(try registry.row("patients", "P01")?["ecog"] == 0)
    #expect(try registry.verifyAudit().isSound)
  }

  @Test("A file that is no registry, or a damaged one")
  func damaged() throws {
    let place = try Place(.sqlite)
    guard case .file(let url) = place.location else { return }
    try Data("this is no database, but a text that is long enough".utf8).write(to: url)
    #expect(problem { _ = try Registry.open(place.location) }?.kind == .dataRejected)
    #expect(try Data(contentsOf: url).count == 51)
  }

  @Test("A folder that does not exist")
  func noFolder() {
    #expect(
      problem { try Registry.create(.file(URL(filePath: "/nowhere/at/all.sqlite"))) }?.kind == .cannotCreate)
  }
}
