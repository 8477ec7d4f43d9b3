import Foundation

/// Cumulative dose to normal liver over time, with each therapy marked, above tracks of laboratory values.
public struct LedgerFigure: Sendable {
  public struct Point: Sendable {
    /// Months after the first therapy.
    public var month: Double
    /// Cumulative dose in Gy, or a laboratory value in the unit of its track.
    public var value: Double
    /// Standard uncertainty (k = 1), in the unit of the value.
    public var uncertainty: Double?
    public init(month: Double, value: Double, uncertainty: Double? = nil) {
      (self.month, self.value, self.uncertainty) = (month, value, uncertainty)
    }
  }
  public struct Series: Sendable {
    public var name: String
    /// Cumulative, in order of time.
    public var points: [Point]
    public init(_ name: String, _ points: [Point]) { (self.name, self.points) = (name, points) }
  }
  public struct Track: Sendable {
    public var name: String
    public var unit: String
    public var points: [Point]
    /// Limits of normal, in `unit`, where the laboratory gave them.
    public var lower, upper: Double?
    public init(_ name: String, unit: String, points: [Point], lower: Double?, upper: Double?) {
      (self.name, self.unit, self.points, self.lower, self.upper) = (name, unit, points, lower, upper)
    }
  }

  public var series: [Series]
  /// Therapies by month.
  public var therapies: [(month: Double, name: String)]
  /// Doses to compare with, Gy.
  public var lines: [(gray: Double, name: String)]
  public var tracks: [Track]
  /// The day of month 0.
  public var origin: String

  public init(
    series: [Series], therapies: [(month: Double, name: String)], lines: [(gray: Double, name: String)],
    tracks: [Track], origin: String
  ) {
    (self.series, self.therapies, self.lines, self.tracks) = (series, therapies, lines, tracks)
    self.origin = origin
  }

  private static let left = 52.0, right = 512.0, top = 58.0, doseHeight = 150.0, trackHeight = 52.0,
    gap = 14.0

  public var drawing: Drawing {
    let height = Self.top + Self.doseHeight + (Self.trackHeight + Self.gap) * Double(tracks.count) + 34
    var d = Drawing(width: 520, height: height, title: "Liver-dose ledger", alternative: alternative)
    d.text("Cumulative absorbed dose to normal liver", 0, 11, .title)
    legend(&d)
    let x = axis
    let dose = Rect(x: Self.left, y: Self.top, width: Self.right - Self.left, height: Self.doseHeight)
    drawTherapies(&d, x, to: height - 34)
    drawDoses(&d, PlotFrame(rect: dose, x: x, y: doseAxis(dose)))
    for (n, track) in tracks.enumerated() {
      let y = dose.maxY + Self.gap + (Self.trackHeight + Self.gap) * Double(n)
      let rect = Rect(x: Self.left, y: y, width: dose.width, height: Self.trackHeight)
      draw(&d, track, rect, x, isLast: n == tracks.count - 1)
    }
    return d
  }

  private var months: [Double] {
    series.flatMap { $0.points.map(\.month) } + tracks.flatMap { $0.points.map(\.month) }
      + therapies.map(\.month)
  }

  private var axis: Axis { Axis(holding: months, start: Self.left, end: Self.right, headroom: 0.06) }

  private func doseAxis(_ rect: Rect) -> Axis {
    let doses = series.flatMap { $0.points.map { $0.value + ($0.uncertainty ?? 0) } }
    let most = doses.max() ?? 1
    return Axis(
      holding: doses + lines.map(\.gray).filter { $0 <= 1.6 * most }, start: rect.maxY, end: rect.y,
      headroom: 0.08)
  }

  private func legend(_ d: inout Drawing) {
    var x = 0.0
    for (n, one) in series.enumerated() {
      let ink = Ink.series[n % Ink.series.count]
      d.line(
        SIMD2(x, 24), SIMD2(x + 22, 24),
        Stroke(ink: ink, width: 1.6, dashes: Stroke.patterns[n % Stroke.patterns.count]))
      d.path(Marker.allCases[n % 4].path(at: SIMD2(x + 11, 24), radius: 2.8), fill: ink)
      d.text(one.name, x + 27, 26.8, .label)
      x += 34 + 4.6 * Double(one.name.count)
    }
    d.text("bars: u (k = 1), independent errors", Self.right, 26.8, .label, .end)
  }

