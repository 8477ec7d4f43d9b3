import Diagnostics
import Foundation

/// Peak aminotransferase against peak bilirubin, both as multiples: of the limit of normal, and of the baseline (eDISH,
/// doi:10.1007/s40264-014-0184-5).
public struct LiverSafetyFigure: Sendable {
  public struct Patient: Sendable {
    public var name: String
    public var arm: String
    /// Peak values as multiples of the limit of normal, a ratio.
    public var aminotransferase, bilirubin: Double
    /// Multiples of the patient's baseline.
    public var ofBaseline: (aminotransferase: Double, bilirubin: Double)?
    /// In the range of Hy's law.
    public var isMarked: Bool
    public init(
      name: String, arm: String, aminotransferase: Double, bilirubin: Double,
      ofBaseline: (aminotransferase: Double, bilirubin: Double)?, isMarked: Bool
    ) {
      (self.name, self.arm, self.aminotransferase, self.bilirubin) = (name, arm, aminotransferase, bilirubin)
      (self.ofBaseline, self.isMarked) = (ofBaseline, isMarked)
    }
  }

  public let patients: [Patient]
  /// Of the patients, sorted once: there are two markers for each.
  private let arms: [String]
  /// Patients of the cohort, of whom those above are drawn.
  public var total: Int
  /// Multiples of the limit of normal (ratios) beyond which there is concern.
  public var limits: (aminotransferase: Double, bilirubin: Double)
  public init(
    patients: [Patient], total: Int? = nil,
    limits: (aminotransferase: Double, bilirubin: Double) = (3, 2)
  ) {
    (self.patients, self.total, self.limits) = (patients, total ?? patients.count, limits)
    arms = Set(patients.map(\.arm)).sorted()
  }

  public var drawing: Drawing {
    var d = Drawing(
      width: 640, height: 300, title: "Liver safety",
      alternative:
        "Peak aminotransferase and bilirubin of \(counted(patients.count, "patient")); \(patients.count(where: \.isMarked)) in the range of Hy's law."
    )
    legend(&d)
    panel(
      "× upper limit of normal", Rect(x: 44, y: 44, width: 256, height: 212),
      patients.map { ($0, $0.aminotransferase, $0.bilirubin) }, lines: true, &d)
    panel(
      "× own baseline", Rect(x: 372, y: 44, width: 256, height: 212),
      patients.compactMap { p in p.ofBaseline.map { (p, $0.aminotransferase, $0.bilirubin) } }, lines: false,
      &d)
    return d
  }

  private func legend(_ d: inout Drawing) {
    d.text("Peak ALT or AST against peak bilirubin", 0, 12, .title)
    var x = 300.0
    for (n, arm) in arms.enumerated() where arms.count > 1 {
      d.path(
        marker(arm).path(at: Point(x, 9.5), radius: 3),
        fill: Ink.series[n % Ink.series.count].with(alpha: 0.75))
      let label = ArmLabel.text(arm)
      d.text(label, x + 6, 12, .label)
      x += 18 + TextLayout.width(label, .label)
    }
  }

  private func panel(
    _ title: String, _ rect: Rect, _ points: [(patient: Patient, x: Double, y: Double)], lines: Bool,
    _ d: inout Drawing
  ) {
    let x = Axis(holding: points.map(\.x) + [0.3, 10], start: rect.x, end: rect.maxX, logarithmic: true)
    let y = Axis(holding: points.map(\.y) + [0.3, 5], start: rect.maxY, end: rect.y, logarithmic: true)
    let frame = PlotFrame(rect: rect, x: x, y: y)
    d.text(title, rect.x, rect.y - 8, TextStyle(size: 8.2, bold: true))
    d.text(
      total > patients.count ? "n = \(total), \(points.count) drawn" : "n = \(points.count)", rect.maxX,
      rect.y - 8, .label, .end)
    if lines {
      let corner = frame.point(limits.aminotransferase, limits.bilirubin)
      d.rect(
        Rect(x: corner.x, y: rect.y, width: rect.maxX - corner.x, height: corner.y - rect.y),
        fill: Ink.critical.with(alpha: 0.10))
    }
    frame.draw(on: &d, xTitle: "peak ALT or AST, \(title)", yTitle: "peak bilirubin, \(title)")
    if lines { quadrants(&d, frame, points) }
    for (patient, px, py) in points { draw(patient, frame.point(px, py), (px, py), edge: rect.maxX, &d) }
  }

  private func quadrants(
    _ d: inout Drawing, _ frame: PlotFrame, _ points: [(patient: Patient, x: Double, y: Double)]
  ) {
    let (r, corner) = (frame.rect, frame.point(limits.aminotransferase, limits.bilirubin))
    let stroke = Stroke(ink: .critical, width: 0.9, dashes: [4, 2])
    d.line(Point(corner.x, r.y), Point(corner.x, r.maxY), stroke)
    d.line(Point(r.x, corner.y), Point(r.maxX, corner.y), stroke)
    let style = TextStyle(size: 7, bold: true, ink: .muted, halo: .paper)
    d.text("Hy's law range", r.maxX - 3, r.y + 9, style, .end)
    d.text("hyperbilirubinaemia", r.x + 3, r.y + 9, style)
    d.text("Temple's corollary", r.maxX - 3, r.maxY - 4, style, .end)
  }

  private func draw(
    _ patient: Patient, _ at: Point, _ value: (Double, Double), edge: Double, _ d: inout Drawing
  ) {
    let ink = Ink.series[(arms.firstIndex(of: patient.arm) ?? 0) % Ink.series.count]
    d.path(
      marker(patient.arm).path(at: at, radius: patients.count > 500 ? 1.4 : 2.6), fill: ink.with(alpha: 0.75),
      tip: "\(patient.name): ALT or AST \(Format.compact(value.0)) ×, bilirubin \(Format.compact(value.1)) ×")
    guard patient.isMarked, patients.count(where: \.isMarked) <= 40 else { return }
    let isRight = at.x > edge - 40
    d.text(
      patient.name, at.x + (isRight ? -5 : 5), at.y - 4,
      TextStyle(size: 7, bold: true, ink: .critical, halo: .paper), isRight ? .end : .start)
  }

  private func marker(_ arm: String) -> Marker {
    Marker.allCases[(arms.firstIndex(of: arm) ?? 0) % Marker.allCases.count]
  }
}
