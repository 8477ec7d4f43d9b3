import Foundation

/// Several ways to a result side by side: one row per way, one panel per quantity, a dot with its uncertainty, and
/// lines for limits and published figures.
public struct SpreadFigure: Sendable {
  public struct Dot: Sendable {
    /// Value, in the unit of the panel.
    public var value: Double
    /// Standard uncertainty (k = 1), in the unit of the panel.
    public var uncertainty: Double?
    /// Drawn as a triangle in the colour of what must be looked at.
    public var isOverLimit: Bool
    public init(_ value: Double, uncertainty: Double? = nil, isOverLimit: Bool = false) {
      (self.value, self.uncertainty, self.isOverLimit) = (value, uncertainty, isOverLimit)
    }
  }

  public struct Line: Sendable {
    public enum Kind: Sendable { case limit, reference }
    /// Position of the line, in the unit of the panel.
    public var value: Double
    public var kind: Kind
    public init(_ value: Double, _ kind: Kind) { (self.value, self.kind) = (value, kind) }
  }

  public struct Panel: Sendable {
    public var title: String
    public var unit: String
    /// One per row; `nil` where the way gives no such number.
    public var dots: [Dot?]
    public var lines: [Line]
    public init(_ title: String, unit: String, dots: [Dot?], lines: [Line] = []) {
      (self.title, self.unit, self.dots, self.lines) = (title, unit, dots, lines)
    }
  }

  public var rows: [String]
  public var panels: [Panel]
  public init(rows: [String], panels: [Panel]) { (self.rows, self.panels) = (rows, panels) }

  private static let rowHeight = 17.0
  private static let labelWidth = 128.0
  private static let gap = 14.0

  public var drawing: Drawing {
    let bottom = 34 + Self.rowHeight * Double(rows.count)
    var d = Drawing(width: 520, height: bottom + 26, title: "Spread of the methods", alternative: alternative)
    let width = (d.width - Self.labelWidth) / Double(max(1, panels.count))
    for (n, row) in rows.enumerated() {
      let y = middle(n)
      if n % 2 == 0 {
        d.rect(
          Rect(x: 0, y: y - Self.rowHeight / 2, width: d.width, height: Self.rowHeight), fill: .panel)
      }
      d.text(
        Drawing.fitted(row, TextStyle(size: 8), width: Self.labelWidth - 8), 2, y + 2.8, TextStyle(size: 8))
    }
    for (n, panel) in panels.enumerated() {
      let x = Self.labelWidth + Double(n) * width
      draw(panel, Rect(x: x + Self.gap / 2, y: 26, width: width - Self.gap, height: bottom - 26), &d)
    }
    return d
  }

  private func middle(_ row: Int) -> Double { 30 + Self.rowHeight * (Double(row) + 0.5) }

  private func draw(_ panel: Panel, _ rect: Rect, _ d: inout Drawing) {
    let dots = panel.dots.compactMap { $0 }
    let reach = dots.flatMap { [$0.value - ($0.uncertainty ?? 0), $0.value + ($0.uncertainty ?? 0)] }
    let top = reach.max() ?? 1
    // Lines far beyond all dots would squeeze them together.
    let near = panel.lines.filter { $0.value <= 1.6 * top }
    let axis = Axis(
      holding: reach.map { max(0, $0) } + near.map(\.value), start: rect.x, end: rect.maxX, headroom: 0.06)
    d.text(panel.title, rect.midX, 10, TextStyle(size: 8.2, bold: true), .middle)
    d.text(panel.unit, rect.midX, 20, .label, .middle)
    ticks(axis, rect, &d)
    for line in near {
      let isLimit = line.kind == .limit
      d.line(
        Point(axis(line.value), rect.y), Point(axis(line.value), rect.maxY),
        Stroke(ink: isLimit ? .critical : .muted, width: isLimit ? 1.2 : 0.9, dashes: isLimit ? [] : [2, 2]))
    }
    for (n, dot) in panel.dots.enumerated() {
      if let dot { draw(dot, axis, middle(n), &d) }
    }
  }

  private func ticks(_ axis: Axis, _ rect: Rect, _ d: inout Drawing) {
    let all = axis.ticks
    let every = max(1, (all.count + 2) / 4)
    for (n, tick) in all.enumerated() where n % every == 0 {
      d.line(Point(axis(tick), rect.y), Point(axis(tick), rect.maxY), Stroke(ink: .grid, width: 0.5))
      d.text(axis.label(tick), axis(tick), rect.maxY + 11, .label, .middle)
    }
    d.line(Point(rect.x, rect.maxY), Point(rect.maxX, rect.maxY), Stroke(ink: .axis, width: 0.8))
  }

  private func draw(_ dot: Dot, _ axis: Axis, _ y: Double, _ d: inout Drawing) {
    let ink: Ink = dot.isOverLimit ? .critical : .accent
    if let u = dot.uncertainty, u > 0 {
      d.errorBar(
        Point(axis(max(0, dot.value - u)), y), Point(axis(dot.value + u), y), Stroke(ink: .text, width: 0.9),
        cap: 2.2)
    }
    let marker: Marker = dot.isOverLimit ? .triangle : .circle
    d.path(marker.path(at: Point(axis(dot.value), y), radius: 3.1), fill: ink)
  }

  private var alternative: String {
    panels.map { panel in
      let values = zip(rows, panel.dots).compactMap { row, dot in
        dot.map { "\(row) \(Format.number($0.value).text)" }
      }
      return "\(panel.title) in \(panel.unit): \(values.joined(separator: ", "))."
    }.joined(separator: " ")
  }
}