  private func drawTherapies(_ d: inout Drawing, _ x: Axis, to bottom: Double) {
    var last = -Double.infinity
    for therapy in therapies {
      let at = x(therapy.month)
      d.line(SIMD2(at, Self.top - 4), SIMD2(at, bottom), Stroke(ink: .axis, width: 0.7, dashes: [2, 2]))
      // Names that would overlap stand in the table only.
      guard at - last > 4.4 * Double(therapy.name.count) else { continue }
      d.text(therapy.name, at, Self.top - 8, TextStyle(size: 7, bold: true, ink: .muted), .middle)
      last = at
    }
  }

  private func drawDoses(_ d: inout Drawing, _ frame: PlotFrame) {
    frame.draw(
      on: &d, xTitle: tracks.isEmpty ? title : "", yTitle: "Dose / Gy", xLabels: tracks.isEmpty)
    for line in lines where line.gray <= frame.y.high {
      let y = frame.y(line.gray)
      d.line(
        SIMD2(frame.rect.x, y), SIMD2(frame.rect.maxX, y), Stroke(ink: .critical, width: 0.9, dashes: [5, 2]))
      d.text(line.name, frame.rect.maxX - 3, y - 2.5, TextStyle(size: 7, ink: .critical), .end)
    }
    for (n, one) in series.enumerated() { draw(&d, one, n, frame) }
  }

  /// Steps: a dose stays from its day on.
  private func draw(_ d: inout Drawing, _ one: Series, _ n: Int, _ frame: PlotFrame) {
    guard let first = one.points.first else { return }
    let ink = Ink.series[n % Ink.series.count]
    var corners = [frame.point(first.month, 0)], level = 0.0
    for p in one.points {
      corners += [frame.point(p.month, level), frame.point(p.month, p.value)]
      level = p.value
    }
    corners.append(SIMD2(frame.rect.maxX, frame.y(level)))
    d.path(
      .line(corners), stroke: Stroke(ink: ink, width: 1.5, dashes: Stroke.patterns[n % Stroke.patterns.count])
    )
    for p in one.points {
      if let u = p.uncertainty {
        d.errorBar(
          frame.point(p.month, p.value - u), frame.point(p.month, p.value + u), Stroke(ink: ink, width: 1))
      }
      d.path(
        Marker.allCases[n % 4].path(at: frame.point(p.month, p.value), radius: 3), fill: ink,
        tip: "\(one.name): \(Format.number(p.value, uncertainty: p.uncertainty, significant: 3).text) Gy")
    }
  }

  private func draw(_ d: inout Drawing, _ track: Track, _ rect: Rect, _ x: Axis, isLast: Bool) {
    let values = track.points.map(\.value) + [track.lower, track.upper].compactMap { $0 }
    let frame = PlotFrame(
      rect: rect, x: x, y: Axis(holding: values, start: rect.maxY, end: rect.y, tight: true, headroom: 0.15))
    let low = max(frame.y.low, track.lower ?? frame.y.low),
      high = min(frame.y.high, track.upper ?? frame.y.high)
    if track.lower != nil || track.upper != nil, high > low {
      d.rect(
        Rect(x: rect.x, y: frame.y(high), width: rect.width, height: frame.y(low) - frame.y(high)),
        fill: Ink.good.with(alpha: 0.10))
    }
    frame.draw(on: &d, xTitle: isLast ? title : "", yTitle: track.unit, xLabels: isLast, yTickCount: 3)
    d.text(track.name, rect.x + 4, rect.y + 8, TextStyle(size: 7.5, bold: true))
    d.path(.line(track.points.map { frame.point($0.month, $0.value) }), stroke: Stroke(ink: .text, width: 1))
    for p in track.points {
      let isOut = (track.upper.map { p.value > $0 } ?? false) || (track.lower.map { p.value < $0 } ?? false)
      d.path(
        (isOut ? Marker.triangle : .circle).path(at: frame.point(p.month, p.value), radius: 2.4),
        fill: isOut ? .critical : .text)
    }
  }

  private var title: String {
    "Months after the first therapy (\(origin)); green: normal range; triangles: outside"
  }

  private var alternative: String {
    series.map { one in
      "\(one.name): "
        + one.points.map { "\(Format.fixed($0.value, 1)) Gy after \(Format.fixed($0.month, 0)) months" }
        .joined(separator: ", ")
    }.joined(separator: ". ")
  }
}
