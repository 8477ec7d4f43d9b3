import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Registry

@Suite("Registry")
struct RegistryTests {
  @Test("What is written is read again", arguments: Backend.here)
  func roundTrip(_ backend: Backend) throws {
    let place = try Place(backend)
    try Registry.create(place.location).addPatients()
    let registry = try Registry.open(place.location)
    #expect(try registry.rows("patients").map(\.id) == ["P01", "P02", "P03"])
    let row: Row = [
      "id": "M1", "patient": "P01", "measured": "2026-02-01", "quantity": "uptake “ü”\t\\N\n'", "value": 0.1,
      "u": 1.0, "unit": "MBq", "cycle": 2,
    ]
    try registry.change(by: author) { try $0.insert(row, into: "measurements") }
    #expect(try registry.row("measurements", "M1") == row)
    try registry.change(by: author) { try $0.update("measurements", "M1", ["value": -0.0, "u": nil]) }
    #expect(try registry.row("measurements", "M1")?["value"] == 0.0)
    #expect(try registry.row("measurements", "M1")?["u"].isNull == true)
    #expect(try registry.rows("measurements", where: ["patient": "P02"]).isEmpty)
    #expect(try registry.rows("measurements", where: ["lesion": nil]).count == 1)
    try registry.change(by: author) { try $0.delete("measurements", "M1") }
    #expect(try registry.rows("measurements").isEmpty)
    #expect(try registry.verifyAudit().findings == [])
    #expect(try registry.verifyAudit().count == 10)
  }

  @Test(
    "Every mistake of a row is told at once, and nothing of its change is written", arguments: Backend.here)
  func badRow(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    let bad: Row = [
      "id": "L9", "patient": "P77", "sampled": "2026-02-30", "test": "XYZ", "value": "1,5", "unti": "U/L",
    ]
    do {
      try registry.change(by: author) { change in
        try change.insert(["id": "S2", "name": "Site 2"], into: "sites")
        try change.insert(bad, into: "laboratory")
      }
      Issue.record("accepted")
    } catch let problems as Problems {
      #expect(problems.all.count == 6)
      #expect(problems.description.contains("did you mean “unit”?"))
      #expect(!problems.description.contains("P77") && !problems.description.contains("1,5"))
    }
    #expect(try registry.rows("sites").count == 1)
    #expect(try registry.verifyAudit().isSound)
  }

  @Test("An id is taken once; references hold", arguments: Backend.here)
  func keys(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    #expect(
      problem {
        try registry.change(by: author) { try $0.insert(["id": "P01", "site": "S1"], into: "patients") }
      }?
      .what.contains("exists already") == true)
    // The patient has a laboratory value: the database itself refuses.
    #expect(
      problem { try registry.change(by: author) { try $0.delete("patients", "P01") } }?.kind == .dataRejected)
    #expect(try registry.rows("patients").count == 3)
    #expect(problem { _ = try registry.patient("P99") }?.what.contains("no patient") == true)
  }

  @Test("A change without author or reason is refused")
  func anonymous() throws {
    #expect(problem { _ = try Author(who: " ", why: "x") }?.kind == .usage)
    #expect(problem { _ = try Author(who: "x", why: "") }?.kind == .usage)
  }

  @Test("Nothing is recorded where nothing differs", arguments: Backend.here)
  func noChange(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    let before = try registry.verifyAudit().count
    try registry.change(by: author) { try $0.update("patients", "P01", ["grade": 2]) }
    #expect(try registry.verifyAudit().count == before)
  }

  @Test("Released schema versions stay as they were")
  func pinned() {
    #expect(
      Migration.all.map { String($0.sha256.prefix(16)) } == [
        "ab8dad547e29cf2d", "bdba3638d064d78b", "201cadfac0be8d3f", "8717c66b7be723b0", "bb553d7e980204f7",
      ],
      "a version that was released is never edited; add another")
  }

  @Test("A registry is made once, and opened only where one is", arguments: Backend.here)
  func existence(_ backend: Backend) throws {
    let place = try Place(backend)
    #expect(problem { _ = try Registry.open(place.location) }?.kind == .inputMissing)
    try Registry.create(place.location)
    #expect(problem { _ = try Registry.create(place.location) }?.kind == .cannotCreate)
    #expect(try Registry.open(place.location).rows("patients").isEmpty)
  }

  @Test(
    "The password of a server stays out of messages, however the address is written",
    arguments: [
      "postgresql://me:hidden@127.0.0.1:1/x?password=hidden2", "POSTGRESQL://me:hidden@127.0.0.1:1/x",
      " postgres://me:hidden/PW@127.0.0.1:1/x", "postgresql://me:hid?hidden@127.0.0.1:1/x?PASSWORD=hidden",
      "postgresql://127.0.0.1:1/x?sslpassword=hidden&connect_timeout=1",
      "postgresql://me:hid@hidden@127.0.0.1:1/x",
    ])
  func password(_ address: String) {
    let location = Location(address)
    if case .file = location { Issue.record("an address is no file") }
    #expect(!location.description.contains("hid"))
    let refused = problem { _ = try Registry.open(location) }
    #expect(refused?.kind == .serviceUnavailable)
    #expect(refused?.description.contains("hid") == false)
  }
}
