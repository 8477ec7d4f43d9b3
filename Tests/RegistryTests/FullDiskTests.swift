import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

@testable import Registry

/// On a real file system without space: one clear error, nothing lost, nothing half-written, and all is well when there
/// is space again.
@Suite("A full disk", .enabled(if: SmallDisk.here, "mounting a small file system needs root"), .serialized)
struct FullDiskTests {
  let disk: SmallDisk
  let location: Location

  init() throws {
    disk = try SmallDisk(kilobytes: 4096)
    location = .file(disk.folder.appending(path: "registry.sqlite"))
  }

  private var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: disk.folder.path)) ?? []).sorted()
  }

  private func isFull(_ problem: Problem?) -> Bool {
    problem?.kind == .inputOutput
      && (problem!.what.contains("disk is full") || problem!.what.contains("No space left"))
  }

  private func fill(_ change: Change) throws {
    let text = String(repeating: "x", count: 4000)
    for n in 0..<200 { try change.insert(["id": "S\(n + 2)", "name": .text(text)], into: "sites") }
  }

  @Test(
    "A change: at every amount of space that is left it is written whole or not at all", arguments: 0..<12)
  func change(_ step: Int) throws {
    let registry = try Registry.create(location)
    try registry.addPatients()
    disk.fill(leaving: step * 64 * 1024)
    let refused = problem { try registry.change(by: author) { try fill($0) } }
    #expect(isFull(refused), "\(refused?.description ?? "nothing")")
    // The reader that is open and one that opens anew see what was acknowledged, as soon as there is space.
    #expect(try registry.rows("sites").count == 1)
    disk.free()
    let again = try Registry.open(location)
    #expect(try again.rows("sites").count == 1 && again.rows("laboratory").count == 3)
    #expect(try again.verifyAudit().isSound)
    try again.change(by: author) { try fill($0) }
    #expect(try again.rows("sites").count == 201 && again.verifyAudit().isSound)
  }

  @Test("Opening one on a disk without a free page says so, or reads what is there")
  func opening() throws {
    do {
      let registry = try Registry.create(location)
      try registry.addPatients()
    }
    disk.fill()
    do {
      #expect(try Registry.open(location).rows("patients").count == 3)
    } catch let problem as Problem { #expect(isFull(problem), "\(problem)") }
    disk.free()
    #expect(try Registry.open(location).verifyAudit().isSound)
  }

  @Test("Making one leaves nothing behind, at every amount of space that is left", arguments: 0..<8)
  func creation(_ step: Int) throws {
    disk.fill(leaving: step * 32 * 1024)
    let refused = problem { try Registry.create(location) }
    #expect(isFull(refused), "\(refused?.description ?? "nothing")")
    #expect(names.isEmpty, "\(names)")
    disk.free()
    #expect(try Registry.create(location).verifyAudit().isSound)
  }

  @Test("Backup, restoration, export and frozen data set are whole or not there")
  func copies() throws {
    let registry = try Registry.create(location)
    try registry.addPatients()
    try registry.change(by: author) { try fill($0) }
    let elsewhere = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: elsewhere) }
    let good = elsewhere.appending(path: "good.backup")
    try registry.backUp(to: good)
    let before = names
    let target = { (name: String) in disk.folder.appending(path: name) }
    for space in [0, 256 * 1024, 512 * 1024] {
      disk.fill(leaving: space)
      for (what, body) in [
        ("backup", { _ = try registry.backUp(to: target("b.backup")) }),
        ("export", { _ = try registry.exportTables(to: target("export")) }),
        ("freeze", { _ = try registry.freeze(to: target("frozen"), title: "t") }),
        ("restore", { _ = try Registry.restore(good, to: .file(target("r.sqlite"))) }),
      ] as [(String, () throws -> Void)] {
        #expect(isFull(problem(body)), "\(what) with \(space) bytes left")
        #expect(names == before, "\(what) with \(space) bytes left: \(names)")
      }
    }
    disk.free()
    #expect(try registry.verifyAudit().isSound)
  }

  @Test("An export that fails leaves the former one as it was")
  func replaced() throws {
    let registry = try Registry.create(location)
    try registry.addPatients()
    let folder = disk.folder.appending(path: "export")
    try registry.exportTables(to: folder)
    let old = try Data(contentsOf: folder.appending(path: "sites.csv"))
    try registry.change(by: author) { try fill($0) }
    disk.fill(leaving: 128 * 1024)
    #expect(isFull(problem { try registry.exportTables(to: folder) }))
    #expect(try Data(contentsOf: folder.appending(path: "sites.csv")) == old)
    let hidden = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix(".") }
    #expect(hidden.isEmpty, "\(hidden)")
  }
}
