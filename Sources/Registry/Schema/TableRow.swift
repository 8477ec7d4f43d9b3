import Diagnostics

/// The columns of one table, as `Scripts/make-rows` writes them from the catalogue.
package protocol TableColumn: RawRepresentable<String>, Hashable, Sendable, CaseIterable {
  /// The table's name in the catalogue.
  static var table: String { get }
}

/// A row of one table: values by the columns of that table.
///
/// A misspelt column, or one of another table, does not compile. The values themselves are checked by the catalogue at
/// every write.
package struct TableRow<Column: TableColumn>: Sendable, Hashable {
  package var row: Row

  package init(_ row: Row) { self.row = row }

  package subscript(column: Column) -> Value {
    get { row[column.rawValue] }
    set { row[column.rawValue] = newValue }
  }

  package var id: String { row.id }
  /// The text of a column; empty without one.
  package func text(_ column: Column) -> String { row.text(column.rawValue) }
}

extension TableRow: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (Column, Value)...) {
    self.init(Row(byName(Dictionary(elements, uniquingKeysWith: { _, last in last }))))
  }
}

extension Registry {
  /// Rows of a table, those whose columns have the values asked for, in the order of `order` and then of the ids.
  package func rows<Column: TableColumn>(
    of _: Column.Type, where conditions: [Column: Value] = [:], order: [Column] = []
  ) throws(Problem) -> [TableRow<Column>] {
    try rows(Column.table, where: byName(conditions), order: order.map(\.rawValue)).map { TableRow($0) }
  }

  /// The row with this id; `nil` if there is none.
  package func row<Column: TableColumn>(of _: Column.Type, _ id: String) throws(Problem)
    -> TableRow<Column>?
  {
    try row(Column.table, id).map { TableRow($0) }
  }
}

extension Change {
  /// - Throws: `Problem` for values that the catalogue does not permit.
  package func insert<Column: TableColumn>(_ row: TableRow<Column>) throws {
    try insert(row.row, into: Column.table)
  }

  /// - Throws: `Problem` for values that the catalogue does not permit, or a row that is not there.
  package func update<Column: TableColumn>(_: Column.Type, _ id: String, _ values: [Column: Value]) throws {
    try update(Column.table, id, byName(values))
  }

  /// - Throws: `Problem` if the row is not there, or another row refers to it.
  package func delete<Column: TableColumn>(_ row: TableRow<Column>) throws {
    try delete(Column.table, row.id)
  }
}

private func byName<Column: TableColumn>(_ values: [Column: Value]) -> [String: Value] {
  Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value) })
}
