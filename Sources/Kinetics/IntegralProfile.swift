import Foundation
import Statistics

/// The profile likelihood of ln Ã of one fit: how much worse the points are met where the integral is forced elsewhere.
///
/// Every fit under a pull towards another integral is the best of all fits with the integral that it ends with, so each
/// gives one exact point of the profile. Between them the signed root of the deviance is interpolated, which is linear
/// where first-order propagation holds (Bates & Watts 1988, ch. 6).
struct IntegralProfile: Sendable {
  /// ln Ã in the units of the fit, rising, and the signed root of the deviance there.
  private(set) var points: [(x: Double, z: Double)]
  /// Of Student's t where the variance is taken from the scatter.
  let freedom: Double?
  /// The curve cannot hold more: beyond the last point nothing is possible.
  private var endsAbove = false
  /// Relative standard uncertainty by first-order propagation, for fits that no profile leads away from.
  private let propagated: Double

  static let furthest = 2.6

  init(_ fit: ExponentialFit, scale: Double, freedom: Double?) {
    self.freedom = freedom
    let x = log(fit.sum.integral())
    points = [(x, 0)]
    propagated = fit.propagated(scale).map { max($0 / fit.sum.integral(), 1e-6) } ?? 0.5
    guard scale > 0, x.isFinite else { return }
    let step = Self.firstStep(fit, scale: scale)
    let up = Self.trace(fit, scale: scale, step: step, direction: 1)
    let down = Self.trace(fit, scale: scale, step: step, direction: -1)
    points = down.points.reversed() + points + up.points
    endsAbove = up.ended && points.count > 1
  }

  /// Two thirds of what first-order propagation says, within reason.
  private static func firstStep(_ fit: ExponentialFit, scale: Double) -> Double {
    guard fit.determined else { return 0.05 }
    let gradient = ExponentialModel(fit.shape).integralGradient(fit.theta)
    let variance = SmallLinear.quadratic(gradient, fit.covariance) * scale
    let relative = max(0, variance).squareRoot() / fit.sum.integral()
    return relative.isFinite ? min(max(0.67 * relative, 1e-6), 0.1) : 0.05
  }

  private static func trace(
    _ fit: ExponentialFit, scale: Double, step: Double, direction: Double
  ) -> (points: [(x: Double, z: Double)], ended: Bool) {
    let solver = ProfileSolver(fit)
    var found: [(x: Double, z: Double)] = []
    var theta = fit.theta
    var (x, z, step) = (log(fit.sum.integral()), 0.0, step)
    for _ in 0..<14 {
      guard let next = solver.solve(theta, target: x + direction * step, pull: min(0.02, 0.2 * step)),
        direction * (next.x - x) > 0.02 * step
      else { return (found, true) }
      let root = max(z, (max(0, next.deviance) / scale).squareRoot())
      found.append((next.x, direction * root))
      if root - z < 0.4 { step *= 2 }
      (x, z, theta) = (next.x, root, next.theta)
      if z > furthest || abs(x - log(fit.sum.integral())) > 4 { break }
    }
    return (found, false)
  }

  /// Confidence distribution of ln Ã: the probability that the integral is below.
  func cumulative(_ x: Double) -> Double {
    if endsAbove, x >= points[points.count - 1].x { return 1 }
    let z = root(x)
    return freedom.map { StudentT(degreesOfFreedom: $0).cumulative(z) } ?? Normal().cumulative(z)
  }

  private func root(_ x: Double) -> Double {
    guard points.count > 1 else { return (x - points[0].x) / propagated }
    var n = 1
    while n < points.count - 1, points[n].x < x { n += 1 }
    let (a, b) = (points[n - 1], points[n])
    // A flat end would have no quantile: it is given the slope of one deviation in a factor of e.
    let slope = max((b.z - a.z) / (b.x - a.x), x < points[0].x || x > points[points.count - 1].x ? 1 : 0)
    let from = x < a.x ? a : b
    return from.z + slope * (x - from.x)
  }
}

/// Fits whose integral is drawn towards a target.
private struct ProfileSolver {
  let fit: ExponentialFit
  let best: Double

  init(_ fit: ExponentialFit) {
    self.fit = fit
    best = FitProblem(ExponentialModel(fit.shape), fit.data, fit.rules).misfit(fit.theta)
  }

  func solve(_ start: [Double], target: Double, pull: Double) -> (
    x: Double, deviance: Double, theta: [Double]
  )? {
    var theta = start
    let free = run(ExponentialModel(fit.shape), &theta, target, pull)
    guard let free, free.rates(theta)[0] >= fit.rules.physicalRate * (1 - 1e-12) else {
      return bound(start, target, pull)
    }
    return result(theta)
  }

  private func bound(
    _ start: [Double], _ target: Double, _ pull: Double
  ) -> (x: Double, deviance: Double, theta: [Double])? {
    var theta = start
    theta.remove(at: fit.shape.amplitudeCount)
    let model = ExponentialModel(fit.shape, fixedSlowRate: fit.rules.physicalRate)
    guard run(model, &theta, target, pull) != nil else { return nil }
    theta.insert(log(fit.rules.physicalRate), at: fit.shape.amplitudeCount)
    return result(theta)
  }

  private func run(
    _ model: ExponentialModel, _ theta: inout [Double], _ target: Double, _ pull: Double
  ) -> ExponentialModel? {
    var problem = FitProblem(model, fit.data, fit.rules)
    (problem.target, problem.pull) = (target, pull)
    guard problem.rows >= theta.count else { return nil }
    var solver = LeastSquares(residuals: problem.rows, parameters: theta.count)
    _ = problem.minimise(&theta, &solver, tolerance: 1e-7, evaluations: 60)
    return theta.allSatisfy(\.isFinite) ? model : nil
  }

  private func result(_ theta: [Double]) -> (x: Double, deviance: Double, theta: [Double])? {
    let problem = FitProblem(ExponentialModel(fit.shape), fit.data, fit.rules)
    let sum = problem.model.sum(theta)
    let (x, misfit) = (log(sum.integral()), problem.misfit(theta))
    guard x.isFinite, misfit.isFinite, problem.keepsCeiling(sum) else { return nil }
    return (x, misfit - best, theta)
  }
}
