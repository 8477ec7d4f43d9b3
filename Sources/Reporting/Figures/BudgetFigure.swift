import Foundation
import Quantities
import Stages

/// The uncertainty of each region's mean dose, cut into shares of variance.
///
/// The length of a bar is the combined relative standard uncertainty and each part takes the share of its variance.
/// Terms that are one error seen several times (the volume's, with their signed covariance) are one part. Parts carry
/// the number of their contribution: colour is not needed.
struct BudgetFigure {
  let summary: DoseSummary

  private var regions: [RegionDose] { summary.regions.filter { !$0.budget.isEmpty } }
  private var names: [String] {
    var seen: [String] = []
    for part in regions.flatMap({ Self.parts($0.budget) }) where !seen.contains(part.name) {
      seen.append(part.name)
    }
    return seen
  }

  /// √(Σ sign(r)·r²): negative lines are covariances.
  static func combined(_ budget: [UncertaintyContribution]) -> Double {
    max(0, budget.reduce(0) { $0 + variance($1) }).squareRoot()
  }

  private static func variance(_ c: UncertaintyContribution) -> Double { c.relative * abs(c.relative) }

  /// Independent parts with their variance.
  static func parts(_ budget: [UncertaintyContribution]) -> [(name: String, variance: Double)] {
    var parts: [(name: String, variance: Double)] = []
    for line in budget {
      let name =
        switch line.source {
        case .volume: "volume (mass, recovery, counts)"
        case let source? where line.isCovariance == true: source.rawValue
        case .some: line.name
        // Summaries of version 0.1 do not state which terms are one error.
        case nil: "not itemised"
        }
      if let n = parts.firstIndex(where: { $0.name == name }) {
        parts[n].variance += variance(line)
      } else {
        parts.append((name, variance(line)))
      }
    }
    return parts.map { ($0.name, max(0, $0.variance)) }
  }

  /// `nil` if no region has a budget.
  var drawing: Drawing? {
    guard !regions.isEmpty else { return nil }
    let keyRows = Double((names.count + 2) / 3)
    let top = 22 + 13 * keyRows
    let rect = Rect(x: 118, y: top, width: 352, height: 22 * Double(regions.count))
    var d = Drawing(
      width: 520, height: rect.maxY + 30, title: "Uncertainty budget, \(summary.title)",
      alternative: "Combined relative standard uncertainty of the mean dose: "
        + regions.map { "\($0.region) \(Format.percent(Self.combined($0.budget)))" }.joined(separator: ", ")
        + ".")
    d.text(
      "Relative standard uncertainty of the mean dose (k = 1), contributions to the variance", 0, 11, .title)
    key(&d)
    let x = Axis(holding: regions.map { 100 * Self.combined($0.budget) }, start: rect.x, end: rect.maxX)
    for tick in x.ticks {
      d.line(Point(x(tick), rect.y), Point(x(tick), rect.maxY), Stroke(ink: .grid, width: 0.5))
      d.text(x.label(tick), x(tick), rect.maxY + 11, .label, .middle)
    }
    d.text("Combined relative standard uncertainty / %", rect.midX, rect.maxY + 23, .label, .middle)
    for (n, region) in regions.enumerated() { bar(&d, region, x, rect.y + 22 * Double(n)) }
    return d
  }

  private func key(_ d: inout Drawing) {
    for (n, name) in names.enumerated() {
      let (x, y) = (Double(n % 3) * 172, 26 + 13 * Double(n / 3))
      d.rect(Rect(x: x, y: y - 7.5, width: 11, height: 10), fill: Ink.series[n % Ink.series.count])
      d.text("\(n + 1)", x + 5.5, y + 0.3, TextStyle(size: 7, bold: true, ink: .white), .middle)
      d.text(Drawing.fitted(name, TextStyle(size: 7.5), width: 150), x + 15, y, TextStyle(size: 7.5))
    }
  }

  private func bar(_ d: inout Drawing, _ region: RegionDose, _ x: Axis, _ y: Double) {
    let total = Self.combined(region.budget)
    d.text(
      Drawing.fitted(region.region.label, TextStyle(size: 8), width: 108), 112, y + 13.5, TextStyle(size: 8),
      .end)
    guard total > 0, total.isFinite else { return }
    var left = x(0)
    for (n, name) in names.enumerated() {
      let relative = Self.parts(region.budget).first { $0.name == name }?.variance ?? 0
      let width = (x(100 * total) - x(0)) * relative / (total * total)
      let tip = "\(name): \(Format.percent(relative.squareRoot()))"
      d.rect(
        Rect(x: left, y: y + 4, width: width, height: 14), fill: Ink.series[n % Ink.series.count],
        stroke: Stroke(ink: .paper, width: 0.6), tip: tip)
      if width > 9 {
        d.text("\(n + 1)", left + width / 2, y + 13.6, TextStyle(size: 7, bold: true, ink: .white), .middle)
      }
      left += width
    }
    d.text(Format.percent(total), left + 5, y + 13.6, TextStyle(size: 8, bold: true))
  }
}
