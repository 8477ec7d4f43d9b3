import Foundation
import Statistics

/// The best fit of one exponential shape to one region, in hours and scaled activities.
struct ExponentialFit: Sendable {
  var shape: ExponentialShape
  /// Fitted logarithms with a free slow rate, also where that rate stands at its bound.
  var theta: [Double]
  var sum: ExponentialSum
  /// Weighted sum of squared residuals.
  var chiSquared: Double
  /// Points minus parameters that were free in the end.
  var degreesOfFreedom: Int
  /// Covariance of `theta` for residuals of unit variance.
  var covariance: [Double]
  var converged: Bool
  /// Every parameter is determined by the data.
  var determined: Bool
  /// The slowest rate stands at physical decay because the data ask for a slower one.
  var boundActive: Bool

  /// The fit, or `nil` if there are fewer points than parameters or no positive amplitudes fit at all.
  init?(_ shape: ExponentialShape, _ data: CurveData, physicalRate: Double) {
    guard data.count >= shape.parameterCount else { return nil }
    let free = ExponentialModel(shape)
    let unbound = Self.minimum(free, data, physicalRate)
    if let unbound, free.rates(unbound.theta)[0] >= physicalRate * (1 - 1e-12) {
      self.init(free, unbound, data, boundAt: nil)
      return
    }
    let fixed = ExponentialModel(shape, fixedSlowRate: physicalRate)
    guard let bound = Self.minimum(fixed, data, physicalRate) else { return nil }
    self.init(fixed, bound, data, boundAt: physicalRate)
  }

  private struct Minimum {
    var theta: [Double]
    var covariance: [Double]
    var chiSquared: Double
    var converged: Bool
    var rank: Int
  }

  /// The lowest of the minima reached from several starts.
  private static func minimum(
    _ model: ExponentialModel, _ data: CurveData, _ physicalRate: Double
  ) -> Minimum? {
    let points = model.shape.rateCount < 3 ? 24 : 14
    let lattice = RateLattice(model, data.times, physicalRate: physicalRate, points: points)
    var solver = LeastSquares(residuals: data.count, parameters: model.parameterCount)
    var best: Minimum?
    for start in data.withSamples({ lattice.starts($0, keeping: 3) }) {
      var theta = start
      let outcome = data.withSamples { samples in
        solver.minimise(&theta, tolerance: 1e-13) { model.evaluate($0, samples, $1, $2) }
      }
      let sum = outcome.residualSumOfSquares
      guard sum.isFinite, sum < best?.chiSquared ?? .infinity else { continue }
      var covariance = Array(repeating: 0.0, count: theta.count * theta.count)
      let rank = solver.covariance(into: &covariance)
      best = Minimum(
        theta: theta, covariance: covariance, chiSquared: sum, converged: outcome.converged, rank: rank)
    }
    return best
  }

  private init(_ model: ExponentialModel, _ m: Minimum, _ data: CurveData, boundAt physicalRate: Double?) {
    shape = model.shape
    sum = model.sum(m.theta)
    (chiSquared, converged) = (m.chiSquared, m.converged)
    degreesOfFreedom = data.count - model.parameterCount
    determined = m.rank == model.parameterCount
    boundActive = physicalRate != nil
    (theta, covariance) = (m.theta, m.covariance)
    if let physicalRate { widen(data, physicalRate: physicalRate) }
    determined = determined && covariance.allSatisfy(\.isFinite)
  }

  /// Gives the slow rate at its bound the spread that the data leave it *above* the bound, and with it the
  /// parameters that depend on it.
  ///
  /// Without the bound the rate would be normal with σ about a value α σ below the bound. Cut off at the bound,
  /// its mean square distance from there is σ²(1 + α² − α h(α)) with h = φ/Q, the hazard of the normal
  /// distribution; the others follow along the regression line of the full covariance.
  private mutating func widen(_ data: CurveData, physicalRate: Double) {
    let model = ExponentialModel(shape)
    let slow = shape.amplitudeCount
    theta.insert(log(physicalRate), at: slow)
    guard let (full, step) = Self.gaussNewton(model, data, theta), full[slow * theta.count + slow] > 0 else {
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
    _ model: ExponentialModel, _ data: CurveData, _ theta: [Double]
  ) -> (covariance: [Double], step: [Double])? {
    let (m, n) = (data.count, theta.count)
    var f = Array(repeating: 0.0, count: m)
    var j = Array(repeating: 0.0, count: m * n)
    data.withSamples { model.evaluate(theta, $0, &f, &j) }
    let normal = (0..<n).map { a in
      (0..<n).map { b in (0..<m).reduce(0.0) { $0 + j[$1 + a * m] * j[$1 + b * m] } }
    }
    let gradient = (0..<n).map { a in -(0..<m).reduce(0.0) { $0 + j[$1 + a * m] * f[$1] } }
    guard let step = SmallLinear.solve(normal, gradient) else { return nil }
    let columns = (0..<n).compactMap { c in
      SmallLinear.solve(normal, (0..<n).map { $0 == c ? 1 : 0 })
    }
    return columns.count == n ? (columns.flatMap { $0 }, step) : nil
  }

  /// Corrected Akaike criterion (Burnham & Anderson 2002, 7.4), with k the number of fitted parameters of the
  /// shape; `nil` where n − k − 1 is not positive.
  func correctedAkaike(_ data: CurveData) -> Double? {
    let (n, k) = (Double(data.count), Double(shape.parameterCount))
    guard n - k - 1 > 0 else { return nil }
    // Below 1e-10 of the greatest activity, residuals are rounding, not misfit.
    let misfit = data.weights == .absolute ? chiSquared : n * log(max(chiSquared / n, 1e-20))
    return misfit + 2 * k + 2 * k * (k + 1) / (n - k - 1)
  }

  /// By what the unit-variance covariance is multiplied, and a sentence if the data contradict their
  /// uncertainties; `nil` if nothing says how uncertain the points are.
  func varianceScale(_ data: CurveData) -> (scale: Double, warning: String?)? {
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
        birge * birge,
        "The scatter exceeds the stated uncertainties (χ² = \(rounded(chiSquared)) with "
          + "\(degreesOfFreedom) degrees of freedom); uncertainties scaled by the Birge ratio (\(rounded(birge)))."
      )
    }
  }
}
