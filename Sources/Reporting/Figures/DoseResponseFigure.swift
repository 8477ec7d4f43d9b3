/// A logistic curve of an outcome against absorbed dose, with its band, the cases, and published thresholds.
public struct DoseResponseFigure: Sendable {
  public struct Case: Sendable {
    /// Absorbed dose, Gy.
    public var dose: Double
    /// Standard uncertainty of the dose, Gy, where it is known.
    public var uncertainty: Double?
    public var outcome: Bool
    public init(dose: Double, uncertainty: Double? = nil, outcome: Bool) {
      (self.dose, self.uncertainty, self.outcome) = (dose, uncertainty, outcome)
    }
  }
  public struct Threshold: Sendable {
    /// Absorbed dose of the threshold, Gy.
    public var dose: Double
    public var label: String
    public init(_ dose: Double, _ label: String) { (self.dose, self.label) = (dose, label) }
  }

  public var title: String
  /// For example `Probability of response`.
  public var valueTitle: String
  /// What the upper and the lower row of cases are.
  public var yes, no: String
  public var cases: [Case]
  /// Fitted probability with its limits over dose; empty if no curve could be fitted.
  public var curve: [(dose: Double, value: Double, lower: Double, upper: Double)]
  public var thresholds: [Threshold]
  /// Dose of 50 % probability with its limits, Gy; `nil` without a curve.
  public var d50: (value: Double, lower: Double, upper: Double)?

  public init(
    title: String, valueTitle: String, yes: String, no: String, cases: [Case],
    curve: [(dose: Double, value: Double, lower: Double, upper: Double)], thresholds: [Threshold],
    d50: (value: Double, lower: Double, upper: Double)?
  ) {
    (self.title, self.valueTitle, self.yes, self.no) = (title, valueTitle, yes, no)
    (self.cases, self.curve, self.thresholds, self.d50) = (cases, curve, thresholds, d50)
  }

  private static let rect = Rect(x: 40, y: 40, width: 254, height: 176)

  public var drawing: Drawing {
    var d = Drawing(
      width: 300, height: 250, title: title,
      alternative: "\(valueTitle) against absorbed dose in Gy for \(cases.count) cases, "
        + "\(cases.count { $0.outcome }) \(yes); published thresholds "
        + thresholds.map { "\(Format.compact($0.dose)) Gy" }.joined(separator: " and ") + ".")
    let r = Self.rect
    let frame = PlotFrame(
      rect: r,
      x: Axis(holding: cases.map(\.dose) + thresholds.map(\.dose), start: r.x, end: r.maxX),
      y: Axis(holding: [0, 1], start: r.maxY, end: r.y, headroom: 0))
    d.text(title, 0, 12, .title)
    frame.draw(on: &d, xTitle: "Mean absorbed dose / Gy", yTitle: valueTitle)
    d.group(clip: r) { d in fit(&d, frame) }
    for (n, threshold) in thresholds.enumerated() { draw(&d, frame, threshold, n) }
    rug(&d, frame)
    if let d50 { half(&d, frame, d50) }
    return d
  }

  private func fit(_ d: inout Drawing, _ frame: PlotFrame) {
    guard curve.count > 1 else { return }
    let upper = curve.map { frame.point($0.dose, $0.upper) }
    let lower = curve.map { frame.point($0.dose, $0.lower) }
    d.path(.area(upper + lower.reversed()), fill: Ink.accent.with(alpha: 0.15))
    d.path(.line(curve.map { frame.point($0.dose, $0.value) }), stroke: Stroke(ink: .accent, width: 1.8))
  }

  /// Cases stand along the edges, spread by their order so that equal doses can be distinguished.
  private func rug(_ d: inout Drawing, _ frame: PlotFrame) {
    let thin = cases.count > 300
    for (n, one) in cases.enumerated() {
      let y = one.outcome ? frame.rect.y + 6 + Double(n % 3) * 3.4 : frame.rect.maxY - 6 - Double(n % 3) * 3.4
      let x = frame.x(one.dose)
      if let u = one.uncertainty, !thin {
        d.line(
          Point(frame.x(max(frame.x.low, one.dose - u)), y),
          Point(frame.x(min(frame.x.high, one.dose + u)), y),
          Stroke(ink: Ink.axis.with(alpha: 0.5), width: 0.6))
      }
      let marker: Marker = one.outcome ? .circle : .square
      d.path(
        marker.path(at: Point(x, y), radius: thin ? 1.2 : 2.1),
        fill: one.outcome ? Ink.good.with(alpha: thin ? 0.3 : 0.8) : nil,
        stroke: one.outcome
          ? nil : Stroke(ink: Ink.critical.with(alpha: thin ? 0.3 : 0.9), width: thin ? 0.4 : 0.9))
    }
    d.text("● \(yes)", frame.rect.x + 6, frame.rect.y + 26, TextStyle(size: 7.2, ink: .good, halo: .paper))
    d.text(
      "□ \(no)", frame.rect.maxX - 6, frame.rect.maxY - 20,
      TextStyle(size: 7.2, ink: .critical, halo: .paper),
      .end)
  }

  private func draw(_ d: inout Drawing, _ frame: PlotFrame, _ t: Threshold, _ n: Int) {
    let x = frame.x(t.dose)
    d.line(
      Point(x, frame.rect.y), Point(x, frame.rect.maxY), Stroke(ink: .attention, width: 0.9, dashes: [4, 2]))
    let text = "\(Format.compact(t.dose)) Gy: \(t.label)"
    let width = TextLayout.width(text, .label)
    let start = min(max(x - width / 2, frame.rect.x), d.width - width)
    d.text(text, start, frame.rect.y - 4 - 9 * Double(n % 2), TextStyle(size: 7.2, ink: .attention))
  }

  private func half(
    _ d: inout Drawing, _ frame: PlotFrame, _ d50: (value: Double, lower: Double, upper: Double)
  ) {
    guard d50.value >= frame.x.low, d50.value <= frame.x.high else { return }
    let at = frame.point(d50.value, 0.5)
    d.errorBar(
      frame.point(max(frame.x.low, d50.lower), 0.5), frame.point(min(frame.x.high, d50.upper), 0.5),
      Stroke(ink: .text, width: 1.1))
    d.path(Marker.diamond.path(at: at, radius: 3.2), fill: .text)
    d.text("D50", at.x + 5, at.y - 5, TextStyle(size: 7.5, bold: true, halo: .paper))
  }
}
