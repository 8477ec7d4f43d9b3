import Files
import Foundation
import Testing

@testable import Arguments

/// Schemas that are made of types, and values held against them.
@Suite struct TypeSchemaTests {
  private enum Lobe: String, CaseIterable, Codable { case right, left }
  private struct Code: RawRepresentable, Codable { var rawValue: String }
  private struct Row: Codable {
    var name: String
    var dose: Double?
    var lobe: Lobe
  }
  private struct Record: Codable {
    var hepatica = 1
    var rows: [Row]
    var byName: [String: Double]
    var code: Code
    var isWhole: Bool
    var inner: [Record]?
  }

  private var schema: JSON { TypeSchema().schema(of: Record.self) }

  private func text(_ change: (inout Record) -> Void = { _ in }) throws -> String {
    var record = Record(
      rows: [Row(name: "Liver", dose: 1.5, lobe: .right), Row(name: "Spleen", dose: nil, lobe: .left)],
      byName: ["a": 1, "b": 2.5], code: Code(rawValue: "x.y"), isWhole: true, inner: nil)
    change(&record)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(record), as: UTF8.self)
  }

  @Test func whatIsWrittenHolds() throws {
    #expect(schema.departures(of: try text()) == [])
    #expect(schema.departures(of: try text { $0.rows = [] }) == [])
    #expect(schema.departures(of: try text { $0.inner = [$0] }) == [])
  }

  @Test func requiredIsWhatIsNotOptional() throws {
    let printed = try #require(
      JSONSerialization.jsonObject(with: Data(schema.printed.utf8)) as? [String: Any])
    let needed = try #require(printed["required"] as? [String])
    #expect(Set(needed) == ["hepatica", "rows", "byName", "code", "isWhole"])
    let rows = (printed["properties"] as? [String: Any])?["rows"] as? [String: Any]
    let row = try #require(rows?["items"] as? [String: Any])
    #expect(row["required"] as? [String] == ["name", "lobe"])
    #expect(
      ((row["properties"] as? [String: Any])?["lobe"] as? [String: Any])?["enum"] as? [String] == [
        "right", "left",
      ])
  }

  @Test(arguments: [
    ("\"lobe\":\"right\"", "\"lobe\":\"middle\"", "none of the choices"),
    ("\"name\":\"Liver\"", "\"name\":7", "not of type string"),
    (",\"name\":\"Liver\"", "", "name is missing"),
    ("\"isWhole\":true", "\"isWhole\":1", "not of type boolean"),
    ("\"hepatica\":1", "\"hepatica\":1.5", "not of type integer"),
    ("\"code\":\"x.y\"", "\"code\":\"x.y\",\"more\":1", "more is not in the schema"),
    ("2.5", "\"2.5\"", "not of type number"), ("\"isWhole\":true", "\"isWhole\":null", "not of type"),
  ]) func whatDepartsIsNamed(_ old: String, _ new: String, _ words: String) throws {
    let good = try text(), bad = good.replacing(old, with: new)
    #expect(bad != good)
    #expect(schema.departures(of: bad).contains { $0.contains(words) }, "\(schema.departures(of: bad))")
  }

  @Test func aChoiceOfFormsHoldsForOne() {
    let either = JSON.object([("anyOf", .array([schema, TypeSchema().schema(of: [Int].self)]))])
    #expect(either.departures(of: "[1, 2]") == [] && either.departures(of: "[1, \"2\"]") != [])
    #expect(either.departures(of: "{") == ["not JSON"])
  }
}
