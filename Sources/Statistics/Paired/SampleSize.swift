/// Power and sample size of the two-sided paired t test, from the noncentral t distribution with both tails.
public enum PairedSampleSize {
  /// Probability to reject when the true mean difference is `effect` standard deviations of the difference.
  /// - Parameters:
  ///   - effect: mean over standard deviation of the differences (d_z).
  ///   - pairs: at least 2.
  public static func power(effect: Double, pairs: Int, alpha: Double = 0.05) -> Double {
    precondition(pairs > 1, "two pairs at least")
    let freedom = Double(pairs - 1)
    let cut = StudentT(degreesOfFreedom: freedom).quantile(1 - alpha / 2)
    let t = NoncentralT(
      degreesOfFreedom: freedom, noncentrality: effect * Double(pairs).squareRoot())
    return t.survival(cut) + t.cumulative(-cut)
  }

  /// The smallest number of pairs, at least 2, whose power reaches `power`.
  /// - Throws: for an effect of zero, which no sample detects, and beyond ten million pairs.
  public static func pairs(effect: Double, power wanted: Double, alpha: Double = 0.05)
    throws(StatisticsError) -> Int
  {
    guard effect != 0, effect.isFinite else { throw .outOfRange("an effect of zero is never detected") }
    var (low, high) = (1, 2)
    while power(effect: effect, pairs: high, alpha: alpha) < wanted {
      (low, high) = (high, high * 2)
      guard high < 20_000_000 else { throw .outOfRange("the effect is too small for any trial") }
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if power(effect: effect, pairs: middle, alpha: alpha) < wanted { low = middle } else { high = middle }
    }
    return high
  }

  /// The smallest effect d_z that `pairs` detect with a power.
  public static func detectableEffect(pairs: Int, power wanted: Double, alpha: Double = 0.05) -> Double {
    var high = 1.0
    while power(effect: high, pairs: pairs, alpha: alpha) < wanted { high *= 2 }
    return root(of: { power(effect: $0, pairs: pairs, alpha: alpha) - wanted }, between: 0, and: high)
  }
}
