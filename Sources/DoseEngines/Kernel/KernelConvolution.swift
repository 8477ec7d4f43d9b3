import Diagnostics
import Nuclides
import Quantities
import Stages
import Volumes

/// Convolution of the decays with voxel kernels in water, made for the grid's spacing.
///
/// Energy is spread as in a uniform medium and then divided by each voxel's own mass, so energy is conserved in any
/// density map; where it goes is right in soft tissue and wrong within one electron range of lung and air, which is
/// counted and reported. Electrons are convolved directly, photons (to 200 mm) by Fourier transform.
public struct KernelConvolution: DoseEngineModel, Sendable, Hashable {
  static let word = "kernel"
  static let name = "voxel kernel"

  /// Density of the medium in which the kernel spreads energy; `nil`: the activity-weighted mean over tissue of at
  /// least 0.5 g/mL, so that a uniform body obeys S_ρ(L) = ρ² S₁(ρL) exactly.
  public var mediumDensity: Quantity<GramPerMillilitre>?
  /// The point kernel; `nil` takes the tabulated one of the nuclide.
  public var pointKernel: PointKernel?

  public init(mediumDensity: Quantity<GramPerMillilitre>? = nil, pointKernel: PointKernel? = nil) {
    (self.mediumDensity, self.pointKernel) = (mediumDensity, pointKernel)
  }

  static func make(_ means: EngineMeans) -> KernelConvolution {
    KernelConvolution(pointKernel: means.pointKernel)
  }
  static func isAvailable(_ means: EngineMeans) -> Bool { means.pointKernel != nil }

  /// Below this density the medium is lung or air to the kernel, g/mL.
  static let lungDensity: Float = 0.5
  /// Direct convolution up to this many products per voxel; a Fourier transform is faster above.
  static let directCost = 2000

  func run(_ task: DoseTask, materials: MaterialMap?) throws -> DoseCalculation {
    let (kernel, density) = (try pointKernel ?? task.nuclide.requireKernel(), try medium(task))
    try task.step(0, "making voxel kernels")
    let kernels = VoxelKernelPair(
      kernel, grid: task.grid, density: density, workers: task.options.workers)
    try task.step(0.2, "spreading electron energy")
    let energy = try spread(kernels, kernel, density, task)
    try task.step(0.95, "dividing by mass")
    let near = LowDensity.isNear(
      task.densities, grid: task.grid, limit: Self.lungDensity, distance: kernel.electronRange)
    let balance = task.balance(energy.values, reach: kernel.total, nearLungOrAir: near)
    let dose = try task.dose(
      energy, engine: Self.name, assumptions: assumptions(task, kernel, density, balance),
      parameters: ["medium density": "\(decimal(density, 4)) g/mL", "kernel": kernel.source])
    try task.step(1, "dividing by mass")
    return DoseCalculation(dose: dose, balance: balance)
  }

  private func medium(_ task: DoseTask) throws -> Double {
    guard let given = mediumDensity?.value else { return task.densities.meanOfSources(task.decays) }
    // A kernel made in water is wrong in lung; one that was made there is right.
    let least = pointKernel == nil ? 0.5 : 0.1
    guard given >= least, given <= 2.5 else {
      throw Problem.option("medium density \(given) is not between \(least) and 2.5 g/mL", "mediumDensity")
    }
    return given
  }

  private func spread(
    _ kernels: VoxelKernelPair, _ kernel: PointKernel, _ density: Double, _ task: DoseTask
  ) throws -> DepositedEnergy {
    let (size, workers) = (task.grid.size, task.options.workers)
    let electrons = NearConvolution(kernels.short)
    let direct = electrons.cost <= Self.directCost
    var energy = direct ? electrons(task.decays.relative, size: size, workers: workers) : []
    try task.step(0.5, "spreading photon energy")
    let rest = direct ? kernels.long : kernels.sum
    let far = FourierConvolution(rest, size: size, workers: workers)(task.decays.relative)
    energy = direct ? zip(energy, far).map { $0 + $1 } : far
    if let transfer = task.transfer {
      try UnevenSources(transfer: transfer, kernels: [kernel.shortRange], density: density, workers: workers)
        .add(to: &energy) { try task.step(0.6 + 0.2 * $0, "placing decays in their voxels") }
    }
    // A transform leaves rounding of either sign where nothing was deposited.
    if task.decays.isPositive { energy = energy.map { max(0, $0) } }
    try task.step(0.8, "spreading the uncertainty")
    return DepositedEnergy(
      values: energy, sigma: task.decays.sigma.map { sigma(of: $0, kernels, size, workers) })
  }

  /// σ² of a sum of independent voxels: Σ K² σ². Kernel values beyond the electrons' reach count for less than
  /// a millionth there and are left out.
  private func sigma(of sigma: [Float], _ kernels: VoxelKernelPair, _ size: GridSize, _ workers: Int)
    -> [Float]
  {
    let near = kernels.sum.cropped(to: kernels.short.extent)
    let squared = VoxelKernel(extent: near.extent, values: near.values.map { $0 * $0 })
    let variance = sigma.map { $0 * $0 }
    let convolved =
      NearConvolution(squared).cost <= Self.directCost
      ? NearConvolution(squared)(variance, size: size, workers: workers)
      : FourierConvolution(squared, size: size, workers: workers)(variance)
    return convolved.map { max(0, $0).squareRoot() }
  }

  private func assumptions(
    _ task: DoseTask, _ kernel: PointKernel, _ density: Double, _ balance: EnergyBalance
  ) -> [String] {
    var all = [
      "Energy is distributed as in uniform water of \(decimal(density, 3)) g/mL, then divided by the mass of each voxel.",
      "Photons are transported to 200 mm; \(percent(balance.notFollowed / balance.emitted)) of the emitted energy goes "
        + "farther, \(percent(max(0, balance.outsideGrid / balance.emitted))) leaves the grid.",
    ]
    if balance.inAir.value > 0 {
      all.append("\(percent(balance.inAir / balance.emitted)) of the emitted energy was deposited in air.")
    }
    if balance.nearLungOrAir > 0 {
      all.append(
        "\(percent(balance.nearLungOrAir)) of the energy is within \(decimal(kernel.electronRange, 0)) "
          + "mm of lung or air (below 0.5 g/mL), where a kernel made in water is unreliable.")
    }
    if task.decays.sigma != nil {
      all.append(
        "Statistical uncertainty is propagated for voxels that are independent; image noise is correlated.")
    }
    return all
  }
}
