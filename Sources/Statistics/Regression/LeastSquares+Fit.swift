/// A minimum of a sum of squares with the covariance of its parameters.
public struct LeastSquaresFit: Sendable {
  /// Parameters at the minimum, in the units of the model.
  public var parameters: [Double]
  /// (JᵀJ)⁻¹ row by row: the covariance if the residuals were divided by their standard uncertainties.
  /// Multiply by `residualSumOfSquares / (m − n)` where only relative weights are known.
  public var covariance: [Double]
  /// Sum of squared residuals at the minimum, in the squared unit of the residuals.
  public var residualSumOfSquares: Double
  public var converged: Bool
  public var iterations: Int
}

extension LeastSquares {
  /// Where a parameter may lie. Kept by a smooth change of variable, so that no step can leave the range.
  public enum Bound: Sendable, Hashable {
    case free
    /// Above a limit: x = limit + eᵘ.
    case above(Double)
    /// Between two limits: x = a + (b − a) / (1 + e⁻ᵘ).
    case between(Double, Double)
  }

  /// Fits parameters within bounds; the Jacobian is taken by central differences.
  ///
  /// - Parameters:
  ///   - start: inside the bounds.
  ///   - count: number of residuals, not fewer than parameters.
  ///   - residuals: fills `count` residuals for given parameters; deterministic.
  public static func fit(
    parameters start: [Double], bounds: [Bound]? = nil, residuals count: Int, tolerance: Double = 1e-12,
    _ residuals: (_ parameters: UnsafePointer<Double>, _ into: UnsafeMutablePointer<Double>) -> Void
  ) -> LeastSquaresFit {
    let bounds = bounds ?? start.map { _ in .free }
    precondition(bounds.count == start.count, "one bound per parameter")
    var solver = LeastSquares(residuals: count, parameters: start.count)
    var u = zip(bounds, start).map { $0.inner($1) }
    var differences = CentralDifferences(bounds: bounds, residualCount: count)
    let outcome = solver.minimise(&u, tolerance: tolerance) { x, f, j in
      if let f { differences.evaluate(x, into: f, residuals) }
      if let j { differences.jacobian(x, into: j, residuals) }
    }
    var covariance = [Double](repeating: 0, count: u.count * u.count)
    solver.covariance(into: &covariance)
    let slopes = zip(bounds, u).map { $0.slope($1) }
    for n in covariance.indices { covariance[n] *= slopes[n / u.count] * slopes[n % u.count] }
    return LeastSquaresFit(
      parameters: zip(bounds, u).map { $0.outer($1) }, covariance: covariance,
      residualSumOfSquares: outcome.residualSumOfSquares, converged: outcome.converged,
      iterations: outcome.evaluations)
  }
}

extension LeastSquares.Bound {
  func inner(_ x: Double) -> Double {
    switch self {
    case .free: return x
    case .above(let limit):
      precondition(x > limit, "start values lie inside their bounds")
      return (x - limit).log
    case .between(let a, let b):
      precondition(a < x && x < b, "start values lie inside their bounds")
      return ((x - a) / (b - x)).log
    }
  }

  func outer(_ u: Double) -> Double {
    switch self {
    case .free: u
    case .above(let limit): limit + u.exp
    case .between(let a, let b): a + (b - a) / (1 + (-u).exp)
    }
  }

  /// The size on which a parameter matters: a transformed one is a logarithm, of size one.
  func scale(_ u: Double) -> Double {
    if case .free = self, u != 0 { return abs(u) }
    return max(1, abs(u))
  }

  /// d outer / du.
  func slope(_ u: Double) -> Double {
    switch self {
    case .free: return 1
    case .above: return u.exp
    case .between(let a, let b):
      let s = 1 / (1 + (-u).exp)
      return (b - a) * s * (1 - s)
    }
  }
}

/// Residuals and Jacobian of a bounded model, on buffers that are reused.
private struct CentralDifferences {
  typealias Residuals = (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  let bounds: [LeastSquares.Bound]
  var inner: [Double]
  var outer: [Double]
  var forward: [Double]
  var backward: [Double]

  init(bounds: [LeastSquares.Bound], residualCount m: Int) {
    self.bounds = bounds
    inner = Array(repeating: 0, count: bounds.count)
    outer = inner
    forward = Array(repeating: 0, count: m)
    backward = forward
  }

  mutating func evaluate(
    _ u: UnsafePointer<Double>, into f: UnsafeMutablePointer<Double>, _ residuals: Residuals
  ) {
    for n in bounds.indices { outer[n] = bounds[n].outer(u[n]) }
    residuals(outer, f)
  }

  mutating func jacobian(
    _ u: UnsafePointer<Double>, into j: UnsafeMutablePointer<Double>, _ residuals: Residuals
  ) {
    let m = forward.count
    for n in bounds.indices { inner[n] = u[n] }
    for n in bounds.indices {
      // The cube root of the rounding unit balances truncation and rounding of a central difference.
      let h = 6e-6 * bounds[n].scale(u[n])
      inner[n] = u[n] + h
      for p in bounds.indices { outer[p] = bounds[p].outer(inner[p]) }
      residuals(outer, &forward)
      inner[n] = u[n] - h
      for p in bounds.indices { outer[p] = bounds[p].outer(inner[p]) }
      residuals(outer, &backward)
      inner[n] = u[n]
      for i in 0..<m { j[i + n * m] = (forward[i] - backward[i]) / (2 * h) }
    }
  }
}
