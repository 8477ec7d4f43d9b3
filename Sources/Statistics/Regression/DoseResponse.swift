/// A logistic curve of response (or complication) against absorbed dose.
///
/// The probability is 1 / (1 + exp(−b₀ − b₁ D)).
public struct DoseResponse: Sendable, Hashable {
  public let fit: LogisticRegression

  /// - Parameters:
  ///   - dose: Gy.
  ///   - response: whether the lesion responded, or the complication came.
  ///   - patients: number of the patient of each region, from 0, where some have several: errors are then those of the
  ///     sandwich. `nil` where regions are independent.
  /// - Throws: `StatisticsError` if the data do not determine the curve.
  public init(dose: [Double], response: [Bool], patients: [Int]? = nil) throws(StatisticsError) {
    fit = try LogisticRegression(covariates: dose.map { [$0] }, outcome: response, clusters: patients)
  }

  /// The dose of 50 % probability, −b₀/b₁, in Gy; its standard error by the delta method.
  public var d50: Estimate {
    let (b0, b1) = (fit.coefficients[0].value, fit.coefficients[1].value)
    let gradient = [-1 / b1, b0 / (b1 * b1)]
    let v = fit.covariance
    let variance =
      gradient[0] * gradient[0] * v[0] + 2 * gradient[0] * gradient[1] * v[1] + gradient[1] * gradient[1]
      * v[3]
    return Estimate(-b0 / b1, standardError: variance.squareRoot())
  }

  /// Limits of D50: normal, or of Student's t where regions are clustered by patient.
  public func d50Interval(level: Double = 0.95) -> ConfidenceInterval { fit.interval(of: d50, level: level) }

  /// Probability that the slope is 0: likelihood ratio, or Wald's with the sandwich where regions are clustered, for
  /// which the likelihood ratio does not hold.
  public var slopeP: Double {
    fit.clusters == nil ? fit.likelihoodRatio.p : fit.p(of: fit.coefficients[1])
  }

  /// The normalised slope at D50: D50 · dP/dD = D50 · b₁ / 4, without unit.
  public var gamma50: Double { d50.value * fit.coefficients[1].value / 4 }

  /// Response is more frequent at higher dose; without it D50 means nothing.
  public var isRising: Bool { fit.coefficients[1].value > 0 }
}
