/// Royston's form of the Shapiro–Wilk test of normality (1995, algorithm AS R94, doi:10.2307/2986146).
///
/// Agrees with R `shapiro.test`.
public struct ShapiroWilk: Sendable, Hashable {
  /// Statistic W and p value, both 0…1.
  public let w, p: Double

  /// - Parameter values: 3 to 5000 numbers.
  /// - Throws: `StatisticsError` for other counts and for equal values.
  public init(_ values: [Double]) throws(StatisticsError) {
    let n = values.count
    guard n >= 3 else { throw .tooFew(needed: 3, got: n) }
    guard n <= 5000 else { throw .outOfRange("at most 5000 values, not \(n)") }
    let x = values.sorted()
    guard x[n - 1] > x[0] else { throw .noVariation("the sample") }
    let weights = Self.weights(n)
    let centre = x.mean
    // Values are scaled by the range so that 1 − W keeps its digits.
    let range = x[n - 1] - x[0]
    let product = zip(weights, x).reduce(0) { $0 + $1.0 * ($1.1 - centre) / range }
    let squares = x.reduce(0) { $0 + ($1 - centre) * ($1 - centre) / (range * range) }
    w = min(1, product * product / squares)
    p = Self.probability(w, n)
  }

  /// Weights of the order statistics, antisymmetric and of unit length.
  private static func weights(_ n: Int) -> [Double] {
    guard n > 3 else { return [-(0.5.squareRoot()), 0, 0.5.squareRoot()] }
    let m = (1...n).map { Normal().quantile((Double($0) - 0.375) / (Double(n) + 0.25)) }
    let sum = m.reduce(0) { $0 + $1 * $1 }
    let u = 1 / Double(n).squareRoot()
    let last =
      m[n - 1] / sum.squareRoot() + polynomial([0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056], u)
    var a = m
    var fixed = 1
    var factor = ((sum - 2 * m[n - 1] * m[n - 1]) / (1 - 2 * last * last)).squareRoot()
    if n > 5 {
      let next =
        m[n - 2] / sum.squareRoot()
        + polynomial([0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633], u)
      factor =
        ((sum - 2 * m[n - 1] * m[n - 1] - 2 * m[n - 2] * m[n - 2]) / (1 - 2 * last * last - 2 * next * next))
        .squareRoot()
      fixed = 2
      (a[n - 2], a[1]) = (next, -next)
    }
    (a[n - 1], a[0]) = (last, -last)
    for i in fixed..<(n - fixed) { a[i] = m[i] / factor }
    return a
  }

  private static func probability(_ w: Double, _ n: Int) -> Double {
    if n == 3 { return max(0, 6 / .pi * (w.squareRoot().arcsine - 0.75.squareRoot().arcsine)) }
    let y = (1 - w).log
    let count = Double(n)
    if n <= 11 {
      let limit = -2.273 + 0.459 * count
      guard y < limit else { return 0 }
      let mean = polynomial([0.544, -0.39978, 0.025054, -6.714e-4], count)
      let spread = polynomial([1.3822, -0.77857, 0.062767, -0.0020322], count).exp
      return Normal().survival((-(limit - y).log - mean) / spread)
    }
    let mean = polynomial([-1.5861, -0.31082, -0.083751, 0.0038915], count.log)
    let spread = polynomial([-0.4803, -0.082676, 0.0030302], count.log).exp
    return Normal().survival((y - mean) / spread)
  }
}

/// Σ cₖ xᵏ
private func polynomial(_ c: [Double], _ x: Double) -> Double { c.reversed().reduce(0) { $0 * x + $1 } }
