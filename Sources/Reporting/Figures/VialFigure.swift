import Foundation
import Quantities

/// Decay of vials over the days around a treatment, against the band of activity that is wanted.
public struct VialFigure: Sendable {
  public struct Curve: Sendable {
    public var name: String
    /// At the time zero of the axis.
    public var activity: Activity
    public var isChosen: Bool
    public init(name: String, activity: Activity, isChosen: Bool) {
      (self.name, self.activity, self.isChosen) = (name, activity, isChosen)
    }
  }

  /// Hours are counted from here, for example the calibration.
  public var zero: DateTime
  public var halfLife: TimeSpan
  public var curves: [Curve]
  public var wanted: Activity
  /// Relative width of the band on either side.
  public var tolerance: Double
  public var treatment: DateTime

  public init(
    zero: DateTime, halfLife: TimeSpan, curves: [Curve], wanted: Activity, tolerance: Double,
    treatment: DateTime
  ) {
    (self.zero, self.halfLife, self.curves) = (zero, halfLife, curves)
    (self.wanted, self.tolerance, self.treatment) = (wanted, tolerance, treatment)
  }

  private var treated: Double { treatment.since(zero).inHours }
  private var from: Double { min(0, treated - 12) }
  private var to: Double { max(treated + 60, 120) }

  public var drawing: Drawing {
    let rect = Rect(x: 44, y: 22, width: 372, height: 150)
    var d = Drawing(width: 520, height: 206, title: "Vials over time", alternative: alternative)
    d.text("Activity of the vials", 0, 11, .title)
    let top = curves.map { $0.activity.inGigabecquerels * exp2(-from / halfLife.inHours) }.max() ?? 1
    let x = Axis(holding: [from, to], start: rect.x, end: rect.maxX, tight: true, headroom: 0)
    let y = Axis(
      holding: [min(top, 4 * wanted.inGigabecquerels), wanted.inGigabecquerels * 1.5], start: rect.maxY,
      end: rect.y)
    let frame = PlotFrame(rect: rect, x: x, y: y)
    frame.draw(on: &d, xTitle: "hours after \(Format.time(zero))", yTitle: "activity, GBq")
    band(frame, &d)
    d.group(clip: rect) { d in
      for (n, curve) in curves.enumerated() { draw(curve, n, frame, &d) }
    }
    labels(frame, &d)
    return d
  }

  private func band(_ frame: PlotFrame, _ d: inout Drawing) {
    let a = wanted.inGigabecquerels
    let (low, high) = (frame.y(a * (1 - tolerance)), frame.y(a * (1 + tolerance)))
    d.rect(
      Rect(x: frame.rect.x, y: high, width: frame.rect.width, height: low - high),
      fill: Ink.good.with(alpha: 0.16))
    d.line(
      Point(frame.rect.x, frame.y(a)), Point(frame.rect.maxX, frame.y(a)),
      Stroke(ink: .good, width: 0.9, dashes: [4, 2]))
    d.line(
      Point(frame.x(treated), frame.rect.y), Point(frame.x(treated), frame.rect.maxY),
      Stroke(ink: .text, width: 1))
    d.text("treatment", frame.x(treated) + 3, frame.rect.y + 8, TextStyle(size: 7.2, ink: .muted))
  }

  private func value(_ curve: Curve, _ hours: Double) -> Double {
    curve.activity.inGigabecquerels * exp2(-hours / halfLife.inHours)
  }

  private func draw(_ curve: Curve, _ n: Int, _ frame: PlotFrame, _ d: inout Drawing) {
    let points = stride(from: from, through: to, by: (to - from) / 80).map {
      frame.point($0, value(curve, $0))
    }
    let ink: Ink = curve.isChosen ? .accent : .axis
    d.path(
      .line(points),
      stroke: Stroke(
        ink: ink, width: curve.isChosen ? 2 : 1,
        dashes: curve.isChosen ? [] : Stroke.patterns[(n + 1) % Stroke.patterns.count]))
  }

  /// Names at the right ends, kept apart.
  private func labels(_ frame: PlotFrame, _ d: inout Drawing) {
    var last = Double.infinity
    let ends = curves.map { (curve: $0, y: frame.y(value($0, to))) }.filter { $0.y >= frame.rect.y }
    for end in ends.sorted(by: { $0.y > $1.y }) {
      let y = min(end.y + 2.5, last - 9)
      last = y
      d.text(
        Drawing.fitted(end.curve.name, TextStyle(size: 7.4), width: 98), frame.rect.maxX + 5, y,
        TextStyle(size: 7.4, bold: end.curve.isChosen, ink: end.curve.isChosen ? .accent : .muted))
    }
  }

  private var alternative: String {
    let text = DisplayUnit<Becquerel>.gigabecquerel
    return "Wanted: \(text.sentence(wanted)) at \(Format.time(treatment)). At that time: "
      + curves.map {
        "\($0.name) \(Format.number(value($0, treated)).text) GBq"
      }.joined(separator: ", ") + "."
  }
}
