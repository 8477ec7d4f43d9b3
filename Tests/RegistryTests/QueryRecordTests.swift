import Testing

@testable import Registry

/// Queries in the audit record.
@Suite struct QueryRecordTests {
  @Test("Queries are chained with the changes, verified, and part of a backup", arguments: Backend.here)
  func kept(_ backend: Backend) throws {
    let place = try Place(backend), other = try Place(backend)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    try registry.keep(query: "Q1", #"{"turns":["?"]}"#, by: author)
    try registry.change(by: author) { try $0.update("patients", "P01", ["grade": 3]) }
    try registry.keep(query: "Q2", #"{"turns":["which"]}"#, by: author)
    try registry.keep(query: "Q1", #"{"turns":["?","31"]}"#, by: author)
    let count = try registry.verifyAudit().count
    try registry.keep(query: "Q1", #"{"turns":["?","31"]}"#, by: author)
    let found = try registry.verifyAudit()
    #expect(found.isSound && found.count == count, "\(found.findings)")
    let expected = [#"{"turns":["?","31"]}"#, #"{"turns":["which"]}"#]
    #expect(
      try registry.queries().map { $0.id } == ["Q1", "Q2"] && registry.queries().map { $0.json } == expected)
    let file = place.folder.appending(path: "backup.txt")
    try registry.backUp(to: file)
    let restored = try Registry.restore(file, to: other.location)
    #expect(try restored.queries().map { $0.json } == expected && restored.verifyAudit().isSound)
    try registry.store.run("UPDATE \"audit\" SET \"after\" = '{}' WHERE \"key\" = 'Q2'")
    #expect(try !registry.verifyAudit().isSound, "what was said cannot be changed unseen")
  }
}
