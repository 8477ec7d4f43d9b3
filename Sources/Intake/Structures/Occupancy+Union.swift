import Volumes

extension Occupancy {
  /// The larger fraction of both, voxel by voxel.
  func united(with other: Occupancy) -> Occupancy {
    guard box.count > 0 else { return other }
    guard other.box.count > 0 else { return self }
    let lower = GridSize(
      min(box.lower.i, other.box.lower.i), min(box.lower.j, other.box.lower.j),
      min(box.lower.k, other.box.lower.k))
    let upper = GridSize(
      max(box.upper.i, other.box.upper.i), max(box.upper.j, other.box.upper.j),
      max(box.upper.k, other.box.upper.k))
    let both = IndexBox(lower: lower, upper: upper)
    var fractions: [Float] = []
    fractions.reserveCapacity(both.count)
    for k in lower.k..<upper.k {
      for j in lower.j..<upper.j {
        for i in lower.i..<upper.i { fractions.append(max(self[i, j, k], other[i, j, k])) }
      }
    }
    return Occupancy(grid: grid, box: both, fractions: fractions)
  }
}
