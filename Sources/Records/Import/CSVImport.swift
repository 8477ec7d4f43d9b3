import Criteria
import Diagnostics
import Files
import Foundation
import Quantities
import Registry

extension Registry {
  /// A CSV file whose columns are those of a table, as the dictionary names them.
  ///
  /// All rows are checked first; with one mistake nothing is imported and all mistakes are reported.
  /// - Throws: `Problems` with every row that cannot be taken; then nothing is written.
  public func importCSV(
    _ url: URL, into name: String, decimalComma: Bool = false, conflicts: ConflictRule = .refuse,
    by author: Author
  ) throws -> ImportCount {
    let table = try catalogue.table(name)
    let file = try ForeignTable(url)
    try file.check(against: table)
    let rows = try file.rows.map { row in
      Incoming(table: table, place: file.place(row), texts: file.texts(row, table, decimalComma))
    }
    return try judged().take(rows, byKey: true, conflicts: conflicts, by: author)
  }

  /// A CSV file by a map; as `importCSV`, all or nothing.
  /// - Throws: `Problems` with every row that cannot be taken; then nothing is written.
  public func importCSV(
    _ url: URL, map: ColumnMap, decimalComma: Bool = false, conflicts: ConflictRule = .refuse,
    by author: Author
  ) throws -> ImportCount {
    let file = try ForeignTable(url)
    var incoming: [Incoming] = [], problems: [Problem] = []
    for rule in map.rules {
      let table = try catalogue.table(rule.table)
      problems += file.lacks(rule.needed)
      guard problems.isEmpty else { continue }
      for row in try file.rows where rule.takes({ row[$0] }) {
        var texts = rule.texts({ row[$0] }, file.place(row), &problems)
        if decimalComma { texts = ForeignTable.withPoints(texts, table) }
        incoming.append(Incoming(table: table, place: file.place(row), texts: texts))
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
    let left = try file.rows.count { row in !map.rules.contains { $0.takes { row[$0] } } }
    var count = try judged().take(incoming, byKey: true, conflicts: conflicts, by: author)
    count.notes += map.notUsed(by: file)
    if left > 0 { count.leftOut["rows for which the map has no rule", default: 0] += left }
    return count
  }

  /// This registry with the rules that other rooms know: units, plausible values, words of a criterion.
  /// - Throws: `Problem` if the rules of the program are faulty, which the tests exclude.
  @discardableResult
  public func judged() throws -> Registry {
    if judge == nil { judge = try RowJudge().problems }
    return self
  }
}

/// A table of somebody else, or of ours, as rows of texts by column.
package struct ForeignTable {
  package struct Row {
    package var number: Int
    private let cells: [String: String]

    package init(_ header: [String], _ fields: [String], _ number: Int) {
      self.number = number
      cells = Dictionary(
        zip(header, fields.map { $0.trimmingCharacters(in: .whitespaces) }), uniquingKeysWith: { a, _ in a })
    }
    /// Empty for a column that does not exist.
    package subscript(column: String) -> String { cells[column] ?? "" }
  }

  package let name: String
  package let header: [String]
  private let file: TableFile

  /// - Throws: `Problem` for two columns of one name.
  package init(_ url: URL) throws {
    file = try TableFile(url.path)
    (name, header) = (url.lastPathComponent, file.header)
    if Set(header).count != header.count {
      throw Problem(
        .dataRejected, what: "two columns have the same name", at: name, remedy: "rename or remove one")
    }
  }

  /// - Throws: `Problems` with every row that has another number of fields than the header.
  package var rows: [Row] {
    get throws {
      let ragged = (0..<file.count).filter { file.fields($0).count != header.count }.map { n in
        Problem(
          .dataRejected, what: "\(file.fields(n).count) fields, the header has \(header.count)",
          at: "\(name): row \(file.number(n))", why: "values would land in wrong columns",
          remedy: "quote fields that hold commas")
      }
      if !ragged.isEmpty { throw Problems(ragged) }
      return (0..<file.count).map { Row(header, file.fields($0), file.number($0)) }
    }
  }

  package func place(_ row: Row) -> String { "\(name): row \(row.number)" }

  /// What the first row holds is repeated only if it holds names of columns.
  package func check(against table: Table) throws {
    let unknown = header.indices.filter { table.column(header[$0]) == nil }
    guard header.contains("id") || unknown.count * 2 <= header.count, unknown.count < header.count else {
      throw Problem(
        .dataRejected, what: "the first row does not name the columns of “\(table.name)”", at: name,
        why: "a row of data would be taken for the header",
        remedy: "write a header: \(table.columns.map(\.name).joined(separator: ", "))")
    }
    if !unknown.isEmpty { throw Problems(unknown.map { self.unknown($0, table) }) }
  }

  private func unknown(_ column: Int, _ table: Table) -> Problem {
    let close = likelyMeaning(of: header[column], among: table.columns.map(\.name))
    return Problem(
      .dataRejected, what: "table “\(table.name)” has no column “\(header[column])”", at: name,
      why: "an unknown column may hold a name or a date of birth, which must not come in",
      remedy: close.map { "did you mean “\($0)”?" } ?? "remove the column, or map it (--map)")
  }

  package func lacks(_ columns: Set<String>) -> [Problem] {
    columns.subtracting(header).sorted().map { column in
      Problem(
        .dataRejected, what: "the file has no column “\(column)”", at: name,
        remedy: likelyMeaning(of: column, among: header).map { "did you mean “\($0)”?" } ?? "")
    }
  }

  package func texts(_ row: Row, _ table: Table, _ decimalComma: Bool) -> [String: String] {
    let texts = Dictionary(uniqueKeysWithValues: header.map { ($0, row[$0]) })
    return decimalComma ? Self.withPoints(texts, table) : texts
  }

  /// Numbers with a point in place of their comma.
  static func withPoints(_ texts: [String: String], _ table: Table) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: texts.map { name, text in
        let isNumber = [.real, .decimal].contains(table.column(name)?.kind)
        return (name, isNumber && DecimalComma.isMeant(text) ? text.replacing(",", with: ".") : text)
      })
  }
}

extension ColumnMap {
  /// Columns of a file in which no rule of the map looks.
  func notUsed(by file: ForeignTable) -> [String] {
    let used = rules.reduce(into: Set<String>()) { $0.formUnion($1.needed) }
    let left = file.header.filter { !used.contains($0) && !ignored.contains($0) && !$0.isEmpty }
    return left.isEmpty
      ? [] : ["columns of \(file.name) that the map does not use: " + left.joined(separator: ", ")]
  }
}
