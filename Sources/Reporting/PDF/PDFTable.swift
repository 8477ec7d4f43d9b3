import Quantities

/// A table whose head is repeated on each page and whose numbers stand with their points in line.
///
/// Widths are measured once per table: the work grows with the number of its cells, not with their square.
struct PDFTable {
  let table: Table
  let width: Double
  private let parts: [DecimalParts]
  private let columnWidths: [Double]
  private let lefts: [Double]

  init(table: Table, width: Double) {
    (self.table, self.width) = (table, width)
    parts = table.columns.indices.map { DecimalParts(table, $0, Self.cell) }
    let widths = Self.widths(table, width, parts)
    columnWidths = widths
    lefts = widths.indices.map { n in widths[..<n].reduce(0) { $0 + $1 + Self.gap } }
  }

  private static let cell = TextStyle(size: 7.8)
  private static let bold = TextStyle(size: 7.8, bold: true)
  private static let headStyle = TextStyle(size: 7.2, bold: true, ink: .muted)
  private static let unitStyle = TextStyle(size: 7, ink: .muted)
  private static let gap = 7.0
  private static let step = 10.6

  var strips: [Strip] {
    var strips = caption
    let head = self.head
    strips.append(Strip(height: head.height, marks: head.marks, keepsWithNext: true, tag: .row))
    strips += table.rows.enumerated().map { n, row in
      let made = self.row(row)
      var strip = Strip(
        height: made.height, marks: made.marks, head: head.marks, headHeight: head.height, tag: .row)
      if let origin = row.origin {
        strip.links = [(Rect(x: 0, y: 0, width: columnWidths[0], height: made.height), origin)]
      }
      // The first two rows stay with the head, the last with the one before and with the notes.
      let last = n == table.rows.count - 1
      strip.keepsWithNext = last ? !table.notes.isEmpty : n == 0 || n == table.rows.count - 2
      return strip
    }
    return strips + notes
  }

  private var caption: [Strip] {
    var lines = PDFTable.text(table.caption, TextStyle(size: 8.4, bold: true), width, step: 11.5)
    for n in lines.indices { lines[n].keepsWithNext = true }
    return [Strip(height: 3, marks: [], keepsWithNext: true)] + lines
  }

  private var notes: [Strip] {
    table.notes.isEmpty
      ? []
      : [Strip(height: 2.5, marks: [], keepsWithNext: true)]
        + table.notes.flatMap { PDFTable.text($0, PDFLayout.small, width, step: 9.6) }
  }

  private static func text(_ text: String, _ style: TextStyle, _ width: Double, step: Double) -> [Strip] {
    TextLayout.lines(text, style, width: width).map { line in
      var d = Drawing(width: width, height: step, title: "", alternative: "")
      d.text(line, 0, step * 0.78, style)
      return Strip(height: step, marks: d.marks)
    }
  }

  /// Number columns get what their widest number or longest word needs; text shares the rest.
  private static func widths(_ table: Table, _ width: Double, _ parts: [DecimalParts]) -> [Double] {
    let total = width - gap * Double(table.columns.count - 1)
    let least = table.columns.indices.map { need(table, $0, parts[$0]) }
    let fixed = table.columns.indices.filter { table.columns[$0].kind == .number }
    let spoken = fixed.reduce(0) { $0 + least[$1] }
    let flexible = table.columns.indices.filter { table.columns[$0].kind == .text }
    let shares = flexible.reduce(0) { $0 + table.columns[$1].share }
    let rest = total - spoken
    guard !flexible.isEmpty, rest > 0 else { return least.map { $0 * total / max(1, least.reduce(0, +)) } }
    // Where text is short the spare room goes to the number columns, evenly.
    var widths = least
    for n in flexible { widths[n] = min(rest * table.columns[n].share / shares, longest(table, n) + 2) }
    let used = flexible.reduce(0) { $0 + widths[$1] }
    let spare = max(0, rest - used) / Double(max(1, table.columns.count - 1))
    return widths.enumerated().map { n, w in n == 0 ? w : w + spare }
  }

  private static func need(_ table: Table, _ column: Int, _ parts: DecimalParts) -> Double {
    let words = table.columns[column].title.split(separator: " ").map {
      TextLayout.width(String($0), headStyle)
    }
    let plain = table.rows.compactMap { row -> Double? in
      guard row.cells.indices.contains(column) else { return nil }
      switch row.cells[column] {
      case .number(let n, _) where n.exponent != nil, .bare(let n, _) where n.exponent != nil:
        return TextLayout.width(n.text, cell)
      default: return nil
      }
    }
    return max(
      parts.width, words.max() ?? 0, plain.max() ?? 0,
      TextLayout.width(table.columns[column].unit, unitStyle)) + 1
  }

  private static func longest(_ table: Table, _ column: Int) -> Double {
    let texts = table.rows.compactMap { $0.cells.indices.contains(column) ? $0.cells[column].text : nil }
    let body = texts.map { TextLayout.width($0, column == 0 ? bold : cell) }.max() ?? 0
    return max(body, TextLayout.width(table.columns[column].title, headStyle))
  }

