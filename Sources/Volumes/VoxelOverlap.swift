/// How unevenly something fills a voxel: the order of a Legendre polynomial along each axis, 0…2, in the voxel's own
/// coordinates −½…½. Order 0 along all axes is the mean.
///
/// Along an axis the polynomials are 1, s and s² − 1/12, with norms 1, 1/12 and 1/180.
public struct VoxelMoment: Sendable, Hashable {
  public let i, j, k: Int

  /// - Precondition: each order is 0 to 3.
  public init(_ i: Int, _ j: Int, _ k: Int) {
    precondition([i, j, k].allSatisfy { (0...3).contains($0) }, "orders 0 to 3")
    (self.i, self.j, self.k) = (i, j, k)
  }

  public static let mean = VoxelMoment(0, 0, 0)

  /// All but the mean up to a total order.
  public static func all(upTo order: Int) -> [VoxelMoment] {
    (0..<64).map { VoxelMoment($0 % 4, $0 / 4 % 4, $0 / 16) }.filter {
      (1...order).contains($0.i + $0.j + $0.k)
    }
  }

  public subscript(axis: Int) -> Int { axis == 0 ? i : axis == 1 ? j : k }

  /// The polynomial of an order over its norm, at s in −½…½.
  public static func value(_ order: Int, at s: Double) -> Double {
    switch order {
    case 0: 1
    case 1: 12 * s
    case 2: 180 * s * s - 15
    default: s * (2800 * s * s - 420)
    }
  }

  /// Its integral from −½ to s, up to a constant.
  static func integral(_ order: Int, to s: Double) -> Double {
    switch order {
    case 0: s
    case 1: 6 * s * s
    case 2: s * (60 * s * s - 15)
    default: s * s * (700 * s * s - 210)
    }
  }
}

/// Exact overlap between the voxels of two grids with parallel axes (in any order and sense): one sparse matrix per axis,
/// applied one after the other.
public struct VoxelOverlap: Sendable {
  private let source: Grid
  private let target: Grid
  /// For each axis of the source the axis of the target that it lies along.
  private let targetAxis: [Int]

  /// `nil` if an axis of one grid is not parallel to any of the other.
  public init?(from source: Grid, to target: Grid) {
    let linear = target.axes.inverse * source.axes
    var axes: [Int] = []
    for column in [linear.columns.x, linear.columns.y, linear.columns.z] {
      let main = (0..<3).max { abs(column[$0]) < abs(column[$1]) } ?? 0
      let rest = (0..<3).filter { $0 != main }.map { abs(column[$0]) }.max() ?? 0
      guard rest < 1e-4 * abs(column[main]), !axes.contains(main) else { return nil }
      axes.append(main)
    }
    (self.source, self.target, targetAxis) = (source, target, axes)
  }

  /// Σ value · (part of the target voxel that the source voxel fills), for every target voxel that the box touches.
  ///
  /// Of densities (per volume) it keeps the integral over what lies on the target grid; of occupancies the volume.
  /// - Parameters:
  ///   - values: in `box` of the source grid, i fastest.
  ///   - moment: of the target voxel; the mean by default. The value in a target voxel at s is the sum over all moments of
  ///     this times the polynomials, whose norms are divided out here.
  /// - Returns: values in a box of the target grid; both empty where nothing lies on it.
  public func callAsFunction(_ values: [Float], in box: IndexBox, moment: VoxelMoment = .mean) -> (
    values: [Float], box: IndexBox
  ) {
    let shadow = box.shadow(from: source, on: target)
    let start = target.index(
      of: source.position(Vector3(Double(box.lower.i), Double(box.lower.j), Double(box.lower.k))))
    let linear = target.axes.inverse * source.axes
    let steps = [linear.columns.x, linear.columns.y, linear.columns.z]
    var block = Block(counts: [box.size.i, box.size.j, box.size.k], values: values)
    for axis in 0..<3 {
      let along = targetAxis[axis]
      block = block.contracted(
        axis,
        by: CellOverlap(
          first: start[along], step: steps[axis][along], count: block.counts[axis], target: shadow[along],
          order: moment[along]))
    }
    let there = IndexBox(
      lower: GridSize(shadow[0].lowerBound, shadow[1].lowerBound, shadow[2].lowerBound),
      upper: GridSize(shadow[0].upperBound, shadow[1].upperBound, shadow[2].upperBound))
    return there.count > 0
      ? (block.ordered(targetAxis), there)
      : ([], IndexBox(lower: GridSize(0, 0, 0), upper: GridSize(0, 0, 0)))
  }
}

