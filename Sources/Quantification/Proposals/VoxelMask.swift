import Alignment
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

  /// Each connected piece, the largest first.
  func pieces() throws -> [VoxelMask] {
    let all = try Morphology.components(volume)
    return all.sizes.indices.map { n in VoxelMask(grid, all.labels.voxels.map { $0 == UInt32(n + 1) }) }
  }

  /// The pieces of which a test holds, as one mask. The test has the sizes and, of a value in each voxel, the means.
  func pieces(meansOf image: Volume<Float>, where test: (_ millilitres: Double, _ mean: Double) -> Bool)
    throws
    -> VoxelMask
  {
    let all = try Morphology.components(volume)
    var sums = [Double](repeating: 0, count: all.sizes.count + 1)
    for (label, value) in zip(all.labels.voxels, image.voxels) { sums[Int(label)] += Double(value) }
    let voxel = grid.voxelVolume.value
    let isWanted =
      [false]
      + all.sizes.enumerated().map { n, size in
        test(Double(size) * voxel, sums[n + 1] / Double(size))
      }
    return VoxelMask(grid, all.labels.voxels.map { isWanted[Int($0)] })
  }

  /// The piece that holds a voxel.
  func piece(of start: Int) throws -> VoxelMask {
    let labels = try Morphology.components(volume).labels.voxels
    let own = labels[start]
    return VoxelMask(grid, labels.map { own > 0 && $0 == own })
  }

  /// With every voxel that is at most so far.
  func grown(_ millimetres: Double) throws -> VoxelMask {
    VoxelMask(grid, try Morphology.dilate(volume, by: millimetres).voxels)
  }

  /// Without every voxel that is at most so far from one that is out. Beyond the image nothing is out.
  func shrunk(_ millimetres: Double) throws -> VoxelMask {
    VoxelMask(grid, try Morphology.erode(volume, by: millimetres).voxels)
  }

  private var volume: Volume<Bool> { try! Volume(grid: grid, voxels: isIn) }

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
