import Foundation
import Stages
import Volumes

/// Coronal maximum-intensity projection of the dose, or of an activity on the scale common to all times.
struct ProjectionFigure {
  private let volume: Volume<Float>
  /// What the eye compares: `Absorbed dose`, or the time of the activity.
  private let title, subject: String
  private let top: Double
  /// The greatest value in words.
  private let most: String

  /// `nil` where the scene has no such volume.
  init?(scene: ImageScene, content: Overlay) {
    switch content {
    case .none: return nil
    case .dose:
      guard let dose = scene.material.dose else { return nil }
      (volume, title, subject) = (dose.map.values, "Absorbed dose", "absorbed dose")
      (top, most) = (scene.doseTop, "max \(Format.number(Self.greatest(volume)).text) Gy")
    case .activity(let n):
      let activity = scene.material.activities[n]
      (volume, title) = (activity.map.values, SliceFigure.hours(activity))
      subject = "activity \(title)"
      (top, most) = (scene.activityTop, "max \(Format.number(Self.greatest(volume) / 1e3).text) kBq/mL")
    }
  }

  private static func greatest(_ volume: Volume<Float>) -> Double {
    Double(volume.voxels.reduce(0) { $1.isFinite && $1 > $0 ? $1 : $0 })
  }

  var drawing: Drawing {
    let projection = Projection(volume)
    let (width, top) = (126.0, 16.0)
    let height = min(190, width * projection.millimetres.y / projection.millimetres.x)
    let scale = min(width / projection.millimetres.x, height / projection.millimetres.y)
    var d = Drawing(
      width: width, height: height + top + 12, title: "Projection \(title)",
      alternative: "Coronal maximum-intensity projection of the \(subject).")
    let size = (w: projection.millimetres.x * scale, h: projection.millimetres.y * scale)
    let rect = Rect(x: (width - size.w) / 2, y: top, width: size.w, height: size.h)
    d.text(title, 0, 11, TextStyle(size: 9, bold: true))
    d.rect(Rect(x: 0, y: top, width: width, height: height), fill: .white)
    d.image(projection.raster(top: self.top), in: rect)
    d.rect(Rect(x: 0, y: top, width: width, height: height), stroke: Stroke(ink: .grid, width: 0.7))
    let letter = TextStyle(size: 8, bold: true, ink: Ink(rgb: 0x14212B), halo: .white)
    d.text(OrientationLetters.letters(-projection.right), 3, rect.midY, letter)
    d.text(OrientationLetters.letters(projection.right), width - 3, rect.midY, letter, .end)
    d.text(most, 0, d.height - 2, TextStyle(size: 6.8, ink: .muted))
    return d
  }
}

/// Largest value along the lines of sight of a coronal view.
struct Projection {
  let columns, rows: Int
  let values: [Float]
  let millimetres: Point
  let right: Vector3

  init(_ volume: Volume<Float>) {
    let (grid, s) = (volume.grid, volume.grid.size)
    let axes = GridAxes(grid, .coronal)
    let (columns, rows) = (s[axes.columnAxis], s[axes.rowAxis])
    let steps = [1, s.i, s.i * s.j]
    var values = [Float](repeating: 0, count: columns * rows)
    volume.voxels.withUnsafeBufferPointer { v in
      for row in 0..<rows {
        let r = (axes.rowSign > 0 ? row : rows - 1 - row) * steps[axes.rowAxis]
        for depth in 0..<s[axes.sliceAxis] {
          let start = r + depth * steps[axes.sliceAxis]
          for column in 0..<columns {
            let c = (axes.columnSign > 0 ? column : columns - 1 - column) * steps[axes.columnAxis]
            let value = v[start + c]
            if value > values[column + columns * row] { values[column + columns * row] = value }
          }
        }
      }
    }
    (self.columns, self.rows, self.values, right) = (columns, rows, values, axes.right)
    millimetres = Point(
      Double(columns) * grid.spacing[axes.columnAxis], Double(rows) * grid.spacing[axes.rowAxis])
  }

  /// Inverse grey, as nuclear medicine shows projections. The square root lifts what is faint.
  func raster(top: Double) -> Raster {
    let scale = top > 0 ? Float(1 / top) : 0
    return Raster(
      width: columns, height: rows,
      pixels: values.map { 0xFF00_0000 | ColourMap.inverseGrey(Double(max(0, $0 * scale).squareRoot())) })
  }
}
