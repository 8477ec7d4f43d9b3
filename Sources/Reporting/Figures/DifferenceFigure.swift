import Stages
import Volumes

/// Map of the difference of two doses on a scale that is symmetric about zero.
struct DifferenceFigure {
  let scene: ImageScene
  let difference: Volume<Float>
  let title: String
  /// End of the scale, Gy.
  private let top: Double

  init(scene: ImageScene, difference: Volume<Float>, title: String) {
    (self.scene, self.difference, self.title) = (scene, difference, title)
    top = Self.top(difference)
  }

  var drawings: [Drawing] { [SliceOrientation.axial, .coronal].map(panel) }

  private func panel(_ orientation: SliceOrientation) -> Drawing {
    let plane = scene.plane(orientation)
    var d = Drawing(
      width: 256, height: 214, title: "Difference map, \(orientation.rawValue)",
      alternative:
        "Difference of absorbed dose, \(title), \(orientation.rawValue) slice, from −\(Format.number(top).text) to +\(Format.number(top).text) Gy."
    )
    let scale = min((d.width - 8) / plane.width, (d.height - 50) / plane.height)
    let rect = Rect(
      x: (d.width - plane.width * scale) / 2, y: 14, width: plane.width * scale, height: plane.height * scale)
    d.text("\(orientation.rawValue.capitalized): \(title)", 2, 9, TextStyle(size: 7.5, bold: true))
    let pixels = plane.sample(difference).map { v in
      v.isFinite ? 0xFF00_0000 | ColourMap.difference(Double(v) / (2 * top) + 0.5) : 0xFFFF_FFFF
    }
    d.image(Raster(width: plane.columns, height: plane.rows, pixels: pixels), in: rect)
    outlines(&d, plane, rect)
    bar(&d, rect.maxY + 10)
    return d
  }

  /// The 99.5 % quantile of the absolute difference over at most about 10⁵ voxels, so that one voxel does not
  /// bleach the map.
  private static func top(_ difference: Volume<Float>) -> Double {
    let step = max(1, difference.voxels.count / 100_000)
    let values = stride(from: 0, to: difference.voxels.count, by: step).map { abs(difference.voxels[$0]) }
      .filter { $0.isFinite && $0 > 0 }.sorted()
    return values.isEmpty ? 1 : Double(values[Int(Double(values.count - 1) * 0.995)])
  }

  private func outlines(_ d: inout Drawing, _ plane: SlicePlane, _ rect: Rect) {
    let layers = SliceLayers(scene: scene, plane: plane)
    d.group(clip: rect) { d in
      for (_, loops) in layers.contours {
        let parts = loops.map { loop in
          Path.Part(
            points: loop.map {
              Point(
                rect.x + ($0.x + 0.5) / Double(plane.columns) * rect.width,
                rect.y + ($0.y + 0.5) / Double(plane.rows) * rect.height)
            }, closed: true)
        }
        d.path(Path(parts: parts), stroke: Stroke(ink: Ink(rgb: 0x14212B), width: 0.8))
      }
    }
  }

  private func bar(_ d: inout Drawing, _ y: Double) {
    let rect = Rect(x: 40, y: y, width: 160, height: 7)
    d.image(
      Raster(width: 256, height: 1, pixels: ColourMap.difference.colours.map { 0xFF00_0000 | $0 }), in: rect)
    d.rect(rect, stroke: Stroke(ink: .axis, width: 0.5))
    let label = Format.number(top).text
    for (x, text) in [(rect.x, "−" + label), (rect.midX, "0"), (rect.maxX, "+" + label)] {
      d.text(text, x, rect.maxY + 9, .label, .middle)
    }
    d.text("Gy", rect.maxX + 18, rect.maxY, TextStyle(size: 7.5, bold: true))
  }
}
