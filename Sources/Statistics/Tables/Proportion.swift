/// A count out of a number, with intervals of the underlying probability.
public struct Proportion: Sendable, Hashable {
  public let successes, trials: Int

  /// - Precondition: 0 ≤ successes ≤ trials, trials > 0.
  public init(_ successes: Int, of trials: Int) {
    precondition(trials > 0 && (0...trials).contains(successes), "a count out of a number")
    (self.successes, self.trials) = (successes, trials)
  }

  /// The proportion, a fraction 0…1.
  public var value: Double { Double(successes) / Double(trials) }

  /// Clopper and Pearson's exact limits (1934, doi:10.1093/biomet/26.4.404), from quantiles of the beta
  /// distribution: the true coverage is never below the level.
  public func clopperPearson(level: Double = 0.95) -> ConfidenceInterval {
    let tail = (1 - level) / 2
    let (x, n) = (Double(successes), Double(trials))
    return ConfidenceInterval(
      lower: successes == 0 ? 0 : Beta(x, n - x + 1).quantile(tail),
      upper: successes == trials ? 1 : Beta(x + 1, n - x).quantile(1 - tail), level: level)
  }

  /// Wilson's score limits (1927, doi:10.1080/01621459.1927.10502953), without continuity correction.
  public func wilson(level: Double = 0.95) -> ConfidenceInterval {
    let z = ConfidenceInterval.normal(level)
    let (p, n) = (value, Double(trials))
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let reach = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    return ConfidenceInterval(
      lower: successes == 0 ? 0 : centre - reach, upper: successes == trials ? 1 : centre + reach,
      level: level)
  }
}
