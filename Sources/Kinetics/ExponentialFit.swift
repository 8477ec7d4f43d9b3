import Foundation
import Stages
import Statistics

/// What a fit is held to, in addition to the points.
struct FitRules: Sendable {
  /// 1/h.
  var physicalRate: Double
  /// Activity at administration that no curve exceeds, in the units of the data.
  var ceiling = Double.infinity
  var prior: PopulationPrior?
}

/// The best fit of one exponential shape to one region, in hours and scaled activities.
struct ExponentialFit: Sendable {
  var shape: ExponentialShape
  /// Fitted logarithms with a free slow rate, also where that rate stands at its bound.
  var theta: [Double]
  var sum: ExponentialSum
  /// Weighted sum of squared residuals of points and prior.
  var chiSquared: Double
  /// Residuals minus parameters that were free in the end.
  var degreesOfFreedom: Int
  /// Covariance of `theta` for residuals of unit variance.
  var covariance: [Double]
  var converged: Bool
  /// Every parameter is determined by the data.
  var determined: Bool
  /// The slowest rate stands at physical decay because the data ask for a slower one.
  var boundActive: Bool
  /// The points with the weights of this fit.
  let data: CurveData
  let rules: FitRules

  /// The fit, or `nil` if there are fewer points than parameters or no positive amplitudes fit at all.
  init?(_ shape: ExponentialShape, _ data: CurveData, _ rules: FitRules) {
    let free = ExponentialModel(shape)
    let problem = FitProblem(free, data, rules)
    guard problem.informed >= shape.parameterCount else { return nil }
    let unbound = Self.reweighted(problem)
    if let unbound, free.rates(unbound.theta)[0] >= rules.physicalRate * (1 - 1e-12) {
      self.init(unbound, rules, boundAt: nil)
      return
    }
    let fixed = ExponentialModel(shape, fixedSlowRate: rules.physicalRate)
    guard let bound = Self.reweighted(FitProblem(fixed, data, rules)) else { return nil }
    self.init(bound, rules, boundAt: rules.physicalRate)
  }

  private struct Minimum {
    var problem: FitProblem
    var theta: [Double]
    var covariance: [Double]
    var chiSquared: Double
    var converged: Bool
    var rank: Int
  }

  /// The lowest of the minima reached from several starts, then again with weights from the fitted values until they
  /// stand still: measured values as weights favour the points that fell low (Carroll & Ruppert 1988, ch. 2).
  private static func reweighted(_ problem: FitProblem) -> Minimum? {
    let model = problem.model
    let points = model.shape.rateCount < 3 ? 24 : 14
    let lattice = RateLattice(
      model, problem.data.times, physicalRate: problem.physicalRate, points: points)
    let starts = problem.data.withSamples { lattice.starts($0, keeping: 3, prior: problem.prior) }
    guard let rough = lowest(problem, starts, tolerance: 1e-8, evaluations: 100),
      var best = lowest(problem, [rough.theta])
    else { return nil }
    guard problem.data.weights != .none else { return best }
    for _ in 0..<12 {
      var next = best.problem
      next.data = best.problem.data.weighed(by: model.sum(best.theta))
      let change = zip(next.data.sigmas, best.problem.data.sigmas).map { abs($0 / $1 - 1) }.max() ?? 0
      guard change > 1e-9, let again = lowest(next, [best.theta], evaluations: 60) else { break }
      best = again
    }
    return best
  }

  private static func lowest(
    _ problem: FitProblem, _ starts: [[Double]], tolerance: Double = 1e-13, evaluations: Int = 400
  ) -> Minimum? {
    guard let parameters = starts.first?.count, problem.rows >= parameters else { return nil }
    var solver = LeastSquares(residuals: problem.rows, parameters: parameters)
    var best: Minimum?
    for start in starts {
      var theta = start
      let outcome = problem.minimise(&theta, &solver, tolerance: tolerance, evaluations: evaluations)
      let sum = outcome.residualSumOfSquares
      let integral = problem.model.sum(theta).integral()
      guard sum.isFinite, theta.allSatisfy(\.isFinite), integral.isFinite, integral > 0,
        sum < best?.chiSquared ?? .infinity
      else { continue }
      var covariance = Array(repeating: 0.0, count: theta.count * theta.count)
      let rank = solver.covariance(into: &covariance)
      best = Minimum(
        problem: problem, theta: theta, covariance: covariance, chiSquared: sum,
        converged: outcome.converged, rank: rank)
    }
    return best
  }

  private init(_ m: Minimum, _ rules: FitRules, boundAt physicalRate: Double?) {
    let model = m.problem.model
    shape = model.shape
    sum = model.sum(m.theta)
    (data, self.rules) = (m.problem.data, rules)
    (chiSquared, converged) = (m.chiSquared, m.converged)
    degreesOfFreedom = m.problem.informed - model.parameterCount
    determined = m.rank == model.parameterCount
    boundActive = physicalRate != nil
    (theta, covariance) = (m.theta, m.covariance)
    if let physicalRate { widen(physicalRate: physicalRate) }
    determined = determined && covariance.allSatisfy(\.isFinite)
  }

