import Quantities
import Volumes

/// Voxels that are in or out, with the operations that the rules need. Neighbours share a face.
struct VoxelMask {
  let grid: Grid
  private(set) var isIn: [Bool]

  init(_ grid: Grid, _ isIn: [Bool]) { (self.grid, self.isIn) = (grid, isIn) }
  init(_ image: Volume<Float>, _ test: (Float) -> Bool) { self.init(image.grid, image.voxels.map(test)) }

  var count: Int { isIn.count { $0 } }
  var millilitres: Double { Double(count) * grid.voxelVolume.value }

  func and(_ other: VoxelMask) -> VoxelMask { VoxelMask(grid, zip(isIn, other.isIn).map { $0 && $1 }) }
  func or(_ other: VoxelMask) -> VoxelMask { VoxelMask(grid, zip(isIn, other.isIn).map { $0 || $1 }) }
  func without(_ other: VoxelMask) -> VoxelMask { VoxelMask(grid, zip(isIn, other.isIn).map { $0 && !$1 }) }

  func of(_ voxels: [Int]) -> VoxelMask {
    var result = [Bool](repeating: false, count: isIn.count)
    for n in voxels { result[n] = true }
    return VoxelMask(grid, result)
  }

  /// The voxels of each connected piece, the largest piece first; of two equal ones that of the lower index.
  func pieces() -> [[Int]] {
    var isLeft = isIn
    var pieces: [[Int]] = []
    for n in isLeft.indices where isLeft[n] { pieces.append(Self.take(n, &isLeft, grid.size)) }
    return pieces.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(
      \.element)
  }

  /// The piece that holds a voxel.
  func piece(of start: Int) -> [Int] {
    var isLeft = isIn
    return Self.take(start, &isLeft, grid.size)
  }

  private static func take(_ start: Int, _ isLeft: inout [Bool], _ size: GridSize) -> [Int] {
    guard isLeft[start] else { return [] }
    let row = size.i, slice = size.i * size.j
    var piece = [start]
    isLeft[start] = false
    var at = 0
    while at < piece.count {
      let n = piece[at]
      at += 1
      let (i, j, k) = (n % row, n / row % size.j, n / slice)
      for (isInside, next) in [
        (i > 0, n - 1), (i < row - 1, n + 1), (j > 0, n - row), (j < size.j - 1, n + row), (k > 0, n - slice),
        (k < size.k - 1, n + slice),
      ] where isInside && isLeft[next] {
        isLeft[next] = false
        piece.append(next)
      }
    }
    return piece
  }

  /// With every voxel that is at most so far along each axis.
  func grown(_ millimetres: Double) -> VoxelMask {
    var result = self
    let steps = [grid.spacing.x, grid.spacing.y, grid.spacing.z].map {
      Int(saturating: (millimetres / $0).rounded())
    }
    for axis in 0..<3 where steps[axis] > 0 { result.grow(along: axis, by: steps[axis]) }
    return result
  }

  /// Without every voxel that is at most so far from one that is out. Beyond the image nothing is out.
  func shrunk(_ millimetres: Double) -> VoxelMask { inverse.grown(millimetres).inverse }

  private var inverse: VoxelMask { VoxelMask(grid, isIn.map(!)) }

  private mutating func grow(along axis: Int, by steps: Int) {
    let size = [grid.size.i, grid.size.j, grid.size.k]
    let stride = [1, size[0], size[0] * size[1]][axis]
    var result = isIn
    for n in isIn.indices where isIn[n] {
      let place = n / stride % size[axis]
      for step in max(-steps, -place)...min(steps, size[axis] - 1 - place) {
        result[n + step * stride] = true
      }
    }
    isIn = result
  }

  /// With what the rim of its axial slice cannot reach.
  func withoutHoles() -> VoxelMask {
    var result = isIn
    let (rows, slice) = (grid.size.i, grid.size.i * grid.size.j)
    for k in 0..<grid.size.k {
      var isOutside = [Bool](repeating: false, count: slice)
      var open = (0..<slice).filter { n in
        let (i, j) = (n % rows, n / rows)
        return (i == 0 || j == 0 || i == rows - 1 || j == grid.size.j - 1) && !isIn[k * slice + n]
      }
      for n in open { isOutside[n] = true }
      while let n = open.popLast() {
        let (i, j) = (n % rows, n / rows)
        for (isInside, next) in [
          (i > 0, n - 1), (i < rows - 1, n + 1), (j > 0, n - rows), (j < grid.size.j - 1, n + rows),
        ] where isInside && !isOutside[next] && !isIn[k * slice + next] {
          isOutside[next] = true
          open.append(next)
        }
      }
      for n in 0..<slice where !isOutside[n] { result[k * slice + n] = true }
    }
    return VoxelMask(grid, result)
  }
}
