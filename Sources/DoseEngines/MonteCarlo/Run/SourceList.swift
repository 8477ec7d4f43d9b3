/// Source voxels in the order of the grid, with what each contributes to the sampling.
struct SourceList {
  let offsets: [Int32]
  /// Weight of a history that starts there; negative for negative activity.
  let weights: [Float]
  /// Running sum of the sampling density, from the first voxel; the last is `total`.
  let cumulative: [Double]
  let total: Double
  /// Largest share of one voxel.
  let largest: Double

  /// - Parameter importance: how many histories a unit of activity gets, ≥ 0; `nil` for one everywhere.
  init(_ relative: [Float], importance: [Float]? = nil) {
    var offsets: [Int32] = [], weights: [Float] = [], cumulative: [Double] = [], sum = 0.0, top = 0.0
    for (n, a) in relative.enumerated() where a != 0 {
      let factor = importance?[n] ?? 1
      guard factor > 0 else { continue }
      let density = Double(abs(a) * factor)
      sum += density
      top = max(top, density)
      offsets.append(Int32(n))
      weights.append((a < 0 ? -1 : 1) / factor)
      cumulative.append(sum)
    }
    (self.offsets, self.weights, self.cumulative) = (offsets, weights, cumulative)
    (total, largest) = (sum, sum > 0 ? top / sum : 0)
  }
}
