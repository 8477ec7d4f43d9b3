import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Registry

/// Roles and sides of a report's regions: fields since schema 2, names before; nothing is guessed, and nothing dropped.
@Suite("Regions of an imported report")
struct RegionImportTests {
  struct Region {
    var name: String
    var role = "liverLobe"
    var kind = "withoutLesions"
    var side: String?
    var mean = 3.0
  }

  static func report(_ regions: [Region], earlier: [Region] = [], version: Int = 2) -> String {
    func text(_ r: Region) -> String {
      let side = r.side.map { "\"\($0)\"" } ?? "null"
      let ending = r.kind == "withoutLesions" ? " without lesions" : ""
      let region =
        version == 1
        ? "\"\(r.name)\(ending)\""
        : """
        { "id": "drawn:1.1.1", "kind": "\(r.kind)", "of": null, "role": "\(r.role)", "side": \(side), "origin": null,
          "name": "\(r.name)\(ending)", "label": "\(r.name)\(ending)" }
        """
      let definition = ending.isEmpty ? "\(r.name) as contoured" : "\(r.name) without the lesion T1"
      return """
        { "region": \(region), "definition": "\(definition)", "mean": { "value": \(r.mean), "unit": "Gy", "u": 0.5 } }
        """
    }
    func summary(_ regions: [Region]) -> String {
      "{ \"nuclide\": \"Lu-177\", \"engine\": \"kernel\", \"regions\": [\(regions.map(text).joined(separator: ", "))] }"
    }
    let structures = regions.map { "{ \"name\": \"\($0.name)\", \"role\": \"\($0.role)\" }" }
    let summaries = (earlier.isEmpty ? [] : [summary(earlier)]) + [summary(regions)]
    return """
      { "schema": "hepatica.report/\(version)",
        "header": { "pseudonym": "P01", "therapy": "PRRT X", "cycle": "cycle 1", "softwareVersion": "Hepatica 0.2" },
        "administrations": [{ "product": "X", "route": "intravenous", "start": "2026-03-02T09:30:00" }],
        "structures": [\(structures.joined(separator: ", "))], "summaries": [\(summaries.joined(separator: ", "))] }
      """
  }

  static func imported(_ text: String, into registry: Registry, _ place: Place) throws -> ImportCount {
    let url = place.path("report.json")
    try Data(text.utf8).write(to: url)
    return try registry.importReport(url, by: author)
  }

  static func opened() throws -> (Place, Registry) {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    return (place, registry)
  }

  /// A side is the field's, whatever the name says; without one the dose is kept, and said.
  @Test(arguments: [
    ("Left lobe (bright CE)", "left"), ("Right lobe", "left"), ("RHL", "right"), ("Leberlappen", "right"),
    ("Lobe_R", nil), ("Left lobe", nil),
  ])
  func sidesAreFields(name: String, side: String?) throws {
    let (place, registry) = try Self.opened()
    let count = try Self.imported(Self.report([.init(name: name, side: side)]), into: registry, place)
    let row = try #require(try registry.rows("dose_summaries").first)
    #expect(row["role"] == "normal liver" && row.text("lobe") == side ?? "")
    #expect(count.notes.contains { $0.text.contains(name) && $0.text.contains("side") } == (side == nil))
    let ledger = try registry.ledger("P01")
    #expect(ledger.entries.map(\.lobe.rawValue) == [side].compactMap { $0 })
    let warned = ledger.warnings.contains { $0.subject == "lobe without a side" && $0.text.contains(name) }
    #expect(warned == (side == nil))
  }

