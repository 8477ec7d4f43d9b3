import Diagnostics
import Stages

/// A way to turn decays and materials into absorbed dose.
///
/// The choice is made once, outside all loops. Every engine obeys the same contract: values of `Bq·s/mL` on a grid
/// in, gray on the same grid (or the one of the options) out, with its energy balance and its assumptions in sentences.
public struct DoseEngine: Sendable {
  let model: any DoseEngineModel

  init(_ model: any DoseEngineModel) { self.model = model }

  /// Electron energy stays in the voxel where the decay was seen.
  public static func local(_ model: LocalDeposition = LocalDeposition()) -> DoseEngine { DoseEngine(model) }
  /// Convolution with voxel kernels in water, made for the grid's own spacing.
  public static func kernel(_ model: KernelConvolution = KernelConvolution()) -> DoseEngine {
    DoseEngine(model)
  }
  /// Transport of every particle through the real densities and materials.
  public static func monteCarlo(_ model: MonteCarlo = MonteCarlo()) -> DoseEngine { DoseEngine(model) }

  /// In words, as a report prints it.
  public var name: String { type(of: model).name }

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
    return try model.run(task, materials: materials)
  }
}
