import Diagnostics
import Foundation
import Parallel
import Volumes

extension Alignment {
  /// Mean of `volume` over each voxel of `grid`: the conservative way to a coarser grid.
  ///
  /// For densities, activity concentrations and occupancies (0…1): the sum of value × voxel volume is kept. Along axes
  /// where the target voxel is larger, source voxels are averaged by the part of the target voxel that they cover;
  /// where it is smaller, values are interpolated linearly. Exact where the axes of both grids are parallel after
  /// the motion; else each target voxel is averaged over points no further apart than the source's voxels.
  /// - Parameters:
  ///   - transform: maps points of `grid`'s space to points of `volume`'s space, mm.
  ///   - outside: stands for the parts of target voxels that `volume` does not cover.
  public static func average(
    _ volume: Volume<Float>, onto grid: Grid, through transform: RigidTransform = .identity, outside: Float
  ) -> Volume<Float> {
    let map = IndexMap(from: grid, to: volume.grid, through: transform)
    if let axes = map.parallelAxes(size: grid.size) {
      return separableAverage(volume, onto: grid, map: map, axes: axes, outside: outside)
    }
    return sampledAverage(volume, onto: grid, map: map, outside: outside)
  }
}

/// The linear map from indices of one grid to fractional indices of another.
struct IndexMap {
  var columns: [Vector3]
  var origin: Vector3

  init(from grid: Grid, to source: Grid, through transform: RigidTransform) {
    let matrix = source.axes.inverse * transform.rotation * grid.axes
    columns = [matrix.columns.x, matrix.columns.y, matrix.columns.z]
    origin = source.index(of: transform(grid.origin))
  }

  /// For each target axis the source axis that it runs along; `nil` if some point would stray from that by 1e-4 voxel.
  func parallelAxes(size: GridSize) -> [Int]? {
    let extents = [Double(size.i), Double(size.j), Double(size.k)]
    let axes = columns.map { column in (0..<3).max { abs(column[$0]) < abs(column[$1]) }! }
    guard Set(axes).count == 3 else { return nil }
    for (n, column) in columns.enumerated() {
      for axis in 0..<3 where axis != axes[n] && abs(column[axis]) * extents[n] > 1e-4 { return nil }
    }
    return axes
  }
}

/// For each target index along one axis, the weights of consecutive source indices.
struct AxisWeights {
  var first: [Int] = []
  var weights: [[Float]] = []
  /// Part of the target voxel that the source covers, 0…1.
  var coverage: [Double] = []

  /// Target index t lies at source index `origin + step · t`.
  init(count: Int, origin: Double, step: Double, sourceCount: Int) {
    for t in 0..<count {
      let centre = origin + step * Double(t)
      let row =
        abs(step) > 1 - 1e-9
        ? Self.overlap(centre: centre, width: abs(step), sourceCount: sourceCount)
        : Self.linear(at: centre, sourceCount: sourceCount)
      first.append(row.first)
      coverage.append(min(1, row.weights.reduce(0, +)))
      weights.append(row.weights.map { Float($0) })
    }
  }

  private static func overlap(centre: Double, width: Double, sourceCount: Int) -> (
    first: Int, weights: [Double]
  ) {
    // Cell i covers i … i + 1 after the shift by one half.
    let low = max(0, centre - width / 2 + 0.5)
    let high = min(Double(sourceCount), centre + width / 2 + 0.5)
    guard high > low else { return (0, []) }
    let first = min(sourceCount - 1, Int(low))
    let last = min(sourceCount, Int(high.rounded(.up)))
    let weights = (first..<max(last, first + 1)).map { i in
      max(0, min(high, Double(i + 1)) - max(low, Double(i))) / width
    }
    return (first, weights)
  }

  private static func linear(at centre: Double, sourceCount: Int) -> (first: Int, weights: [Double]) {
    guard centre >= -0.5, centre <= Double(sourceCount) - 0.5 else { return (0, []) }
    let clamped = min(max(centre, 0), Double(sourceCount - 1))
    let first = min(Int(clamped), max(0, sourceCount - 2))
    let fraction = clamped - Double(first)
    return (first, sourceCount > 1 ? [1 - fraction, fraction] : [1])
  }
}

private func separableAverage(
  _ volume: Volume<Float>, onto grid: Grid, map: IndexMap, axes: [Int], outside: Float
) -> Volume<Float> {
  let targetSizes = [grid.size.i, grid.size.j, grid.size.k]
  var sizes = [volume.grid.size.i, volume.grid.size.j, volume.grid.size.k]
  var values = volume.voxels
  var coverage: [[Double]] = [[], [], []]
  for target in 0..<3 {
    let axis = axes[target]
    let weights = AxisWeights(
      count: targetSizes[target], origin: map.origin[axis], step: map.columns[target][axis],
      sourceCount: sizes[axis])
    coverage[target] = weights.coverage
    values = apply(weights, to: values, sizes: sizes, along: axis)
    sizes[axis] = targetSizes[target]
  }
  if axes != [0, 1, 2] { values = transposed(values, sizes: sizes, axes: axes) }
  fill(&values, size: grid.size, coverage: coverage, outside: outside)
  return try! Volume(grid: grid, voxels: values)
}

