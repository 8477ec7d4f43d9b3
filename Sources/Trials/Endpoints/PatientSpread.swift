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
