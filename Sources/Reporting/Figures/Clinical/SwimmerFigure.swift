import Foundation

/// Time on study per patient: treatments, response, progression, death.
public struct SwimmerFigure: Sendable {
  public var title: String
  public var patients: [ResponseChart]
  public init(title: String, patients: [ResponseChart]) { (self.title, self.patients) = (title, patients) }

  private static let row = 13.0

  private func end(_ p: ResponseChart) -> Double {
    p.end ?? (p.visits.map(\.day) + p.treatments).max() ?? 0
  }

  public var drawing: Drawing {
    let ordered = patients.sorted { (end($1), $0.patient) < (end($0), $1.patient) }
    let height = Self.row * Double(max(1, ordered.count))
    let rect = Rect(x: 70, y: 36, width: 560, height: height)
    var d = Drawing(
      width: 660, height: height + 76, title: title,
      alternative: ordered.map {
        "\($0.patient): \(Format.fixed(end($0) / 30.4375, 1)) months, best \($0.best)"
      }.joined(separator: "; "))
    let x = Axis(holding: ordered.map { end($0) / 30.4375 }, start: rect.x, end: rect.maxX, headroom: 0.04)
    d.text(title, 0, 12, .title)
    d.text(
      "▏treatment · ▲ CR or PR · ■ PD · ✕ death · → in follow-up · colour: best overall response", 0, 25,
      .label)
    for tick in x.ticks {
      d.line(Point(x(tick), rect.y), Point(x(tick), rect.maxY), Stroke(ink: .grid, width: 0.5))
      d.text(x.label(tick), x(tick), rect.maxY + 11, .label, .middle)
    }
    d.text("Months after the first treatment", rect.midX, rect.maxY + 24, .label, .middle)
    for (n, patient) in ordered.enumerated() { draw(patient, rect.y + Self.row * (Double(n) + 0.5), x, &d) }
    return d
  }

  private func draw(_ patient: ResponseChart, _ y: Double, _ x: Axis, _ d: inout Drawing) {
    let at = { (day: Double) in x(day / 30.4375) }
    let last = end(patient)
    d.text(
      Drawing.shortened(patient.patient + (patient.arm.isEmpty ? "" : " · \(patient.arm)"), to: 64), 66,
      y + 2.6, .label, .end)
    d.rect(
      Rect(x: at(0), y: y - 4, width: max(1, at(last) - at(0)), height: 8),
      fill: Ink.response(patient.best).with(alpha: 0.45),
      tip: "\(patient.patient): \(Format.fixed(last / 30.4375, 1)) months, best \(patient.best)")
    for day in patient.treatments {
      d.line(Point(at(day), y - 5), Point(at(day), y + 5), Stroke(ink: .text, width: 1.4))
    }
    if let response = patient.visits.first(where: { ["CR", "PR"].contains($0.response) }) {
      d.path(
        Marker.triangle.path(at: Point(at(response.day), y), radius: 3.2), fill: .response("CR"),
        stroke: Stroke(ink: .paper, width: 0.6))
    }
    if let progression = patient.visits.first(where: { $0.response == "PD" }) {
      d.path(
        Marker.square.path(at: Point(at(progression.day), y), radius: 3), fill: .response("PD"),
        stroke: Stroke(ink: .paper, width: 0.6))
    }
    if patient.died {
      d.text("✕", at(last) + 2, y + 3, TextStyle(size: 8, bold: true, ink: .critical))
    } else if patient.end != nil {
      d.text("→", at(last) + 2, y + 3, TextStyle(size: 8, bold: true))
    }
  }
}
