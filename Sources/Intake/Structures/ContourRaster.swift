import Foundation
import Quantities
import Volumes

/// Rasterises a stack of contours on a grid as fractions of voxels.
///
/// In the axis of the grid that is nearest to the contours' normal the region is a pile of slabs, in the two others
/// a set of polygons whose pixel coverage is exact (`PolygonSweep`). Contours parallel to the grid are laid down with
/// exact overlap of slab and voxel; for tilted ones the region is cut by sub-slices of the grid: each polygon is
/// carried along its normal to the sub-slice, clipped to its slab, and filled exactly.
struct ContourRaster {
  let stack: ContourStack
  let grid: Grid
  /// Axis of the grid nearest to the normal (0, 1, 2), and the two others in rising order.
  private let across: Int
  private let column: Int
  private let row: Int
  /// Fractional indices of contour points: `toIndex · (p − origin)`.
  private let toIndex: Matrix3
  /// Change of index per millimetre along the normal.
  private let step: Vector3

  /// The region, cut to the grid.
  let region: Occupancy
  /// True if part of the contours is outside the grid.
  let reachesOutside: Bool

  /// Sub-slices per voxel where contours are tilted against the grid.
  static let subslices = 8

  init(_ stack: ContourStack, onto grid: Grid) {
    (self.stack, self.grid) = (stack, grid)
    toIndex = grid.axes.inverse
    let slope = toIndex * stack.normal
    let turns = slope * grid.spacing
    across = (0..<3).max { abs(turns[$0]) < abs(turns[$1]) } ?? 2
    (column, row) = (across == 0 ? 1 : 0, across == 2 ? 1 : 2)
    var painter = Painter(stack: stack, toIndex: toIndex, origin: grid.origin)
    let shape = [grid.size.i, grid.size.j, grid.size.k]
    let bounds = painter.bounds
    let box = (0..<3).map { axis in
      ContourRaster.clip(bounds.low[axis], bounds.high[axis], count: shape[axis])
    }
    reachesOutside = (0..<3).contains {
      bounds.low[$0] < -0.5 - 1e-6 || bounds.high[$0] > Double(shape[$0]) - 0.5 + 1e-6
    }
    let parallel = abs(turns[column]) + abs(turns[row]) < painter.tiltTolerance(slope, across)
    step = parallel ? ContourRaster.only(across, slope) : slope
    let volumeBox = IndexBox(
      lower: GridSize(box[0].lowerBound, box[1].lowerBound, box[2].lowerBound),
      upper: GridSize(box[0].upperBound, box[1].upperBound, box[2].upperBound))
    guard volumeBox.count > 0 else {
      region = Occupancy(
        grid: grid, box: IndexBox(lower: GridSize(0, 0, 0), upper: GridSize(0, 0, 0)), fractions: [])
      return
    }
    painter.open(box: box, across: across, column: column, row: row, step: step)
    if parallel { painter.paintSlabs() } else { painter.paintSubslices() }
    region = Occupancy(grid: grid, box: volumeBox, fractions: painter.fractions)
  }

  private static func only(_ axis: Int, _ v: Vector3) -> Vector3 {
    var kept = Vector3.zero
    kept[axis] = v[axis]
    return kept
  }

  /// Voxels that an extent of indices touches, cut to the grid.
  private static func clip(_ low: Double, _ high: Double, count: Int) -> Range<Int> {
    let first = min(max((low + 0.5).rounded(.down), 0), Double(count))
    let last = min(max((high + 0.5).rounded(.up), first), Double(count))
    return Int(first)..<Int(last)
  }
}

/// The work of `ContourRaster`.
private struct Painter {
  /// A plane's polygons as fractional indices of the grid.
  struct Sheet {
    var rings: [[Vector3]]
    var layers: [Int]
    /// Reach along the normal below and above the plane, mm; `below` is negative.
    var below, above: Double
  }

  let sheets: [Sheet]
  /// Layers of which the union is painted.
  private let layerCount: Int
  let bounds: (low: Vector3, high: Vector3)
  private(set) var fractions: [Float] = []
  private var box: [Range<Int>] = []
  private var across = 2, column = 0, row = 1
  private var step = Vector3.zero
  private var strides = [0, 0, 0]
  private var sweep = PolygonSweep(width: 0, height: 0)

  init(stack: ContourStack, toIndex: Matrix3, origin: Vector3) {
    layerCount = stack.layerCount
    sheets = stack.planes.map { plane in
      Sheet(
        rings: plane.rings.map { $0.map { toIndex * (stack.position($0, plane.offset) - origin) } },
        layers: plane.layers,
        below: plane.lower - plane.offset, above: plane.upper - plane.offset)
    }
    let slope = toIndex * stack.normal
    var low = Vector3(repeating: .infinity)
    var high = Vector3(repeating: -.infinity)
    for sheet in sheets {
      for point in sheet.rings.joined() {
        for end in [point + slope * sheet.below, point + slope * sheet.above] {
          low = pointwiseMin(low, end)
          high = pointwiseMax(high, end)
        }
      }
    }
    bounds = (low, high)
  }

  /// Largest sum of direction cosines along the grid's in-plane axes that still counts as parallel: over the region's
  /// reach the plane must not leave its place by more than a hundredth of a voxel.
  func tiltTolerance(_ slope: Vector3, _ across: Int) -> Double {
    let reach = (bounds.high - bounds.low).max()
    return reach.isFinite && reach > 0 ? 0.01 / max(1, reach) : 1e-6
  }

