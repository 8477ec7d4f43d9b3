import Volumes

/// The three standard cuts.
enum SliceOrientation: String, Sendable, CaseIterable {
  case axial, coronal, sagittal

  /// Patient directions (LPS) to which the screen's right and down come closest: the patient's right is on the left
  /// of the screen; in sagittal cuts anterior is on the left.
  var screen: (right: Vector3, down: Vector3) {
    switch self {
    case .axial: (Vector3(1, 0, 0), Vector3(0, 1, 0))
    case .coronal: (Vector3(1, 0, 0), Vector3(0, 0, -1))
    case .sagittal: (Vector3(0, 1, 0), Vector3(0, 0, -1))
    }
  }
}

/// A rectangle of square pixels in the patient, ready to be sampled from any volume of the same space.
///
/// It lies along the axes of a grid (so that nothing is interpolated across slices) in the sense that shows the
/// patient in radiological convention, whatever the order and the sign of the grid's axes.
struct SlicePlane: Sendable, Equatable {
  /// Centre of the top left pixel, mm LPS.
  var origin: Vector3
  /// Unit vectors of the screen.
  var right, down: Vector3
  /// Side of a pixel, mm.
  var pixel: Double
  var columns, rows: Int

  var width: Double { Double(columns) * pixel }
  var height: Double { Double(rows) * pixel }

  /// - Parameters:
  ///   - point: a point of the plane, mm LPS; moved to the nearest slice of the grid.
  ///   - view: the part of the grid to show, in voxel indices.
  ///   - longest: largest number of pixels along a side.
  init(
    _ orientation: SliceOrientation, of grid: Grid, through point: Vector3, view: IndexBox, longest: Int = 320
  ) {
    let axes = GridAxes(grid, orientation)
    right = axes.right
    down = axes.down
    let extent = (
      x: Double(view.length(axes.columnAxis)) * grid.spacing[axes.columnAxis],
      y: Double(view.length(axes.rowAxis)) * grid.spacing[axes.rowAxis]
    )
    pixel = max(
      min(grid.spacing[axes.columnAxis], grid.spacing[axes.rowAxis]),
      max(extent.x, extent.y) / Double(longest))
    columns = max(1, Int((extent.x / pixel).rounded()))
    rows = max(1, Int((extent.y / pixel).rounded()))
    var index = Vector3.zero
    index[axes.columnAxis] = view.edge(axes.columnAxis, first: axes.columnSign > 0)
    index[axes.rowAxis] = view.edge(axes.rowAxis, first: axes.rowSign > 0)
    let last = Double(grid.size[axes.sliceAxis] - 1)
    index[axes.sliceAxis] = min(last, max(0, grid.index(of: point)[axes.sliceAxis].rounded()))
    origin = grid.position(index) + right * (pixel / 2) + down * (pixel / 2)
  }

  func position(column: Double, row: Double) -> Vector3 {
    origin + right * (column * pixel) + down * (row * pixel)
  }

  /// Pixel coordinates of the projection of a patient position; pixel centres are whole numbers.
  func pixel(of position: Vector3) -> SIMD2<Double> {
    let d = position - origin
    return SIMD2(d.dot(right), d.dot(down)) / pixel
  }
}

/// Which axis of a grid runs along the screen, and in which sense.
struct GridAxes {
  let columnAxis, rowAxis, sliceAxis: Int
  let columnSign, rowSign: Double
  let right, down: Vector3

  init(_ grid: Grid, _ orientation: SliceOrientation) {
    let columns = [grid.direction.columns.x, grid.direction.columns.y, grid.direction.columns.z]
    let screen = orientation.screen
    let nearest = { (target: Vector3, free: [Int]) -> Int in
      free.max { abs(columns[$0].dot(target)) < abs(columns[$1].dot(target)) }!
    }
    columnAxis = nearest(screen.right, [0, 1, 2])
    rowAxis = nearest(screen.down, [0, 1, 2].filter { [columnAxis] in $0 != columnAxis })
    sliceAxis = 3 - columnAxis - rowAxis
    columnSign = columns[columnAxis].dot(screen.right) < 0 ? -1 : 1
    rowSign = columns[rowAxis].dot(screen.down) < 0 ? -1 : 1
    right = columns[columnAxis] * columnSign
    down = columns[rowAxis] * rowSign
  }
}

extension GridSize {
  subscript(axis: Int) -> Int { axis == 0 ? i : axis == 1 ? j : k }
}

extension IndexBox {
  func length(_ axis: Int) -> Int { upper[axis] - lower[axis] }
  /// Index coordinate of the outer face at the first or last voxel.
  func edge(_ axis: Int, first: Bool) -> Double {
    first ? Double(lower[axis]) - 0.5 : Double(upper[axis]) - 0.5
  }
}
