import Foundation
import Stages

extension QuantityMap {
  /// What the variance of the sum over a region of a number of voxels is, relative to that of independent ones: between the cubes of
  /// `correlation`, a straight line over the logarithm of the volume; one where the map has no correlation.
  func inflation(ofVoxels voxels: Double) -> Double {
    guard let correlation, let last = correlation.last, voxels > 1 else { return 1 }
    let level = log2(voxels) / 6
    guard level < Double(correlation.count - 1) else { return last }
    let n = Int(level)
    return correlation[n] + (level - Double(n)) * (correlation[n + 1] - correlation[n])
  }
}
