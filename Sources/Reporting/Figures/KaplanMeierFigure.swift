import Diagnostics

/// One group of a survival figure; all numbers come ready made.
public struct SurvivalCurve: Sendable {
  public var label: String
  /// Time and survival 0…1 after it, ascending; drawn as steps from (0, 1).
  public var steps: [(time: Double, survival: Double)]
  /// Confidence band of the probability after each time, 0…1, where it is known.
  public var band: [(time: Double, lower: Double, upper: Double)]
  /// Times of censoring with the survival probability there, 0…1.
  public var censored: [(time: Double, survival: Double)]
  /// Patients at risk, events so far and censored so far at the figure's `ticks`.
  public var atRisk, events, lost: [Int]
  /// Where the last patient left, in the unit of the axis.
  public var end: Double

  public init(
    label: String, steps: [(time: Double, survival: Double)],
    band: [(time: Double, lower: Double, upper: Double)], censored: [(time: Double, survival: Double)],
    atRisk: [Int], events: [Int], lost: [Int], end: Double
  ) {
    (self.label, self.steps, self.band, self.censored) = (label, steps, band, censored)
    (self.atRisk, self.events, self.lost, self.end) = (atRisk, events, lost, end)
  }
}

/// Kaplan–Meier curves (or cumulative incidences) with bands, and below them the numbers at risk, events and
/// losses.
public struct KaplanMeierFigure: Sendable {
  public enum Kind: Sendable { case survival, incidence }
  public var title: String
  public var kind: Kind
  /// For example `Months from first treatment`.
  public var timeTitle: String
  public var valueTitle: String
  /// Times of the table below the plot, in the unit of the time axis.
  public var ticks: [Double]
  public var curves: [SurvivalCurve]
  /// One line at the bottom of the plot, e.g. the log-rank test.
  public var remark: String

  public init(
    title: String, kind: Kind = .survival, timeTitle: String, valueTitle: String, ticks: [Double],
    curves: [SurvivalCurve], remark: String = ""
  ) {
    (self.title, self.kind, self.timeTitle, self.valueTitle) = (title, kind, timeTitle, valueTitle)
    (self.ticks, self.curves, self.remark) = (ticks, curves, remark)
  }

  private static let left = 104.0
  private static let line = 11.0

  public var drawing: Drawing {
    let rect = Rect(x: Self.left, y: 26, width: 396, height: 190)
    let tableTop = rect.maxY + 44
    var d = Drawing(
      width: 520, height: tableTop + Self.line * Double(curves.count) + 12, title: title,
      alternative: "\(valueTitle) against \(timeTitle.lowercased()) for "
        + curves.map { "\($0.label) (\(counted($0.atRisk.first ?? 0, "patient")))" }.joined(separator: ", ")
        + ".")
    let frame = PlotFrame(
      rect: rect, x: Axis(holding: ticks, start: rect.x, end: rect.maxX, headroom: 0.0),
      y: Axis(holding: [0, 1], start: rect.maxY, end: rect.y, headroom: 0.0))
    d.text(title, 0, 12, .title)
    axes(&d, frame)
    d.group(clip: Rect(x: rect.x, y: rect.y - 3, width: rect.width + 2, height: rect.height + 4)) { d in
      for (n, curve) in curves.enumerated() { band(&d, frame, curve, n) }
      for (n, curve) in curves.enumerated() { self.curve(&d, frame, curve, n) }
    }
    legend(&d, rect)
    if !remark.isEmpty { d.text(remark, rect.x + 6, rect.maxY - 6, TextStyle(size: 7.5)) }
    table(&d, frame, tableTop)
    return d
  }

  private func axes(_ d: inout Drawing, _ frame: PlotFrame) {
    let r = frame.rect
    for value in stride(from: 0.0, through: 1.001, by: 0.2) {
      let y = frame.y(value)
      d.line(Point(r.x, y), Point(r.maxX, y), Stroke(ink: .grid, width: 0.5))
      d.text(Format.fixed(value, 1), r.x - 5, y + 2.6, .label, .end)
    }
    for tick in ticks {
      let x = frame.x(tick)
      d.line(Point(x, r.maxY), Point(x, r.maxY + 3), Stroke(ink: .axis, width: 0.8))
      d.text(Format.compact(tick), x, r.maxY + 12, .label, .middle)
    }
    d.line(Point(r.x, r.maxY), Point(r.maxX, r.maxY), Stroke(ink: .axis, width: 0.8))
    d.line(Point(r.x, r.y), Point(r.x, r.maxY), Stroke(ink: .axis, width: 0.8))
    d.text(timeTitle, r.midX, r.maxY + 24, .label, .middle)
    d.text(valueTitle, r.x - 28, r.midY, .label, .middle, turned: true)
  }

