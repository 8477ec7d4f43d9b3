import Foundation

/// How ratios of several lesions become one number. The choice changes the answer and is always printed.
public enum Aggregation: String, Sendable, Hashable, CaseIterable, Codable {
  case meanOfRatios = "mean of ratios"
  case ratioOfMeans = "ratio of means"
  case geometricMean = "geometric mean"
  case median
}

/// Uptake of lesions against a reference each: tumour to normal liver, or intra-arterial to intravenous.
public struct UptakeRatios: Sendable, Hashable {
  /// Uptake of the lesions, one value each, positive, in the unit of the denominators.
  public let numerators: [Double]
  /// Reference uptake for each lesion, positive, in the unit of the numerators.
  public let denominators: [Double]

  /// `nil` unless there are as many of both, at least one, all finite and positive.
  public init?(numerators: [Double], denominators: [Double]) {
    let all = numerators + denominators
    guard numerators.count == denominators.count, !numerators.isEmpty,
      all.allSatisfy({ $0.isFinite && $0 > 0 })
    else { return nil }
    (self.numerators, self.denominators) = (numerators, denominators)
  }

  /// Tumour-to-normal ratios of lesions against the mean of normal liver in the same lobe (LUTIA).
  public init?(lesions: [Double], normalLiver: Double) {
    self.init(numerators: lesions, denominators: lesions.map { _ in normalLiver })
  }

  /// Ratio of each lesion, in order.
  public var perLesion: [Double] { zip(numerators, denominators).map { $0 / $1 } }

  public func value(_ aggregation: Aggregation) -> Double {
    let ratios = perLesion
    let count = Double(ratios.count)
    return switch aggregation {
    case .meanOfRatios: ratios.reduce(0, +) / count
    case .ratioOfMeans: numerators.reduce(0, +) / denominators.reduce(0, +)
    case .geometricMean: exp(ratios.reduce(0) { $0 + log($1) } / count)
    case .median: median(ratios.sorted())
    }
  }

  private func median(_ sorted: [Double]) -> Double {
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// Whether the aggregated ratio reaches a gate, equality included; 10⁻¹² is allowed for the rounding of a
  /// computed mean.
  public func reaches(_ gate: Double, by aggregation: Aggregation) -> Bool {
    value(aggregation) >= gate - 1e-12
  }
}
