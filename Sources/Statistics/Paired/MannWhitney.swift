/// The rank-sum test of Wilcoxon, Mann and Whitney of two independent samples.
public struct MannWhitneyTest: Sendable, Hashable {
  public let firstCount, secondCount: Int
  /// Pairs in which the first sample is larger, ties counting one half (R's W).
  public let u: Double
  let hasTies: Bool
  private let ranks: Ranks

  /// - Throws: if a sample is empty or all values are equal.
  public init(_ first: [Double], _ second: [Double]) throws(StatisticsError) {
    guard !first.isEmpty, !second.isEmpty else {
      throw .tooFew(needed: 1, got: min(first.count, second.count))
    }
    (firstCount, secondCount) = (first.count, second.count)
    ranks = Ranks(first + second)
    guard ranks.groupSizes.count > 1 else { throw .noVariation("the sample") }
    hasTies = ranks.hasTies
    u = ranks.midranks.prefix(firstCount).reduce(0, +) - Double(firstCount * (firstCount + 1)) / 2
  }

  /// Probability that a value of the first sample exceeds one of the second, ties counting one half.
  var superiority: Double { u / Double(firstCount * secondCount) }

  /// Two-sided p of the normal approximation with the variance corrected for ties.
  func pNormal(continuityCorrection: Bool = true) -> Double {
    let (m, n) = (Double(firstCount), Double(secondCount))
    let excess = u - m * n / 2
    let sigma = (m * n / 12 * (m + n + 1 - ranks.tieTerm / ((m + n) * (m + n - 1)))).squareRoot()
    let correction = continuityCorrection ? (excess > 0 ? 0.5 : excess < 0 ? -0.5 : 0) : 0
    return min(1, 2 * Normal().survival(abs((excess - correction) / sigma)))
  }

  /// Two-sided exact p over all ways to choose the first sample from the pooled midranks: the share whose rank
  /// sum lies at least as far from its mean. Without ties this is the p of R `wilcox.test(exact = TRUE)`.
  public var pExact: Double {
    let steps = ranks.midranks.map { Int(($0 * 2).rounded()) }
    let sums = Self.subsetSums(steps, choose: firstCount)
    let centre = firstCount * (firstCount + secondCount + 1)
    let observed = Int((2 * u).rounded()) + firstCount * (firstCount + 1)
    let all = sums.reduce(0, +)
    let far = sums.indices.reduce(0.0) {
      $0 + (abs($1 - centre) >= abs(observed - centre) ? sums[$1] : 0)
    }
    return min(1, far / all)
  }

  /// Exact where it is cheap (at most 50 values), else normal with continuity correction.
  public var p: Double { firstCount + secondCount <= 50 ? pExact : pNormal() }

  /// Number of ways to choose `k` of the steps with each sum.
  private static func subsetSums(_ steps: [Int], choose k: Int) -> [Double] {
    let width = steps.sorted().suffix(k).reduce(1, +)
    var ways = [[Double]](repeating: [Double](repeating: 0, count: width), count: k + 1)
    ways[0][0] = 1
    for (n, step) in steps.enumerated() {
      for chosen in stride(from: min(k, n + 1), through: 1, by: -1) {
        for s in stride(from: width - 1, through: step, by: -1) {
          ways[chosen][s] += ways[chosen - 1][s - step]
        }
      }
    }
    return ways[k]
  }
}
