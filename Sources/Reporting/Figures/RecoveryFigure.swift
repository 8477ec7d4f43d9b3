import Diagnostics
import Foundation
import Quantities

/// Recovery coefficient against volume.
struct RecoveryFigure {
  let instrument: Instrument

  /// `nil` without points.
  var drawing: Drawing? {
    let points = instrument.recoveryCurve.sorted { $0.volume < $1.volume }.filter { $0.volume.value > 0 }
    guard points.count > 1 else { return nil }
    let rect = Rect(x: 40, y: 26, width: 270, height: 110)
    var d = Drawing(
      width: 322, height: 172, title: "Recovery curve of \(instrument.scanner)",
      alternative: "Recovery coefficient from \(Format.number(points[0].coefficient.value.value).text) to "
        + "\(Format.number(points.last!.coefficient.value.value).text) over \(counted(points.count, "volume"))."
    )
    d.text("Recovery curve", 0, 11, .title)
    let frame = PlotFrame(
      rect: rect,
      x: Axis(holding: points.map(\.volume.value), start: rect.x, end: rect.maxX, logarithmic: true),
      y: Axis(holding: points.map(\.coefficient.value.value) + [1], start: rect.maxY, end: rect.y))
    frame.draw(on: &d, xTitle: "Volume / mL", yTitle: "Recovery coefficient")
    let at = points.map { frame.point($0.volume.value, $0.coefficient.value.value) }
    d.path(.line(at), stroke: Stroke(ink: .accent, width: 1, dashes: [3, 2]))
    for (p, c) in zip(points, at) {
      if let u = p.coefficient.standardUncertainty?.value {
        let v = p.coefficient.value.value
        d.errorBar(
          frame.point(p.volume.value, v - u), frame.point(p.volume.value, v + u),
          Stroke(ink: .text, width: 0.9))
      }
      d.path(Marker.square.path(at: c, radius: 3), fill: .paper, stroke: Stroke(ink: .text, width: 1.2))
    }
    return d
  }
}
