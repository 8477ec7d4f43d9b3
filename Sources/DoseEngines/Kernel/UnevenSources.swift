import Nuclides
import Volumes

/// What a convolution of decays per voxel leaves out where activity has voxels of its own: within a dose voxel the decays lie
/// in pieces of activity voxels. They are described by their moments to third order, each with a kernel of its own.
///
/// The moments are exact; what a fourth order would add is left out (below 1 % of a voxel's dose, see the manual). Electrons
/// only: photons reach too far to notice.
struct UnevenSources {
  let transfer: ActivityTransfer
  let kernels: [RadialKernel]
  /// Of the medium, g/mL.
  let density: Double
  let workers: Int

  static let order = 3
  /// Products per voxel beyond which voxels are so fine that evenness in them does not matter.
  static let largestCost = 2000

  /// Adds the energy that the moments move.
  func add(to energy: inout [Float], step: (Double) throws -> Void = { _ in }) rethrows {
    let (size, moments) = (transfer.target.size, VoxelMoment.all(upTo: UnevenSources.order))
    let largest = GridSize(size.i - 1, size.j - 1, size.k - 1)
    for (n, moment) in moments.enumerated() {
      try step(Double(n) / Double(moments.count))
      let kernel = VoxelKernel(
        kernels, moment: moment, spacing: transfer.target.spacing, density: density, largest: largest)
      let near = NearConvolution(kernel)
      guard near.cost <= UnevenSources.largestCost else { return }
      let more = near(transfer.coefficients(moment), size: size, workers: workers)
      for v in energy.indices { energy[v] += more[v] }
    }
  }
}
