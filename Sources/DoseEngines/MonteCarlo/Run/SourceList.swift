import Volumes

/// Source voxels in the order of the grid, with what each contributes to the sampling.
struct SourceList {
  let offsets: [Int32]
  /// Weight of a history that starts there; negative for negative activity.
  let weights: [Float]
  /// Running sum of the sampling density, from the first voxel; the last is `total`.
  let cumulative: [Double]
  let total: Double

  /// - Parameter importance: how many histories a unit of activity gets, ≥ 0; `nil` for one everywhere.
  init(_ relative: [Float], importance: [Float]? = nil) {
    var offsets: [Int32] = [], weights: [Float] = [], cumulative: [Double] = [], sum = 0.0
    for (n, a) in relative.enumerated() where a != 0 {
      let factor = importance?[n] ?? 1
      guard factor > 0 else { continue }
      let density = Double(abs(a) * factor)
      sum += density
      offsets.append(Int32(n))
      weights.append((a < 0 ? -1 : 1) / factor)
      cumulative.append(sum)
    }
    (self.offsets, self.weights, self.cumulative) = (offsets, weights, cumulative)
    total = sum
  }
}

extension SourceList {
  /// Draws `count` histories evenly along the running sum, each with a place that is uniform in its voxel and a weight such
  /// that their sum stands for all decays of the grid.
  @inline(__always)
  func forEach(
    _ count: Int, shift: Float, _ points: LowDiscrepancy, size: GridSize, _ body: (Int, Place, Float) -> Void
  ) {
    guard total > 0, count > 0 else { return }
    let stride = total / Double(count)
    var goal = stride * Double(shift), voxel = 0
    for history in 0..<count {
      while voxel + 1 < cumulative.count && cumulative[voxel] < goal { voxel += 1 }
      goal += stride
      let n = Int(offsets[voxel])
      let (i, j, k) = (n % size.i, n / size.i % size.j, n / (size.i * size.j))
      let place = Place(
        x: Float(i) + points(0, history), y: Float(j) + points(1, history), z: Float(k) + points(2, history),
        i: Int32(i), j: Int32(j), k: Int32(k), n: n)
      body(history, place, weights[voxel] * Float(stride))
    }
  }
}
