/// A table of a study: cells keep the numbers, so that paper rounds them and CSV does not.
public struct StudyTable: Sendable {
  /// Name of its CSV file, without ending.
  public var id: String
  public var caption: String
  public var columns: [Column]
  /// The first cell names the row.
  public var rows: [[Cell]]
  public var notes: [String]

  public init(
    _ id: String, caption: String, columns: [Column], rows: [[Cell]] = [], notes: [String] = []
  ) {
    (self.id, self.caption, self.columns, self.rows, self.notes) = (id, caption, columns, rows, notes)
  }

  public struct Column: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
      case text, number
      /// A count out of a number with its share.
      case share
      case interval
    }
    public var title: String
    public var unit: String
    public var kind: Kind

    public init(_ title: String, unit: String = "", _ kind: Kind = .text) {
      (self.title, self.unit, self.kind) = (title, unit, kind)
    }
  }

  public enum Cell: Sendable, Hashable {
    case text(String)
    case count(Int)
    case number(Double, significant: Int = 3)
    /// A count out of a number; the share is `part` ÷ `whole`, 0…1, computed by the caller.
    case share(Int, of: Int, Double)
    /// Infinite limits print as “not reached”.
    case interval(Double, Double, significant: Int = 3)
    /// Limits of a share, 0…1, printed in percent.
    case shareInterval(Double, Double)
    /// A probability under the null hypothesis.
    case p(Double)
    case flag(Severity, String)
    /// Not known or not estimable.
    case absent
  }
}

extension PageBlock {
  public static func table(_ table: StudyTable) -> PageBlock { PageBlock(block: .table(table.printed)) }
}

extension StudyTable {
  var printed: Table {
    Table(
      caption: caption,
      columns: columns.map { Table.Column($0.title, unit: $0.unit, $0.kind == .number ? .number : .text) },
      rows: rows.map { Table.Row($0.map(\.printed)) }, notes: notes)
  }

  /// RFC 4180; a share takes three columns (count, of, share), an interval two, in full precision.
  public var csv: String {
    let head = columns.flatMap(\.names)
    let lines = rows.map { row in
      zip(columns, row).flatMap { column, cell in cell.fields(column.kind) }
    }
    return ([head] + lines).map { $0.map(\.quotedForCSV).joined(separator: ",") + "\n" }.joined()
  }
}

extension StudyTable.Column {
  fileprivate var names: [String] {
    let name = unit.isEmpty ? title : "\(title) [\(unit)]"
    return switch kind {
    case .text, .number: [name]
    case .share: [name + " count", name + " of", name + " share"]
    case .interval: [name + " lower", name + " upper"]
    }
  }
}

extension StudyTable.Cell {
  fileprivate var printed: Table.Cell {
    switch self {
    case .text(let text): .text(text)
    case .count(let n): .number(Format.split("\(n)"), sort: Double(n))
    case .number(let value, let digits):
      value.isNaN ? .absent : .number(Self.bounded(value, digits), sort: value)
    case .share(let part, let whole, let share): .text("\(part)/\(whole) (\(Format.percent(share)))")
    case .interval(let a, let b, let digits): .text("\(Self.limit(a, digits)) – \(Self.limit(b, digits))")
    case .shareInterval(let a, let b):
      .text("\(Format.fixed(100 * a, 1)) – \(Format.fixed(100 * b, 1)) %")
    case .p(let p): .number(Self.probability(p), sort: p)
    case .flag(let severity, let text): .flag(severity, text)
    case .absent: .absent
    }
  }

  private static func bounded(_ value: Double, _ digits: Int) -> NumberText {
    value.isInfinite
      ? NumberText(whole: "not reached", fraction: "") : Format.number(value, significant: digits)
  }
  private static func limit(_ value: Double, _ digits: Int) -> String {
    value.isNaN ? "not estimable" : bounded(value, digits).text
  }
  static func probability(_ p: Double) -> NumberText {
    p < 0.001 ? NumberText(whole: "< 0", fraction: ".001") : Format.split(Format.fixed(p, p < 0.1 ? 3 : 2))
  }

  fileprivate func fields(_ kind: StudyTable.Column.Kind) -> [String] {
    switch self {
    case .text(let text), .flag(_, let text): [text] + Self.empty(kind)
    case .count(let n): ["\(n)"] + Self.empty(kind)
    case .number(let value, _), .p(let value): [Self.plain(value)] + Self.empty(kind)
    case .share(let part, let whole, let share): ["\(part)", "\(whole)", Self.plain(share)]
    case .interval(let a, let b, _), .shareInterval(let a, let b): [Self.plain(a), Self.plain(b)]
    case .absent: [""] + Self.empty(kind)
    }
  }

  /// What is left of the fields of a column after the first.
  private static func empty(_ kind: StudyTable.Column.Kind) -> [String] {
    switch kind {
    case .text, .number: []
    case .share: ["", ""]
    case .interval: [""]
    }
  }
  private static func plain(_ value: Double) -> String {
    value.isNaN ? "" : value.isInfinite ? (value > 0 ? "inf" : "-inf") : "\(value)"
  }
}

extension String {
  fileprivate var quotedForCSV: String {
    contains(where: { ",\"\n\r".contains($0) }) ? "\"" + replacing("\"", with: "\"\"") + "\"" : self
  }
}
