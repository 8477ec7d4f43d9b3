/// Fisher's exact test of a two-by-two table [[a, b], [c, d]], with the conditional odds ratio.
///
/// Probabilities agree with R `fisher.test`. The odds ratio and its limits are solved to the last digits;
/// R's root finder stops earlier (up to 2·10⁻³, more for very wide intervals).
public struct FisherExactTest: Sendable, Hashable {
  public let a, b, c, d: Int
  /// ln of the number of tables with each possible `a`, margins given.
  private let logWays: [Double]
  private let least: Int

  /// - Precondition: no negative count.
  /// - Throws: for an empty table.
  public init(_ a: Int, _ b: Int, _ c: Int, _ d: Int) throws(StatisticsError) {
    precondition(min(a, b, c, d) >= 0, "counts")
    guard a + b + c + d > 0 else { throw .tooFew(needed: 1, got: 0) }
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
    least = max(0, a + c - (c + d))
    let most = min(a + b, a + c)
    logWays = (least...most).map { logChoose(a + b, $0) + logChoose(c + d, a + c - $0) }
  }

  /// Two-sided: the sum over all tables that are no more probable than the observed one.
  public var p: Double {
    let mass = masses(logOdds: 0)
    let observed = mass[a - least] * (1 + 1e-7)
    return min(1, mass.reduce(0) { $0 + ($1 <= observed ? $1 : 0) })
  }

  /// One-sided, for an odds ratio above 1.
  var pGreater: Double { min(1, upperTail(logOdds: 0)) }
  /// One-sided, for an odds ratio below 1.
  var pLess: Double { min(1, lowerTail(logOdds: 0)) }

  /// ad / bc; `nil` where a cell is zero.
  var sampleOddsRatio: Double? {
    min(a, b, c, d) > 0 ? Double(a) * Double(d) / (Double(b) * Double(c)) : nil
  }

  /// The odds ratio of largest conditional likelihood, 0 or infinite at the ends of the possible tables.
  public var conditionalOddsRatio: Double {
    if logWays.count == 1 { return .nan }
    if a == least { return 0 }
    if a == least + logWays.count - 1 { return .infinity }
    return solve { mean(logOdds: $0) - Double(a) }
  }

  /// Limits of the odds ratio whose one-sided tails are half of what the level leaves.
  public func interval(level: Double = 0.95) -> ConfidenceInterval {
    let tail = (1 - level) / 2
    return ConfidenceInterval(
      lower: a == least ? 0 : solve { upperTail(logOdds: $0) - tail },
      upper: a == least + logWays.count - 1 ? .infinity : solve { tail - lowerTail(logOdds: $0) },
      level: level)
  }

  /// exp of the root of a function of the log odds ratio that rises from below to above zero.
  private func solve(_ f: (Double) -> Double) -> Double {
    var reach = 1.0
    while reach < 600, !(f(-reach) < 0 && f(reach) > 0) { reach *= 2 }
    return root(of: f, between: -reach, and: reach).exp
  }

  private func masses(logOdds: Double) -> [Double] {
    let terms = logWays.enumerated().map { $0.element + logOdds * Double($0.offset) }
    let top = terms.max()!
    let weights = terms.map { ($0 - top).exp }
    let all = weights.reduce(0, +)
    return weights.map { $0 / all }
  }

  private func mean(logOdds: Double) -> Double {
    masses(logOdds: logOdds).enumerated().reduce(0) { $0 + $1.element * Double(least + $1.offset) }
  }
  private func upperTail(logOdds: Double) -> Double {
    masses(logOdds: logOdds).dropFirst(a - least).reduce(0, +)
  }
  private func lowerTail(logOdds: Double) -> Double {
    masses(logOdds: logOdds).prefix(a - least + 1).reduce(0, +)
  }
}

/// McNemar's exact test of paired yes/no answers: only the pairs that differ count.
public struct McNemarTest: Sendable, Hashable {
  /// Pairs with yes only in the first and only in the second condition.
  public let firstOnly, secondOnly: Int

  public init(firstOnly: Int, secondOnly: Int) {
    precondition(firstOnly >= 0 && secondOnly >= 0, "counts")
    (self.firstOnly, self.secondOnly) = (firstOnly, secondOnly)
  }

  /// Two-sided: 2·P(X ≤ the smaller count), X binomial with probability ½; 1 where both are equal.
  public var p: Double {
    guard firstOnly != secondOnly else { return 1 }
    let n = firstOnly + secondOnly
    return min(1, 2 * Binomial(trials: n, probability: 0.5).cumulative(min(firstOnly, secondOnly)))
  }
}
