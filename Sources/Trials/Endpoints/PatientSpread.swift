import Foundation
import Statistics

/// How much of the spread of repeated values lies between patients and how much within them: a random intercept alone,
/// by restricted maximum likelihood.
public struct PatientSpread: Sendable, Hashable {
  /// Mean over patients, in the unit of the values.
  public let mean: Double
  /// Standard deviations.
  public let between, within: Double

  /// - Throws: `StatisticsError` if the values do not determine it, for example one value per patient.
  public init(_ values: [(patient: String, value: Double)]) throws {
    let names = Array(Set(values.map(\.patient))).sorted()
    guard names.count < values.count, names.count > 1 else {
      throw StatisticsError.tooFew(needed: names.count + 1, got: values.count)
    }
    let model = try MixedModel(
      design: values.map { _ in [1] }, response: values.map(\.value),
      groups: values.map { names.firstIndex(of: $0.patient)! })
    mean = model.coefficients[0].value
    (between, within) = (sqrt(model.groupVariance), sqrt(model.residualVariance))
  }
}

/// Mean and variation of positive values on a logarithmic scale; values that are not above zero are left out.
package struct GeometricSpread: Sendable, Hashable {
  /// Geometric mean, in the unit of the values; NaN of nothing.
  package let mean: Double
  /// Coefficients of variation between patients and within one, parts of one; `nil` where the values do not determine them.
  package let between, within: Double?

  package init(_ values: [(patient: String, value: Double)]) {
    let positive = values.filter { $0.value > 0 }
    mean = positive.isEmpty ? .nan : exp(positive.reduce(0) { $0 + log($1.value) } / Double(positive.count))
    // The same mixed model without treatment: every patient twice would be no treatment effect.
    let spread = try? PatientSpread(positive.map { ($0.patient, log($0.value)) })
    between = spread.map { sqrt(exp($0.between * $0.between) - 1) }
    within = spread.map { sqrt(exp($0.within * $0.within) - 1) }
  }
}
