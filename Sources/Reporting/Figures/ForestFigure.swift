import Foundation

/// Ratios with their intervals on a logarithmic axis.
public struct ForestFigure: Sendable {
  public struct Row: Sendable {
    public var label: String
    /// Ratio with its limits; `nil` for a heading.
    public var estimate: (value: Double, lower: Double, upper: Double)?
    /// For example the numbers of the row.
    public var detail: String
    public var isSummary: Bool

    public init(
      _ label: String, _ estimate: (value: Double, lower: Double, upper: Double)? = nil, detail: String = "",
      isSummary: Bool = false
    ) {
      (self.label, self.estimate, self.detail, self.isSummary) = (label, estimate, detail, isSummary)
    }
  }

  public var title: String
  public var axisTitle: String
  /// What a ratio below and above 1 means.
  public var below, above: String
  /// What follows the labels of the rows, for example `events/patients`.
  public var detailTitle: String
  /// Level of the intervals, for example `95 %`.
  public var level: String
  public var rows: [Row]

  public init(
    title: String, axisTitle: String, level: String, below: String, above: String, detailTitle: String = "",
    rows: [Row]
  ) {
    (self.title, self.axisTitle, self.below, self.above, self.rows) = (title, axisTitle, below, above, rows)
    (self.level, self.detailTitle) = (level, detailTitle)
  }

  private static let step = 17.0

  public var drawing: Drawing {
    let rect = Rect(x: 196, y: 30, width: 204, height: Self.step * Double(rows.count))
    var d = Drawing(
      width: 520, height: rect.maxY + 42, title: title,
      alternative: title + ": "
        + rows.compactMap { row in row.estimate.map { "\(row.label) \(Self.text($0))" } }.joined(
          separator: "; ")
        + ".")
    d.text(title, 0, 12, .title)
    d.text("Ratio (\(level) CI)", d.width, 24, TextStyle(size: 7.2, bold: true, ink: .muted), .end)
    d.text(detailTitle, 186, 24, TextStyle(size: 7.2, bold: true, ink: .muted), .end)
    let x = Axis(holding: shown + [1], start: rect.x, end: rect.maxX, logarithmic: true)
    axis(&d, x, rect)
    for (n, row) in rows.enumerated() { draw(&d, row, x, rect, rect.y + Self.step * (Double(n) + 0.5)) }
    return d
  }

  /// Limits within a factor of 20 of the estimates set the axis; wider ones end in arrows.
  private var shown: [Double] {
    let estimates = rows.compactMap { $0.estimate?.value }.filter { $0 > 0 && $0.isFinite }
    let low = (estimates.min() ?? 1) / 20, high = (estimates.max() ?? 1) * 20
    return rows.compactMap(\.estimate).flatMap { [max($0.lower, low), min($0.upper, high), $0.value] }
  }

  private func axis(_ d: inout Drawing, _ x: Axis, _ rect: Rect) {
    for tick in x.ticks {
      d.line(Point(x(tick), rect.y), Point(x(tick), rect.maxY), Stroke(ink: .grid, width: 0.5))
      d.text(x.label(tick), x(tick), rect.maxY + 11, .label, .middle)
    }
    d.line(Point(x(1), rect.y), Point(x(1), rect.maxY), Stroke(ink: .axis, width: 1))
    d.line(Point(rect.x, rect.maxY), Point(rect.maxX, rect.maxY), Stroke(ink: .axis, width: 0.8))
    d.text(axisTitle, x(1), rect.maxY + 23, .label, .middle)
    let small = TextStyle(size: 7, ink: .muted)
    d.text("← " + below, x(1) - 8, rect.maxY + 34, small, .end)
    d.text(above + " →", x(1) + 8, rect.maxY + 34, small)
  }

  private func draw(_ d: inout Drawing, _ row: Row, _ x: Axis, _ rect: Rect, _ y: Double) {
    let bold = row.estimate == nil || row.isSummary
    let style = TextStyle(size: 8, bold: bold)
    let indent = row.estimate == nil ? 0.0 : 8
    let detailWidth = row.detail.isEmpty ? 0 : TextLayout.width(row.detail, .label) + 8
    d.text(Drawing.fitted(row.label, style, width: 186 - indent - detailWidth), indent, y + 2.8, style)
    if !row.detail.isEmpty { d.text(row.detail, 186, y + 2.8, .label, .end) }
    guard let e = row.estimate else { return }
    d.text(Self.text(e), d.width, y + 2.8, TextStyle(size: 8, bold: row.isSummary), .end)
    interval(&d, e, x, y)
    let at = Point(x(e.value), y)
    if row.isSummary {
      d.path(Marker.diamond.path(at: at, radius: 4.4), fill: .accent)
    } else {
      d.path(Marker.square.path(at: at, radius: 3.2), fill: .accent)
    }
  }

  private func interval(
    _ d: inout Drawing, _ e: (value: Double, lower: Double, upper: Double), _ x: Axis, _ y: Double
  ) {
    let stroke = Stroke(ink: .text, width: 1)
    let (low, high) = (max(e.lower, x.low), min(e.upper, x.high))
    d.line(Point(x(low), y), Point(x(high), y), stroke)
    end(&d, Point(x(low), y), cut: e.lower < x.low, toward: -1, stroke)
    end(&d, Point(x(high), y), cut: e.upper > x.high, toward: 1, stroke)
  }

  /// A cap, or an arrow where the limit lies beyond the axis.
  private func end(_ d: inout Drawing, _ at: Point, cut: Bool, toward s: Double, _ stroke: Stroke) {
    if cut {
      d.path(.area([at + Point(4 * s, 0), at + Point(-1 * s, -3), at + Point(-1 * s, 3)]), fill: .text)
    } else {
      d.line(at - Point(0, 2.5), at + Point(0, 2.5), stroke)
    }
  }

  private static func text(_ e: (value: Double, lower: Double, upper: Double)) -> String {
    let n = { (v: Double) in v.isInfinite ? "∞" : Format.number(v, significant: 3).text }
    return "\(n(e.value)) (\(n(e.lower)) – \(n(e.upper)))"
  }
}
