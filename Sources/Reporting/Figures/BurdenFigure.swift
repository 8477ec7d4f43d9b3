import Foundation

/// Liver burden by several ways and in several parts, against the bands.
public struct BurdenFigure: Sendable {
  public struct Row: Sendable {
    public var name: String
    public var percent: Double
    /// Standard uncertainty (k = 1), percent.
    public var uncertainty: Double?
    public init(name: String, percent: Double, uncertainty: Double?) {
      (self.name, self.percent, self.uncertainty) = (name, percent, uncertainty)
    }
  }
  public var rows: [Row]
  public init(rows: [Row]) { self.rows = rows }

  private static let height = 17.0

  public var drawing: Drawing {
    let rect = Rect(x: 190, y: 20, width: 270, height: Self.height * Double(rows.count))
    var d = Drawing(
      width: 520, height: rect.maxY + 28, title: "Liver tumour burden",
      alternative: rows.map { "\($0.name): \(Format.number($0.percent).text) %" }.joined(separator: ", ")
        + ".")
    let x = Axis(holding: [0, 100], start: rect.x, end: rect.maxX, headroom: 0)
    bands(rect, x, &d)
    for (n, row) in rows.enumerated() { draw(row, rect.y + Self.height * (Double(n) + 0.5), x, &d) }
    d.text("tumour, % of the liver or lobe", rect.midX, rect.maxY + 24, .label, .middle)
    return d
  }

  private func bands(_ rect: Rect, _ x: Axis, _ d: inout Drawing) {
    for (n, low) in [0.0, 25, 50, 75].enumerated() {
      d.rect(
        Rect(x: x(low), y: rect.y, width: x(low + 25) - x(low), height: rect.height),
        fill: Ink.accent.with(alpha: 0.05 + 0.06 * Double(n)))
      d.text(["< 25", "25–50", "> 50–75", "> 75"][n], x(low + 12.5), rect.y - 5, .label, .middle)
    }
    for tick in [0.0, 25, 50, 75, 100] {
      d.line(Point(x(tick), rect.y), Point(x(tick), rect.maxY), Stroke(ink: .grid, width: 0.6))
      d.text("\(Int(tick))", x(tick), rect.maxY + 11, .label, .middle)
    }
  }

  private func draw(_ row: Row, _ y: Double, _ x: Axis, _ d: inout Drawing) {
    d.text(Drawing.fitted(row.name, TextStyle(size: 8), width: 178), 184, y + 2.8, TextStyle(size: 8), .end)
    d.rect(Rect(x: x(0), y: y - 3.5, width: max(0.5, x(row.percent) - x(0)), height: 7), fill: .accent)
    if let u = row.uncertainty, u > 0 {
      d.errorBar(
        Point(x(max(0, row.percent - u)), y), Point(x(min(100, row.percent + u)), y),
        Stroke(ink: .text, width: 0.9), cap: 2)
    }
    d.text("\(Format.number(row.percent).text) %", d.width - 4, y + 2.8, TextStyle(size: 8, bold: true), .end)
  }
}
