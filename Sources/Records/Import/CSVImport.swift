import Checks
import Criteria
import Diagnostics
import Documents
import Files
import Foundation
import Quantities
import Registry
import Stages

extension Registry {
  /// A CSV file with the columns of a table, under the names of the dictionary, under others that mean the same, or under
  /// those that a file of column names states.
  ///
  /// All rows are checked first; with one mistake nothing is imported and all mistakes are reported.
  /// - Parameters:
  ///   - columns: JSON5 that renames columns, or a REDCap data dictionary (CSV).
  ///   - ignored: columns that may be left out, in lower case.
  /// - Throws: `Problems` with every row that cannot be taken; then nothing is written.
  public func importCSV(
    _ url: URL, into name: String, columns: URL? = nil, decimalComma: Bool = false,
    ignored: Set<String> = [], conflicts: ConflictRule = .refuse, by author: Author
  ) throws -> ImportCount {
    var options = LaboratoryFile.Options(decimalComma: decimalComma)
    options.ignored = ignored
    if let columns { try options.read(columns.path) }
    let file = try ForeignTable(url)
    let found = try RecordColumns(file, of: catalogue.table(name), options)
    let misspelt = options.unused(Set(file.header))
    if !misspelt.isEmpty { throw Problems(misspelt) }
    var count = try judged().take(found.rows, byKey: true, conflicts: conflicts, by: author)
    count.leftOut.merge(found.account.leftOut, uniquingKeysWith: +)
    count.notes += found.notes
    return count
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

extension ColumnMap {
  /// Columns of a file in which no rule of the map looks.
  func notUsed(by file: ForeignTable) -> [Finding] {
    let used = rules.reduce(into: Set<String>()) { $0.formUnion($1.needed) }
    let left = file.header.filter { !used.contains($0) && !ignored.contains($0) && !$0.isEmpty }
    return left.isEmpty
      ? [] : [Finding(TransferNote.columnsUnused(file: file.name, columns: left, isOfMap: true))]
  }
}
