import Diagnostics
import Foundation
import Quantities
import Statistics

/// How much more a lesion takes up by the artery than by the vein, from paired measurements.
///
/// Ratios are averaged on the logarithmic scale, on which a gain and its inverse are symmetric; the interval is that of
/// the paired t-test on logarithms. Lesions of one patient are not independent, so the interval describes these lesions,
/// not patients.
public struct IntraArterialGain: Sendable, Hashable {
  /// Geometric mean of the ratios.
  public let gain: Double
  /// Uncertainty of the logarithm of the gain (k = 1), which is its relative uncertainty; `nil` for a single pair.
  let standardUncertaintyOfLog: Double?
  /// `nil` for a single pair.
  public let interval: ClosedRange<Double>?
  /// Confidence level of the interval, a fraction between 0 and 1.
  public let confidence: Double
  public let pairs: Int
  /// Intra-arterial over intravenous uptake, one ratio per lesion in order.
  public let ratios: [Double]

  /// - Throws: `Problem` unless there are as many of both, at least one pair, all finite and positive.
  public init(intraArterial: [Double], intravenous: [Double], confidence: Double = 0.95) throws(Problem) {
    guard intraArterial.count == intravenous.count, !intraArterial.isEmpty,
      (intraArterial + intravenous).allSatisfy({ $0.isFinite && $0 > 0 })
    else {
      throw Problem(
        .dataRejected,
        what:
          "\(intraArterial.count) intra-arterial and \(intravenous.count) intravenous values do not make pairs",
        why: "each lesion is compared with itself",
        remedy: "give one positive value of each kind per lesion, in the same order")
    }
    ratios = zip(intraArterial, intravenous).map { $0 / $1 }
    let logs = ratios.map { log($0) }
    let n = Double(logs.count)
    let mean = logs.reduce(0, +) / n
    (gain, pairs, self.confidence) = (exp(mean), logs.count, confidence)
    guard logs.count > 1 else {
      (interval, standardUncertaintyOfLog) = (nil, nil)
      return
    }
    let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    standardUncertaintyOfLog = (variance / n).squareRoot()
    let half = StudentT(degreesOfFreedom: n - 1).quantile((1 + confidence) / 2) * (variance / n).squareRoot()
    interval = exp(mean - half)...exp(mean + half)
  }
}
