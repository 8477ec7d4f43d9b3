import Foundation

/// One laboratory test of one patient over time, with the bands of its grades.
public struct LaboratoryChart: Sendable {
  public struct Sample: Sendable {
    /// Days from the first treatment.
    public var day: Double
    /// Result, in the unit of the chart.
    public var value: Double
    /// `nil`: not gradable.
    public var grade: Int?
    /// Counts for the worst grade.
    public var isInWindow: Bool
    /// Shown when the pointer rests on the point.
    public var tip: String
    public init(day: Double, value: Double, grade: Int?, isInWindow: Bool, tip: String) {
      (self.day, self.value, self.grade, self.isInWindow, self.tip) = (day, value, grade, isInWindow, tip)
    }
  }

  /// A grade with the value at which it begins.
  public struct Band: Sendable {
    public var grade: Int
    /// Value at which the grade begins, in the unit of the chart.
    public var limit: Double
    public init(grade: Int, limit: Double) { (self.grade, self.limit) = (grade, limit) }
  }

  public var title: String
  public var unit: String
  public var samples: [Sample]
  public var bands: [Band]
  /// Whether high values are the bad ones.
  public var rises: Bool
  /// Limits of normal, in `unit`, where the laboratory gave them.
  public var lower, upper: Double?
  /// Index of the sample with the worst grade.
  public var worst: Int?
  /// A few words after the title, for example the branch of the rule.
  public var remark: String

  public init(
    title: String, unit: String, samples: [Sample], bands: [Band], rises: Bool, lower: Double?,
    upper: Double?,
    worst: Int?, remark: String = ""
  ) {
    (self.title, self.unit, self.samples, self.bands) = (title, unit, samples, bands)
    (self.rises, self.lower, self.upper, self.worst, self.remark) = (rises, lower, upper, worst, remark)
  }
}

extension Ink {
  /// One hue, darker with the grade 1…4; the number is shown with it, so that colour is never needed.
  static func grade(_ grade: Int) -> Ink {
    Ink.attention.with(alpha: [0, 0.10, 0.22, 0.36, 0.52][min(4, max(0, grade))])
  }
}

extension LaboratoryChart {
  /// Draws the chart into a rectangle that includes its title.
  func draw(on d: inout Drawing, in box: Rect, x range: ClosedRange<Double>, cycles: [Double], labelled: Bool)
  {
    let rect = Rect(x: box.x + 38, y: box.y + 16, width: box.width - 56, height: box.height - 30)
    let x = Axis(
      holding: [range.lowerBound, range.upperBound], start: rect.x, end: rect.maxX, tight: true,
      headroom: 0.03)
    let frame = PlotFrame(rect: rect, x: x, y: axis(rect))
    d.text(title, box.x + 4, box.y + 10, TextStyle(size: 8.6, bold: true))
    let width = TextLayout.width(title, TextStyle(size: 8.6, bold: true))
    d.text(unit, box.x + 9 + width, box.y + 10, .label)
    d.text(remark, rect.maxX, box.y + 10, TextStyle(size: 6.8, ink: .muted), .end)
    shade(&d, frame)
    frame.draw(on: &d, xTitle: "", yTitle: "", xLabels: labelled, yTickCount: 5)
    for cycle in cycles {
      d.line(
        Point(x(cycle), rect.y), Point(x(cycle), rect.maxY), Stroke(ink: .accent, width: 0.8, dashes: [3, 2]))
    }
    limits(&d, frame)
    points(&d, frame)
  }

  /// Around the samples and the limits that they come near; far limits would flatten the course.
  private func axis(_ rect: Rect) -> Axis {
    let values = samples.map(\.value)
    let (least, most) = (values.min() ?? 0, values.max() ?? 1)
    let near = (bands.map(\.limit) + [lower, upper].compactMap(\.self)).filter {
      $0 <= 1.5 * most && $0 >= 0.6 * least
    }
    let logarithmic = least > 0 && most / least > 6
    return Axis(
      holding: values + near, start: rect.maxY, end: rect.y, logarithmic: logarithmic,
      tight: !logarithmic && least > 0.5 * most,
      headroom: 0.08)
  }

  private func shade(_ d: inout Drawing, _ frame: PlotFrame) {
    let ordered = bands.sorted { $0.grade < $1.grade }
    d.group(clip: frame.rect) { d in
      for (n, band) in ordered.enumerated() {
        let end =
          n + 1 < ordered.count ? frame.y(ordered[n + 1].limit) : rises ? frame.rect.y : frame.rect.maxY
        let (top, bottom) = (min(frame.y(band.limit), end), max(frame.y(band.limit), end))
        d.rect(
          Rect(x: frame.rect.x, y: top, width: frame.rect.width, height: bottom - top),
          fill: .grade(band.grade))
      }
    }
    for (n, band) in ordered.enumerated() {
      let end = n + 1 < ordered.count ? frame.y(ordered[n + 1].limit) : rises ? frame.rect.y : frame.rect.maxY
      let (top, bottom) = (
        max(frame.rect.y, min(frame.y(band.limit), end)), min(frame.rect.maxY, max(frame.y(band.limit), end))
      )
      guard bottom - top >= 7 else { continue }
      d.text(
        "G\(band.grade)", frame.rect.maxX + 3, (top + bottom) / 2 + 2.6,
        TextStyle(size: 7, bold: true, ink: .muted))
    }
  }

  private func limits(_ d: inout Drawing, _ frame: PlotFrame) {
    for (limit, name) in [(lower, "LLN"), (upper, "ULN")] {
      guard let limit, limit > frame.y.low, limit < frame.y.high else { continue }
      let y = frame.y(limit)
      d.line(
        Point(frame.rect.x, y), Point(frame.rect.maxX, y),
        Stroke(ink: .muted, width: 0.8, dashes: [1.5, 1.8]))
      d.text(name, frame.rect.x + 2, y - 1.5, TextStyle(size: 6.2, ink: .muted, halo: .paper))
    }
  }

  private func points(_ d: inout Drawing, _ frame: PlotFrame) {
    d.path(.line(samples.map { frame.point($0.day, $0.value) }), stroke: Stroke(ink: .text, width: 0.8))
    for (n, sample) in samples.enumerated() {
      let at = frame.point(sample.day, sample.value)
      let marker: Marker = sample.grade == nil ? .triangle : .circle
      if n == worst {
        d.path(Marker.circle.path(at: at, radius: 4.6), stroke: Stroke(ink: .critical, width: 1.1))
      }
      d.path(
        marker.path(at: at, radius: 2.1), fill: sample.isInWindow ? .text : .paper,
        stroke: Stroke(ink: .text, width: 0.9),
        tip: sample.tip)
    }
  }
}
