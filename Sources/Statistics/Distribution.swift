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

/// The F distribution.
public struct FisherF: Distribution {
  /// Degrees of freedom of numerator and denominator, positive.
  public let numerator, denominator: Double
  public init(numerator: Double, denominator: Double) {
    (self.numerator, self.denominator) = (numerator, denominator)
  }
  public func cumulative(_ x: Double) -> Double { hep_fisher_f_cdf(x, numerator, denominator) }
  public func survival(_ x: Double) -> Double { hep_fisher_f_survival(x, numerator, denominator) }
  public func quantile(_ p: Double) -> Double { hep_fisher_f_quantile(p, numerator, denominator) }
}

/// The beta distribution on 0…1.
public struct Beta: Distribution {
  /// Shape parameters, positive and dimensionless.
  public let a, b: Double
  public init(_ a: Double, _ b: Double) { (self.a, self.b) = (a, b) }
  public func cumulative(_ x: Double) -> Double { hep_beta_cdf(x, a, b) }
  public func survival(_ x: Double) -> Double { hep_beta_survival(x, a, b) }
  public func quantile(_ p: Double) -> Double { hep_beta_quantile(p, a, b) }
}

/// The number of successes in independent trials of equal probability.
public struct Binomial: Sendable {
  public let trials: Int
  public let probability: Double
  public init(trials: Int, probability: Double) { (self.trials, self.probability) = (trials, probability) }
  /// Probability of at most `k`.
  public func cumulative(_ k: Int) -> Double {
    k < 0 ? 0 : k >= trials ? 1 : hep_binomial_cdf(Double(k), Double(trials), probability)
  }
  /// Probability of exactly `k`.
  public func mass(_ k: Int) -> Double {
    k < 0 || k > trials ? 0 : hep_binomial_mass(Double(k), Double(trials), probability)
  }
}

/// Student's t of a mean that is not zero; gives the power of t tests.
struct NoncentralT {
  let degreesOfFreedom, noncentrality: Double
  func cumulative(_ t: Double) -> Double { hep_noncentral_t_cdf(t, degreesOfFreedom, noncentrality) }
  func survival(_ t: Double) -> Double { hep_noncentral_t_survival(t, degreesOfFreedom, noncentrality) }
}

/// ln(n choose k)
func logChoose(_ n: Int, _ k: Int) -> Double {
  hep_log_gamma(Double(n) + 1) - hep_log_gamma(Double(k) + 1) - hep_log_gamma(Double(n - k) + 1)
}
