import Intake
import Volumes

extension Grid {
  /// Which voxels of this grid another one is, where it was cut out of it; `nil` for any other.
  func box(of part: Grid) -> IndexBox? {
    let lower = index(of: part.origin).rounded(.toNearestOrAwayFromZero)
    guard let i = Int(exactly: lower.x), let j = Int(exactly: lower.y), let k = Int(exactly: lower.z) else {
      return nil
    }
    let whole = IndexBox(self), far = 1 << 20
    guard [i, j, k].allSatisfy({ (0..<far).contains($0) }) else { return nil }
    let box = IndexBox(
      lower: GridSize(i, j, k), upper: GridSize(i + part.size.i, j + part.size.j, k + part.size.k))
    guard box.intersection(whole) == box, cropped(to: box).matches(part) else { return nil }
    return box
  }
}

extension Occupancy {
  /// A region of a part that was cut out of a grid, as a region of the whole.
  func moved(by lower: GridSize, to whole: Grid) -> Occupancy {
    guard box.count > 0 else { return Occupancy(grid: whole, box: .empty, fractions: []) }
    let back = GridSize(-lower.i, -lower.j, -lower.k)
    return Occupancy(grid: whole, box: box.relative(to: back), fractions: fractions)
  }

  func laid(on other: Grid) -> Occupancy { grid.matches(other) ? self : resampled(onto: other).region }
}
