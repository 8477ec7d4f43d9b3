import Nuclides
import Volumes

/// The kernels of one calculation: electrons, which reach millimetres, and all else, which reaches 200 mm.
struct VoxelKernelPair {
  let short: VoxelKernel
  let long: VoxelKernel

  init(_ kernel: PointKernel, grid: Grid, density: Double, workers: Int) {
    let largest = GridSize(grid.size.i - 1, grid.size.j - 1, grid.size.k - 1)
    func made(_ parts: [RadialKernel]) -> VoxelKernel {
      VoxelKernel(parts, spacing: grid.spacing, density: density, largest: largest, workers: workers)
    }
    (short, long) = (made([kernel.shortRange]), made(kernel.longRange))
  }

  /// Both together.
  var sum: VoxelKernel {
    var all = long
    for k in 0..<short.extent.k {
      for j in 0..<short.extent.j {
        for i in 0..<short.extent.i {
          all.values[i + all.extent.i * (j + all.extent.j * k)] += short[i, j, k]
        }
      }
    }
    return all
  }
}

extension VoxelKernel {
  /// The part with indices below `extent`.
  func cropped(to extent: GridSize) -> VoxelKernel {
    var kept: [Double] = []
    for k in 0..<extent.k { for j in 0..<extent.j { for i in 0..<extent.i { kept.append(self[i, j, k]) } } }
    return VoxelKernel(extent: extent, values: kept)
  }
}
