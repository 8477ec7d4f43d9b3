/// A receiver operating characteristic with the best and the published thresholds.
public struct ROCFigure: Sendable {
  public struct Mark: Sendable {
    public var label: String
    public var sensitivity, specificity: Double
    public init(_ label: String, sensitivity: Double, specificity: Double) {
      (self.label, self.sensitivity, self.specificity) = (label, sensitivity, specificity)
    }
  }
  public var title: String
  /// Sensitivity and specificity from the highest threshold down.
  public var points: [(sensitivity: Double, specificity: Double)]
  public var marks: [Mark]
  /// For example `AUC 0.86 (0.76 – 0.97)`.
  public var remark: String

  public init(
    title: String, points: [(sensitivity: Double, specificity: Double)], marks: [Mark], remark: String
  ) {
    (self.title, self.points, self.marks, self.remark) = (title, points, marks, remark)
  }

  public var drawing: Drawing {
    let rect = Rect(x: 40, y: 26, width: 190, height: 190)
    var d = Drawing(
      width: 300, height: 250, title: title,
      alternative: "Sensitivity against 1 − specificity. \(remark). "
        + marks.map {
          "\($0.label): sensitivity \(Format.percent($0.sensitivity)), specificity \(Format.percent($0.specificity))"
        }
        .joined(separator: "; ") + ".")
    let frame = PlotFrame(
      rect: rect, x: Axis(holding: [0, 1], start: rect.x, end: rect.maxX, headroom: 0),
      y: Axis(holding: [0, 1], start: rect.maxY, end: rect.y, headroom: 0))
    d.text(title, 0, 12, .title)
    frame.draw(on: &d, xTitle: "1 − specificity", yTitle: "Sensitivity")
    d.line(frame.point(0, 0), frame.point(1, 1), Stroke(ink: .axis, width: 0.8, dashes: [3, 2]))
    let corners = [(sensitivity: 0.0, specificity: 1.0)] + points
    let path = corners.map { frame.point(1 - $0.specificity, $0.sensitivity) }
    d.path(.area(path + [frame.point(1, 0)]), fill: Ink.accent.with(alpha: 0.10))
    d.path(.line(path), stroke: Stroke(ink: .accent, width: 1.6))
    for (n, mark) in marks.enumerated() { draw(&d, frame, mark, n) }
    d.text(remark, rect.maxX - 4, rect.maxY - 6, TextStyle(size: 7.6, bold: true, halo: .paper), .end)
    return d
  }

  private func draw(_ d: inout Drawing, _ frame: PlotFrame, _ mark: Mark, _ n: Int) {
    let at = frame.point(1 - mark.specificity, mark.sensitivity)
    let ink = n == 0 ? Ink.text : .attention
    d.path(
      Marker.allCases[n % 4].path(at: at, radius: 3.2), fill: ink, stroke: Stroke(ink: .paper, width: 0.6))
    d.text(mark.label, at.x + 6, at.y + 8 + 3 * Double(n % 2), TextStyle(size: 7.2, ink: ink, halo: .paper))
  }
}
