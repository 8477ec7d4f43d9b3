import Foundation

/// Deviation of each result from the known truth, with its uncertainty and the agreed tolerance.
struct TruthFigure {
  let rows: [TruthRow]

  /// `nil` if no row has a deviation.
  var drawing: Drawing? {
    let shown = rows.filter { $0.deviation?.isFinite == true }
    guard !shown.isEmpty else { return nil }
    let rect = Rect(x: 190, y: 24, width: 262, height: 18 * Double(shown.count))
    var d = Drawing(
      width: 520, height: rect.maxY + 30, title: "Deviation from the truth",
      alternative: "Relative deviation of results from known values: "
        + shown.map { "\($0.quantity) \(Format.percent($0.deviation!, signed: true))" }.joined(
          separator: ", ") + ".")
    d.text("Deviation from the known truth", 0, 11, .title)
    let spans = shown.flatMap { row -> [Double] in
      let u = (row.standardUncertainty ?? 0) / abs(row.truth)
      return [row.deviation! - u, row.deviation! + u, row.tolerance ?? 0, -(row.tolerance ?? 0)].map {
        $0 * 100
      }
    }
    let x = Axis(holding: spans + [0], start: rect.x, end: rect.maxX)
    for tick in x.ticks {
      d.line(Point(x(tick), rect.y), Point(x(tick), rect.maxY), Stroke(ink: .grid, width: 0.5))
      d.text(x.label(tick), x(tick), rect.maxY + 11, .label, .middle)
    }
    d.text(
      "(result − truth) / truth, %; bars: u (k = 1); grey: agreed tolerance", rect.midX, rect.maxY + 23,
      .label, .middle)
    for (n, row) in shown.enumerated() { draw(&d, row, x, rect.y + 18 * Double(n) + 9) }
    d.line(Point(x(0), rect.y), Point(x(0), rect.maxY), Stroke(ink: .axis, width: 1))
    return d
  }

  private func draw(_ d: inout Drawing, _ row: TruthRow, _ x: Axis, _ y: Double) {
    let deviation = 100 * row.deviation!
    d.text(
      Drawing.fitted(row.quantity, TextStyle(size: 8), width: 178), 184, y + 2.8, TextStyle(size: 8), .end)
    if let tolerance = row.tolerance {
      d.rect(
        Rect(x: x(-100 * tolerance), y: y - 6, width: x(100 * tolerance) - x(-100 * tolerance), height: 12),
        fill: Ink.axis.with(alpha: 0.18))
    }
    if let u = row.standardUncertainty.map({ 100 * $0 / abs(row.truth) }), u.isFinite {
      d.errorBar(Point(x(deviation - u), y), Point(x(deviation + u), y), Stroke(ink: .text, width: 1))
    }
    let outside = row.tolerance.map { abs(row.deviation!) > $0 } ?? false
    let marker = outside ? Marker.triangle : Marker.circle
    d.path(marker.path(at: Point(x(deviation), y), radius: 3.2), fill: outside ? .critical : .accent)
    d.text(
      Format.percent(row.deviation!, signed: true), d.width - 4, y + 2.8, TextStyle(size: 8, bold: outside),
      .end)
  }
}
