import Stages
import Volumes

extension MaterialMap {
  /// True if everything within `distance` of activity has nearly one density, so that a kernel made in a uniform medium
  /// is right.
  ///
  /// - Parameters:
  ///   - decays: voxels with at least 1 % of the largest value count as sources; same grid.
  ///   - distance: mm; default 12, beyond the range of Y-90 electrons in soft tissue.
  ///   - tolerance: accepted relative deviation from the mean density of the sources; default 0.1.
  public func isUniform(
    around decays: TimeIntegratedActivityVolume, within distance: Double = 12, tolerance: Float = 0.1
  ) -> Bool {
    let values = decays.map.values.voxels
    let limit = 0.01 * (values.max() ?? 0)
    let sources = values.map { $0 >= limit && $0 > 0 }
    let inside = zip(sources, density.voxels).filter { $0.0 && !$0.1.isNaN }.map(\.1)
    guard !inside.isEmpty else { return true }
    let mean = inside.reduce(0, +) / Float(inside.count)
    let marks = sources.map { $0 ? Float(1) : 0 }
    let near = LowDensity.isNear(marks, grid: density.grid, distance: distance) { $0 > 0 } ?? sources
    return zip(near, density.voxels).allSatisfy { !$0 || $1.isNaN || abs($1 / mean - 1) <= tolerance }
  }
}
