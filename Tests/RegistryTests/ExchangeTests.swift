import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

@testable import Registry

@Suite("Import and export")
struct ExchangeTests {
  private func file(_ place: Place, _ name: String, _ text: String) throws -> URL {
    try Data(text.utf8).write(to: place.path(name))
    return place.path(name)
  }

  @Test("Flat tables with their dictionary; a frozen data set shows any change", arguments: Backend.here)
  func frozen(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    let folder = place.path("frozen")
    let hash = try registry.freeze(to: folder, title: "test")
    #expect(try Registry.checkFrozen(folder).hash == hash && Registry.checkFrozen(folder).faults == [])
    let dictionary = try Fixtures.table(folder.appending(path: "dictionary.csv"))
    let columns = registry.catalogue.tables.reduce(0) { $0 + $1.columns.count }
    #expect(dictionary.count == columns && dictionary.allSatisfy { !$0["meaning"]!.isEmpty })
    #expect(
      try Fixtures.table(folder.appending(path: "laboratory.csv")).map { $0["value"] } == [
        "31.0", "31.0", "31.0",
      ])
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "allocation_lists.csv").path))
    #expect(problem { _ = try registry.freeze(to: folder, title: "again") }?.kind == .cannotCreate)
    let file = folder.appending(path: "laboratory.csv")
    let text = try String(contentsOf: file, encoding: .utf8)
    chmod(file.path, 0o644)
    try Data(text.replacing("31.0", with: "13.0").utf8).write(to: file)
    #expect(try Registry.checkFrozen(folder).faults == ["laboratory.csv"])
  }

  @Test("The doses of a report, twice and corrected", arguments: Backend.here)
  func report(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    let url = try file(place, "report.json", Self.report)
    #expect(try registry.importReport(url, by: author).added == 5)
    let rows = try registry.rows("dose_summaries", order: ["region"])
    #expect(rows.map { $0.text("role") } == ["kidney", "liver", "normal liver"])
    let normal = try #require(rows.first { $0["role"] == "normal liver" })
    #expect(
      normal["lobe"] == "whole" && normal["mean_gy"] == 1.5 && normal["mean_u_gy"] == 0.25
        && normal["bed_gy"] == 1.75)
    #expect(normal["sha256"].text == sha256(Self.report.utf8))
    #expect(rows.first { $0["role"] == "kidney" }?["mean_gy"] == 4.5)
    #expect(try registry.row("administrations", "P01/IV PRRT/2026-03-02/2")?["activity_gbq"] == 7.25)
    #expect(try registry.importReport(url, by: author).changed == 0)
    let corrected = try file(
      place, "report2.json", Self.report.replacing("\"value\": 1.5", with: "\"value\": 1.6"))
    #expect(try registry.importReport(corrected, by: author).added == 0)
    #expect(try registry.row("dose_summaries", normal.id)?["mean_gy"] == 1.6)
    #expect(try registry.ledger("P01").entries.count == 1)
    // An earlier cycle that is imported later joins the course and begins it.
    let first = Self.report.replacing("cycle 2 of", with: "cycle 1 of").replacing(
      "2026-03-02", with: "2026-01-05")
    #expect(try registry.importReport(file(place, "report1.json", first), by: author).added == 4)
    #expect(try registry.rows("courses").map { $0.text("started") } == ["2026-01-05"])
    #expect(try registry.ledger("P01").entries.count == 2)
    let stranger = try file(place, "report3.json", Self.report.replacing("P01", with: "P88"))
    #expect(problem { _ = try registry.importReport(stranger, by: author) }?.kind == .inputMissing)
    let undated = try file(
      place, "undated.json", Self.report.replacing("\"start\": \"2026-03-02T09:30:00\"", with: "\"x\": 1"))
    #expect(problem { _ = try registry.importReport(undated, by: author) }?.remedy.contains("--on") == true)
    #expect(try registry.importReport(undated, on: "2026-03-02", by: author).added == 0)
    let none = try file(place, "none.json", "{\"schema\": \"other\"}")
    #expect(problem { _ = try registry.importReport(none, by: author) }?.kind == .dataRejected)
  }

  private static let report = """
    { "schema": "hepatica.report/1",
      "header": { "pseudonym": "P01", "therapy": "PRRT Lu-177-DOTATATE", "cycle": "cycle 2 of 4", "softwareVersion": "0.1", "created": "2026-03-09T10:00:00Z" },
      "administrations": [{ "product": "Lu-177-DOTATATE", "net": { "value": 7250000000, "unit": "Bq", "u": 50000000 }, "route": "intravenous", "start": "2026-03-02T09:30:00" }],
      "structures": [{ "name": "Liver", "role": "liver" }, { "name": "Kidneys", "role": "kidney" }],
      "summaries": [{ "nuclide": "Lu-177", "engine": "voxel kernel", "regions": [
        { "region": "Liver", "definition": "Liver as contoured", "mean": { "value": 3, "unit": "Gy", "u": null } },
        { "region": "Liver without lesions", "definition": "Liver without the lesion T1", "mean": { "value": 1.5, "unit": "Gy", "u": 0.25 },
          "bed": { "value": 1.75, "unit": "Gy", "u": 0.5 }, "radiobiology": "chosen", "volume": { "value": 1500, "unit": "mL", "u": 30 }, "mass": { "value": 1560, "unit": "g", "u": 31 } },
        { "region": "Kidneys", "mean": { "value": 4, "unit": "Gy", "u": 0.5 }, "recoveryCorrectedMean": { "value": 4.5, "unit": "Gy", "u": 0.6 } }
      ] }] }
    """

  @Test("The key of the pseudonyms opens with its pass phrase alone, and stays private")
  func identities() throws {
    let place = try Place(.sqlite)
    let url = place.path("key")
    var key = try Identities.create(url, passphrase: "correct horse battery")
    try key.add("P01", identity: "Somebody, 1950-01-01")
    #expect(
      try Identities(url, passphrase: "correct horse battery").entries == ["P01": "Somebody, 1950-01-01"])
    #expect(problem { _ = try Identities(url, passphrase: "wrong horse battery") }?.kind == .dataRejected)
    #expect(problem { try key.add("P01", identity: "Other") }?.kind == .dataRejected)
    #expect(
      problem { _ = try Identities.create(url, passphrase: "correct horse battery") }?.kind == .cannotCreate)
    #expect(problem { _ = try Identities.create(place.path("k2"), passphrase: "short") }?.kind == .usage)
    #expect(try !String(decoding: Data(contentsOf: url), as: UTF8.self).contains("Somebody"))
    chmod(url.path, 0o644)
    #expect(
      problem { _ = try Identities(url, passphrase: "correct horse battery") }?.what.contains(
        "others than the owner") == true)
  }
}
