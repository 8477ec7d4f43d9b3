internal import CITK
import Diagnostics
import Volumes

/// How values between voxel centres are found.
public enum Interpolation: String, Sendable, Hashable, Codable {
  case linear
  /// For labels: no new values arise.
  case nearest
  /// Cubic B-spline (Unser 1999, doi:10.1109/79.799930). Overshoots at edges: activity may become negative.
  case bSpline
}

extension Alignment {
  /// Values of `volume` at the centres of the voxels of `grid`.
  ///
  /// It samples and does not average: where target voxels are larger than the source's, use `average`. In the outer
  /// half of the border voxels the border value holds; beyond stands `outside`.
  /// - Parameters:
  ///   - transform: maps points of `grid`'s space to points of `volume`'s space, mm.
  ///   - outside: the value where `volume` has none, in its unit: −1000 for CT, 0 for activity.
  /// - Throws: `Problem` of kind `internalError` if ITK fails.
  public static func resample(
    _ volume: Volume<Float>, onto grid: Grid, through transform: RigidTransform,
    interpolation: Interpolation = .linear, outside: Float
  ) throws(Problem) -> Volume<Float> {
    var (source, target, motion) = (citk_grid(volume.grid), citk_grid(grid), citk_rigid(transform))
    var result = Volume<Float>(grid: grid, repeating: outside)
    let kind: Int32 =
      switch interpolation {
      case .nearest: Int32(CITK_NEAREST)
      case .linear: Int32(CITK_LINEAR)
      case .bSpline: Int32(CITK_BSPLINE)
      }
    try itk("resampling") { error in
      volume.voxels.withUnsafeBufferPointer { from in
        result.voxels.withUnsafeMutableBufferPointer { to in
          citk_resample(
            from.baseAddress!, &source, &target, &motion, kind, outside, threads, to.baseAddress!, error)
        }
      }
    }
    return result
  }

  /// Takes values at the voxel centres of `grid`, in the same frame of reference.
  ///
  /// - Throws: `Problem` if both grids name a frame of reference and the names differ: then a registration is needed;
  ///   `internalError` if ITK fails.
  public static func resample(
    _ volume: Volume<Float>, onto grid: Grid, interpolation: Interpolation = .linear, outside: Float
  ) throws(Problem) -> Volume<Float> {
    try demandSharedFrame(volume.grid, grid)
    return try resample(
      volume, onto: grid, through: .identity, interpolation: interpolation, outside: outside)
  }
}
