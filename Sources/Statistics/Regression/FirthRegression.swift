/// A logistic or Cox model with Firth's correction: finite estimates where the outcomes are separated.
///
/// Of one yes/no covariate the logistic estimate is ln of (a + ½)(d + ½) / ((b + ½)(c + ½)), exactly. Covariates are
/// centred and scaled inside, so their units do not matter.
public struct FirthRegression: Sendable {
  public struct Coefficient: Sendable, Hashable {
    /// Coefficient and its standard error, per unit of the covariate.
    public var value, standardError: Double
    /// Limits and p of the profile of the penalised likelihood.
    public var interval: ConfidenceInterval
    public var p: Double
  }
  /// Per unit of each covariate; of a logistic model the intercept first, without limits of its own.
  public let coefficients: [Coefficient]
  /// Natural logarithm of the penalised likelihood at its maximum.
  let penalisedLogLikelihood: Double
  /// All coefficients but the intercept against zero.
  public let likelihoodRatio: ChiSquaredTest
  /// Harrell's, of a Cox model; `nil` of a logistic one.
  public let concordance: Double?

  /// Log odds ratios.
  /// - Parameter covariates: one row per case, without intercept.
  /// - Throws: where all outcomes are equal, or a covariate does not vary or follows from others.
  public static func logistic(
    covariates: [[Double]], outcome: [Bool], level: Double = 0.95
  ) throws(StatisticsError) -> FirthRegression {
    precondition(covariates.count == outcome.count, "one outcome per case")
    let events = outcome.count { $0 }
    guard events > 0, events < outcome.count else { throw .noVariation("the outcome") }
    let design = try Standardised(covariates)
    let cases = PenalisedLogistic(rows: design.rows.map { [1] + $0 }, outcome: outcome.map { $0 ? 1 : 0 })
    let likelihood = PenalisedLikelihood(size: design.means.count + 1) { cases.point($0) }
    return try FirthRegression(likelihood, design, intercept: true, level) { _ in nil }
  }

  /// Log hazard ratios.
  /// - Parameters:
  ///   - covariates: one row per patient.
  ///   - strata: number of the stratum of each patient.
  /// - Throws: without events, and for a covariate that does not vary or follows from others.
  public static func cox(
    _ data: SurvivalData, covariates: [[Double]], strata: [Int]? = nil, ties: CoxModel.Ties = .efron,
    level: Double = 0.95
  ) throws(StatisticsError) -> FirthRegression {
    guard data.eventCount > 0 else { throw .noVariation("the event") }
    let design = try Standardised(covariates)
    let cases = PenalisedCox(sweep: try RiskSets(data, design.rows, strata, ties))
    let likelihood = PenalisedLikelihood(size: design.means.count) { cases.point($0) }
    return try FirthRegression(likelihood, design, intercept: false, level) { cases.sweep.concordance($0) }
  }

  private init(
    _ likelihood: PenalisedLikelihood, _ design: Standardised, intercept: Bool, _ level: Double,
    _ concordance: ([Double]) -> Double?
  ) throws(StatisticsError) {
    let best = try likelihood.maximum(from: [Double](repeating: 0, count: likelihood.size))
    let inverse = try Cholesky(best.point.information).inverse
    let shift = intercept ? 1 : 0
    let slopes = try design.scales.indices.map { j throws(StatisticsError) in
      try Self.coefficient(j + shift, design.scales[j], likelihood, best, inverse, level)
    }
    penalisedLogLikelihood = best.point.value
    self.concordance = concordance(best.coefficients)
    likelihoodRatio = try Self.test(best, likelihood, intercept)
    guard intercept else {
      coefficients = slopes
      return
    }
    let moved = zip(slopes, design.means).reduce(best.coefficients[0]) { $0 - $1.0.value * $1.1 }
    let gradient = [1] + design.means.indices.map { -design.means[$0] / design.scales[$0] }
    let error = inverse.form(gradient).squareRoot()
    let open = ConfidenceInterval(lower: -.infinity, upper: .infinity, level: level)
    coefficients = [Coefficient(value: moved, standardError: error, interval: open, p: .nan)] + slopes
  }

  private static func test(
    _ best: (coefficients: [Double], point: PenalisedLikelihood.Point), _ likelihood: PenalisedLikelihood,
    _ intercept: Bool
  ) throws(StatisticsError) -> ChiSquaredTest {
    let slopes = Set((intercept ? 1 : 0)..<likelihood.size)
    let null = try likelihood.maximum(holding: slopes, from: [Double](repeating: 0, count: likelihood.size))
    return ChiSquaredTest(2 * (best.point.value - null.point.value), degreesOfFreedom: slopes.count)
  }