private func apply(_ rows: AxisWeights, to values: [Float], sizes: [Int], along axis: Int) -> [Float] {
  let inner = sizes[..<axis].reduce(1, *)
  let outer = sizes[(axis + 1)...].reduce(1, *)
  let (length, count) = (sizes[axis], rows.first.count)
  return [Float](unsafeUninitializedCapacity: inner * count * outer) { buffer, initialized in
    let target = DisjointBuffer(buffer)
    values.withUnsafeBufferPointer { source in
      let from = ReadOnlyPointer(source)
      concurrently(outer * count) { n in
        let (o, t) = (n / count, n % count)
        let to = target.pointer + n * inner
        to.initialize(repeating: 0, count: inner)
        for (k, weight) in rows.weights[t].enumerated() {
          let line = from + (o * length + rows.first[t] + k) * inner
          for x in 0..<inner { to[x] += weight * line[x] }
        }
      }
    }
    initialized = buffer.count
  }
}

/// Puts the axes of an array into the target's order: target axis n runs along array axis `axes[n]`.
private func transposed(_ values: [Float], sizes: [Int], axes: [Int]) -> [Float] {
  let strides = [1, sizes[0], sizes[0] * sizes[1]]
  let (ni, nj, nk) = (sizes[axes[0]], sizes[axes[1]], sizes[axes[2]])
  var result: [Float] = []
  result.reserveCapacity(values.count)
  for k in 0..<nk {
    for j in 0..<nj {
      let row = j * strides[axes[1]] + k * strides[axes[2]]
      for i in 0..<ni { result.append(values[row + i * strides[axes[0]]]) }
    }
  }
  return result
}

private func fill(_ values: inout [Float], size: GridSize, coverage: [[Double]], outside: Float) {
  for k in 0..<size.k {
    for j in 0..<size.j {
      let row = size.i * (j + size.j * k)
      for i in 0..<size.i {
        let missing = 1 - coverage[0][i] * coverage[1][j] * coverage[2][k]
        if missing > 1e-9 { values[row + i] += Float(missing) * outside }
      }
    }
  }
}

/// Mean over a lattice of points in each target voxel, trilinear between the source's centres.
private func sampledAverage(_ volume: Volume<Float>, onto grid: Grid, map: IndexMap, outside: Float)
  -> Volume<Float>
{
  let offsets = lattice(map.columns)
  let size = grid.size
  let values = [Float](unsafeUninitializedCapacity: size.count) { buffer, initialized in
    let target = DisjointBuffer(buffer)
    volume.voxels.withUnsafeBufferPointer { source in
      let sampler = Trilinear(source: ReadOnlyPointer(source), size: volume.grid.size, outside: outside)
      concurrently(size.j * size.k) { row in
        let (j, k) = (row % size.j, row / size.j)
        let start = map.origin + map.columns[1] * Double(j) + map.columns[2] * Double(k)
        for i in 0..<size.i {
          let centre = start + map.columns[0] * Double(i)
          var sum = 0.0
          for offset in offsets { sum += sampler(centre + offset) }
          (target.pointer + (row * size.i + i)).initialize(to: Float(sum / Double(offsets.count)))
        }
      }
    }
    initialized = size.count
  }
  return try! Volume(grid: grid, voxels: values)
}

/// Runs `body` for 0 ..< `count`, in ranges long enough for short bodies to pay.
private func concurrently(_ count: Int, _ body: @Sendable (Int) -> Void) {
  parallelForEach(count, block: max(1, count / 64)) { range in for n in range { body(n) } }
}

/// Points that divide a target voxel evenly, in source indices from its centre.
private func lattice(_ columns: [Vector3]) -> [Vector3] {
  let counts = columns.map { max(1, Int(($0.norm - 1e-6).rounded(.up))) }
  func part(_ n: Int, _ count: Int) -> Double { (Double(n) + 0.5) / Double(count) - 0.5 }
  return (0..<counts.reduce(1, *)).map { n in
    columns[0] * part(n % counts[0], counts[0]) + columns[1] * part(n / counts[0] % counts[1], counts[1])
      + columns[2] * part(n / (counts[0] * counts[1]), counts[2])
  }
}

/// Trilinear interpolation at fractional indices; constant in the outer half of border voxels.
private struct Trilinear: Sendable {
  let source: ReadOnlyPointer<Float>
  let size: GridSize
  let outside: Float

  func callAsFunction(_ p: Vector3) -> Double {
    let last = Vector3(Double(size.i - 1), Double(size.j - 1), Double(size.k - 1))
    guard p.x >= -0.5, p.y >= -0.5, p.z >= -0.5, p.x <= last.x + 0.5, p.y <= last.y + 0.5, p.z <= last.z + 0.5
    else { return Double(outside) }
    let q = p.clamped(lowerBound: .zero, upperBound: last)
    let (i, j, k) = (Int(q.x), Int(q.y), Int(q.z))
    let f = q - Vector3(Double(i), Double(j), Double(k))
    let (di, dj) = (i + 1 < size.i ? 1 : 0, j + 1 < size.j ? size.i : 0)
    let dk = k + 1 < size.k ? size.i * size.j : 0
    let base = source + (i + size.i * (j + size.j * k))
    func line(_ offset: Int) -> Double {
      Double(base[offset]) * (1 - f.x) + Double(base[offset + di]) * f.x
    }
    let near = line(0) * (1 - f.y) + line(dj) * f.y
    let far = line(dk) * (1 - f.y) + line(dk + dj) * f.y
    return near * (1 - f.z) + far * f.z
  }
}
