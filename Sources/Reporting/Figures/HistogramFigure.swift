import Foundation
import Quantities
import Stages

/// Cumulative dose–volume histograms of some regions, the key below.
struct HistogramFigure {
  let summary: DoseSummary
  let regions: [RegionDose]
  let title: String

  /// Curves beyond this number would hide each other; they are in the table.
  private static let most = 10
  /// Bands of more curves than this cover each other.
  private static let mostBands = 4
  private static let rect = Rect(x: 44, y: 30, width: 268, height: 150)

  /// - Parameter only: regions to draw; `nil` draws all that have a histogram.
  init(
    summary: DoseSummary, only: [RegionDose]? = nil, title: String = "Cumulative dose–volume histogram"
  ) {
    (self.summary, self.title) = (summary, title)
    regions = (only ?? summary.regions).filter { $0.histogram.dose.count > 1 }
  }

  var drawing: Drawing {
    let shown = Array(regions.prefix(Self.most))
    let rows = (shown.count + 1) / 2
    let rect = Self.rect
    var d = Drawing(
      width: 322, height: rect.maxY + 40 + 20 * Double(rows) + (regions.count > shown.count ? 12 : 0),
      title: "\(title), \(summary.title)",
      alternative: "Cumulative volume fraction against absorbed dose for "
        + shown.map { "\($0.region) (mean \(DisplayUnit.gray.text($0.mean).text) Gy)" }.joined(
          separator: ", ") + ".")
    let frame = PlotFrame(
      rect: rect, x: Axis(holding: shown.map { reach($0.histogram) }, start: rect.x, end: rect.maxX),
      y: Axis(holding: [0, 100], start: rect.maxY, end: rect.y, headroom: 0.02))
    d.text(title, 0, 11, .title)
    d.text(summary.title + " · " + summary.engine, 0, 23, .label)
    frame.draw(on: &d, xTitle: "Absorbed dose / Gy", yTitle: "Volume / %")
    let box = [rect.x, rect.y, rect.width, rect.height, frame.x.low, frame.x.high, frame.y.low, frame.y.high]
    d.group(attributes: ["class": "dvh", "data-plot": box.map { "\($0)" }.joined(separator: " ")]) { d in
      for (n, region) in shown.enumerated() {
        curve(&d, frame, region, n, banded: shown.count <= Self.mostBands)
      }
    }
    legend(&d, shown)
    return d
  }

  /// The dose that 2 % of the volume still get: beyond it a curve is flat on the axis.
  private func reach(_ h: DoseVolumeHistogram) -> Double {
    h.volumeFraction.lastIndex { $0 > 0.02 }.map { h.dose[$0] } ?? h.dose.last ?? 1
  }

  static func style(_ n: Int, width: Double = 1.6) -> Stroke {
    Stroke(
      ink: Ink.series[n % Ink.series.count], width: width,
      dashes: Stroke.patterns[(n + n / Ink.series.count) % Stroke.patterns.count])
  }

  private func curve(_ d: inout Drawing, _ frame: PlotFrame, _ region: RegionDose, _ n: Int, banded: Bool) {
    let samples = zip(region.histogram.dose, region.histogram.volumeFraction).filter {
      $0.isFinite && $1.isFinite
    }
    let style = Self.style(n)
    let scaled = { (factor: Double) in samples.map { frame.point($0.0 * factor, 100 * $0.1) } }
    d.group(clip: frame.rect, attributes: ["data-series": region.region.label]) { d in
      if banded, let u = region.mean.relativeUncertainty, u.isFinite {
        d.path(.area(scaled(1 - u) + scaled(1 + u).reversed()), fill: style.ink.with(alpha: 0.10))
        for factor in [1 - u, 1 + u] {
          d.path(
            .line(scaled(factor)),
            stroke: Stroke(ink: style.ink.with(alpha: 0.55), width: 0.5, dashes: [1.5, 1.5]))
        }
      }
      d.path(.line(scaled(1)), stroke: style, tip: region.region.label)
    }
  }

  private func legend(_ d: inout Drawing, _ shown: [RegionDose]) {
    let top = Self.rect.maxY + 42
    for (n, region) in shown.enumerated() {
      let (x, y) = (Double(n % 2) * 163, top + 20 * Double(n / 2))
      d.line(Point(x, y - 2.5), Point(x + 22, y - 2.5), Self.style(n, width: 2))
      d.text(
        Drawing.fitted(region.region.label, TextStyle(size: 8), width: 130), x + 28, y, TextStyle(size: 8))
      d.text(
        "mean \(DisplayUnit.gray.text(region.mean).text) Gy\(region.recoveryCorrectedMean == nil ? "" : ", as imaged")",
        x + 28, y + 9, TextStyle(size: 7, ink: .muted))
    }
    guard regions.count > shown.count else { return }
    d.text("and \(regions.count - shown.count) more in the table", 0, d.height - 3, .label)
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
