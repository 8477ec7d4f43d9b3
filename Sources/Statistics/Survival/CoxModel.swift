/// Proportional hazards (Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x) by maximum partial likelihood.
///
/// Agrees with R `survival::coxph`. Covariates are centred and scaled inside, so their units do not matter.
public struct CoxModel: Sendable {
  /// What to do with deaths at the same time.
  public enum Ties: String, Sendable, Hashable, CaseIterable {
    /// Efron's approximation (1977, doi:10.1080/01621459.1977.10480613); R's default.
    case efron
    case breslow
  }

  /// Log hazard ratios per unit of each covariate.
  public let coefficients: [Estimate]
  /// Covariance matrix of the coefficients, row by row, in the product of their units.
  public let covariance: [Double]
  /// Logarithm of the partial likelihood with all coefficients zero, and at the estimate.
  public let nullLogLikelihood, logLikelihood: Double
  public let wald, score: ChiSquaredTest
  /// Harrell's: the share of comparable pairs in which the patient with the higher risk dies first.
  public let concordance: Double
  public let count, events: Int
  public let iterations: Int
  private let sweep: RiskSets
  private let scaled: [Double]

  /// - Parameters:
  ///   - covariates: one row per patient.
  ///   - strata: number of the stratum of each patient; each has a baseline hazard of its own.
  /// - Throws: without events, for a covariate that does not vary or follows from others, and where a
  ///   covariate orders the deaths completely, so that no finite estimate exists.
  public init(_ data: SurvivalData, covariates: [[Double]], strata: [Int]? = nil, ties: Ties = .efron)
    throws(StatisticsError)
  {
    precondition(covariates.count == data.count && strata?.count ?? data.count == data.count, "one row each")
    (count, events) = (data.count, data.eventCount)
    guard events > 0 else { throw .noVariation("the event") }
    sweep = try RiskSets(data, covariates, strata, ties)
    let null = sweep.sums(at: [Double](repeating: 0, count: sweep.columns))
    let fit = try NewtonMaximum(sweep, from: null).run()
    let inverse = try Cholesky(fit.sums.information).inverse
    (scaled, iterations) = (fit.coefficients, fit.iterations)
    (nullLogLikelihood, logLikelihood) = (null.logLikelihood, fit.sums.logLikelihood)
    wald = ChiSquaredTest(fit.sums.information.form(scaled), degreesOfFreedom: scaled.count)
    score = ChiSquaredTest(
      zip(try Cholesky(null.information).solve(null.score), null.score).reduce(0) { $0 + $1.0 * $1.1 },
      degreesOfFreedom: scaled.count)
    concordance = sweep.concordance(fit.coefficients)
    let scale = sweep.scales
    coefficients = scaled.indices.map {
      Estimate(fit.coefficients[$0] / scale[$0], standardError: inverse[$0, $0].squareRoot() / scale[$0])
    }
    covariance = (0..<scale.count).flatMap { i in
      scale.indices.map { inverse[i, $0] / (scale[i] * scale[$0]) }
    }
  }

  /// Hazard ratio per unit of a covariate; limits are Wald limits of its logarithm.
  public func hazardRatio(_ column: Int, level: Double = 0.95) -> (
    value: Double, interval: ConfidenceInterval
  ) {
    (coefficients[column].value.exp, coefficients[column].interval(level).mapped { $0.exp })
  }

  public var likelihoodRatio: ChiSquaredTest {
    ChiSquaredTest(2 * (logLikelihood - nullLogLikelihood), degreesOfFreedom: coefficients.count)
  }

  /// Tests whether the coefficients change with time: Grambsch and Therneau (1994, doi:10.1093/biomet/81.3.515)
  /// as score tests, time transformed by the Kaplan–Meier curve of all patients. Agrees with R
  /// `cox.zph(transform = "km")` of survival 3.
  /// - Returns: one test per covariate and one of all together.
  /// - Throws: `StatisticsError` if the information matrix is singular.
  public func proportionality() throws(StatisticsError) -> (
    covariates: [ChiSquaredTest], all: ChiSquaredTest
  ) {
    let p = coefficients.count
    let (information, score) = sweep.timeInteraction(scaled)
    var single: [ChiSquaredTest] = []
    for j in 0..<p {
      let part = information.part(Array(0..<p) + [p + j])
      let u = [Double](repeating: 0, count: p) + [score[j]]
      let solved = try Cholesky(part).solve(u)
      single.append(ChiSquaredTest(solved[p] * score[j], degreesOfFreedom: 1))
    }
    let solved = try Cholesky(information).solve([Double](repeating: 0, count: p) + score)
    let all = zip(solved.suffix(p), score).reduce(0) { $0 + $1.0 * $1.1 }
    return (single, ChiSquaredTest(all, degreesOfFreedom: p))
  }
}

/// Newton's method with halved steps where the likelihood falls.
private struct NewtonMaximum {
  let sweep: RiskSets
  let null: RiskSets.Sums

  init(_ sweep: RiskSets, from null: RiskSets.Sums) { (self.sweep, self.null) = (sweep, null) }

  func run() throws(StatisticsError) -> (coefficients: [Double], sums: RiskSets.Sums, iterations: Int) {
    var at = [Double](repeating: 0, count: sweep.columns)
    var sums = null
    for iteration in 1...60 {
      let step = try Cholesky(sums.information).solve(sums.score)
      var (next, fraction) = (sums, 1.0)
      var moved = at
      repeat {
        moved = zip(at, step).map { $0 + fraction * $1 }
        next = sweep.sums(at: moved)
        fraction /= 2
      } while !(next.logLikelihood >= sums.logLikelihood - 1e-9 * abs(sums.logLikelihood)) && fraction > 1e-6
      let change = abs(next.logLikelihood - sums.logLikelihood)
      (at, sums) = (moved, next)
      // In units of standard deviations, no estimable log hazard ratio comes near this.
      if let runaway = at.indices.first(where: { abs(at[$0]) > 15 }) {
        throw .infiniteEstimate(column: runaway)
      }
      if change <= 1e-13 * abs(sums.logLikelihood) || change == 0 {
        if let moving = step.indices.first(where: { abs(step[$0]) > 1e-3 }) {
          throw .infiniteEstimate(column: moving)
        }
        return (at, sums, iteration)
      }
    }
    throw .notConverged
  }
}
