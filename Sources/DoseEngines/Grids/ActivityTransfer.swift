import Stages
import Volumes

/// Decays in voxels of their own while energy is followed in others.
///
/// Activity is uniform within each activity voxel, and nothing more is assumed: Monte Carlo draws the place of a decay in
/// the activity voxel, and convolutions take, besides the decays per dose voxel, how unevenly they lie in it. Without that
/// the decays would be made even over the dose voxel too, a second smoothing that takes 16 % from the maximum of a hot
/// focus of Y-90 in voxels of 4.4 and 4 mm.
struct ActivityTransfer {
  private let spreading: Spreading
  private let values: [Float]
  /// Decays of a density of one in an activity voxel, per `DecayField.scale`.
  private let unit: Double
  /// Turns densities into decays per voxel of the target, per `DecayField.scale`.
  private let factor: Float

  var source: Grid { spreading.source }
  var target: Grid { spreading.target }

  /// - Parameter scale: of the decays on the target.
  init(_ activity: Volume<Float>, onto target: Grid, scale: Double) {
    spreading = Spreading(from: activity.grid, to: target)
    values = activity.voxels
    unit = activity.grid.voxelVolume.value / scale
    factor = Float(target.voxelVolume.value / scale)
  }

  /// Coefficients of the moment in each voxel of the target, as decays of it per scale.
  func coefficients(_ moment: VoxelMoment) -> [Float] {
    spreading(values, moment: moment).map { $0 * factor }
  }

  /// Decays of each activity voxel that lie on the target, per scale.
  var decays: [Float] {
    var all = [Float](repeating: 0, count: values.count)
    spreading.forEachPart(values) { n, part in all[n] = Float(Double(values[n]) * unit * part) }
    return all
  }

  var placement: SourcePlacement {
    SourcePlacement(from: source, to: target, isParallel: spreading.overlap != nil)
  }
}
