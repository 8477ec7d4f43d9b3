import Volumes

/// Where in the lattice of the dose a decay of an activity voxel happens.
struct SourcePlacement {
  /// The centre of the first activity voxel, and one voxel along each of its axes, in voxels of the dose; a dose voxel reaches
  /// from n to n + 1.
  private let start: Vector3
  private let step: Matrix3
  private let reach: Vector3
  private let end: Vector3
  private let size: GridSize
  /// Axes lie along axes: the part of an activity voxel that is on the grid is a box.
  private let isParallel: Bool
  /// Activity voxels.
  let sources: GridSize

  init(from source: Grid, to target: Grid, isParallel: Bool) {
    step = target.axes.inverse * source.axes
    start = target.index(of: source.origin) + 0.5
    let (x, y, z) = step.columns
    reach = [x, y, z].reduce(Vector3.zero) { $0 + Vector3(abs($1.x), abs($1.y), abs($1.z)) / 2 }
    (size, sources, self.isParallel) = (target.size, source.size, isParallel)
    end = Vector3(Double(size.i), Double(size.j), Double(size.k))
  }

  /// The smallest box of dose voxels around an activity voxel, and on the grid.
  func box(_ i: Int, _ j: Int, _ k: Int) -> (low: Vector3, high: Vector3) {
    let (x, y, z) = step.columns
    let centre = start + x * Double(i) + y * Double(j) + z * Double(k)
    return (pointwiseMax(centre - reach, .zero), pointwiseMin(centre + reach, end))
  }

  /// - Parameters:
  ///   - i, j, k: an activity voxel of which a part is on the grid.
  ///   - u: evenly in the unit cube.
  func place(_ i: Int, _ j: Int, _ k: Int, _ u: Vector3) -> Place {
    if isParallel {
      let (low, high) = box(i, j, k)
      return Place(low + (high - low) * u, in: size)
    }
    let (x, y, z) = step.columns
    let centre = start + x * Double(i) + y * Double(j) + z * Double(k)
    var p = centre, v = u
    for _ in 0..<SourcePlacement.tries {
      p = centre + x * (v.x - 0.5) + y * (v.y - 0.5) + z * (v.z - 0.5)
      if all(p .>= 0) && all(p .< end) { break }
      v += SourcePlacement.turn
      v -= v.rounded(.down)
    }
    return Place(pointwiseMin(pointwiseMax(p, .zero), end), in: size)
  }

  /// Where a part of 1/512 of the voxel is on the grid, nearly all places are found.
  private static let tries = 2048
  /// Powers of the root of x⁴ = x + 1, whose multiples fill the cube evenly (Roberts 2018).
  static let turn = Vector3(0.819_172_513_396, 0.671_043_606_703, 0.549_700_477_901)
}

extension Place {
  /// A point in voxels of a grid, a face counting with the voxel above it.
  fileprivate init(_ p: Vector3, in size: GridSize) {
    let i = min(max(0, Int(p.x)), size.i - 1), j = min(max(0, Int(p.y)), size.j - 1)
    let k = min(max(0, Int(p.z)), size.k - 1)
    func inside(_ x: Double, _ n: Int) -> Float { min(max(Float(x), Float(n)), Float(n + 1)) }
    self.init(
      x: inside(p.x, i), y: inside(p.y, j), z: inside(p.z, k), i: Int32(i), j: Int32(j), k: Int32(k),
      n: i + size.i * (j + size.j * k))
  }
}
