internal import CBoostMath

/// A continuous probability distribution of one real variable.
///
/// Values come from Boost.Math 1.74 and agree with SciPy to about 1e-15 relative. An argument outside the
/// domain answers NaN.
public protocol Distribution: Sendable {
  /// Probability of a value not above `x`.
  func cumulative(_ x: Double) -> Double
  /// Probability of a value above `x`, exact where it is tiny.
  func survival(_ x: Double) -> Double
  /// The `x` whose cumulative probability is `p`, 0 < p < 1.
  func quantile(_ p: Double) -> Double
}

/// The standard normal distribution.
public struct Normal: Distribution {
  public init() {}
  public func cumulative(_ x: Double) -> Double { hep_normal_cdf(x) }
  public func survival(_ x: Double) -> Double { hep_normal_survival(x) }
  public func quantile(_ p: Double) -> Double { hep_normal_quantile(p) }
}

/// Student's t distribution.
public struct StudentT: Distribution {
  /// Positive.
  public let degreesOfFreedom: Double
  public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }
  public func cumulative(_ x: Double) -> Double { hep_student_t_cdf(x, degreesOfFreedom) }
  public func survival(_ x: Double) -> Double { hep_student_t_survival(x, degreesOfFreedom) }
  public func quantile(_ p: Double) -> Double { hep_student_t_quantile(p, degreesOfFreedom) }
}

/// The chi-squared distribution.
public struct ChiSquared: Distribution {
  /// Positive.
  public let degreesOfFreedom: Double
  public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }
  public func cumulative(_ x: Double) -> Double { hep_chi_squared_cdf(x, degreesOfFreedom) }
  public func survival(_ x: Double) -> Double { hep_chi_squared_survival(x, degreesOfFreedom) }
  public func quantile(_ p: Double) -> Double { hep_chi_squared_quantile(p, degreesOfFreedom) }
}