  private static func coefficient(
    _ index: Int, _ scale: Double, _ likelihood: PenalisedLikelihood,
    _ best: (coefficients: [Double], point: PenalisedLikelihood.Point), _ inverse: SymmetricMatrix,
    _ level: Double
  ) throws(StatisticsError) -> Coefficient {
    let error = inverse[index, index].squareRoot()
    let z = ConfidenceInterval.normal(level)
    let limits = [-1.0, 1].map {
      likelihood.limit(of: index, best, error: error, drop: z * z / 2, side: $0) / scale
    }
    let null = try likelihood.maximum(fixing: (index, 0), from: best.coefficients)
    let test = ChiSquaredTest(2 * (best.point.value - null.point.value), degreesOfFreedom: 1)
    return Coefficient(
      value: best.coefficients[index] / scale, standardError: error / scale,
      interval: ConfidenceInterval(lower: limits[0], upper: limits[1], level: level), p: test.p)
  }
}

/// Covariates about their means, in units of their standard deviations.
private struct Standardised {
  let rows: [[Double]]
  let means, scales: [Double]

  init(_ covariates: [[Double]]) throws(StatisticsError) {
    let columns = covariates.first?.count ?? 0
    guard columns > 0 else { throw .tooFew(needed: 1, got: 0) }
    if let dependent = Design.dependentColumns(covariates).first { throw .collinear(column: dependent) }
    let count = Double(covariates.count)
    let means = (0..<columns).map { j in covariates.reduce(0) { $0 + $1[j] } / count }
    let scales = (0..<columns).map { j in
      (covariates.reduce(0) { $0 + ($1[j] - means[j]) * ($1[j] - means[j]) } / count).squareRoot()
    }
    (self.means, self.scales) = (means, scales)
    rows = covariates.map { row in (0..<columns).map { (row[$0] - means[$0]) / scales[$0] } }
  }
}

private struct PenalisedLogistic {
  let rows: [[Double]]
  let outcome: [Double]

  /// The gradient of the penalty is Σ h (½ − p) x with h the leverage of each case.
  func point(_ b: [Double]) -> PenalisedLikelihood.Point? {
    let odds = rows.map { zip($0, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let shares = odds.map { $0 >= 0 ? 1 / (1 + (-$0).exp) : $0.exp / (1 + $0.exp) }
    var information = SymmetricMatrix(size: b.count)
    for n in rows.indices { information.add(rows[n], weight: max(shares[n] * (1 - shares[n]), 1e-300)) }
    guard let factor = try? Cholesky(information) else { return nil }
    let inverse = factor.inverse
    var score = [Double](repeating: 0, count: b.count)
    var value = factor.logDeterminant / 2
    for n in rows.indices {
      let leverage = shares[n] * (1 - shares[n]) * inverse.form(rows[n])
      let residual = outcome[n] - shares[n] + leverage * (0.5 - shares[n])
      for j in score.indices { score[j] += residual * rows[n][j] }
      let sign = outcome[n] > 0.5 ? -odds[n] : odds[n]
      value -= sign > 0 ? sign + (-sign).exp.log1p : sign.exp.log1p
    }
    return .init(value: value, score: score, information: information)
  }
}

private struct PenalisedCox {
  let sweep: RiskSets

  /// The gradient of the penalty by differences of fourth order: its error is below 10⁻¹⁰ in units of a standard
  /// deviation of the covariate.
  func point(_ b: [Double]) -> PenalisedLikelihood.Point? {
    let sums = sweep.sums(at: b)
    guard sums.logLikelihood.isFinite, let factor = try? Cholesky(sums.information) else { return nil }
    var score = sums.score
    for j in score.indices {
      guard let slope = slope(b, j) else { return nil }
      score[j] += slope / 2
    }
    return .init(
      value: sums.logLikelihood + factor.logDeterminant / 2, score: score, information: sums.information)
  }

  private func slope(_ b: [Double], _ j: Int) -> Double? {
    let h = 1e-3
    let values = [-2.0, -1, 1, 2].map { step -> Double? in
      var moved = b
      moved[j] += step * h
      return (try? Cholesky(sweep.sums(at: moved).information))?.logDeterminant
    }
    guard let a = values[0], let b = values[1], let c = values[2], let d = values[3] else { return nil }
    return (8 * (c - b) - (d - a)) / (12 * h)
  }
}
