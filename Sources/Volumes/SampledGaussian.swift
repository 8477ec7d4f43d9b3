import Foundation
import Quantities

/// A Gaussian along one axis of a grid, sampled at voxel distances, cut off at 4 σ, with weights whose sum is 1.
public struct SampledGaussian: Sendable, Hashable {
  /// In voxel order, each 0…1.
  public let weights: [Float]
  /// Where the first weight puts what lies at 0, in voxels.
  public let first: Int

  /// - Parameters:
  ///   - sigma: standard deviation, in voxels, from 0 on; below 0.01 the value is shared by the two nearest voxels.
  ///   - shift: of its centre, in voxels.
  public init(sigma: Double, shift: Double = 0) {
    let reach = 4 * sigma
    let offsets = Int((shift - reach).rounded(.down))...Int((shift + reach).rounded(.up))
    let raw = offsets.map { m in
      sigma > 0.01 ? exp(-0.5 * pow((Double(m) - shift) / sigma, 2)) : max(0, 1 - abs(Double(m) - shift))
    }
    let sum = raw.reduce(0, +)
    (weights, first) = (raw.map { Float($0 / sum) }, offsets.lowerBound)
  }
}

extension Length {
  /// Standard deviation of a Gaussian of this full width at half maximum, mm.
  public var sigmaOfWidth: Double { value / (8 * log(2.0)).squareRoot() }
}
