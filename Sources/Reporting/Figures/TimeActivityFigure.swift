import Foundation
import Quantities
import Stages

/// One region's time–activity curve: points ± u, fit, the extrapolated part shaded with its share, residuals below.
struct TimeActivityFigure {
  let fit: TimeActivityFit
  var logarithmic = false

  private static let main = Rect(x: 46, y: 34, width: 268, height: 122)
  private static let below = Rect(x: 46, y: 173, width: 268, height: 38)

  var drawing: Drawing {
    var d = Drawing(
      width: 322, height: 238, title: "Time–activity curve of \(fit.region)",
      alternative:
        "Activity in \(fit.region) at \(fit.points.count) times after administration with the fitted "
        + "\(fit.model) curve; \(Format.percent(fit.extrapolatedFraction)) of the time-integrated activity is extrapolated."
    )
    let unit = DisplayUnit<Becquerel>.suited(to: Activity(fit.points.map(\.activity.value.value).max() ?? 0))
    let frame = frame(unit)
    heading(&d)
    frame.draw(on: &d, xTitle: "", yTitle: "Activity / \(unit.name)", xLabels: false)
    tail(&d, frame, unit)
    d.group(clip: frame.rect) { d in
      let line = curve.map { frame.point($0.hours, $0.activity / unit.size) }
      d.path(.line(line), stroke: Stroke(ink: .accent, width: 1.6))
    }
    points(&d, frame, unit)
    residuals(&d, frame.x)
    return d
  }

  private var curve: [(hours: Double, activity: Double)] {
    fit.curve.map { ($0.time.inHours, $0.activity.value) }.filter { $0.0.isFinite && $0.1.isFinite }
  }

  private func frame(_ unit: DisplayUnit<Becquerel>) -> PlotFrame {
    let rect = Self.main
    let measured = fit.points.map {
      ($0.activity.value.value + ($0.activity.standardUncertainty?.value ?? 0)) / unit.size
    }
    let lowest = fit.points.map { $0.activity.value.value / unit.size }
    let times = fit.points.map(\.time.inHours) + [curve.last?.hours ?? 0]
    let values = measured + curve.map { $0.activity / unit.size } + (logarithmic ? lowest : [])
    return PlotFrame(
      rect: rect, x: Axis(holding: times, start: rect.x, end: rect.maxX, headroom: 0.02),
      y: Axis(
        holding: logarithmic ? trimmed(values) : values, start: rect.maxY, end: rect.y,
        logarithmic: logarithmic))
  }

  /// Far tails would stretch a logarithmic axis over decades of no interest.
  private func trimmed(_ values: [Double]) -> [Double] {
    let most = values.filter(\.isFinite).max() ?? 1
    return values.filter { $0 > most * 1e-3 }
  }

  private func heading(_ d: inout Drawing) {
    d.text(fit.region.label, 0, 11, .title)
    d.text(fit.model, 0, 23, .label)
    let share = Format.percent(fit.extrapolatedFraction)
    d.text("extrapolated \(share)", d.width - 8, 11, TextStyle(size: 7.5, bold: true), .end)
    d.text("● measured ± u (k = 1)   — fit   ▒ extrapolated", d.width - 8, 23, .label, .end)
  }

  /// The extrapolated time-integrated activity, hatched so that it does not depend on colour.
  private func tail(_ d: inout Drawing, _ frame: PlotFrame, _ unit: DisplayUnit<Becquerel>) {
    guard let last = fit.points.map(\.time.inHours).max() else { return }
    let behind = curve.filter { $0.hours >= last }
    guard let first = behind.first, let end = behind.last, behind.count > 1 else { return }
    let area =
      [Point(frame.x(first.hours), frame.rect.maxY)]
      + behind.map { frame.point($0.hours, $0.activity / unit.size) } + [
        Point(frame.x(end.hours), frame.rect.maxY)
      ]
    d.group(clip: frame.rect) { d in
      d.path(.area(area), fill: Ink.accent.with(alpha: 0.18))
      for point in stride(from: frame.x(first.hours), to: frame.x(end.hours), by: 5) {
        let top = interpolated(at: point, frame, behind.map { ($0.hours, $0.activity / unit.size) })
        d.line(
          Point(point, frame.rect.maxY), Point(point, top),
          Stroke(ink: Ink.accent.with(alpha: 0.45), width: 0.5))
      }
    }
  }

  private func interpolated(at px: Double, _ frame: PlotFrame, _ samples: [(Double, Double)]) -> Double {
    let after = samples.firstIndex { frame.x($0.0) >= px } ?? samples.count - 1
    guard after > 0 else { return frame.y(samples[0].1) }
    let (a, b) = (
      frame.point(samples[after - 1].0, samples[after - 1].1), frame.point(samples[after].0, samples[after].1)
    )
    let t = b.x > a.x ? (px - a.x) / (b.x - a.x) : 0
    return a.y + (b.y - a.y) * t
  }

  private func points(_ d: inout Drawing, _ frame: PlotFrame, _ unit: DisplayUnit<Becquerel>) {
    for p in fit.points {
      let value = p.activity.value.value / unit.size
      if let u = p.activity.standardUncertainty.map({ $0.value / unit.size }), u.isFinite {
        let low = logarithmic ? max(value - u, frame.y.low) : value - u
        d.errorBar(
          frame.point(p.time.inHours, low), frame.point(p.time.inHours, value + u),
          Stroke(ink: .text, width: 0.9))
      }
      let tip = "\(Format.duration(p.time)): \(unit.sentence(p.activity))"
      d.path(
        Marker.circle.path(at: frame.point(p.time.inHours, value), radius: 3), fill: .paper,
        stroke: Stroke(ink: .text, width: 1.2), tip: tip)
    }
  }

  /// Residuals in units of u where every point has one, else relative to the fit.
  private func residuals(_ d: inout Drawing, _ x: Axis) {
    let rect = Self.below
    let normalised = fit.points.allSatisfy { ($0.activity.standardUncertainty?.value ?? 0) > 0 }
    let values = zip(fit.points, fit.fitted).map { point, model -> Double in
      let difference = point.activity.value.value - model.value
      return normalised
        ? difference / point.activity.standardUncertainty!.value
        : 100 * difference / max(abs(model.value), 1e-300)
    }
    let most = max(normalised ? 2 : 5, values.filter(\.isFinite).map { abs($0) }.max() ?? 0)
    let y = Axis(holding: [-most, most], start: rect.maxY, end: rect.y)
    let frame = PlotFrame(rect: rect, x: x, y: y)
    frame.draw(
      on: &d, xTitle: "Time after administration / h", yTitle: normalised ? "Residual / u" : "Residual / %",
      yTickCount: 3)
    d.line(Point(rect.x, y(0)), Point(rect.maxX, y(0)), Stroke(ink: .axis, width: 0.8))
    for (p, value) in zip(fit.points, values) where value.isFinite {
      let at = frame.point(p.time.inHours, value)
      d.line(Point(at.x, y(0)), at, Stroke(ink: .text, width: 0.9))
      d.path(Marker.circle.path(at: at, radius: 2.2), fill: .text)
    }
  }
}
