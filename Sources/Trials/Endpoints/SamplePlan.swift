import Statistics

/// What a number of pairs can show, from the noncentral t distribution.
public struct SamplePlan: Sendable, Hashable {
  public let pairs: Int
  /// Two-sided significance level, a probability.
  public let alpha: Double
  /// Smallest standardised effect d_z found with 80 % and with 90 % probability.
  public let detectable80, detectable90: Double
  /// For the effect that was observed: the probability to find it with this many pairs, and the pairs for 80 %.
  public let observedEffect: Double?
  /// Probability of finding the observed effect with this number of pairs, 0…1.
  public let power: Double?
  public let pairsFor80: Int?

  public init(pairs: Int, alpha: Double, observedEffect: Double? = nil) {
    (self.pairs, self.alpha, self.observedEffect) = (pairs, alpha, observedEffect)
    detectable80 = PairedSampleSize.detectableEffect(pairs: pairs, power: 0.8, alpha: alpha)
    detectable90 = PairedSampleSize.detectableEffect(pairs: pairs, power: 0.9, alpha: alpha)
    power = observedEffect.map { PairedSampleSize.power(effect: $0, pairs: pairs, alpha: alpha) }
    pairsFor80 = observedEffect.flatMap { try? PairedSampleSize.pairs(effect: $0, power: 0.8, alpha: alpha) }
  }
}