  /// Gives the slow rate at its bound the spread that the data leave it *above* the bound, and with it the
  /// parameters that depend on it.
  ///
  /// Without the bound the rate would be normal with σ about a value α σ below the bound. Cut off at the bound,
  /// its mean square distance from there is σ²(1 + α² − α h(α)) with h = φ/Q, the hazard of the normal
  /// distribution; the others follow along the regression line of the full covariance.
  private mutating func widen(physicalRate: Double) {
    let slow = shape.amplitudeCount
    theta.insert(log(physicalRate), at: slow)
    let problem = FitProblem(ExponentialModel(shape), data, rules)
    guard let (full, step) = Self.gaussNewton(problem, theta), full[slow * theta.count + slow] > 0 else {
      determined = false
      covariance = Array(repeating: .nan, count: theta.count * theta.count)
      return
    }
    let n = theta.count
    let variance = full[slow * n + slow]
    let alpha = max(0, -step[slow] / variance.squareRoot())
    let hazard = exp(-alpha * alpha / 2) / (2 * Double.pi).squareRoot() / Normal().survival(alpha)
    let kept = alpha > 30 ? 2 / (alpha * alpha) : max(0, 1 + alpha * alpha - alpha * hazard)
    let lost = 1 - min(1, kept)
    covariance = (0..<n * n).map {
      full[$0] - full[$0 / n * n + slow] * full[$0 % n * n + slow] / variance * lost
    }
  }

  /// (JᵀJ)⁻¹ and the Gauss–Newton step at any parameters.
  private static func gaussNewton(
    _ problem: FitProblem, _ theta: [Double]
  ) -> (covariance: [Double], step: [Double])? {
    let (m, n) = (problem.rows, theta.count)
    var f = Array(repeating: 0.0, count: m)
    var j = Array(repeating: 0.0, count: m * n)
    problem.data.withSamples { problem.evaluate(theta, $0, &f, &j) }
    let normal = (0..<n).map { a in
      (0..<n).map { b in (0..<m).reduce(0.0) { $0 + j[$1 + a * m] * j[$1 + b * m] } }
    }
    let gradient = (0..<n).map { a in -(0..<m).reduce(0.0) { $0 + j[$1 + a * m] * f[$1] } }
    guard let step = SmallLinear.solve(normal, gradient) else { return nil }
    let columns = (0..<n).compactMap { c in
      SmallLinear.solve(normal, (0..<n).map { $0 == c ? 1 : 0 })
    }
    guard columns.count == n else { return nil }
    return ((0..<n * n).map { columns[$0 % n][$0 / n] }, step)
  }

  /// What each parameter costs where the variances are stated.
  ///
  /// Akaike's 2 takes too much of the richer models with so few points: their integrals are skewed upward, and averages
  /// come out 1 to 1.5 % high over bi-exponential truth. 5 is the least whole number at which every scenario of
  /// `validate kinetics` stays below 1 % (generalised information criterion: Nishii 1984,
  /// doi:10.1214/aos/1176346522).
  static let penalty = 5.0

  /// The criterion by which models are weighed. Where the variances are stated, χ² and the penalty of the parameters;
  /// where they are estimated from the scatter, Akaike's corrected one (Burnham & Anderson 2002), `nil` if not
  /// n − k − 1 > 0.
  ///
  /// - Parameter inflation: by which stated variances are multiplied where the best model misses the points.
  func criterion(inflation: Double = 1) -> Double? {
    let (n, k) = (Double(data.count), Double(shape.parameterCount))
    let weights = 2 * data.sigmas.reduce(0) { $0 + log($1) }
    if data.weights == .absolute { return chiSquared / inflation + weights + Self.penalty * k }
    guard n - k - 1 > 0 else { return nil }
    // Below 1e-10 of the greatest activity, residuals are rounding, not misfit.
    return n * log(max(chiSquared / n, 1e-20)) + weights + 2 * k + 2 * k * (k + 1) / (n - k - 1)
  }

  /// Variance of a residual, and a note if the data contradict their uncertainties; `nil` if nothing says how
  /// uncertain the points are.
  var varianceScale: (scale: Double, note: CurveNote?)? {
    let freedom = Double(degreesOfFreedom)
    switch data.weights {
    case .none: return degreesOfFreedom > 0 ? (chiSquared / freedom, nil) : nil
    case .relative: return (degreesOfFreedom > 0 ? chiSquared / freedom : 1, nil)
    case .absolute:
      guard degreesOfFreedom > 0, ChiSquared(degreesOfFreedom: freedom).survival(chiSquared) < 0.01 else {
        return (1, nil)
      }
      let birge = (chiSquared / freedom).squareRoot()
      return (
        birge * birge, .scatter(chiSquared: chiSquared, freedom: degreesOfFreedom, birge: birge)
      )
    }
  }

  /// Degrees of freedom of Student's t for intervals: those of the scatter where the variance is taken from it.
  var studentFreedom: Double? {
    let isFromScatter = data.weights != .absolute || (varianceScale?.scale ?? 1) > 1
    return isFromScatter && degreesOfFreedom > 0 ? Double(degreesOfFreedom) : nil
  }
}

extension FitProblem {
  init(_ model: ExponentialModel, _ data: CurveData, _ rules: FitRules) {
    self.init(
      model: model, data: data, ceiling: rules.ceiling, physicalRate: rules.physicalRate, prior: rules.prior)
  }
}
