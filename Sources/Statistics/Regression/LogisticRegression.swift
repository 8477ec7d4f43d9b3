/// Maximum likelihood of a yes/no answer whose log odds are linear in covariates.
///
/// Iteratively reweighted least squares with the start of R `glm(family = binomial)`, carried on to the maximum itself,
/// where the standard errors are taken. R stops earlier: its standard errors are those of the iterate before its last.
///
/// Cases that come in clusters (lesions of one patient) are not independent: given their clusters, the covariance is the
/// sandwich of Liang and Zeger (1986, doi:10.1093/biomet/73.1.13) with the factor G/(G − 1) for G clusters, and agrees
/// with R `sandwich::vcovCL(fit, cluster, type = "HC0")`. The estimates stay the same.
public struct LogisticRegression: Sendable, Hashable {
  /// Intercept first.
  public let coefficients: [Estimate]
  /// Covariance matrix of the coefficients, row by row, in the product of their units; the sandwich for clustered cases.
  public let covariance: [Double]
  /// Number of clusters; `nil` where cases were taken as independent.
  public let clusters: Int?
  /// Deviance of the model and of the intercept alone: −2 × log-likelihood, at least 0, dimensionless.
  public let deviance, nullDeviance: Double
  public let count, events: Int
  public let iterations: Int

  /// - Parameters:
  ///   - covariates: one row per case, without intercept.
  ///   - outcome: true where the event was seen.
  ///   - clusters: number of the cluster of each case, from 0; `nil` for independent cases.
  ///   - tolerance: relative change of the deviance that ends the iteration; R's default.
  /// - Throws: where all outcomes are equal, a covariate follows from others, outcomes are separated completely or
  ///   quasi-completely, or there are not more clusters than coefficients.
  public init(
    covariates: [[Double]], outcome: [Bool], clusters: [Int]? = nil, tolerance: Double = 1e-8
  ) throws(StatisticsError) {
    precondition(covariates.count == outcome.count, "one outcome per case")
    count = outcome.count
    events = outcome.count { $0 }
    guard count > (covariates.first?.count ?? 0) + 1 else {
      throw .tooFew(needed: (covariates.first?.count ?? 0) + 2, got: count)
    }
    guard events > 0, events < count else { throw .noVariation("the outcome") }
    let iteration = Iteration(covariates.map { [1] + $0 }, outcome.map { $0 ? 1 : 0 })
    let fit = try iteration.run(tolerance)
    self.clusters = clusters.map { Set($0).count }
    let inverse =
      try clusters.map { ids throws(StatisticsError) in
        try iteration.sandwich(fit.coefficients, ids)
      } ?? fit.covariance
    coefficients = fit.coefficients.indices.map {
      Estimate(fit.coefficients[$0], standardError: inverse[$0, $0].squareRoot())
    }
    (covariance, deviance, iterations) = (inverse.elements, fit.deviance, fit.iterations)
    let share = Double(events) / Double(count)
    nullDeviance = -2 * Double(events) * share.log - 2 * Double(count - events) * (1 - share).log
  }

  /// Against the model with the intercept alone.
  public var likelihoodRatio: ChiSquaredTest {
    ChiSquaredTest(nullDeviance - deviance, degreesOfFreedom: coefficients.count - 1)
  }

  /// An estimate's limits and p: normal, or Student's t with G − 1 degrees of freedom for G clusters, because the
  /// error of few clusters is itself uncertain.
  public func interval(of estimate: Estimate, level: Double = 0.95) -> ConfidenceInterval {
    clusters.map { estimate.interval(level, degreesOfFreedom: $0 - 1) } ?? estimate.interval(level)
  }
  public func p(of estimate: Estimate) -> Double {
    clusters.map { estimate.p(degreesOfFreedom: $0 - 1) } ?? estimate.p
  }

  /// Probability at covariates, with limits that are Wald limits of the log odds.
  public func probability(at covariates: [Double], level: Double = 0.95) -> (
    value: Double, interval: ConfidenceInterval
  ) {
    let x = [1] + covariates
    let odds = zip(x, coefficients).reduce(0) { $0 + $1.0 * $1.1.value }
    let n = x.count
    let variance = (0..<n).reduce(0) { sum, i in
      (0..<n).reduce(sum) { $0 + x[i] * x[$1] * covariance[i * n + $1] }
    }
    let limits = interval(of: Estimate(odds, standardError: variance.squareRoot()), level: level)
    return (logistic(odds), limits.mapped(logistic))
  }

  /// The state of the reweighted least squares.
  private struct Iteration {
    let rows: [[Double]]
    let outcome: [Double]

    init(_ rows: [[Double]], _ outcome: [Double]) { (self.rows, self.outcome) = (rows, outcome) }

    func run(_ tolerance: Double) throws(StatisticsError) -> (
      coefficients: [Double], covariance: SymmetricMatrix, deviance: Double, iterations: Int
    ) {
      // The start of R: each case half way between its outcome and ½.
      var odds = outcome.map { ($0 + 0.5) / 2 }.map { ($0 / (1 - $0)).log }
      var deviance = deviance(odds)
      for n in 1...50 {
        let coefficients = try step(odds, isFirst: n == 1)
        odds = rows.map { zip($0, coefficients).reduce(0) { $0 + $1.0 * $1.1 } }
        let next = self.deviance(odds)
        if let separated = separation(odds, coefficients, next) {
          throw .infiniteEstimate(column: separated)
        }
        if abs(next - deviance) / (abs(next) + 0.1) < tolerance { return try settled(coefficients, n) }
        deviance = next
      }
      throw .notConverged
    }

