import Volumes

/// Set algebra on fractional occupancies, voxel by voxel.
///
/// A voxel's fraction does not state *which* part of the voxel is filled, so each operation names the model of
/// the shared boundary that it assumes. `nested` is the largest possible overlap (min, max), right where one
/// region lies inside the other; `apart` is the smallest possible overlap, right for regions that touch along
/// a common border. Both agree with ordinary sets for binary masks.
extension Occupancy {
  /// Fraction filled by both: min(a, b), the boundaries taken as nested.
  ///
  /// - Throws: `GridError.foreignGrid` if both are not on one grid.
  public func intersection(_ other: Occupancy) throws(GridError) -> Occupancy {
    try combined(with: other, in: box.intersection(other.box)) { min($0, $1) }
  }

  /// Fraction filled by either: max(a, b), the boundaries taken as nested.
  ///
  /// - Throws: `GridError.foreignGrid` if both are not on one grid.
  public func union(_ other: Occupancy) throws(GridError) -> Occupancy {
    try combined(with: other, in: box.union(other.box)) { max($0, $1) }
  }

  /// Fraction filled by either where they border each other: min(1, a + b).
  ///
  /// - Throws: `GridError.foreignGrid` if both are not on one grid.
  func unionApart(_ other: Occupancy) throws(GridError) -> Occupancy {
    try combined(with: other, in: box.union(other.box)) { min(1, $0 + $1) }
  }

  /// What `other` leaves of `self`: max(0, a − b); the volumes of difference and intersection add up to `self`.
  ///
  /// - Throws: `GridError.foreignGrid` if both are not on one grid.
  public func subtracting(_ other: Occupancy) throws(GridError) -> Occupancy {
    try combined(with: other, in: box) { max(0, $0 - $1) }
  }

  /// What `other` leaves of `self` where they only border each other: min(a, 1 − b).
  ///
  /// - Throws: `GridError.foreignGrid` if both are not on one grid.
  public func subtractingApart(_ other: Occupancy) throws(GridError) -> Occupancy {
    try combined(with: other, in: box) { min($0, 1 - $1) }
  }

  /// True if every fraction is 0 or 1.
  var isBinary: Bool { fractions.allSatisfy { $0 == 0 || $0 == 1 } }

  private func combined(
    with other: Occupancy, in region: IndexBox, _ operation: (Float, Float) -> Float
  ) throws(GridError) -> Occupancy {
    guard grid.matches(other.grid) else { throw .foreignGrid("a region") }
    guard region.count > 0 else { return Occupancy(grid: grid, box: .empty, fractions: []) }
    let mine = values(in: region)
    let theirs = other.values(in: region)
    var result = [Float](repeating: 0, count: region.count)
    for n in 0..<result.count { result[n] = operation(mine[n], theirs[n]) }
    return Occupancy(grid: grid, box: region, fractions: result).cropped
  }

  /// Fractions over `region`, 0 outside the own box.
  func values(in region: IndexBox) -> [Float] {
    var result = [Float](repeating: 0, count: region.count)
    let shared = box.intersection(region)
    guard shared.count > 0 else { return result }
    let (from, to, width) = (box.size, region.size, shared.size.i)
    for k in shared.lower.k..<shared.upper.k {
      for j in shared.lower.j..<shared.upper.j {
        let a = (shared.lower.i - box.lower.i) + from.i * ((j - box.lower.j) + from.j * (k - box.lower.k))
        let b =
          (shared.lower.i - region.lower.i) + to.i * ((j - region.lower.j) + to.j * (k - region.lower.k))
        for n in 0..<width { result[b + n] = fractions[a + n] }
      }
    }
    return result
  }

  /// The same region with its box shrunk to the non-zero fractions, as the type promises.
  var cropped: Occupancy {
    var low = box.upper
    var high = box.lower
    var n = 0
    for k in box.lower.k..<box.upper.k {
      for j in box.lower.j..<box.upper.j {
        for i in box.lower.i..<box.upper.i {
          if fractions[n] > 0 {
            low = GridSize(min(low.i, i), min(low.j, j), min(low.k, k))
            high = GridSize(max(high.i, i + 1), max(high.j, j + 1), max(high.k, k + 1))
          }
          n += 1
        }
      }
    }
    let tight = IndexBox(lower: low, upper: high)
    guard low.i < high.i else { return Occupancy(grid: grid, box: .empty, fractions: []) }
    return Occupancy(grid: grid, box: tight, fractions: values(in: tight))
  }
}
