/// Names and values in one or two columns, row by row.
struct PDFFacts {
  let facts: [Fact]
  let width: Double
  var columns: Int
  var nameWidth: Double

  init(facts: [Fact], width: Double, columns: Int? = nil, nameWidth: Double = 88) {
    (self.facts, self.width, self.nameWidth) = (facts, width, nameWidth)
    self.columns = columns ?? (width > 400 ? 2 : 1)
  }

  private static let name = TextStyle(size: 7.8, ink: .muted)
  private static let value = TextStyle(size: 8.6)

  var strips: [Strip] {
    let gap = 18.0
    let cell = (width - gap * Double(columns - 1)) / Double(columns)
    return rows(cell).map { row in
      let lines = row.map {
        TextLayout.lines(shown($0), Self.value, width: (row.count < columns ? width : cell) - nameWidth)
      }
      let names = row.map { TextLayout.lines($0.name, Self.name, width: nameWidth - 6) }
      let height = 11.4 * Double(max(lines.map(\.count).max() ?? 1, names.map(\.count).max() ?? 1)) + 4.4
      var d = Drawing(width: width, height: height, title: "", alternative: "")
      for (n, fact) in row.enumerated() {
        let x = Double(n) * (cell + gap)
        for (i, line) in names[n].enumerated() { d.text(line, x, 9.6 + 9.6 * Double(i), Self.name) }
        var style = Self.value
        if let severity = fact.severity { (style.ink, style.bold) = (severity.ink, true) }
        for (i, line) in lines[n].enumerated() { d.text(line, x + nameWidth, 9.6 + 11.4 * Double(i), style) }
        let end = row.count < columns ? width : x + cell
        d.line(Point(x, height - 0.5), Point(end, height - 0.5), Stroke(ink: .grid, width: 0.5))
      }
      return Strip(height: height, marks: d.marks)
    }
  }

  /// Long values get a row of their own.
  private func rows(_ cell: Double) -> [[Fact]] {
    var rows: [[Fact]] = []
    var open: [Fact] = []
    for fact in facts {
      let long = columns > 1 && TextLayout.width(shown(fact), Self.value) > 1.9 * (cell - nameWidth)
      if long {
        if !open.isEmpty { rows.append(open) }
        rows.append([fact])
        open = []
      } else {
        open.append(fact)
        if open.count == columns {
          rows.append(open)
          open = []
        }
      }
    }
    return open.isEmpty ? rows : rows + [open]
  }

  private func shown(_ fact: Fact) -> String { (fact.severity.map { $0.sign + " " } ?? "") + fact.value }
}
