import Statistics

/// The p value of one of several comparisons, adjusted over all of them.
public struct AdjustedP: Sendable, Hashable {
  /// Holm-adjusted p value: probability of any false finding.
  public let holm: Double
  /// Benjamini and Hochberg: the expected share of false findings.
  public let benjaminiHochberg: Double

  /// In the order of `p`.
  public static func over(_ p: [Double]) -> [AdjustedP] {
    zip(Multiplicity.holm.adjusted(p), Multiplicity.benjaminiHochberg.adjusted(p)).map {
      AdjustedP(holm: $0, benjaminiHochberg: $1)
    }
  }
}
