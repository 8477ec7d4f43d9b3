import Diagnostics
import Files
import Foundation
import Registry

extension Registry {
  /// All that one visit gave, in one file and one change:
  ///
  /// ```json5
  /// { hepatica: 1, patient: "P01",
  ///   laboratory: [{ test: "ALT", value: 31, unit: "U/L", upper: 35, sampled: "2026-03-02" }],
  ///   adverse_events: [{ term: "Nausea", grade: 2, started: "2026-03-03" }] }
  /// ```
  ///
  /// Each name is a table, each object a row by the columns of the dictionary. The patient belongs to every row. A row
  /// without an id gets one from its natural key; a value of the whole table can be given next to its rows, as in
  /// `laboratory: { sampled: "2026-03-02", rows: [{ test: "ALT", … }] }`.
  /// - Throws: `Problems` with every row that cannot be taken; then nothing is written.
  public func importVisit(_ url: URL, conflicts: ConflictRule = .refuse, by author: Author) throws
    -> ImportCount
  {
    let form = try VisitForm(url)
    let rows = try form.rows.map { row in
      let table = try catalogue.table(row.table)
      let texts = table.column("patient") == nil ? row.texts.filter { $0.key != "patient" } : row.texts
      return Incoming(table: table, place: row.place, texts: texts)
    }
    // Whom others refer to comes first, whatever the order of the file.
    let order = Dictionary(uniqueKeysWithValues: catalogue.tables.enumerated().map { ($1.name, $0) })
    let sorted = rows.enumerated().sorted {
      (order[$0.element.table.name]!, $0.offset) < (order[$1.element.table.name]!, $1.offset)
    }.map(\.element)
    return try judged().take(sorted, byKey: true, conflicts: conflicts, by: author)
  }
}

/// A file of one visit as rows of texts.
package struct VisitForm {
  package private(set) var rows: [(table: String, place: String, texts: [String: String])] = []

  package init(_ url: URL) throws {
    let root = try JSON5.parse(
      readText(url.path, called: "form of a visit"), document: url.lastPathComponent
    ).object()
    let patient = try root["patient"]?.string()
    for member in root.members where !["hepatica", "patient"].contains(member.name) {
      try take(member.name, member.value, patient)
    }
    guard !rows.isEmpty else {
      throw Problem(
        .dataRejected, what: "the form has no rows", at: url.lastPathComponent,
        remedy: "give tables by name, such as laboratory: [{ … }]; hepatica registry dictionary lists them")
    }
  }

  private mutating func take(_ table: String, _ value: JSON5Value, _ patient: String?) throws {
    var shared: [String: String] = [:]
    var all = value
    if case .object = value.content {
      let object = try value.object()
      guard let rows = object["rows"] else { return try add(table, value, patient, shared) }
      for member in object.members where member.name != "rows" {
        shared[member.name] = Self.text(member.value)
      }
      all = rows
    }
    for row in try all.array() { try add(table, row, patient, shared) }
  }

  private mutating func add(
    _ table: String, _ value: JSON5Value, _ patient: String?, _ shared: [String: String]
  ) throws {
    let object = try value.object()
    var texts = shared
    for member in object.members { texts[member.name] = Self.text(member.value) }
    if let patient { texts[table == PatientColumn.table ? "id" : "patient"] = patient }
    rows.append((table, object.location, texts))
  }

  private static func text(_ value: JSON5Value) -> String {
    switch value.content {
    case .bool(let yes): yes ? "1" : "0"
    case .number(_, let text): text
    case .string(let text): text
    case .null: ""
    default: "{"
    }
  }
}
