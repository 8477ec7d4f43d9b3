/// An interval with its confidence level.
public struct ConfidenceInterval: Sendable, Hashable {
  /// Limits, in the unit of the estimate; infinite where the data set none.
  public var lower, upper: Double
  /// 0…1, e.g. 0.95.
  public var level: Double

  public init(lower: Double, upper: Double, level: Double = 0.95) {
    (self.lower, self.upper, self.level) = (lower, upper, level)
  }

  /// `estimate` ± z · `standardError`.
  public init(estimate: Double, standardError: Double, level: Double = 0.95) {
    let z = ConfidenceInterval.normal(level)
    self.init(lower: estimate - z * standardError, upper: estimate + z * standardError, level: level)
  }

  /// Both limits through a rising function, e.g. `exp` from log hazard ratio to hazard ratio.
  public func mapped(_ f: (Double) -> Double) -> ConfidenceInterval {
    ConfidenceInterval(lower: f(lower), upper: f(upper), level: level)
  }

  public func contains(_ x: Double) -> Bool { lower <= x && x <= upper }

  /// The two-sided normal quantile of a level: 1.95996… for 0.95.
  static func normal(_ level: Double) -> Double { Normal().quantile(1 - (1 - level) / 2) }
}

/// A number estimated with its standard error.
public struct Estimate: Sendable, Hashable {
  /// Estimate and its standard error, both in the unit of the quantity.
  public var value, standardError: Double
  public init(_ value: Double, standardError: Double) {
    (self.value, self.standardError) = (value, standardError)
  }
  /// Wald limits.
  public func interval(_ level: Double = 0.95) -> ConfidenceInterval {
    ConfidenceInterval(estimate: value, standardError: standardError, level: level)
  }
  /// Limits and two-sided p by Student's t.
  public func interval(_ level: Double = 0.95, degreesOfFreedom: Int) -> ConfidenceInterval {
    let t = StudentT(degreesOfFreedom: Double(degreesOfFreedom)).quantile(1 - (1 - level) / 2)
    return ConfidenceInterval(
      lower: value - t * standardError, upper: value + t * standardError, level: level)
  }
  public func p(degreesOfFreedom: Int) -> Double {
    2 * StudentT(degreesOfFreedom: Double(degreesOfFreedom)).survival(abs(z))
  }

  /// Wald statistic: estimate over standard error.
  public var z: Double { value / standardError }
  /// Two-sided, normal.
  public var p: Double { 2 * Normal().survival(abs(z)) }
}

/// The value of a χ² statistic with its probability under the null hypothesis.
public struct ChiSquaredTest: Sendable, Hashable {
  /// χ² statistic, at least 0.
  public var statistic: Double
  public var degreesOfFreedom: Int
  public init(_ statistic: Double, degreesOfFreedom: Int) {
    (self.statistic, self.degreesOfFreedom) = (statistic, degreesOfFreedom)
  }
  public var p: Double {
    degreesOfFreedom > 0
      ? ChiSquared(degreesOfFreedom: Double(degreesOfFreedom)).survival(max(0, statistic)) : 1
  }
}
