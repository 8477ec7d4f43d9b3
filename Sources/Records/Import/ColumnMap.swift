import Diagnostics
import Files
import Foundation

/// How the columns of a foreign CSV file, such as a REDCap export, become rows of the registry.
///
/// ```json5
/// { hepatica: 1, rows: [
///   { table: "patients", where: { redcap_repeat_instrument: "" }, id: "{record_id}",
///     columns: { site: "={S1}", sex: { from: "sex", codes: { "1": "female", "2": "male" } } } },
///   { table: "laboratory", where: { redcap_repeat_instrument: "blood" }, when: "alt",
///     id: "{record_id}-ALT-{redcap_repeat_instance}",
///     columns: { patient: "record_id", sampled: "date", test: "=ALT", value: "alt", unit: "=U/L" } },
/// ] }
/// ```
/// `where` keeps rows by their values, `when` those with something in a column; `=` begins a constant, and names of columns
/// in braces are filled in. `ignore` names columns that are not wanted; others without a rule are reported.
public struct ColumnMap: Sendable {
  package struct Source: Sendable {
    package var column: String?
    package var constant: String?
    package var codes: [String: String]
    /// With column names in braces.
    package var template: String?

    package var needed: [String] { (column.map { [$0] } ?? []) + (template.map(columnNames) ?? []) }
  }
  package struct Rule: Sendable {
    package var table: String
    package var conditions: [String: String]
    package var when: String?
    /// With column names in braces.
    package var id: String
    package var columns: [(name: String, source: Source)]
  }
  package let rules: [Rule]
  /// Columns that are known and not wanted.
  package let ignored: Set<String>

  /// - Throws: `Problem` with file and line.
  public init(_ url: URL) throws {
    let root = try JSON5.parse(
      readText(url.path, called: "map of columns"), document: url.lastPathComponent
    ).object()
    if let unknown = root.unknown(except: ["hepatica", "rows", "ignore"]).first { throw unknown }
    ignored = Set(try root["ignore"]?.array().map { try $0.string() } ?? [])
    rules = try root.required("rows", "rules").array().map { try Self.rule($0.object()) }
  }

  private static func rule(_ o: JSON5Object) throws -> Rule {
    if let unknown = o.unknown(except: ["table", "where", "when", "id", "columns"]).first { throw unknown }
    let conditions = try o["where"]?.object().members.map { ($0.name, try $0.value.string()) } ?? []
    return Rule(
      table: try o.required("table", "a table of the registry").string(),
      conditions: Dictionary(conditions, uniquingKeysWith: { a, _ in a }), when: try o["when"]?.string(),
      id: try o.required("id", "id with columns in braces").string(),
      columns: try o.required("columns", "columns of the table").object().members.map {
        ($0.name, try source($0.value))
      })
  }

  private static func source(_ value: JSON5Value) throws -> Source {
    if case .string(let text) = value.content {
      if !text.hasPrefix("="), text.contains("{") {
        return Source(column: nil, constant: nil, codes: [:], template: text)
      }
      return text.hasPrefix("=")
        ? Source(column: nil, constant: String(text.dropFirst()), codes: [:])
        : Source(column: text, constant: nil, codes: [:])
    }
    let o = try value.object()
    if let unknown = o.unknown(except: ["from", "codes"]).first { throw unknown }
    let codes = try o["codes"]?.object().members.map { ($0.name, try $0.value.string()) } ?? []
    return Source(
      column: try o.required("from", "column of the file").string(), constant: nil,
      codes: Dictionary(codes, uniquingKeysWith: { a, _ in a }))
  }
}

extension ColumnMap.Rule {
  /// Every box of a checkbox field has a cell, and one that is not ticked has nothing in it.
  private static func hasSomething(_ column: String, _ cell: (String) -> String) -> Bool {
    let text = cell(column)
    let isBox = column.contains("___") || column.contains("(choice=")
    return !text.isEmpty && !(isBox && ["0", "unchecked"].contains(text.lowercased()))
  }

  package var needed: Set<String> {
    Set(
      columnNames(id) + columns.flatMap(\.source.needed) + Array(conditions.keys) + (when.map { [$0] } ?? []))
  }

  package func takes(_ cell: (String) -> String) -> Bool {
    conditions.allSatisfy { cell($0.key) == $0.value } && (when.map { Self.hasSomething($0, cell) } ?? true)
  }

  package func texts(_ cell: (String) -> String, _ place: String, _ problems: inout [Problem]) -> [String:
    String]
  {
    var texts = ["id": filled(id, cell)]
    for (name, source) in columns {
      let text =
        source.constant ?? source.template.map { filled($0, cell) } ?? source.column.map(cell) ?? ""
      if source.codes.isEmpty || text.isEmpty {
        texts[name] = text
      } else if let decoded = source.codes[text] {
        texts[name] = decoded
      } else {
        problems.append(
          Problem(
            .dataRejected, what: "the map has no meaning for this code of “\(source.column ?? name)”",
            at: place,
            remedy: "add the code to the map"))
      }
    }
    return texts
  }
}

private func columnNames(_ template: String) -> [String] {
  template.matches(of: /\{([^}]+)\}/).map { String($0.1) }
}

private func filled(_ template: String, _ cell: (String) -> String) -> String {
  template.replacing(/\{([^}]+)\}/) { cell(String($0.1)) }
}
