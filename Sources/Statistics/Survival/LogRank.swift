/// The log-rank test of equal survival in two or more groups, optionally within strata.
///
/// Agrees with R `survival::survdiff` (rho 0).
public struct LogRankTest: Sendable, Hashable {
  /// Events seen and expected under equal hazard, by group.
  public let observed, expected: [Double]
  public let test: ChiSquaredTest

  /// - Parameters:
  ///   - groups: number of the group of each patient, from 0 without gaps.
  ///   - strata: number of the stratum of each patient; patients are compared within strata only.
  /// - Throws: for fewer than two groups with patients at risk, and without events.
  public init(_ data: SurvivalData, groups: [Int], strata: [Int]? = nil) throws(StatisticsError) {
    precondition(groups.count == data.count && strata?.count ?? data.count == data.count, "one each")
    let k = (groups.max() ?? 0) + 1
    guard k > 1 else { throw .noVariation("the group") }
    var sums = Sums(groups: k)
    for rows in SurvivalData.rows(of: strata ?? [Int](repeating: 0, count: data.count)) where !rows.isEmpty {
      sums.add(data, rows, groups)
    }
    (observed, expected) = (sums.observed, sums.expected)
    let used = (0..<k).filter { sums.expected[$0] > 0 }
    guard used.count > 1 else { throw .noVariation("the group among patients at risk") }
    let compared = Array(used.dropFirst())
    let excess = compared.map { sums.observed[$0] - sums.expected[$0] }
    let solved = try Cholesky(sums.variance.part(compared)).solve(excess)
    test = ChiSquaredTest(
      zip(excess, solved).reduce(0) { $0 + $1.0 * $1.1 }, degreesOfFreedom: compared.count)
  }

  private struct Sums {
    var observed, expected: [Double]
    var variance: SymmetricMatrix

    init(groups k: Int) {
      observed = [Double](repeating: 0, count: k)
      expected = observed
      variance = SymmetricMatrix(size: k)
    }

    /// From the longest follow-up to the shortest, so that those at risk only grow.
    mutating func add(_ data: SurvivalData, _ rows: [Int], _ groups: [Int]) {
      let order = rows.sorted { data.times[$0] > data.times[$1] }
      var risk = [Double](repeating: 0, count: observed.count)
      var start = 0
      while start < order.count {
        let time = data.times[order[start]]
        var deaths = [Double](repeating: 0, count: observed.count)
        while start < order.count, data.times[order[start]] == time {
          let n = order[start]
          risk[groups[n]] += 1
          if data.events[n] { deaths[groups[n]] += 1 }
          start += 1
        }
        add(deaths: deaths, risk: risk)
      }
    }

    private mutating func add(deaths: [Double], risk: [Double]) {
      let (d, n) = (deaths.reduce(0, +), risk.reduce(0, +))
      guard d > 0 else { return }
      let spread = n > 1 ? d * (n - d) / (n - 1) : 0
      for i in risk.indices {
        observed[i] += deaths[i]
        expected[i] += d * risk[i] / n
        for j in risk.indices {
          variance[i, j] += spread * risk[i] / n * ((i == j ? 1 : 0) - risk[j] / n)
        }
      }
    }
  }
}
