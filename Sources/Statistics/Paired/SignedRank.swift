/// Wilcoxon's signed-rank test of paired differences with Hodges and Lehmann's estimate.
///
/// Zero differences are dropped, equal ones share midranks, as R `wilcox.test(paired = TRUE)` does. Differences that
/// agree to 10⁻¹⁰ of the largest are equal, and zero below that: 0.3 − 0.2 and 0.2 − 0.1 are a tie.
public struct SignedRankTest: Sendable, Hashable {
  /// Differences that are not zero.
  public let count: Int
  /// Zero differences that were dropped.
  public let zeros: Int
  let hasTies: Bool
  /// Signed-rank statistic: sum of the ranks of the positive differences.
  public let v: Double
  private let ranks: Ranks
  private let walsh: [Double]

  /// - Throws: if no difference differs from zero.
  public init(differences: [Double]) throws(StatisticsError) {
    let tolerance = 1e-10 * (differences.map { abs($0) }.max() ?? 0)
    let kept = differences.filter { abs($0) > tolerance }
    guard !kept.isEmpty else { throw .noVariation("the difference") }
    (count, zeros) = (kept.count, differences.count - kept.count)
    ranks = Ranks(kept.map { abs($0) }, tolerance: tolerance)
    hasTies = ranks.hasTies
    v = zip(kept, ranks.midranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    walsh = Self.walshAverages(kept)
  }

  /// Two-sided exact p value, 0…1, by the distribution of the signed-rank sum; `nil` where there are ties, whose exact
  /// p value is `pPermutation`.
  public var pExact: Double? {
    guard !hasTies else { return nil }
    let null = SignSums(ranks: ranks.midranks)
    return min(1, 2 * min(null.atMost(v), null.atLeast(v)))
  }

  /// Two-sided exact p over all 2ⁿ patterns of signs with the midranks as they are: the share of patterns whose
  /// rank sum lies at least as far from its mean as the observed one.
  public var pPermutation: Double { SignSums(ranks: ranks.midranks).atLeastAsFar(as: v) }

  /// Two-sided p of the normal approximation with the variance corrected for ties.
  func pNormal(continuityCorrection: Bool = true) -> Double {
    let n = Double(count)
    let excess = v - n * (n + 1) / 4
    let sigma = (n * (n + 1) * (2 * n + 1) / 24 - ranks.tieTerm / 48).squareRoot()
    let correction = continuityCorrection ? (excess > 0 ? 0.5 : excess < 0 ? -0.5 : 0) : 0
    return min(1, 2 * Normal().survival(abs((excess - correction) / sigma)))
  }

  /// Hodges–Lehmann estimate of the centre of symmetry, in the unit of the values: the median of the means of all pairs of
  /// differences.
  var hodgesLehmann: Double { walsh.quantileOfSorted(0.5) }

  /// Limits of the centre from the sorted pair means and the exact quantile of the rank sum (R's
  /// `qsignrank`); with ties the level holds approximately.
  public func interval(level: Double = 0.95) -> ConfidenceInterval {
    let null = SignSums(ranks: (1...count).map(Double.init))
    let cut = max(1, null.quantile((1 - level) / 2))
    return ConfidenceInterval(lower: walsh[cut - 1], upper: walsh[walsh.count - cut], level: level)
  }

  private static func walshAverages(_ d: [Double]) -> [Double] {
    var means: [Double] = []
    means.reserveCapacity(d.count * (d.count + 1) / 2)
    for i in d.indices { for j in i..<d.count { means.append((d[i] + d[j]) / 2) } }
    return means.sorted()
  }
}

/// The distribution of a sum of ranks, each with a fair sign: built by adding one rank after another.
struct SignSums {
  /// Probability of each doubled sum, 0…n(n + 1); doubled because midranks may be halves.
  private let mass: [Double]

  init(ranks: [Double]) {
    let steps = ranks.map { Int(($0 * 2).rounded()) }
    var mass = [Double](repeating: 0, count: steps.reduce(1, +))
    mass[0] = 1
    var reached = 0
    for step in steps {
      reached += step
      for s in stride(from: reached, through: 0, by: -1) {
        mass[s] = 0.5 * (mass[s] + (s >= step ? mass[s - step] : 0))
      }
    }
    self.mass = mass
  }

  private func doubled(_ sum: Double) -> Int { Int((2 * sum).rounded()) }

  func atMost(_ sum: Double) -> Double { mass.prefix(doubled(sum) + 1).reduce(0, +) }
  func atLeast(_ sum: Double) -> Double { mass.dropFirst(doubled(sum)).reduce(0, +) }

  func atLeastAsFar(as sum: Double) -> Double {
    let all = mass.count - 1
    let distance = abs(2 * doubled(sum) - all)
    return min(1, mass.indices.reduce(0) { $0 + (abs(2 * $1 - all) >= distance ? mass[$1] : 0) })
  }

  /// The smallest whole sum whose cumulative probability reaches `p`.
  func quantile(_ p: Double) -> Int {
    var total = 0.0
    for s in mass.indices {
      total += mass[s]
      // As R's qsignrank, allow for the rounding of the cumulative sum.
      if total >= p * (1 - 1e-12) { return s / 2 }
    }
    return (mass.count - 1) / 2
  }
}
