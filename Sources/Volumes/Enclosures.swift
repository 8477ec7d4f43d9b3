/// What lies around regions, to find those that a parent was drawn around.
///
/// A voxel of a label image holds one label: not a lesion and the liver around it, nor an organ and the body. Contours may leave
/// lesions out as well. What fills such a hole is a part of the parent, although both share no voxel.
public struct Enclosures: Sendable {
  private let regions: [Occupancy]
  /// The greatest fraction of any region in each voxel; `nil` without regions.
  private let taken: Volume<Float>?

  /// - Precondition: all on one grid.
  public init(_ regions: [Occupancy]) {
    self.regions = regions
    guard let grid = regions.first?.grid else {
      taken = nil
      return
    }
    var taken = Volume<Float>(grid: grid, repeating: 0)
    for region in regions { region.forEach { taken.voxels[$0] = max(taken.voxels[$0], $1) } }
    self.taken = taken
  }

  /// Part of the layer of voxels around a region that lies in the parent, 0 to 1; what other regions take of it is left out.
  /// `nil` where they take nearly all of it.
  public func share(around n: Int, in parent: Occupancy) -> Double? {
    guard let taken, parent.grid.matches(taken.grid) else { return nil }
    var (free, all, inside) = (0.0, 0.0, 0.0)
    regions[n].forEachNeighbour { i, j, k, own in
      let left = 1 - taken[i, j, k]
      free += Double(left)
      all += Double(1 - own)
      inside += Double(min(left, parent[i, j, k]))
    }
    return free > Self.least * all ? inside / free : nil
  }

  /// Whether a region fills a hole of the parent: most of it lies outside, and most of what lies around it is the parent.
  /// - Parameter unknown: the answer where other regions take nearly all of what lies around it.
  public func fills(_ n: Int, holeOf parent: Occupancy, unknown: Bool = false) -> Bool {
    guard regions[n].part(inside: parent) < 0.5 else { return false }
    return share(around: n, in: parent).map { $0 >= 0.5 } ?? unknown
  }

  /// The least part of the layer that must be free to judge by it.
  private static let least = 0.1
}

extension Occupancy {
  /// Σ min(a, b) over Σ a, 0 to 1; 0 of an empty region.
  fileprivate func part(inside other: Occupancy) -> Double {
    var (shared, whole) = (0.0, 0.0)
    for k in box.lower.k..<box.upper.k {
      for j in box.lower.j..<box.upper.j {
        for i in box.lower.i..<box.upper.i {
          let own = self[i, j, k]
          whole += Double(own)
          shared += Double(min(own, other[i, j, k]))
        }
      }
    }
    return whole > 0 ? shared / whole : 0
  }

  /// Voxels of the grid that share a face with the region and that it does not fill by half.
  fileprivate func forEachNeighbour(_ body: (_ i: Int, _ j: Int, _ k: Int, _ own: Float) -> Void) {
    guard box.count > 0 else { return }
    // A region smaller than a voxel has those that it fills most.
    let core = min(0.5, fractions.max() ?? 0)
    func isCore(_ i: Int, _ j: Int, _ k: Int) -> Bool { self[i, j, k] >= core }
    for k in max(0, box.lower.k - 1)..<min(grid.size.k, box.upper.k + 1) {
      for j in max(0, box.lower.j - 1)..<min(grid.size.j, box.upper.j + 1) {
        for i in max(0, box.lower.i - 1)..<min(grid.size.i, box.upper.i + 1) where !isCore(i, j, k) {
          let touches =
            isCore(i - 1, j, k) || isCore(i + 1, j, k) || isCore(i, j - 1, k) || isCore(i, j + 1, k)
            || isCore(i, j, k - 1) || isCore(i, j, k + 1)
          if touches { body(i, j, k, self[i, j, k]) }
        }
      }
    }
  }
}
