import Diagnostics
import Foundation

/// Each patient's two values joined by a line, and next to it the ratios with their mean and interval.
public struct PairedFigure: Sendable {
  public var names: (first: String, second: String)
  public var quantity: String
  /// One pair per patient, positive, in the unit of the quantity.
  public var pairs: [(first: Double, second: Double)]
  /// Ratio of the first to the second with its interval, as computed by the caller.
  public var ratio: Double
  public var interval: ClosedRange<Double>

  public init(
    names: (first: String, second: String), quantity: String, pairs: [(first: Double, second: Double)],
    ratio: Double,
    interval: ClosedRange<Double>
  ) {
    (self.names, self.quantity, self.pairs) = (names, quantity, pairs)
    (self.ratio, self.interval) = (ratio, interval)
  }

  public var drawing: Drawing {
    var d = Drawing(
      width: 520, height: 210, title: "\(quantity), paired",
      alternative:
        "\(quantity) of \(counted(pairs.count, "patient")), \(names.first) against \(names.second): ratio "
        + "\(Format.fixed(ratio, 2)) (\(Format.fixed(interval.lowerBound, 2)) to \(Format.fixed(interval.upperBound, 2)))."
    )
    d.text("\(quantity) of each patient", 0, 11, .title)
    drawPairs(&d, Rect(x: 46, y: 24, width: 200, height: 150))
    drawRatios(&d, Rect(x: 310, y: 24, width: 200, height: 150))
    return d
  }

  private func drawPairs(_ d: inout Drawing, _ rect: Rect) {
    let values = pairs.flatMap { [$0.first, $0.second] }
    let y = Axis(holding: values, start: rect.maxY, end: rect.y, logarithmic: true)
    let x = Axis(holding: [0, 1], start: rect.x - 0.0, end: rect.maxX)
    for tick in y.ticks {
      d.line(SIMD2(rect.x, y(tick)), SIMD2(rect.maxX, y(tick)), Stroke(ink: .grid, width: 0.5))
      d.text(y.label(tick), rect.x - 4, y(tick) + 2.6, .label, .end)
    }
    let (a, b) = (x(0.2), x(0.8))
    for pair in pairs {
      let up = pair.first >= pair.second
      d.line(
        SIMD2(a, y(pair.second)), SIMD2(b, y(pair.first)),
        Stroke(ink: up ? .accent : .attention, width: 0.9, dashes: up ? [] : [4, 2]))
      for (px, value) in [(a, pair.second), (b, pair.first)] {
        d.path(Marker.circle.path(at: SIMD2(px, y(value)), radius: 2.2), fill: .text)
      }
    }
    d.text(names.second, a, rect.maxY + 13, .label, .middle)
    d.text(names.first, b, rect.maxY + 13, .label, .middle)
    d.text("full line: \(names.first) higher", rect.x, rect.maxY + 27, .label)
    d.text(quantity, rect.x - 32, rect.midY, .label, .middle, turned: true)
  }

  /// Ratios in order of size; the band is the interval of their geometric mean.
  private func drawRatios(_ d: inout Drawing, _ rect: Rect) {
    let ratios = pairs.map { $0.first / $0.second }.sorted()
    let x = Axis(
      holding: ratios + [1, interval.lowerBound, interval.upperBound], start: rect.x, end: rect.maxX,
      logarithmic: true)
    for tick in x.ticks {
      d.line(SIMD2(x(tick), rect.y), SIMD2(x(tick), rect.maxY), Stroke(ink: .grid, width: 0.5))
      d.text(x.label(tick), x(tick), rect.maxY + 13, .label, .middle)
    }
    d.rect(
      Rect(
        x: x(interval.lowerBound), y: rect.y, width: x(interval.upperBound) - x(interval.lowerBound),
        height: rect.height),
      fill: Ink.accent.with(alpha: 0.16))
    d.line(SIMD2(x(ratio), rect.y), SIMD2(x(ratio), rect.maxY), Stroke(ink: .accent, width: 1.6))
    d.line(SIMD2(x(1), rect.y), SIMD2(x(1), rect.maxY), Stroke(ink: .axis, width: 1, dashes: [3, 2]))
    let step = rect.height / Double(ratios.count + 1)
    for (n, value) in ratios.enumerated() {
      d.path(
        Marker.circle.path(at: SIMD2(x(value), rect.maxY - step * Double(n + 1)), radius: 2.2), fill: .text)
    }
    d.text(
      "ratio \(names.first) : \(names.second); band: interval of the mean", rect.midX, rect.maxY + 27, .label,
      .middle)
  }
}
