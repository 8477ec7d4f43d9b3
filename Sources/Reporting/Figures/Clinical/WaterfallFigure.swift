import Diagnostics
import Foundation

/// Best change of the sum of lesions per patient, with the response rate with its exact interval: bars alone make
/// responses look more frequent than they are.
public struct WaterfallFigure: Sendable {
  public var title: String
  public var patients: [ResponseChart]
  public var rates: [RatePanel]
  /// Percent change of partial response and of progression.
  var guides: [Double]
  public init(title: String, patients: [ResponseChart], rates: [RatePanel], guides: [Double] = [-30, 20]) {
    (self.title, self.patients, self.rates, self.guides) = (title, patients, rates, guides)
  }

  private var bars: [(patient: ResponseChart, change: Double)] {
    patients.compactMap { p in p.bestChange.map { (p, $0) } }.sorted {
      ($1.change, $0.patient.patient) < ($0.change, $1.patient.patient)
    }
  }

  public var drawing: Drawing {
    var d = Drawing(
      width: 680, height: 270, title: title,
      alternative: bars.map { "\($0.patient.patient) \(Format.fixed($0.change, 0)) % \($0.patient.best)" }
        .joined(separator: ", "))
    d.text(title, 0, 12, .title)
    legend(&d)
    draw(Rect(x: 44, y: 40, width: 436, height: 190), &d)
    for (n, rate) in rates.enumerated() {
      draw(rate, Rect(x: 524, y: 52 + 62 * Double(n), width: 140, height: 40), &d)
    }
    return d
  }

  private func legend(_ d: inout Drawing) {
    var x = 44.0
    for word in ["CR", "PR", "SD", "PD", "NE"] where patients.contains(where: { $0.best == word }) {
      d.rect(Rect(x: x, y: 20, width: 8, height: 8), fill: .response(word))
      d.text(word, x + 11, 27, .label)
      x += 34
    }
    d.text("▨ confirmed · ✶ new lesion · best overall response under the bar", x + 4, 27, .label)
  }

  private func draw(_ rect: Rect, _ d: inout Drawing) {
    let bars = self.bars
    let y = Axis(
      holding: bars.map { min($0.change, 100) } + [-100, 30], start: rect.maxY, end: rect.y, headroom: 0.03)
    let x = Axis(holding: [0, 1], start: rect.x, end: rect.maxX, headroom: 0)
    let frame = PlotFrame(rect: rect, x: x, y: y)
    for tick in y.ticks {
      d.line(Point(rect.x, y(tick)), Point(rect.maxX, y(tick)), Stroke(ink: .grid, width: 0.5))
      d.text(y.label(tick), rect.x - 4, y(tick) + 2.6, .label, .end)
    }
    d.text("Best change of the sum / %", rect.x - 32, rect.midY, .label, .middle, turned: true)
    let step = rect.width / Double(max(1, bars.count))
    for (n, bar) in bars.enumerated() {
      draw(bar.patient, bar.change, rect.x + step * (Double(n) + 0.5), step, frame, &d)
    }
    for guide in guides {
      d.line(
        Point(rect.x, y(guide)), Point(rect.maxX, y(guide)),
        Stroke(ink: .critical, width: 0.9, dashes: [4, 2]))
      d.text(
        "\(guide > 0 ? "+" : "−")\(Format.compact(abs(guide))) %", rect.maxX + 3, y(guide) + 2.6,
        TextStyle(size: 7, ink: .critical))
    }
    d.line(Point(rect.x, y(0)), Point(rect.maxX, y(0)), Stroke(ink: .axis, width: 1))
    let missing = patients.count - bars.count
    if missing > 0 {
      d.text(
        "not drawn: \(counted(missing, "patient")) without a change, who count in the rates", rect.x,
        rect.maxY + 36,
        .label)
    }
  }

  private func draw(
    _ patient: ResponseChart, _ change: Double, _ at: Double, _ step: Double, _ frame: PlotFrame,
    _ d: inout Drawing
  ) {
    let width = min(22, step * 0.78)
    let (zero, end) = (frame.y(0), frame.y(min(change, 100)))
    let rect = Rect(x: at - width / 2, y: min(zero, end), width: width, height: max(1, abs(end - zero)))
    d.rect(
      rect, fill: .response(patient.best),
      tip: "\(patient.patient): \(Format.fixed(change, 1)) %, best \(patient.best)")
    if patient.isConfirmed { hatch(rect, &d) }
    if patient.visits.contains(where: \.newLesion) {
      d.text(
        "✶", at, rect.y + (change < 0 ? rect.height + 9 : -2), TextStyle(size: 8, bold: true, ink: .critical),
        .middle)
    }
    guard step >= 11 else { return }
    d.text(patient.best, at, frame.rect.maxY + 10, TextStyle(size: 6.6, bold: true, ink: .muted), .middle)
    d.text(
      Drawing.shortened(patient.patient, to: step), at, frame.rect.maxY + 20, TextStyle(size: 6, ink: .muted),
      .middle)
  }

  private func hatch(_ rect: Rect, _ d: inout Drawing) {
    d.group(clip: rect) { d in
      for offset in stride(from: -rect.height, through: rect.width, by: 4) {
        d.line(
          Point(rect.x + offset, rect.maxY), Point(rect.x + offset + rect.height, rect.y),
          Stroke(ink: Ink.white.with(alpha: 0.8), width: 1))
      }
    }
  }

  private func draw(_ rate: RatePanel, _ rect: Rect, _ d: inout Drawing) {
    d.text(rate.title, rect.x, rect.y - 4, TextStyle(size: 8.2, bold: true))
    let x = Axis(holding: [0, 100], start: rect.x, end: rect.maxX, headroom: 0)
    d.rect(Rect(x: rect.x, y: rect.y + 4, width: rect.width, height: 8), fill: .grid)
    d.rect(Rect(x: rect.x, y: rect.y + 4, width: x(rate.percent) - rect.x, height: 8), fill: .accent)
    d.errorBar(
      Point(x(rate.lower), rect.y + 8), Point(x(rate.upper), rect.y + 8), Stroke(ink: .text, width: 1.1),
      cap: 3.5)
    let text =
      "\(rate.count)/\(rate.total) = \(Format.fixed(rate.percent, 0)) %  (95 % \(Format.fixed(rate.lower, 0))–\(Format.fixed(rate.upper, 0)) %)"
    d.text(text, rect.x, rect.y + 24, .label)
  }
}

extension Drawing {
  /// A name cut so that it fits.
  static func shortened(_ text: String, to width: Double) -> String {
    let letters = max(2, Int(width / 3.6))
    return text.count <= letters ? text : String(text.prefix(letters - 1)) + "…"
  }
}
