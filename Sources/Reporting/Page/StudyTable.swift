import Files
import Quantities

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
      /// A count out of a number with its share and the limits of it.
      case share
      /// A number with its limits.
      case estimate
    }
    public var title: String
    public var unit: String
    public var kind: Kind
    /// Width of the column on paper, relative to one text column.
    public var share: Double

    public init(_ title: String, unit: String = "", _ kind: Kind = .text, share: Double = 1) {
      (self.title, self.unit, self.kind, self.share) = (title, unit, kind, share)
    }
  }

  public enum Cell: Sendable, Hashable {
    case text(String)
    case count(Int)
    /// A number with this many significant digits.
    case number(Double, significant: Int = 3)
    /// A count out of a number; `share` is part ÷ whole and `limits` its interval, 0…1, both computed by the caller.
    case share(Int, of: Int, Double, limits: ClosedRange<Double>? = nil)
    /// A value and its limits; without limits where both are NaN.
    case estimate(Double, lower: Double = .nan, upper: Double = .nan)
    /// The same for a time, whose infinite values print as “not reached”.
    case time(Double, lower: Double, upper: Double)
    /// The same for a value 0…1, printed in percent.
    case percent(Double, lower: Double = .nan, upper: Double = .nan)
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
      columns: columns.map {
        Table.Column($0.title, unit: $0.unit, $0.kind == .number ? .number : .text, share: $0.share)
      },
      rows: rows.map { Table.Row($0.map(\.printed)) }, notes: notes)
  }

  /// RFC 4180; a share takes three columns (count, of, share), an interval two, in full precision.
  public var csv: String {
    let head = columns.flatMap(\.names)
    let lines = rows.map { row in
      zip(columns, row).flatMap { column, cell in cell.fields(column.kind) }
    }
    return ([head] + lines).map { csvLine($0) }.joined()
  }
}

extension StudyTable.Column {
  fileprivate var names: [String] {
    let name = unit.isEmpty ? title : "\(title) [\(unit)]"
    return switch kind {
    case .text, .number: [name]
    case .share: [" count", " of", " share", " lower", " upper"].map { name + $0 }
    case .estimate: ["", " lower", " upper"].map { name + $0 }
    }
  }
}

extension StudyTable.Cell {
  fileprivate var printed: Table.Cell {
    switch self {
    case .text(let text): .text(text)
    case .count(let n): .number(Format.split("\(n)"), sort: Double(n))
    case .number(let value, let digits):
      value.isNaN ? .absent : .number(Format.number(value, significant: digits), sort: value)
    case .share(let part, let whole, let share, let limits):
      .text(whole == 0 ? "–" : "\(part)/\(whole) (\(Format.percent(share))\(Self.tail(limits)))")
    case .estimate(let value, let a, let b): .text(Self.spread(value, a, b) { Self.plainly($0, "∞") })
    case .time(let value, let a, let b): .text(Self.spread(value, a, b) { Self.plainly($0, "not reached") })
    case .percent(let value, let a, let b):
      .text("\(Self.spread(value, a, b, unit: " %", dash: "–") { Format.fixed(100 * $0, 0) })")
    case .p(let p): .number(Self.probability(p), sort: p)
    case .flag(let severity, let text): .flag(severity, text)
    case .absent: .absent
    }
  }

  private static func tail(_ limits: ClosedRange<Double>?) -> String {
    limits.map { "; \(Format.fixed(100 * $0.lowerBound, 1)) – \(Format.fixed(100 * $0.upperBound, 1))" } ?? ""
  }
  private static func plainly(_ value: Double, _ infinite: String) -> String {
    value.isInfinite ? infinite : Format.number(value).text
  }
  /// Value and, where they are known, limits.
  private static func spread(
    _ value: Double, _ a: Double, _ b: Double, unit: String = "", dash: String = " – ",
    _ print: (Double) -> String
  ) -> String {
    if value.isNaN { return "not estimable" }
    let limits = [a, b].map { $0.isNaN ? "not estimable" : print($0) }.joined(separator: dash)
    return a.isNaN && b.isNaN ? print(value) + unit : "\(print(value))\(unit) (\(limits))"
  }
  static func probability(_ p: Double) -> NumberText {
    p < 0.001
      ? NumberText(whole: "< 0", fraction: ".001") : Format.split(Format.fixed(p, p < 0.0995 ? 3 : 2))
  }

  /// The fields of the cell, padded to those of its column.
  fileprivate func fields(_ kind: StudyTable.Column.Kind) -> [String] {
    let width = [.text: 1, .number: 1, .share: 5, .estimate: 3][kind]!
    let own = fields
    return own + [String](repeating: "", count: max(0, width - own.count))
  }

  private var fields: [String] {
    switch self {
    case .text(let text), .flag(_, let text): [text]
    case .count(let n): ["\(n)"]
    case .number(let value, _), .p(let value): [Self.plain(value)]
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
