extension IndexBox {
  /// No voxel.
  public static let empty = IndexBox(lower: GridSize(0, 0, 0), upper: GridSize(0, 0, 0))

  /// All voxels of a grid.
  public init(_ grid: Grid) { self.init(lower: GridSize(0, 0, 0), upper: grid.size) }

  /// What two boxes share; empty (count 0) if nothing.
  public func intersection(_ other: IndexBox) -> IndexBox {
    let low = GridSize(
      max(lower.i, other.lower.i), max(lower.j, other.lower.j), max(lower.k, other.lower.k))
    let high = GridSize(
      min(upper.i, other.upper.i), min(upper.j, other.upper.j), min(upper.k, other.upper.k))
    guard low.i < high.i, low.j < high.j, low.k < high.k else { return .empty }
    return IndexBox(lower: low, upper: high)
  }

  /// The smallest box around two.
  public func union(_ other: IndexBox) -> IndexBox {
    if count == 0 { return other }
    if other.count == 0 { return self }
    return IndexBox(
      lower: GridSize(min(lower.i, other.lower.i), min(lower.j, other.lower.j), min(lower.k, other.lower.k)),
      upper: GridSize(max(upper.i, other.upper.i), max(upper.j, other.upper.j), max(upper.k, other.upper.k)))
  }

  /// Larger by `margin`, mm, on each side, in whole voxels.
  public func expanded(by margin: Double, on grid: Grid) -> IndexBox {
    let n = (margin / grid.spacing - 1e-9).rounded(.up)
    let (i, j, k) = (Int(n.x), Int(n.y), Int(n.z))
    return expanded(by: GridSize(i, j, k))
  }

  /// Larger by whole voxels on each side.
  public func expanded(by n: GridSize) -> IndexBox {
    IndexBox(
      lower: GridSize(lower.i - n.i, lower.j - n.j, lower.k - n.k),
      upper: GridSize(upper.i + n.i, upper.j + n.j, upper.k + n.k))
  }

  /// The box, moved so that `origin` becomes voxel (0, 0, 0).
  public func relative(to origin: GridSize) -> IndexBox {
    IndexBox(
      lower: GridSize(lower.i - origin.i, lower.j - origin.j, lower.k - origin.k),
      upper: GridSize(upper.i - origin.i, upper.j - origin.j, upper.k - origin.k))
  }
}

extension Grid {
  /// The part of the lattice in a box, which may reach beyond the grid.
  /// - Precondition: the box holds a voxel.
  public func cropped(to box: IndexBox) -> Grid {
    precondition(box.count > 0, "a grid holds a voxel")
    if box == IndexBox(self) { return self }
    let corner = position(Vector3(Double(box.lower.i), Double(box.lower.j), Double(box.lower.k)))
    return try! Grid(
      size: box.size, spacing: spacing, direction: direction, origin: corner,
      frameOfReference: frameOfReference)
  }

  /// The smallest box of this lattice around a box of another grid, voxel edges included; it may reach beyond the grid.
  public func box(around other: IndexBox, of source: Grid) -> IndexBox {
    guard other.count > 0 else { return .empty }
    let (low, high) = other.extent(of: source, in: self)
    func first(_ x: Double) -> Int { Int((x + 0.5 + 1e-6).rounded(.down)) }
    func last(_ x: Double) -> Int { Int((x + 0.5 - 1e-6).rounded(.up)) }
    return IndexBox(
      lower: GridSize(first(low.x), first(low.y), first(low.z)),
      upper: GridSize(last(high.x), last(high.y), last(high.z)))
  }
}

extension IndexBox {
  /// Corners of the box of `grid` (voxel edges) as fractional indices of `other`: least and greatest.
  public func extent(of grid: Grid, in other: Grid) -> (low: Vector3, high: Vector3) {
    let a = Vector3(Double(lower.i), Double(lower.j), Double(lower.k)) - 0.5
    let b = Vector3(Double(upper.i), Double(upper.j), Double(upper.k)) - 0.5
    var low = Vector3(repeating: .infinity)
    var high = Vector3(repeating: -.infinity)
    for bits in 0..<8 {
      let corner = Vector3(bits & 1 == 0 ? a.x : b.x, bits & 2 == 0 ? a.y : b.y, bits & 4 == 0 ? a.z : b.z)
      let there = other.index(of: grid.position(corner))
      low = pointwiseMin(low, there)
      high = pointwiseMax(high, there)
    }
    return (low, high)
  }
}

extension Volume {
  /// The values in a box of the grid.
  /// - Precondition: the box holds a voxel and lies in the grid.
  public func cropped(to box: IndexBox) -> Volume {
    if box == IndexBox(grid) { return self }
    var values: [Element] = []
    values.reserveCapacity(box.count)
    for k in box.lower.k..<box.upper.k {
      for j in box.lower.j..<box.upper.j {
        let row = grid.offset(0, j, k)
        values += voxels[(row + box.lower.i)..<(row + box.upper.i)]
      }
    }
    return try! Volume(grid: grid.cropped(to: box), voxels: values)
  }
}
