import Diagnostics
import Foundation

/// A patient's laboratory values as small multiples over one axis of time, with liver function below.
public struct PatientTimelineFigure: Sendable {
  public struct Function: Sendable {
    public var day: Double
    /// ALBI score.
    public var score: Double
    public var grade: Int
    /// For example `A5`; empty where an item is missing.
    public var childPugh: String
    public init(day: Double, score: Double, grade: Int, childPugh: String) {
      (self.day, self.score, self.grade, self.childPugh) = (day, score, grade, childPugh)
    }
  }

  public var subject: String
  /// The criteria with their edition.
  public var edition: String
  /// Days of treatment from the first one.
  public var cycles: [Double]
  public var charts: [LaboratoryChart]
  public var function: [Function]
  /// Limits of ALBI grades 1 and 2.
  var albiLimits: (Double, Double)

  public init(
    subject: String, edition: String, cycles: [Double], charts: [LaboratoryChart], function: [Function],
    albiLimits: (Double, Double) = (-2.60, -1.39)
  ) {
    (self.subject, self.edition, self.cycles) = (subject, edition, cycles)
    (self.charts, self.function, self.albiLimits) = (charts, function, albiLimits)
  }

  private static let (columns, cell, head) = (3, (width: 240.0, height: 116.0), 30.0)
  private var rows: Int { (charts.count + Self.columns - 1) / Self.columns }
  private var range: ClosedRange<Double> {
    let days = charts.flatMap { $0.samples.map(\.day) } + cycles + function.map(\.day)
    return (days.min() ?? 0)...max((days.max() ?? 1), (days.min() ?? 0) + 1)
  }

  public var drawing: Drawing {
    let track = function.isEmpty ? 0 : 84.0
    let (width, bottom) = (
      Self.cell.width * Double(Self.columns), Self.head + Self.cell.height * Double(rows)
    )
    var d = Drawing(
      width: width, height: bottom + track + 24, title: "Laboratory course of \(subject)",
      alternative: alternative)
    d.text(subject, 4, 12, .title)
    d.text(edition, width - 4, 12, TextStyle(size: 7.5, bold: true, ink: .muted), .end)
    legend(&d)
    for (n, chart) in charts.enumerated() {
      let (row, column) = (n / Self.columns, n % Self.columns)
      let box = Rect(
        x: Double(column) * Self.cell.width, y: Self.head + Double(row) * Self.cell.height,
        width: Self.cell.width,
        height: Self.cell.height)
      chart.draw(on: &d, in: box, x: range, cycles: cycles, labelled: n + Self.columns >= charts.count)
    }
    if !function.isEmpty {
      draw(function: Rect(x: 38, y: bottom + 22, width: width - 56, height: 52), &d)
    }
    d.text("Days after the first treatment", width / 2, d.height - 6, .label, .middle)
    return d
  }

  private func legend(_ d: inout Drawing) {
    let text =
      "┆ treatment · ● in the window · ○ before or after · ▲ not gradable · ◯ worst grade · shaded: grades by the limits of the last sample"
    d.text(text, 4, 24, TextStyle(size: 6.8, ink: .muted))
  }

  private func draw(function rect: Rect, _ d: inout Drawing) {
    let x = Axis(
      holding: [range.lowerBound, range.upperBound], start: rect.x, end: rect.maxX, tight: true,
      headroom: 0.03)
    let scores = function.map(\.score)
    let y = Axis(
      holding: scores + [albiLimits.0, albiLimits.1], start: rect.maxY, end: rect.y, tight: true,
      headroom: 0.08)
    let frame = PlotFrame(rect: rect, x: x, y: y)
    d.text(
      "ALBI score and grade, Child-Pugh class", rect.x - 34, rect.y - 12, TextStyle(size: 8.6, bold: true))
    let edges = [rect.maxY, y(albiLimits.0), y(albiLimits.1), rect.y]
    for grade in 1...3 {
      let (top, bottom) = (
        max(rect.y, min(edges[grade], rect.maxY)), min(rect.maxY, max(edges[grade - 1], rect.y))
      )
      guard bottom > top else { continue }
      d.rect(Rect(x: rect.x, y: top, width: rect.width, height: bottom - top), fill: .grade(grade - 1))
      if bottom - top >= 7 {
        d.text(
          "\(grade)", rect.maxX + 4, (top + bottom) / 2 + 2.6, TextStyle(size: 7, bold: true, ink: .muted))
      }
    }
    frame.draw(on: &d, xTitle: "", yTitle: "", yTickCount: 4)
    for cycle in cycles {
      d.line(
        Point(x(cycle), rect.y), Point(x(cycle), rect.maxY), Stroke(ink: .accent, width: 0.8, dashes: [3, 2]))
    }
    d.path(.line(function.map { frame.point($0.day, $0.score) }), stroke: Stroke(ink: .text, width: 0.8))
    for point in function {
      let at = frame.point(point.day, point.score)
      d.path(
        Marker.circle.path(at: at, radius: 2.1), fill: .text,
        tip:
          "day \(Format.compact(point.day)): ALBI \(Format.fixed(point.score, 2)), grade \(point.grade)\(point.childPugh.isEmpty ? "" : ", Child-Pugh \(point.childPugh)")"
      )
      d.text(point.childPugh, at.x, rect.y - 2.5, TextStyle(size: 6.4, bold: true), .middle)
    }
  }

  private var alternative: String {
    charts.map { chart in
      let worst = chart.worst.flatMap { chart.samples[$0].grade }.map { "worst grade \($0)" } ?? "no grade"
      return "\(chart.title): \(counted(chart.samples.count, "sample")), \(worst)."
    }.joined(separator: " ")
  }
}
