import Diagnostics
import Quantities

extension StudyTable {
  /// The table as one medium shows it: its columns, without those in which no row has anything.
  func printed(_ medium: Media) -> Table {
    let kept = columns.indices.filter { columns[$0].media.contains(medium) }
    let limit = medium == .terminal ? terminalRows : pageRows
    let table = Table(
      caption: caption,
      columns: kept.map { columns[$0].printed },
      rows: rows.prefix(limit).enumerated().map { n, row in
        Table.Row(
          kept.map { row[$0].printed(marksUnevaluated) },
          origin: medium == .screen && origins.indices.contains(n) ? origins[n] : nil)
      },
      notes: notes + rest(limit))
    return keepsEmptyColumns ? table : table.withoutEmptyColumns
  }

  /// For a terminal, without its caption.
  package var text: String { TextTable(table: printed(.terminal)).lines.dropFirst().joined(separator: "\n") }

  private func rest(_ limit: Int) -> [String] {
    guard rows.count > limit else { return [] }
    return ["\(limit) of \(counted(rows.count, "row"))" + (file.map { "; all are in \($0)." } ?? ".")]
  }
}

extension StudyTable.Column {
  fileprivate var printed: Table.Column {
    Table.Column(title, unit: unit, kind == .number || kind == .measured ? .number : .text, share: share)
  }
}

extension StudyTable.Cell {
  fileprivate func printed(_ marking: Bool) -> Table.Cell {
    switch self {
    case .measured(let value, nil, let digits) where marking && !value.isNaN:
      .bare(NumberText(value, uncertainty: nil, significant: digits), sort: value)
    case .percentage(let value): value.isNaN ? .absent : .number(NumberText(percentOf: value), sort: value)
    case .text(let text): .text(text)
    case .count(let n): .number(NumberText(whole: "\(n)", fraction: ""), sort: Double(n))
    case .number(let value, let digits):
      value.isNaN ? .absent : .number(NumberText(value, significant: digits), sort: value)
    case .decimals(let value, let places):
      value.isNaN ? .absent : .number(NumberText(value, decimals: places), sort: value)
    case .measured(let value, let u, let digits):
      value.isNaN ? .absent : .number(NumberText(value, uncertainty: u, significant: digits), sort: value)
    case .share(let part, let whole, let share, let limits):
      .text(whole == 0 ? "–" : "\(part)/\(whole) (\(share.printedPercent())\(Self.tail(limits)))")
    case .estimate(let value, let a, let b): .text(Self.spread(value, a, b) { Self.plainly($0, "∞") })
    case .time(let value, let a, let b): .text(Self.spread(value, a, b) { Self.plainly($0, "not reached") })
    case .percent(let value, let a, let b):
      .text(Self.spread(value, a, b, unit: " %", dash: "–") { (100 * $0).printed(decimals: 0) })
    case .p(let p): .number(NumberText(probability: p), sort: p)
    case .flag(let severity, let text): .flag(severity, text)
    case .absent: .absent
    }
  }

  private static func tail(_ limits: ClosedRange<Double>?) -> String {
    limits.map {
      "; \((100 * $0.lowerBound).printed(decimals: 1)) – \((100 * $0.upperBound).printed(decimals: 1))"
    } ?? ""
  }

  private static func plainly(_ value: Double, _ infinite: String) -> String {
    value.isInfinite ? infinite : value.printed()
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
}
