import Diagnostics
import Foundation

/// Change of the sum of lesions over time, one line per patient.
public struct SpiderFigure: Sendable {
  public var title: String
  public var patients: [ResponseChart]
  /// Horizontal guide lines, percent change from baseline.
  var guides: [Double]
  public init(title: String, patients: [ResponseChart], guides: [Double] = [-30, 20]) {
    (self.title, self.patients, self.guides) = (title, patients, guides)
  }

  private func points(_ patient: ResponseChart) -> [(
    day: Double, change: Double, visit: ResponseChart.Visit?
  )] {
    [(0, 0, nil)] + patient.visits.compactMap { visit in visit.change.map { (visit.day, $0, visit) } }
  }

  public var drawing: Drawing {
    let rect = Rect(x: 44, y: 36, width: 560, height: 210)
    var d = Drawing(
      width: 680, height: 292, title: title,
      alternative: "\(counted(patients.count, "patient")); change of the sum from baseline over time.")
    let all = patients.flatMap(points)
    let x = Axis(holding: all.map { $0.day / 30.4375 }, start: rect.x, end: rect.maxX, headroom: 0.02)
    let y = Axis(
      holding: all.map { min($0.change, 120) } + [-60, 40], start: rect.maxY, end: rect.y, headroom: 0.04)
    let frame = PlotFrame(rect: rect, x: x, y: y)
    d.text(title, 0, 12, .title)
    d.text("○ visit · ✶ new lesion · line style and colour: best overall response", 0, 25, .label)
    frame.draw(on: &d, xTitle: "Months after baseline", yTitle: "Change of the sum / %")
    for guide in guides {
      d.line(
        Point(rect.x, y(guide)), Point(rect.maxX, y(guide)),
        Stroke(ink: .critical, width: 0.9, dashes: [4, 2]))
      d.text(
        "\(guide > 0 ? "+" : "−")\(Format.compact(abs(guide))) %", rect.maxX + 3, y(guide) - 2,
        TextStyle(size: 7, ink: .critical))
    }
    d.line(Point(rect.x, y(0)), Point(rect.maxX, y(0)), Stroke(ink: .axis, width: 0.8))
    var labels: [Point] = []
    for patient in patients { draw(patient, frame, &labels, &d) }
    return d
  }

  private static let dashes: [String: [Double]] = ["CR": [], "PR": [], "SD": [5, 2], "PD": [1.5, 1.8]]

  private func draw(_ patient: ResponseChart, _ frame: PlotFrame, _ labels: inout [Point], _ d: inout Drawing)
  {
    let points = self.points(patient)
    guard points.count > 1 else { return }
    let at = points.map { frame.point($0.day / 30.4375, min($0.change, 120)) }
    let ink = Ink.response(patient.best)
    d.group(clip: frame.rect) { d in
      d.path(.line(at), stroke: Stroke(ink: ink, width: 1.2, dashes: Self.dashes[patient.best] ?? [3, 1.5]))
    }
    for (point, place) in zip(points, at) {
      guard let visit = point.visit else { continue }
      let tip =
        "\(patient.patient), day \(Format.compact(point.day)): \(Format.fixed(point.change, 1)) %, \(visit.response)"
      if visit.newLesion {
        d.text(
          "✶", place.x, place.y + 3, TextStyle(size: 9, bold: true, ink: .critical, halo: .paper), .middle)
      } else {
        d.path(
          Marker.circle.path(at: place, radius: 1.9), fill: .paper, stroke: Stroke(ink: ink, width: 0.9),
          tip: tip)
      }
    }
    label(patient.patient, at.last, &labels, &d)
  }

  /// A name after the last point, unless another one is there.
  private func label(_ name: String, _ at: Point?, _ labels: inout [Point], _ d: inout Drawing) {
    guard let at, patients.count <= 30 else { return }
    guard !labels.contains(where: { abs($0.y - at.y) < 7 && abs($0.x - at.x) < 22 }) else { return }
    labels.append(at)
    d.text(name, at.x + 3.5, at.y + 2.4, TextStyle(size: 6.2, ink: .muted, halo: .paper))
  }
}