  mutating func open(box: [Range<Int>], across: Int, column: Int, row: Int, step: Vector3) {
    (self.box, self.across, self.column, self.row, self.step) = (box, across, column, row, step)
    strides = [1, box[0].count, box[0].count * box[1].count]
    fractions = Array(repeating: 0, count: box[0].count * box[1].count * box[2].count)
    sweep = PolygonSweep(width: box[column].count, height: box[row].count)
  }

  /// Place on the raster of pixels: pixel c covers indices c − ½ … c + ½.
  private func place(_ index: Vector3) -> Point2 {
    Point2(
      index[column] + 0.5 - Double(box[column].lowerBound), index[row] + 0.5 - Double(box[row].lowerBound))
  }

  private mutating func lay(slice: Int, weight: Double) {
    let base = (slice - box[across].lowerBound) * strides[across]
    let (columnStride, rowStride) = (strides[column], strides[row])
    fractions.withUnsafeMutableBufferPointer { voxels in
      sweep.forEachPixel { column, row, fraction in
        voxels[base + column * columnStride + row * rowStride] += Float(fraction * weight)
      }
    }
  }

  private func nearest(_ index: Double) -> Int { Int(saturating: min(max(index, -1e9), 1e9).rounded()) }

  mutating func paintSlabs() {
    for sheet in sheets {
      guard let level = sheet.level(across) else { continue }
      let ends = [level + step[across] * sheet.below, level + step[across] * sheet.above].sorted()
      let range = box[across].clamped(to: nearest(ends[0])..<nearest(ends[1]) + 1)
      guard !range.isEmpty else { continue }
      for set in ContourStack.subsets(of: layerCount) {
        sweep.run(sheet.rings(of: set).map { $0.map(place) })
        for slice in range {
          let overlap = min(ends[1], Double(slice) + 0.5) - max(ends[0], Double(slice) - 0.5)
          if overlap > 0 { lay(slice: slice, weight: min(1, overlap) * set.weight) }
        }
      }
    }
    settle()
  }

  mutating func paintSubslices() {
    let extent = bounds.high[across] - bounds.low[across]
    let count = max(ContourRaster.subslices, min(64, Int(saturating: (64 / max(extent, 1)).rounded(.up))))
    for slice in box[across] {
      for n in 0..<count {
        let level = Double(slice) - 0.5 + (Double(n) + 0.5) / Double(count)
        for set in ContourStack.subsets(of: layerCount) {
          let rings = cut(at: level, set)
          guard !rings.isEmpty else { continue }
          sweep.run(rings)
          lay(slice: slice, weight: 1 / Double(count) * set.weight)
        }
      }
    }
    settle()
  }

  /// Sums of exact parts differ from 0 and 1 by rounding only.
  private mutating func settle() {
    for n in fractions.indices where fractions[n] > 1 - 1e-6 { fractions[n] = 1 }
  }

  /// The section of all slabs with a sub-slice of the grid.
  private func cut(at level: Double, _ set: LayerSet) -> [[Point2]] {
    var rings: [[Point2]] = []
    for sheet in sheets where sheet.meets(level, across, step[across]) {
      for ring in sheet.rings(of: set) {
        let heights = ring.map { (level - $0[across]) / step[across] }
        let section = zip(ring, heights).map { Cut(point: place($0 + step * $1), height: $1) }
        let clipped = section.keep { $0.height - sheet.below }.keep { sheet.above - $0.height }
        if clipped.count > 2 { rings.append(clipped.map(\.point)) }
      }
    }
    return rings
  }
}

extension Painter.Sheet {
  /// Rings of the layers that are chosen.
  fileprivate func rings(of set: LayerSet) -> [[Vector3]] {
    guard !layers.isEmpty else { return set.contains(0) ? rings : [] }
    return zip(rings, layers).filter { set.contains($1) }.map(\.0)
  }

  /// The one index of a sheet that is parallel to the grid.
  fileprivate func level(_ axis: Int) -> Double? {
    let points = rings.joined()
    guard !points.isEmpty else { return nil }
    return points.reduce(0) { $0 + $1[axis] } / Double(points.count)
  }

  fileprivate func meets(_ level: Double, _ axis: Int, _ step: Double) -> Bool {
    let reach = [step * below, step * above].sorted()
    var low = Double.infinity
    var high = -Double.infinity
    for point in rings.joined() {
      low = min(low, point[axis])
      high = max(high, point[axis])
    }
    return low + reach[0] <= level && level <= high + reach[1]
  }
}

/// A vertex of a section and its height above its contour's plane, mm.
private struct Cut {
  var point: Point2
  var height: Double
}

extension [Cut] {
  /// Sutherland–Hodgman: the part of the polygon where `measure` is not negative.
  fileprivate func keep(_ measure: (Cut) -> Double) -> [Cut] {
    guard var previous = last else { return [] }
    var kept: [Cut] = []
    var before = measure(previous)
    for vertex in self {
      let here = measure(vertex)
      if (before < 0) != (here < 0) {
        let t = before / (before - here)
        kept.append(
          Cut(
            point: previous.point + (vertex.point - previous.point) * t,
            height: previous.height + (vertex.height - previous.height) * t))
      }
      if here >= 0 { kept.append(vertex) }
      (previous, before) = (vertex, here)
    }
    return kept
  }
}
