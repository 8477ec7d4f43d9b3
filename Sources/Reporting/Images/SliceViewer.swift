import Foundation
import Parallel
import Volumes

/// Slices to page through: up to 24 per plane, each with its layers.
struct SliceViewer: Sendable {
  static let slicesPerPlane = 24
  static let longestSide = 176

  struct Frame: Sendable {
    var label: String
    var columns, rows: Int
    /// Millimetres: the aspect.
    var width, height: Double
    /// Letters on the left, right, top and bottom edge.
    var letters: [String]
    var anatomy, wash: Data
    /// SVG paths in pixel coordinates: contours, isodoses.
    var lines: String
    var isodoses: String
  }
  /// By plane; `start` is the slice through the focus.
  let planes: [(orientation: SliceOrientation, frames: [Frame], start: Int)]
  let overlayName: String

  init(_ scene: ImageScene) {
    let overlay: Overlay =
      scene.material.dose != nil ? .dose : scene.material.activities.isEmpty ? .none : .activity(0)
    overlayName = overlay == .dose ? "dose" : overlay == .none ? "" : "activity"
    planes = SliceOrientation.allCases.map { Self.frames(scene, $0, overlay) }
  }

  private static func frames(
    _ scene: ImageScene, _ orientation: SliceOrientation, _ overlay: Overlay
  ) -> (SliceOrientation, [Frame], Int) {
    let axes = GridAxes(scene.grid, orientation)
    let (first, count) = (scene.view.lower[axes.sliceAxis], scene.view.length(axes.sliceAxis))
    let focus = scene.grid.index(of: scene.focus)[axes.sliceAxis]
    let chosen = numbers(first: first, count: count, focus: Int(focus.rounded()))
    let made = parallelMap(chosen.count) { n in
      var index = scene.grid.index(of: scene.focus)
      index[axes.sliceAxis] = Double(chosen[n])
      return frame(scene, orientation, overlay, scene.grid.position(index))
    }
    return (orientation, made, chosen.firstIndex(of: Int(focus.rounded())) ?? chosen.count / 2)
  }

  /// Evenly spread slice numbers, moved so that the focus is one of them.
  static func numbers(first: Int, count: Int, focus: Int) -> [Int] {
    let step = max(1, (count + slicesPerPlane - 1) / slicesPerPlane)
    let start = first + (((focus - first) % step) + step) % step
    return Array(stride(from: start, to: first + count, by: step).prefix(slicesPerPlane))
  }

  private static func frame(
    _ scene: ImageScene, _ orientation: SliceOrientation, _ overlay: Overlay, _ point: Vector3
  ) -> Frame {
    let plane = scene.plane(orientation, through: point, longest: longestSide)
    let layers = SliceLayers(scene: scene, plane: plane)
    let centre = plane.position(column: Double(plane.columns) / 2, row: Double(plane.rows) / 2)
    let axis = orientation == .axial ? 2 : orientation == .coronal ? 1 : 0
    return Frame(
      label: "\(["x", "y", "z"][axis]) = \(Format.fixed(centre[axis], 1)) mm", columns: plane.columns,
      rows: plane.rows, width: plane.width, height: plane.height,
      letters: [-plane.right, plane.right, -plane.down, plane.down].map(OrientationLetters.letters),
      anatomy: layers.anatomy.png, wash: layers.wash(overlay)?.png ?? Data(),
      lines: layers.contours.map { svg($0.loops, SliceLines.contourStyle($0.structure)) }.joined(),
      isodoses: overlay == .dose
        ? layers.isodoses.map {
          svg($0.loops, Stroke(ink: .white, width: 0.8), tip: "\(Format.compact($0.level)) Gy")
        }.joined() : "")
  }

  private static func svg(_ loops: [[Point]], _ stroke: Stroke, tip: String? = nil) -> String {
    let parts = loops.map { loop in Path.Part(points: loop.map { $0 + Point(0.5, 0.5) }, closed: true) }
    var writer = SVGWriter(themed: false)
    writer.write([.path(Path(parts: parts), fill: nil, stroke: stroke, tip: tip)])
    return writer.output
  }
}
