import Foundation
import Nuclides
import Volumes

/// What fast mode knows without simulation: the energy that electrons leave in a uniform reference medium, by convolution
/// with the kernel of the same transport; and where the real medium differs enough to be worth histories.
struct KnownDose {
  /// Number of the reference medium in the case's list, and its density, g/mL: what most of the activity lies in.
  let medium: Int
  let density: Double
  /// Known energy in each voxel, already scaled to its density, and beyond the grid; keV per decay scale.
  let energy: [Float]
  let outside: Double
  /// How the kernel was made.
  let kernel: String
  /// Mean relative standard uncertainty of the kernel's shells, weighted by energy.
  let kernelUncertainty: Double

  /// Mean squares of relative density differences below this are neglected: less than 0.3 % everywhere in reach, of which the
  /// scaling of the known energy takes care.
  private static let negligible: Float = 1e-5
  /// What another composition counts as, next to a difference in density.
  private static let foreign: Float = 0.05
  /// Least importance of a source whose difference counts: where histories are few and heavy, noise is not normal, and the
  /// uncertainty from batches is too small.
  private static let least: Float = 0.3

  /// With the sources of the difference: histories per activity grow with what an electron from there meets.
  static func make(_ task: DoseTask, _ map: MediaMap) throws -> (KnownDose?, SourceList?) {
    let (medium, density) = reference(task, map)
    let kernel = try KernelLibrary.electrons(
      task.nuclide, in: map.media[medium], workers: task.options.workers)
    try task.step(0, "spreading electron energy")
    let size = task.grid.size
    let voxels = VoxelKernel(
      [kernel.kernel], spacing: task.grid.spacing, density: density,
      largest: GridSize(size.i - 1, size.j - 1, size.k - 1), workers: task.options.workers)
    let spread = convolution(voxels, size, task.options.workers)
    var energy = spread(task.decays.relative)
    if let transfer = task.transfer {
      try UnevenSources(
        transfer: transfer, kernels: [kernel.kernel], density: density, workers: task.options.workers
      ).add(to: &energy) { try task.step($0, "placing decays in their voxels") }
    }
    let emitted = kernel.kernel.total * task.decays.total / (task.decays.scale)
    let outside = emitted - energy.reduce(0) { $0 + Double($1) }
    for n in energy.indices { energy[n] *= ratio(map.cells.pointer[n], density) }
    let known = KnownDose(
      medium: medium, density: density, energy: energy, outside: outside, kernel: kernel.source,
      kernelUncertainty: kernel.uncertainty)
    let importance = importance(map, medium, density, spread, total: kernel.kernel.total)
    return (known, SourceList(task, importance: importance))
  }

  /// Variance of the energy per voxel from independent standard uncertainties of the activity, keV².
  static func variance(of sigma: [Float], _ task: DoseTask, _ map: MediaMap) throws -> [Float] {
    let (medium, density) = reference(task, map)
    let kernel = try KernelLibrary.electrons(
      task.nuclide, in: map.media[medium], workers: task.options.workers)
    let size = task.grid.size
    let voxels = VoxelKernel(
      [kernel.kernel], spacing: task.grid.spacing, density: density,
      largest: GridSize(size.i - 1, size.j - 1, size.k - 1), workers: task.options.workers)
    let squared = VoxelKernel(extent: voxels.extent, values: voxels.values.map { $0 * $0 })
    let spread = convolution(squared, size, task.options.workers)(sigma.map { $0 * $0 })
    return spread.enumerated().map { n, value in
      let ratio = ratio(map.cells.pointer[n], density)
      return max(0, value) * ratio * ratio
    }
  }

  /// Density over that of the reference.
  @inline(__always)
  private static func ratio(_ cell: Cell, _ density: Double) -> Float {
    1 / (cell.inverseDensity * Float(density))
  }

  /// The medium that holds most activity, and its activity-weighted mean density.
  private static func reference(_ task: DoseTask, _ map: MediaMap) -> (Int, Double) {
    var activity = map.media.map { _ in 0.0 }, mass = activity
    for (n, a) in task.decays.relative.enumerated() where a > 0 {
      let cell = map.cells.pointer[n]
      activity[Int(cell.medium)] += Double(a)
      mass[Int(cell.medium)] += Double(a / cell.inverseDensity)
    }
    let most = activity.indices.max { activity[$0] < activity[$1] }!
    return (most, mass[most] / activity[most])
  }

  private static func convolution(_ kernel: VoxelKernel, _ size: GridSize, _ workers: Int) -> ([Float]) ->
    [Float]
  {
    let near = NearConvolution(kernel)
    if near.cost <= KernelConvolution.directCost { return { near($0, size: size, workers: workers) } }
    let far = FourierConvolution(kernel, size: size, workers: workers)
    return { far($0) }
  }

  /// Root of the mean square of the relative difference to the reference, as an electron from there meets it: the standard
  /// deviation of a history's difference grows with it, so histories in proportion to it give the least variance.
  private static func importance(
    _ map: MediaMap, _ medium: Int, _ density: Double, _ spread: ([Float]) -> [Float], total: Double
  ) -> [Float] {
    let alike = (0..<map.cells.count).map { n -> Float in
      let cell = map.cells.pointer[n]
      let difference = abs(ratio(cell, density) - 1) + (Int(cell.medium) == medium ? 0 : foreign)
      return 1 - min(1, difference * difference)
    }
    // Beyond the grid there is nothing, which counts as a difference of one.
    return spread(alike).map {
      let square = 1 - $0 / Float(total)
      return square < negligible ? 0 : max(least, square.squareRoot())
    }
  }
}