extension IndexBox {
  /// Voxels of `other` that the box of `grid` touches.
  public func shadow(from grid: Grid, on other: Grid) -> [Range<Int>] {
    let (low, high) = extent(of: grid, in: other)
    let size = [other.size.i, other.size.j, other.size.k]
    return (0..<3).map { axis in
      let count = Double(size[axis])
      // A hair's breadth of a neighbour that rounding adds is not a neighbour.
      let first = min(max((low[axis] + 0.5 + 1e-6).rounded(.down), 0), count)
      let last = min(max((high[axis] + 0.5 - 1e-6).rounded(.up), first), count)
      return Int(first)..<Int(last)
    }
  }
}

/// Overlap of the cells of a line with those of another one.
private struct CellOverlap {
  var rows: [[(cell: Int, weight: Float)]]
  var targets: Int

  /// - Parameters:
  ///   - first: index, on the target axis, of the centre of the source's first cell.
  ///   - step: length of a source cell in target cells, negative if the axes are opposed.
  ///   - order: of the polynomial in the target's cells.
  init(first: Double, step: Double, count: Int, target: Range<Int>, order: Int) {
    targets = target.count
    rows = (0..<count).map { n in
      let centre = first + Double(n) * step
      let (low, high) = (centre - abs(step) / 2, centre + abs(step) / 2)
      let from = max(Double(target.lowerBound), (low + 0.5).rounded(.down))
      let to = min(Double(target.upperBound) - 1, (high + 0.5).rounded(.down))
      guard from <= to else { return [] }
      return (Int(from)...Int(to)).compactMap { cell in
        let (start, end) = (max(low, Double(cell) - 0.5), min(high, Double(cell) + 0.5))
        guard end - start > 1e-7 else { return nil }
        if order == 0 { return (cell - target.lowerBound, Float(min(1, end - start))) }
        let part =
          VoxelMoment.integral(order, to: end - Double(cell))
          - VoxelMoment.integral(order, to: start - Double(cell))
        return (cell - target.lowerBound, Float(part))
      }
    }
  }
}

/// A small dense array that is contracted axis by axis.
private struct Block {
  var counts: [Int]
  var values: [Float]

  func contracted(_ axis: Int, by weights: CellOverlap) -> Block {
    var shape = counts
    shape[axis] = weights.targets
    let inner = counts[..<axis].reduce(1, *)
    let outer = counts[(axis + 1)...].reduce(1, *)
    let count = counts[axis]
    var result = [Float](repeating: 0, count: shape.reduce(1, *))
    values.withUnsafeBufferPointer { from in
      result.withUnsafeMutableBufferPointer { to in
        for o in 0..<outer {
          for n in 0..<count {
            let source = (o * count + n) * inner
            for (cell, weight) in weights.rows[n] {
              let goal = (o * weights.targets + cell) * inner
              for m in 0..<inner { to[goal + m] += weight * from[source + m] }
            }
          }
        }
      }
    }
    return Block(counts: shape, values: result)
  }

  /// Values with the axes in the target's order, i fastest.
  func ordered(_ targetAxis: [Int]) -> [Float] {
    if targetAxis == [0, 1, 2] { return values }
    let sourceAxis = (0..<3).map { axis in targetAxis.firstIndex(of: axis) ?? axis }
    let strides = [1, counts[0], counts[0] * counts[1]]
    let shape = sourceAxis.map { counts[$0] }
    var result: [Float] = []
    result.reserveCapacity(values.count)
    for k in 0..<shape[2] {
      for j in 0..<shape[1] {
        let base = k * strides[sourceAxis[2]] + j * strides[sourceAxis[1]]
        for i in 0..<shape[0] { result.append(values[base + i * strides[sourceAxis[0]]]) }
      }
    }
    return result
  }
}
