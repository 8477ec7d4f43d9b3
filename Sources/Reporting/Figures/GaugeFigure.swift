import Quantities

/// A bullet gauge: the value with its uncertainty against the limit.
struct GaugeFigure {
  let result: KeyResult

  /// `nil` without a limit.
  var drawing: Drawing? {
    guard let limit = result.limit, limit.value.value > 0, result.value.value.isFinite else { return nil }
    let value = result.value.value.value
    let u = result.value.standardUncertainty?.value ?? 0
    var d = Drawing(
      width: 160, height: 24, title: "\(result.label) against the \(limit.sense.rawValue)",
      alternative: "\(DisplayUnit.gray.sentence(result.value)) of \(DisplayUnit.gray.sentence(limit.value)).")
    let x = Axis(holding: [value + u, limit.value.value * 1.15], start: 1, end: 159, headroom: 0.04)
    d.rect(Rect(x: 1, y: 3, width: 158, height: 9), fill: .grid)
    d.rect(Rect(x: 1, y: 5, width: max(0, x(value) - 1), height: 5), fill: ink)
    if u > 0 {
      d.errorBar(Point(x(value - u), 7.5), Point(x(value + u), 7.5), Stroke(ink: .text, width: 0.9), cap: 2)
    }
    d.line(
      Point(x(limit.value.value), 0.5), Point(x(limit.value.value), 14.5), Stroke(ink: .text, width: 1.6))
    d.text("0", 1, 22, TextStyle(size: 7.4, ink: .muted))
    let label = "\(limit.sense.rawValue) \(Format.compact(limit.value.value)) Gy"
    d.text(label, min(158, x(limit.value.value) + 2), 22, TextStyle(size: 7.4, ink: .muted), .end)
    return d
  }

  private var ink: Ink {
    switch result.verdict {
    case .met: .good
    case .attention: .attention
    case .crossed: .critical
    case .notJudged: .accent
    }
  }
}