    /// A flat likelihood looks converged although its maximum lies at infinity: steps that do not shrink distinguish the two
    /// apart. With a finite maximum each step is about the square of the one before.
    private func settled(_ start: [Double], _ iterations: Int) throws(StatisticsError) -> (
      coefficients: [Double], covariance: SymmetricMatrix, deviance: Double, iterations: Int
    ) {
      var at = start
      for _ in 0..<12 {
        let next = try step(rows.map { zip($0, at).reduce(0) { $0 + $1.0 * $1.1 } }, isFirst: false)
        let moved = reach(zip(next, at).map { $0 - $1 }).max() ?? 0
        at = next
        guard moved <= 1e-9 * max(1, reach(at).max() ?? 1) else { continue }
        let odds = rows.map { zip($0, at).reduce(0) { $0 + $1.0 * $1.1 } }
        return (at, try weightedEquations(odds).0.inverse, deviance(odds), iterations)
      }
      throw .quasiSeparated(column: runaway(at))
    }

    /// One step; equations that become singular on the way indicate estimates that run to infinity.
    private func step(_ odds: [Double], isFirst: Bool) throws(StatisticsError) -> [Double] {
      do {
        let (factor, right) = try weightedEquations(odds)
        return factor.solve(right)
      } catch {
        if isFirst { throw error }
        if case .collinear(let column) = error { throw .quasiSeparated(column: column) }
        throw error
      }
    }

    /// B M B · G/(G − 1): B the inverse information, M the sum over clusters of the squares of their scores.
    func sandwich(_ coefficients: [Double], _ clusters: [Int]) throws(StatisticsError) -> SymmetricMatrix {
      precondition(clusters.count == rows.count, "one cluster per case")
      let odds = rows.map { zip($0, coefficients).reduce(0) { $0 + $1.0 * $1.1 } }
      let bread = try weightedEquations(odds).0.inverse
      var scores: [Int: [Double]] = [:]
      for n in rows.indices {
        let residual = outcome[n] - logistic(odds[n])
        var score = scores[clusters[n]] ?? [Double](repeating: 0, count: rows[n].count)
        for j in score.indices { score[j] += rows[n][j] * residual }
        scores[clusters[n]] = score
      }
      guard scores.count > coefficients.count else {
        throw .tooFew(needed: coefficients.count + 1, got: scores.count)
      }
      // Sums in the order of the clusters, so that equal data give equal bytes.
      var out = SymmetricMatrix(size: coefficients.count)
      let factor = Double(scores.count) / Double(scores.count - 1)
      for (_, score) in scores.sorted(by: { $0.key < $1.key }) { out.add(bread * score, weight: factor) }
      return out
    }

    private func weightedEquations(_ odds: [Double]) throws(StatisticsError) -> (Cholesky, [Double]) {
      let size = rows[0].count
      var normal = SymmetricMatrix(size: size)
      var right = [Double](repeating: 0, count: size)
      for n in rows.indices {
        let p = logistic(odds[n])
        let weight = max(p * (1 - p), 1e-300)
        normal.add(rows[n], weight: weight)
        let working = weight * odds[n] + outcome[n] - p
        for j in 0..<size { right[j] += rows[n][j] * working }
      }
      do { return (try Cholesky(normal), right) } catch .collinear(let column) {
        throw .collinear(column: max(0, column - 1))
      }
    }

    private func deviance(_ odds: [Double]) -> Double {
      zip(odds, outcome).reduce(0) { $0 + 2 * softplus($1.1 > 0.5 ? -$1.0 : $1.0) }
    }

    /// All outcomes foretold: the covariate with the largest share in the odds runs to infinity.
    private func separation(_ odds: [Double], _ coefficients: [Double], _ deviance: Double) -> Int? {
      guard deviance < 1e-6 * Double(rows.count) || odds.contains(where: { abs($0) > 500 }) else {
        return nil
      }
      return runaway(coefficients)
    }

    /// The covariate, without the intercept, that has the largest share in the odds.
    private func runaway(_ coefficients: [Double]) -> Int {
      let reach = reach(coefficients).dropFirst()
      return (reach.indices.max { reach[$0] < reach[$1] } ?? 1) - 1
    }

    /// By how much each coefficient moves the odds over the range of its covariate; of the intercept, over 1.
    private func reach(_ coefficients: [Double]) -> [Double] {
      coefficients.indices.map { j in
        let column = rows.map { $0[j] }
        return abs(coefficients[j]) * (j == 0 ? 1 : (column.max() ?? 0) - (column.min() ?? 0))
      }
    }
  }
}

/// 1 / (1 + e⁻ˣ)
private func logistic(_ x: Double) -> Double { x >= 0 ? 1 / (1 + (-x).exp) : x.exp / (1 + x.exp) }
/// ln(1 + eˣ)
private func softplus(_ x: Double) -> Double { x > 0 ? x + (-x).exp.log1p : x.exp.log1p }
