/// Curves and points over one quantity, with the deviation of the points from their reference below.
public struct CurveFigure: Sendable {
  public struct Series: Sendable {
    public enum Look: Sendable { case line, marks }
    public var name: String
    public var look: Look
    public var points: [(x: Double, y: Double)]
    public init(_ name: String, _ look: Look, _ points: [(x: Double, y: Double)]) {
      (self.name, self.look, self.points) = (name, look, points)
    }
  }

  /// Relative deviations with their standard uncertainty, and the agreed tolerance.
  public struct Deviation: Sendable {
    /// Agreed relative deviation.
    public var tolerance: Double
    /// A point is outside beyond the tolerance and this number of standard uncertainties.
    public var sigmas: Double
    public var points: [(x: Double, deviation: Double, u: Double?)]
    public init(
      tolerance: Double, sigmas: Double = 3, _ points: [(x: Double, deviation: Double, u: Double?)]
    ) {
      (self.tolerance, self.sigmas, self.points) = (tolerance, sigmas, points)
    }
  }

  public struct Scale: Sendable {
    public var title: String
    public var isLogarithmic: Bool
    public init(_ title: String, logarithmic: Bool = false) {
      (self.title, isLogarithmic) = (title, logarithmic)
    }
  }

  public var title: String
  public var x, y: Scale
  public var series: [Series]
  public var deviation: Deviation?

  public init(title: String, x: Scale, y: Scale, series: [Series], deviation: Deviation? = nil) {
    (self.title, self.x, self.y) = (title, x, y)
    (self.series, self.deviation) = (series, deviation)
  }

  private static let main = Rect(x: 50, y: 40, width: 200, height: 120)
  private static let below = Rect(x: 50, y: 172, width: 200, height: 46)

  public var drawing: Drawing {
    var d = Drawing(
      width: 258, height: deviation == nil ? 190 : 250, title: title,
      alternative: "\(y.title) against \(x.title): \(series.map(\.name).joined(separator: ", ")). \(inWords)")
    d.text(title, 0, 11, .title)
    legend(&d)
    let rect = Self.main
    let frame = PlotFrame(
      rect: rect, x: axis(x, series.flatMap { $0.points.map(\.x) }, rect.x, rect.maxX),
      y: axis(y, series.flatMap { $0.points.map(\.y) }, rect.maxY, rect.y))
    frame.draw(
      on: &d, xTitle: deviation == nil ? x.title : "", yTitle: y.title, xLabels: deviation == nil,
      yTickCount: 6)
    d.group(clip: rect.inset(-2)) { d in
      for (n, one) in series.enumerated() { draw(&d, one, frame, n) }
    }
    if let deviation { draw(&d, deviation, frame.x) }
    return d
  }

  private var inWords: String {
    guard let deviation, let worst = deviation.points.map({ abs($0.deviation) }).max() else { return "" }
    return "Largest deviation \(Format.percent(worst)), tolerance \(Format.percent(deviation.tolerance))."
  }

  private func axis(_ scale: Scale, _ values: [Double], _ start: Double, _ end: Double) -> Axis {
    Axis(
      holding: values, start: start, end: end, logarithmic: scale.isLogarithmic, headroom: 0.04)
  }

  private func legend(_ d: inout Drawing) {
    var x = 0.0
    for (n, one) in series.enumerated() {
      let ink = Ink.series[n % Ink.series.count]
      if one.look == .line {
        d.line(Point(x, 23), Point(x + 14, 23), HistogramFigure.style(n))
      } else {
        d.path(Marker.allCases[n % 4].path(at: Point(x + 7, 23), radius: 2.4), fill: ink)
      }
      d.text(one.name, x + 17, 25.5, .label)
      x += 26 + 3.9 * Double(one.name.count)
    }
  }

  private func draw(_ d: inout Drawing, _ one: Series, _ frame: PlotFrame, _ n: Int) {
    let points = one.points.filter { $0.x.isFinite && $0.y.isFinite && (!y.isLogarithmic || $0.y > 0) }
    guard one.look == .marks else {
      d.path(.line(points.map { frame.point($0.x, $0.y) }), stroke: HistogramFigure.style(n, width: 1.3))
      return
    }
    for p in points {
      d.path(
        Marker.allCases[n % 4].path(at: frame.point(p.x, p.y), radius: points.count > 60 ? 1.1 : 2.2),
        fill: Ink.series[n % Ink.series.count])
    }
  }

  private func draw(_ d: inout Drawing, _ deviation: Deviation, _ x: Axis) {
    let rect = Self.below
    let shown = deviation.points.filter { $0.x.isFinite && $0.deviation.isFinite }
    let span =
      100
      * max(
        2.2 * deviation.tolerance, min(10 * deviation.tolerance, shown.map { abs($0.deviation) }.max() ?? 0))
    let frame = PlotFrame(
      rect: rect, x: x,
      y: Axis(holding: [-span, span], start: rect.maxY, end: rect.y, tight: true, headroom: 0.02))
    let band = Rect(
      x: rect.x, y: frame.y(100 * deviation.tolerance), width: rect.width,
      height: frame.y(-100 * deviation.tolerance) - frame.y(100 * deviation.tolerance))
    d.rect(band, fill: Ink.axis.with(alpha: 0.18))
    frame.draw(on: &d, xTitle: self.x.title, yTitle: "deviation / %", yTickCount: 4)
    d.line(Point(rect.x, frame.y(0)), Point(rect.maxX, frame.y(0)), Stroke(ink: .axis, width: 0.8))
    d.group(clip: rect.inset(-3)) { d in
      for p in shown {
        if let u = p.u, u.isFinite, u > 0 {
          d.line(
            frame.point(p.x, 100 * (p.deviation - u)), frame.point(p.x, 100 * (p.deviation + u)),
            Stroke(ink: Ink.text.with(alpha: 0.5), width: 0.6))
        }
        let outside = abs(p.deviation) > deviation.tolerance + deviation.sigmas * (p.u ?? 0)
        d.path(
          Marker.circle.path(at: frame.point(p.x, 100 * p.deviation), radius: shown.count > 60 ? 1.2 : 2),
          fill: outside ? .critical : .accent)
      }
    }
  }
}
