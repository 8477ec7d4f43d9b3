import Volumes

/// Sums over cubes of 4ⁿ voxels along each axis, n = 1 … `levels`: how much they vary from batch to batch, against what
/// independent voxels would make of it, is the correlation of the noise.
///
/// An electron, and more so a photon, leaves energy in many voxels, so neighbours err alike; the mean of a region then varies
/// more than independent voxels would.
struct BlockSums {
  /// Cubes along each axis, finest level first; `sizes[0]` are the voxels.
  let sizes: [GridSize]
  /// Where each level starts in the list of all sums.
  let starts: [Int]
  let count: Int
  private static let deepest = 4
  private static let edge = 4

  init(_ size: GridSize) {
    var sizes = [size], starts = [0], count = 0
    while sizes.count <= BlockSums.deepest, let last = sizes.last, min(last.i, last.j, last.k) > 1 {
      func cubes(_ n: Int) -> Int { (n + BlockSums.edge - 1) / BlockSums.edge }
      let next = GridSize(cubes(last.i), cubes(last.j), cubes(last.k))
      starts.append(count)
      sizes.append(next)
      count += next.count
    }
    (self.sizes, self.starts, self.count) = (sizes, starts, count)
  }

  var levels: Int { sizes.count - 1 }

  /// All sums of the voxels' values, level after level.
  func sums(_ voxels: UnsafePointer<Float>) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { memory, used in
      memory.initialize(repeating: 0)
      used = count
      for level in 1..<sizes.count { add(to: level, memory.baseAddress!, voxels) }
    }
  }

  private func add(to level: Int, _ memory: UnsafeMutablePointer<Double>, _ voxels: UnsafePointer<Float>) {
    let (fine, size) = (sizes[level - 1], sizes[level])
    let below = memory + starts[level - 1], own = memory + starts[level]
    for k in 0..<fine.k {
      for j in 0..<fine.j {
        let row = fine.i * (j + fine.j * k)
        let target = own + size.i * (j / BlockSums.edge + size.j * (k / BlockSums.edge))
        for i in 0..<fine.i {
          target[i / BlockSums.edge] += level == 1 ? Double(voxels[row + i]) : below[row + i]
        }
      }
    }
  }

  /// Variance of the cubes over that of independent voxels, level 0 (one) first; all one without noise.
  func inflation(voxels: Double, cubes: (Int) -> Double, independent: Double) -> [Double] {
    guard voxels + independent > 0 else { return sizes.map { _ in 1 } }
    return sizes.indices.map { level in
      guard level > 0 else { return 1 }
      let end = level < levels ? starts[level + 1] : count
      let sum = (starts[level]..<end).reduce(0) { $0 + cubes($1) }
      return (sum + independent) / (voxels + independent)
    }
  }
}