  /// Reports of version 0.1 hold names alone: whole words state a side, anything else is asked for.
  @Test(arguments: [
    ("Left lobe (bright CE)", "left"), ("Right lobe", "right"), ("Lobe_R", "right"), ("Lobe_L", "left"),
    ("Leber_l", "left"), ("RHL", nil), ("rechter Lappen", nil), ("Brightness", nil), ("right or left", nil),
  ])
  func earlierReportsStateSidesByWholeWords(name: String, side: String?) throws {
    let (place, registry) = try Self.opened()
    let count = try Self.imported(Self.report([.init(name: name)], version: 1), into: registry, place)
    let row = try #require(try registry.rows("dose_summaries").first)
    #expect(row["role"] == "normal liver" && row.text("lobe") == side ?? "")
    #expect(count.notes.isEmpty == (side != nil))
  }

  /// A drawn structure that is called like a composed one is what its fields say.
  @Test(arguments: [1, 2]) func namesOfComposedRegionsMeanNothing(version: Int) throws {
    let (place, registry) = try Self.opened()
    let regions = [
      Region(name: "Liver", role: "liver"),
      Region(name: "Spleen without lesions", role: "spleen", kind: "drawn"),
      Region(name: "all lesions", role: "other", kind: "drawn"),
    ]
    _ = try Self.imported(Self.report(regions, version: version), into: registry, place)
    let rows = try registry.rows("dose_summaries", order: ["region"])
    #expect(rows.map { $0.text("role") } == ["normal liver", "spleen", "other"])
  }

  /// Cycles that the report repeats stand first; its own is the last.
  @Test func theReportsOwnCycleIsTaken() throws {
    let (place, registry) = try Self.opened()
    let text = Self.report(
      [.init(name: "Liver", role: "liver", mean: 2)], earlier: [.init(name: "Liver", role: "liver", mean: 9)])
    _ = try Self.imported(text, into: registry, place)
    #expect(try registry.rows("dose_summaries").map { $0["mean_gy"].number } == [2])
  }

  /// A structure that was renamed since would be added to itself.
  @Test func renamedRegionsReplaceTheirOldRows() throws {
    let (place, registry) = try Self.opened()
    try registry.change(by: author) { change in
      try change.insert(
        [
          "id": "own", "patient": "P01", "delivered": "2026-03-02", "therapy": "IV PRRT", "region": "by hand",
          "role": "kidney", "definition": "as drawn", "mean_gy": 4.0, "nuclide": "Lu-177",
          "engine": "by hand",
        ], into: "dose_summaries")
    }
    _ = try Self.imported(Self.report([.init(name: "Liver", role: "liver", mean: 2)]), into: registry, place)
    let count = try Self.imported(
      Self.report([.init(name: "Leber", role: "liver", mean: 2)]), into: registry, place)
    #expect(try registry.ledger("P01").totals.first { $0.lobe == .whole }?.mean == 2)
    #expect(count.notes.contains { $0.text.contains("Liver without lesions") && $0.text.contains("removed") })
    #expect(try registry.row("dose_summaries", "own") != nil, "rows of others stay")
  }

  /// One therapy's lobes and whole liver are not added to each other.
  @Test func definitionsAreComparedWhereSomethingIsAdded() throws {
    let (place, registry) = try Self.opened()
    let regions = [
      Region(name: "Liver", role: "liver"), Region(name: "A", side: "right"), Region(name: "B", side: "left"),
    ]
    let first = Self.report(regions)
    _ = try Self.imported(first, into: registry, place)
    func warned() throws -> [String] {
      try registry.ledger("P01").warnings.filter { $0.subject.hasPrefix("definition") }.map(\.subject)
    }
    #expect(try warned() == [])
    let second = first.replacing("cycle 1", with: "cycle 2").replacing("2026-03-02", with: "2026-05-02")
    _ = try Self.imported(second, into: registry, place)
    #expect(try warned() == [], "the same definitions again")
    let third = second.replacing("cycle 2", with: "cycle 3").replacing("2026-05-02", with: "2026-07-02")
      .replacing("A without the lesion T1", with: "A without the lesion T2")
    _ = try Self.imported(third, into: registry, place)
    #expect(try warned() == ["definition of normal liver, right"])
  }
}
