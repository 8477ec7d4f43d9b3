/// An array of voxel values on a grid, i fastest, then j, then k.
public struct Volume<Element: Sendable>: Sendable {
  public let grid: Grid
  @usableFromInline var storage: [Element]

  /// Exactly `grid.size.count` values.
  ///
  /// The accessors are inlinable: with an observer, each `voxels[n] = x` in another target copied the whole array.
  @inlinable public var voxels: [Element] {
    get { storage }
    _modify {
      defer { precondition(storage.count == grid.size.count, "a volume keeps its number of voxels") }
      yield &storage
    }
  }

  /// - Throws: `GridError.voxelCount` if the array does not fill the grid.
  public init(grid: Grid, voxels: [Element]) throws(GridError) {
    guard voxels.count == grid.size.count else {
      throw .voxelCount(expected: grid.size.count, found: voxels.count)
    }
    self.grid = grid
    storage = voxels
  }

  public init(grid: Grid, repeating value: Element) {
    self.grid = grid
    storage = Array(repeating: value, count: grid.size.count)
  }

  @inlinable public subscript(i: Int, j: Int, k: Int) -> Element {
    get { storage[grid.offset(i, j, k)] }
    _modify { yield &storage[grid.offset(i, j, k)] }
  }

  /// Applies `transform` to every voxel value. For set-up and tests; hot loops write their own.
  public func map<T>(_ transform: (Element) throws -> T) rethrows -> Volume<T> {
    try! Volume<T>(grid: grid, voxels: voxels.map(transform))
  }
}

extension Volume: Equatable where Element: Equatable {}

/// A box of voxel indices, upper bounds excluded.
public struct IndexBox: Hashable, Sendable, Codable {
  public var lower, upper: GridSize
  public init(lower: GridSize, upper: GridSize) { (self.lower, self.upper) = (lower, upper) }
  public var size: GridSize { GridSize(upper.i - lower.i, upper.j - lower.j, upper.k - lower.k) }
  public var count: Int { max(0, size.i) * max(0, size.j) * max(0, size.k) }
}

/// The part of each voxel that a region fills, 0 to 1, kept only inside the region's bounding box.
///
/// Fractions carry sub-voxel boundaries of contours and fractional segmentations, so that volumes and
/// histograms of small regions are right. A binary mask is the special case of 0 and 1.
public struct Occupancy: Sendable, Equatable {
  /// The grid on which the region is described.
  public let grid: Grid
  /// Bounding box of all non-zero fractions; empty (count 0) for an empty region.
  public let box: IndexBox
  /// Fractions in the box, i fastest.
  public let fractions: [Float]

  /// Crops a full-grid array of fractions to its bounding box. Values are clamped to 0…1.
  public init(_ volume: Volume<Float>) {
    self.init(grid: volume.grid) { i, j, k in volume[i, j, k] }
  }

  public init(_ mask: Volume<Bool>) {
    self.init(grid: mask.grid) { i, j, k in mask[i, j, k] ? 1 : 0 }
  }

  /// - Precondition: the box lies in the grid and `fractions` fills it.
  public init(grid: Grid, box: IndexBox, fractions: [Float]) {
    precondition(fractions.count == box.count, "fractions fill the box")
    precondition(
      box.count == 0
        || (box.lower.i >= 0 && box.lower.j >= 0 && box.lower.k >= 0 && box.upper.i <= grid.size.i
          && box.upper.j <= grid.size.j && box.upper.k <= grid.size.k),
      "the box lies in the grid")
    (self.grid, self.box, self.fractions) = (grid, box, fractions)
  }

  private init(grid: Grid, value: (Int, Int, Int) -> Float) {
    var low = grid.size
    var high = GridSize(0, 0, 0)
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j {
        for i in 0..<grid.size.i where value(i, j, k) > 0 {
          low = GridSize(min(low.i, i), min(low.j, j), min(low.k, k))
          high = GridSize(max(high.i, i + 1), max(high.j, j + 1), max(high.k, k + 1))
        }
      }
    }
    let box =
      high.count == 0
      ? IndexBox(lower: GridSize(0, 0, 0), upper: GridSize(0, 0, 0)) : IndexBox(lower: low, upper: high)
    var fractions: [Float] = []
    fractions.reserveCapacity(box.count)
    for k in box.lower.k..<box.upper.k {
      for j in box.lower.j..<box.upper.j {
        for i in box.lower.i..<box.upper.i { fractions.append(min(1, max(0, value(i, j, k)))) }
      }
    }
    self.init(grid: grid, box: box, fractions: fractions)
  }

  public var isEmpty: Bool { !fractions.contains { $0 > 0 } }

  /// Fraction of a voxel; 0 outside the box.
  public subscript(i: Int, j: Int, k: Int) -> Float {
    guard i >= box.lower.i, i < box.upper.i, j >= box.lower.j, j < box.upper.j, k >= box.lower.k,
      k < box.upper.k
    else { return 0 }
    let size = box.size
    return fractions[(i - box.lower.i) + size.i * ((j - box.lower.j) + size.j * (k - box.lower.k))]
  }

  /// Calls `body` with the voxel offset in the grid and the fraction, for every voxel with fraction > 0.
  public func forEach(_ body: (_ offset: Int, _ fraction: Float) throws -> Void) rethrows {
    var n = 0
    for k in box.lower.k..<box.upper.k {
      for j in box.lower.j..<box.upper.j {
        let row = grid.offset(0, j, k)
        for i in box.lower.i..<box.upper.i {
          if fractions[n] > 0 { try body(row + i, fractions[n]) }
          n += 1
        }
      }
    }
  }

  /// Volume of the region: sum of fractions × voxel volume, mL.
  public var millilitres: Double {
    fractions.reduce(0.0) { $0 + Double($1) } * grid.voxelVolume.value
  }

  /// Mean position of the fractions, mm LPS; of an empty region that of voxel (0, 0, 0).
  public var centreOfMass: Vector3 {
    var (sum, weight) = (Vector3.zero, 0.0)
    forEach { offset, fraction in
      let index = Vector3(
        Double(offset % grid.size.i), Double(offset / grid.size.i % grid.size.j),
        Double(offset / (grid.size.i * grid.size.j)))
      sum += index * Double(fraction)
      weight += Double(fraction)
    }
    return grid.position(weight > 0 ? sum / weight : sum)
  }

  /// The fractions over the whole grid.
  public var dense: Volume<Float> {
    var all = Volume<Float>(grid: grid, repeating: 0)
    forEach { all.voxels[$0] = $1 }
    return all
  }
}