  private var head: (marks: [Mark], height: Double) {
    let widths = columnWidths
    let titles = table.columns.enumerated().map { n, c in
      TextLayout.lines(c.title, Self.headStyle, width: widths[n] + 0.5)
    }
    let lines = titles.map(\.count).max() ?? 1
    let hasUnit = table.columns.contains { !$0.unit.isEmpty }
    let height = 9.2 * Double(lines) + (hasUnit ? 9 : 0) + 5
    var d = Drawing(width: width, height: height, title: "", alternative: "")
    for (n, column) in table.columns.enumerated() {
      let (x, anchor) = edge(n, widths)
      let offset = lines - titles[n].count
      for (i, line) in titles[n].enumerated() {
        d.text(line, x, 8 + 9.2 * Double(i + offset), Self.headStyle, anchor)
      }
      if !column.unit.isEmpty { d.text(column.unit, x, 8 + 9.2 * Double(lines), Self.unitStyle, anchor) }
    }
    d.line(Point(0, height - 1.5), Point(width, height - 1.5), Stroke(ink: .axis, width: 0.8))
    return (d.marks, height)
  }

  private func edge(_ n: Int, _ widths: [Double]) -> (Double, Anchor) {
    table.columns[n].kind == .number ? (lefts[n] + widths[n], .end) : (lefts[n], .start)
  }

  private func row(_ row: Table.Row) -> (marks: [Mark], height: Double) {
    let widths = columnWidths
    let wrapped = row.cells.enumerated().map { n, cell -> [String] in
      if case .number = cell { return [] }
      if case .bare = cell { return ["", ""] }
      // A flag is bold, and its first line begins with the sign.
      if case .flag = cell { return TextLayout.lines(cell.text, Self.bold, width: widths[n] - 8) }
      return TextLayout.lines(cell.text, n == 0 ? Self.bold : Self.cell, width: widths[n] + 0.5)
    }
    let lines = max(1, wrapped.map(\.count).max() ?? 1)
    let height = Self.step * Double(lines) + 4
    var d = Drawing(width: width, height: height, title: "", alternative: "")
    for (n, cell) in row.cells.enumerated() {
      draw(cell, wrapped[n], n, on: &d, left: lefts[n], right: lefts[n] + widths[n])
    }
    d.line(Point(0, height - 0.5), Point(width, height - 0.5), Stroke(ink: .grid, width: 0.5))
    return (d.marks, height)
  }

  private func draw(
    _ cell: Table.Cell, _ lines: [String], _ column: Int, on d: inout Drawing, left: Double, right: Double
  ) {
    switch cell {
    case .number(let number, _): draw(number, column, on: &d, right: right)
    case .bare(let number, _):
      draw(number, column, on: &d, right: right)
      d.text("u \(Format.notEvaluated)", right, 18.6, TextStyle(size: 5.6, ink: .muted), .end)
    case .absent:
      let number = table.columns[column].kind == .number
      d.text("–", number ? right : left, 9.4, Self.cell, number ? .end : .start)
    case .flag(let severity, _):
      for (i, line) in lines.enumerated() {
        let text = i == 0 ? severity.sign + " " + line : line
        d.text(text, left, 9.4 + Self.step * Double(i), TextStyle(size: 7.8, bold: true, ink: severity.ink))
      }
    case .text:
      for (i, line) in lines.enumerated() {
        d.text(line, left, 9.4 + Self.step * Double(i), column == 0 ? Self.bold : Self.cell)
      }
    }
  }

  private func draw(_ number: NumberText, _ column: Int, on d: inout Drawing, right: Double) {
    guard number.exponent == nil else { return d.text(number.text, right, 9.4, Self.cell, .end) }
    let parts = parts[column]
    let point = right - parts.uncertainty - parts.fraction
    d.text(number.whole, point, 9.4, Self.cell, .end)
    if !number.fraction.isEmpty { d.text(number.fraction, point, 9.4, Self.cell) }
    if let u = number.uncertainty {
      d.text("± " + u, right - parts.uncertainty + 3, 9.4, TextStyle(size: Self.cell.size, ink: .muted))
    }
  }
}

/// Widths, in points, of the parts of the numbers of one column.
struct DecimalParts {
  var whole = 0.0
  var fraction = 0.0
  var uncertainty = 0.0
  var width: Double { whole + fraction + uncertainty }

  init(_ table: Table, _ column: Int, _ style: TextStyle) {
    for row in table.rows where row.cells.indices.contains(column) {
      switch row.cells[column] {
      case .number(let n, _), .bare(let n, _):
        guard n.exponent == nil else { continue }
        whole = max(whole, TextLayout.width(n.whole, style))
        fraction = max(fraction, n.fraction.isEmpty ? 0 : TextLayout.width(n.fraction, style))
        uncertainty = max(uncertainty, n.uncertainty.map { TextLayout.width("± " + $0, style) + 3 } ?? 0)
      default: continue
      }
    }
  }
}
