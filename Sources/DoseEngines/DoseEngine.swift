import Diagnostics
import Stages

/// A way to turn decays and materials into absorbed dose.
///
/// The choice is made once, outside all loops. Every engine obeys the same contract: values of `Bq·s/mL` on a grid
/// in, gray on the same grid (or the one of the options) out, with its energy balance and its assumptions in sentences.
public enum DoseEngine: Sendable, Hashable {
  /// Electron energy stays in the voxel where the decay was seen.
  case local(LocalDeposition = LocalDeposition())
  /// Convolution with voxel kernels in water, made for the grid's own spacing.
  case kernel(KernelConvolution = KernelConvolution())
  /// Transport of every particle through the real densities and materials.
  case monteCarlo(MonteCarlo = MonteCarlo())

  /// The engines by the words that name them: one case for each.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    // By rising effort: where several were run, the last one is the reference.
    case local
    case kernel
    case monteCarlo = "monte-carlo"

    /// In words, as a report prints it and as stored doses are named.
    public var name: String {
      switch self {
      case .local: "local deposition"
      case .kernel: "voxel kernel"
      case .monteCarlo: "Monte Carlo"
      }
    }
  }

  public var kind: Kind {
    switch self {
    case .local: .local
    case .kernel: .kernel
    case .monteCarlo: .monteCarlo
    }
  }

  /// In words, as a report prints it.
  public var name: String { kind.name }

  /// Absorbed dose of a time-integrated activity.
  ///
  /// - Parameters:
  ///   - activity: decays per millilitre, Bq·s/mL. A voxel that is not a number is refused.
  ///   - materials: density on the same grid, or on the transport grid of `options.grid`; without it `options.uniformDensity` holds everywhere. Voxels with a
  ///     density that is NaN are outside the CT.
  /// - Throws: `Problem` for a foreign grid, unknown nuclide, activity that is NaN or zero, too much activity outside
  ///   the CT or the grid of the options, options out of range; `.interrupted` if the current task was cancelled.
  public func dose(
    _ activity: TimeIntegratedActivityVolume, materials: MaterialMap? = nil,
    options: DoseOptions = DoseOptions(), progress: ProgressHandler? = nil
  ) throws -> DoseCalculation {
    try options.check()
    let task = try DoseTask(activity, materials: materials, options: options, progress: progress)
    switch self {
    case .local(let engine): return try engine.run(task)
    case .kernel(let engine): return try engine.run(task)
    case .monteCarlo(let engine): return try engine.run(task, materials: materials)
    }
  }
}
