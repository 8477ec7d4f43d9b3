import Foundation

/// Maps values to points along one direction, linear or logarithmic, with ticks at round numbers.
struct Axis: Sendable {
  let low, high: Double
  let start, end: Double
  let logarithmic: Bool

  /// A range that holds the values; zero is included in linear axes unless `tight`.
  init(
    holding values: [Double], start: Double, end: Double, logarithmic: Bool = false, tight: Bool = false,
    headroom: Double = 0.05
  ) {
    let finite = values.filter { $0.isFinite && (!logarithmic || $0 > 0) }
    let (least, most) = (finite.min() ?? (logarithmic ? 1 : 0), finite.max() ?? 1)
    (self.start, self.end, self.logarithmic) = (start, end, logarithmic)
    if logarithmic {
      low = least / 1.25
      high = max(most * 1.25, low * 10)
    } else {
      let bottom = tight ? least : min(0, least)
      let span = most - bottom
      let pad = span > 0 ? span * headroom : max(1, abs(most) * 0.1)
      low = bottom - (bottom < 0 || tight ? pad : 0)
      high = most + pad
    }
  }

  /// Clamped to a little outside the axis, so that a wild value cannot draw across the page.
  func callAsFunction(_ value: Double) -> Double {
    guard value.isFinite else { return start }
    let t = logarithmic ? log(max(value, low * 1e-3) / low) / log(high / low) : (value - low) / (high - low)
    return start + min(1.5, max(-0.5, t)) * (end - start)
  }

  /// 4 to 8 round values; on logarithmic axes 1, 2, 5 of each decade, or the decades alone over many.
  var ticks: [Double] { logarithmic ? logTicks : linearTicks }

  private var linearTicks: [Double] {
    let step = Axis.step(high - low, about: 5)
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 100 else { return [] }
    return (Int(first)...Int(last)).map { Double($0) * step }
  }

  private var logTicks: [Double] {
    let decades = log10(high / low)
    let factors: [Double] = decades > 4 ? [1] : decades > 1.6 ? [1, 3] : [1, 2, 5]
    let powers = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    return powers.flatMap { p in factors.map { $0 * pow(10, Double(p)) } }.filter { $0 >= low && $0 <= high }
  }

  /// The step of 1, 2, 2.5 or 5 × 10ⁿ that cuts `span` into about `about` parts.
  static func step(_ span: Double, about: Int) -> Double {
    guard span.isFinite, span > 0 else { return 1 }
    let raw = span / Double(about)
    let power = pow(10, log10(raw).rounded(.down))
    return power * ([1, 2, 2.5, 5, 10].first { $0 * power >= raw * 0.999 } ?? 10)
  }

  /// As many decimals as the ticks need, the same for all.
  func label(_ value: Double) -> String {
    if value == 0 { return "0" }
    let step = logarithmic ? value : Axis.step(high - low, about: 5)
    if abs(value) >= 1e5 || step < 1e-4 { return Format.number(value, significant: 2).text }
    let places = (0...6).first { n in
      let scaled = step * pow(10, Double(n))
      return abs(scaled - scaled.rounded()) < 1e-6 * scaled
    }
    return Format.fixed(value, places ?? 6)
  }
}

/// A rectangle with two axes: grid, ticks and labels.
struct PlotFrame {
  let rect: Rect
  let x, y: Axis

  func point(_ xValue: Double, _ yValue: Double) -> Point { Point(x(xValue), y(yValue)) }

  func draw(on d: inout Drawing, xTitle: String, yTitle: String, xLabels: Bool = true, yTickCount: Int = 12) {
    drawGrid(on: &d, xLabels: xLabels, yTickCount: yTickCount)
    d.line(Point(rect.x, rect.maxY), Point(rect.maxX, rect.maxY), Stroke(ink: .axis, width: 0.8))
    d.line(Point(rect.x, rect.y), Point(rect.x, rect.maxY), Stroke(ink: .axis, width: 0.8))
    if !xTitle.isEmpty { d.text(xTitle, rect.midX, rect.maxY + (xLabels ? 23 : 12), .label, .middle) }
    d.text(yTitle, rect.x - 32, rect.midY, .label, .middle, turned: true)
  }

  private func drawGrid(on d: inout Drawing, xLabels: Bool, yTickCount: Int) {
    for tick in x.ticks {
      let px = x(tick)
      d.line(Point(px, rect.y), Point(px, rect.maxY), Stroke(ink: .grid, width: 0.5))
      if xLabels { d.text(x.label(tick), px, rect.maxY + 11, .label, .middle) }
    }
    let ticks = y.ticks
    let every = max(1, ticks.count / yTickCount)
    for (n, tick) in ticks.enumerated() where n % every == 0 {
      let py = y(tick)
      d.line(Point(rect.x, py), Point(rect.maxX, py), Stroke(ink: .grid, width: 0.5))
      d.text(y.label(tick), rect.x - 4, py + 2.6, .label, .end)
    }
  }
}

/// Symbols that keep series apart without colour.
enum Marker: CaseIterable {
  case circle, square, diamond, triangle

  func path(at c: Point, radius r: Double) -> Path {
    switch self {
    case .circle:
      .area(
        (0..<20).map { n in
          let a = 2 * .pi * Double(n) / 20
          return c + Point(cos(a), sin(a)) * r
        })
    case .square: .rect(Rect(x: c.x - r * 0.9, y: c.y - r * 0.9, width: 1.8 * r, height: 1.8 * r))
    case .diamond:
      .area([
        c + Point(0, -1.25 * r), c + Point(1.25 * r, 0), c + Point(0, 1.25 * r), c + Point(-1.25 * r, 0),
      ])
    case .triangle:
      .area([c + Point(0, -1.2 * r), c + Point(1.1 * r, 0.9 * r), c + Point(-1.1 * r, 0.9 * r)])
    }
  }
}

extension Drawing {
  /// A vertical error bar with caps.
  mutating func errorBar(_ from: Point, _ to: Point, _ stroke: Stroke, cap: Double = 2.5) {
    line(from, to, stroke)
    let across = abs(to.x - from.x) > abs(to.y - from.y) ? Point(0, cap) : Point(cap, 0)
    for end in [from, to] { line(end - across, end + across, stroke) }
  }
}
