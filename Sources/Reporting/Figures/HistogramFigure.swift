import Foundation
import Quantities
import Stages

/// Cumulative dose–volume histograms of all regions.
struct HistogramFigure {
  let summary: DoseSummary

  private static let rect = Rect(x: 44, y: 30, width: 330, height: 210)

  var drawing: Drawing {
    let regions = summary.regions.filter { $0.histogram.dose.count > 1 }
    var d = Drawing(
      width: 520, height: 268, title: "Dose–volume histograms, \(summary.title)",
      alternative: "Cumulative volume fraction against absorbed dose for "
        + regions.map { "\($0.region) (mean \(DisplayUnit.gray.text($0.mean).text) Gy)" }.joined(
          separator: ", ") + ".")
    let rect = Self.rect
    let frame = PlotFrame(
      rect: rect, x: Axis(holding: regions.map { reach($0.histogram) }, start: rect.x, end: rect.maxX),
      y: Axis(holding: [0, 100], start: rect.maxY, end: rect.y, headroom: 0.02))
    d.text("Cumulative dose–volume histogram", 0, 12, .title)
    d.text(summary.title + " · " + summary.engine, 374, 12, .label, .end)
    frame.draw(on: &d, xTitle: "Absorbed dose / Gy", yTitle: "Volume / %")
    let box = [rect.x, rect.y, rect.width, rect.height, frame.x.low, frame.x.high, frame.y.low, frame.y.high]
    d.group(attributes: ["class": "dvh", "data-plot": box.map { "\($0)" }.joined(separator: " ")]) { d in
      for (n, region) in regions.enumerated() { curve(&d, frame, region, n) }
    }
    legend(&d, regions)
    return d
  }

  /// The dose that 0.2 % of the volume still get: beyond it a curve is flat on the axis.
  private func reach(_ h: DoseVolumeHistogram) -> Double {
    h.volumeFraction.lastIndex { $0 > 0.002 }.map { h.dose[$0] } ?? h.dose.last ?? 1
  }

  static func style(_ n: Int, width: Double = 1.6) -> Stroke {
    Stroke(
      ink: Ink.series[n % Ink.series.count], width: width, dashes: Stroke.patterns[n % Stroke.patterns.count])
  }

  private func curve(_ d: inout Drawing, _ frame: PlotFrame, _ region: RegionDose, _ n: Int) {
    let samples = zip(region.histogram.dose, region.histogram.volumeFraction).filter {
      $0.isFinite && $1.isFinite
    }
    let style = Self.style(n)
    let scaled = { (factor: Double) in samples.map { frame.point($0.0 * factor, 100 * $0.1) } }
    d.group(clip: frame.rect, attributes: ["data-series": region.region]) { d in
      if let u = region.mean.relativeUncertainty, u.isFinite {
        d.path(.area(scaled(1 - u) + scaled(1 + u).reversed()), fill: style.ink.with(alpha: 0.10))
        for factor in [1 - u, 1 + u] {
          d.path(
            .line(scaled(factor)),
            stroke: Stroke(ink: style.ink.with(alpha: 0.55), width: 0.5, dashes: [1.5, 1.5]))
        }
      }
      d.path(.line(scaled(1)), stroke: style, tip: region.region)
    }
  }

  private func legend(_ d: inout Drawing, _ regions: [RegionDose]) {
    let x = Self.rect.maxX + 14
    for (n, region) in regions.prefix(10).enumerated() {
      let y = Self.rect.y + 8 + Double(n) * 20
      d.line(Point(x, y - 2.5), Point(x + 24, y - 2.5), Self.style(n, width: 2))
      d.text(fitted(region.region, 102), x + 30, y, TextStyle(size: 8))
      d.text(
        "mean \(DisplayUnit.gray.text(region.mean).text) Gy", x + 30, y + 9, TextStyle(size: 7, ink: .muted))
    }
    if regions.count > 10 { d.text("and \(regions.count - 10) more in the table", x, Self.rect.maxY, .label) }
  }

  private func fitted(_ text: String, _ width: Double) -> String {
    Drawing.fitted(text, TextStyle(size: 8), width: width)
  }
}

extension Drawing {
  /// The text, cut with an ellipsis where it is longer than `width`.
  static func fitted(_ text: String, _ style: TextStyle, width: Double) -> String {
    var short = text
    while short.count > 1, TextLayout.width(short == text ? text : short + "…", style) > width {
      short.removeLast()
    }
    return short == text ? text : short + "…"
  }
}