  private var start: Double { kind == .survival ? 1 : 0 }

  private func curve(_ d: inout Drawing, _ frame: PlotFrame, _ curve: SurvivalCurve, _ n: Int) {
    var points = [frame.point(0, start)]
    var level = start
    for step in curve.steps {
      points.append(frame.point(step.time, level))
      level = step.survival
      points.append(frame.point(step.time, level))
    }
    points.append(frame.point(max(curve.end, curve.steps.last?.time ?? 0), level))
    d.path(.line(points), stroke: HistogramFigure.style(n, width: 1.5), tip: curve.label)
    let mark = Stroke(ink: Ink.series[n % Ink.series.count], width: 0.8)
    for loss in curve.censored {
      let p = frame.point(loss.time, loss.survival)
      d.line(p - Point(0, 3), p + Point(0, 3), mark)
    }
  }

  private func band(_ d: inout Drawing, _ frame: PlotFrame, _ curve: SurvivalCurve, _ n: Int) {
    guard curve.band.count > 1 else { return }
    var (upper, lower): ([Point], [Point]) = ([], [])
    for (k, b) in curve.band.enumerated() {
      let next = k + 1 < curve.band.count ? curve.band[k + 1].time : max(curve.end, b.time)
      upper += [frame.point(b.time, b.upper), frame.point(next, b.upper)]
      lower += [frame.point(b.time, b.lower), frame.point(next, b.lower)]
    }
    d.path(
      .area(upper + lower.reversed()),
      fill: Ink.series[n % Ink.series.count].with(alpha: curves.count > 2 ? 0.08 : 0.14))
  }

  private func legend(_ d: inout Drawing, _ rect: Rect) {
    guard curves.count > 1 else { return }
    let width = curves.map { TextLayout.width($0.label, TextStyle(size: 8)) }.max() ?? 0
    let top = kind == .survival ? rect.y + 8 : rect.maxY - 20 - 12 * Double(curves.count)
    let x = rect.maxX - min(width, 190) - 36
    d.rect(
      Rect(x: x - 5, y: top - 9, width: rect.maxX - x + 2, height: 12 * Double(curves.count) + 5),
      fill: Ink.paper.with(alpha: 0.8))
    for (n, curve) in curves.enumerated() {
      let y = top + 12 * Double(n)
      d.line(Point(x, y - 2.5), Point(x + 24, y - 2.5), HistogramFigure.style(n, width: 1.8))
      d.text(Drawing.fitted(curve.label, TextStyle(size: 8), width: 190), x + 30, y, TextStyle(size: 8))
    }
  }

  private func table(_ d: inout Drawing, _ frame: PlotFrame, _ top: Double) {
    d.text(
      kind == .survival ? "At risk (events, censored)" : "At risk (events, other ends)", 0, top - 6,
      TextStyle(size: 7.2, bold: true, ink: .muted))
    // Narrow columns show the risk set alone.
    let room = frame.rect.width / Double(max(1, ticks.count - 1))
    for (n, curve) in curves.enumerated() {
      let y = top + Self.line * Double(n) + 6
      let ink = Ink.series[n % Ink.series.count]
      let style = TextStyle(size: 7.2, bold: true, ink: ink)
      d.text(Drawing.fitted(curve.label, style, width: Self.left - 26), 0, y, style)
      for (k, tick) in ticks.enumerated() where k < curve.atRisk.count {
        let full = "\(curve.atRisk[k]) (\(curve.events[k]), \(curve.lost[k]))"
        let text = TextLayout.width(full, .label) < room - 4 ? full : "\(curve.atRisk[k])"
        d.text(text, frame.x(tick), y, TextStyle(size: 7.2), .middle)
      }
    }
  }
}
