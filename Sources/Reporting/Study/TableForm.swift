/// The columns of a table before there are rows: one declaration makes page, terminal, CSV and data dictionary.
public struct TableForm<Row>: Sendable {
  public var id: String
  /// Its CSV file with ending; `nil`: it is not a file.
  public var file: String?
  public var columns: [FormColumn<Row>]

  public init(_ id: String, file: String? = nil, _ columns: [FormColumn<Row>]) {
    (self.id, self.file, self.columns) = (id, file, columns)
  }

  public func table(
    _ caption: String, _ rows: some Sequence<Row>, notes: [String] = [], pageRows: Int = .max,
    terminalRows: Int = .max
  ) -> StudyTable {
    var table = StudyTable(
      id, file: file, caption: caption, columns: columns.map(\.column),
      rows: rows.map { row in columns.map { $0.cell(row) } }, notes: notes)
    (table.pageRows, table.terminalRows) = (pageRows, terminalRows)
    return table
  }

  /// This form without its file: for a part of the rows.
  public var shown: TableForm {
    var form = self
    form.file = nil
    return form
  }

  // MARK: A file that is written row by row

  public var csvHead: String { StudyTable.head(inFile.map(\.column)) }

  public func csvLine(_ row: Row) -> String { StudyTable.line(inFile.map { ($0.column, $0.cell(row)) }) }

  private var inFile: [FormColumn<Row>] { columns.filter { $0.column.media.contains(.file) } }
}

/// A column and how it is taken from a row.
public struct FormColumn<Row>: Sendable {
  public var column: StudyTable.Column
  public var cell: @Sendable (Row) -> StudyTable.Cell

  /// - Parameters:
  ///   - key: name in files.
  ///   - title: words of the head on page and terminal; `nil` for a column that files have alone.
  ///   - meaning: for the data dictionary.
  ///   - u: name of the uncertainty in files.
  public init(
    _ key: String, _ title: String? = nil, unit: String = "", _ kind: StudyTable.Column.Kind = .text,
    share: Double = 1, means meaning: String, _ spread: Spread = .none,
    _ includes: Corrections = .notApplicable,
    u: String? = nil, on media: Media? = nil, cell: @escaping @Sendable (Row) -> StudyTable.Cell
  ) {
    column = StudyTable.Column(title ?? key, unit: unit, kind, share: share)
    (column.key, column.uncertaintyKey, column.meaning) = (key, u ?? "u_" + key, meaning)
    (column.spread, column.includes) = (spread, includes)
    column.media = media ?? (title == nil ? .file : .all)
    self.cell = cell
  }
}
