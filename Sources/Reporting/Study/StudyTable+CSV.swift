import Files

extension StudyTable {
  /// RFC 4180, every digit; a share takes five columns (count, of, share, limits), an estimate three, a measured number
  /// two.
  public var csv: String {
    let kept = columns.indices.filter { columns[$0].media.contains(.file) }
    let lines = rows.map { row in Self.line(kept.map { (columns[$0], row[$0]) }) }
    return Self.head(kept.map { columns[$0] }) + lines.joined()
  }

  static func head(_ columns: [Column]) -> String { csvLine(columns.flatMap(\.names)) }

  static func line(_ cells: [(Column, Cell)]) -> String {
    csvLine(cells.flatMap { column, cell in cell.fields(column.kind) })
  }
}

extension StudyTable.Column {
  /// The names of the column's fields in a file.
  var names: [String] {
    switch kind {
    case .text, .number: [key]
    case .measured: [key, uncertaintyKey]
    case .share: [" count", " of", " share", " lower", " upper"].map { key + $0 }
    case .estimate: ["", " lower", " upper"].map { key + $0 }
    }
  }
}

extension StudyTable.Cell {
  /// The fields of the cell, padded to those of its column.
  fileprivate func fields(_ kind: StudyTable.Column.Kind) -> [String] {
    let own = fields
    return own + [String](repeating: "", count: max(0, kind.fields - own.count))
  }

  private var fields: [String] {
    switch self {
    case .text(let text), .flag(_, let text): [text]
    case .count(let n): ["\(n)"]
    case .number(let value, _), .decimals(let value, _), .p(let value): [Self.plain(value)]
    case .percentage(let value): [Self.plain(100 * value)]
    case .measured(let value, let u, _): [Self.plain(value), u.map(Self.plain) ?? ""]
    case .share(let part, let whole, let share, let limits):
      ["\(part)", "\(whole)", Self.plain(share)]
        + (limits.map { [Self.plain($0.lowerBound), Self.plain($0.upperBound)] } ?? [])
    case .estimate(let value, let a, let b), .time(let value, let a, let b),
      .percent(let value, let a, let b):
      [value, a, b].map(Self.plain)
    case .absent: []
    }
  }

  private static func plain(_ value: Double) -> String {
    value.isNaN ? "" : value.isInfinite ? (value > 0 ? "inf" : "-inf") : "\(value)"
  }
}

extension StudyTable.Column.Kind {
  fileprivate var fields: Int {
    switch self {
    case .text, .number: 1
    case .measured: 2
    case .estimate: 3
    case .share: 5
    }
  }
}
