/// What the size of the voxels does to a region's dose, estimated by taking the mean over a voxel once more: relative changes.
public struct GridEffect: Sendable, Hashable, Codable {
  /// Relative change of the mean dose, a ratio less one.
  public var mean: Double
  /// Relative change of D98, a ratio less one.
  public var d98: Double
  /// Relative change of D2, a ratio less one.
  public var d2: Double
  public init(mean: Double, d98: Double, d2: Double) { (self.mean, self.d98, self.d2) = (mean, d98, d2) }
}
