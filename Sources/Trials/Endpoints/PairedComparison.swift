import Foundation
import Statistics

/// One value per patient and condition, compared on the scale that the protocol locked.
///
/// On the raw scale the estimate is the mean difference, on the logarithmic one the ratio of geometric means. The other
/// scale's p is given with it, labelled as not the analysis of this trial.
public struct PairedComparison: Sendable, Hashable {
  public let scale: Endpoint.Scale
  public let count: Int
  /// Arithmetic means on the raw scale, geometric ones on the logarithmic.
  public let first, second: Double
  /// Difference, or ratio.
  public let estimate: Double
  public let interval: ConfidenceInterval
  public let p: Double
  /// Standard deviation of the differences, on the scale of the analysis.
  public let standardDeviation: Double
  /// Exact where there are no ties; distribution-free, as sensitivity.
  public let signedRankP: Double
  /// p value of the test on the other scale, 0…1.
  public let otherScaleP: Double

  /// - Parameters:
  ///   - first: for example the values of the intra-arterial lobes, positive.
  ///   - second: those of the intravenous lobes, of the same patients in the same order.
  /// - Throws: `StatisticsError` for fewer than two pairs, or pairs that do not differ.
  public init(_ first: [Double], _ second: [Double], scale: Endpoint.Scale, level: Double = 0.95) throws {
    let raw = try PairedTTest(differences: zip(first, second).map { $0 - $1 }, level: level)
    let log = try PairedRatio(first, second, level: level)
    let isLog = scale == .log
    let differences = zip(first, second).map { isLog ? Foundation.log($0 / $1) : $0 - $1 }
    let ranks = try SignedRankTest(differences: differences)
    (self.scale, count) = (scale, first.count)
    self.first = isLog ? first.geometricMean : first.mean
    self.second = isLog ? second.geometricMean : second.mean
    estimate = isLog ? log.ratio : raw.meanDifference
    interval = isLog ? log.interval : raw.interval
    (p, otherScaleP) = isLog ? (log.test.p, raw.p) : (raw.p, log.test.p)
    standardDeviation = isLog ? log.standardDeviationOfLog : raw.standardDeviation
    signedRankP = ranks.pExact ?? ranks.pPermutation
  }

  /// Standardised effect of the pairs, d_z, in standard deviations.
  public var effect: Double {
    (scale == .log ? Foundation.log(estimate) : estimate) / standardDeviation
  }
}
