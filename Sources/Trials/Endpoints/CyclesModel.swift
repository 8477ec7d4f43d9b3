import Foundation
import Statistics

/// A measured value of one condition of one patient after one cycle.
public struct CycleValue: Sendable, Hashable {
  public var patient: String
  public var cycle: Int
  /// The treatment under test, such as intra-arterial; else its control.
  public var isTreated: Bool
  /// Value of the endpoint, in its unit.
  public var value: Double
  public init(patient: String, cycle: Int, isTreated: Bool, value: Double) {
    (self.patient, self.cycle, self.isTreated, self.value) = (patient, cycle, isTreated, value)
  }
}

/// Several cycles together: a linear mixed model of treatment and cycle with a random intercept of the patient, by
/// restricted maximum likelihood.
public struct CyclesModel: Sendable, Hashable {
  public let scale: Endpoint.Scale
  public let count, patients: Int
  public let cycles: [Int]
  /// Difference, or ratio.
  public let estimate: Double
  public let interval: ConfidenceInterval
  public let p: Double
  /// Whether the effect differs between cycles: likelihood ratio of treatment × cycle, by maximum likelihood; `nil`
  /// for one cycle.
  public let interactionP: Double?
  /// Standard deviations on the scale of the analysis: between patients, and within a patient.
  public let betweenPatients, withinPatient: Double
  public var intraclassCorrelation: Double {
    let (b, w) = (betweenPatients * betweenPatients, withinPatient * withinPatient)
    return b / (b + w)
  }

  /// - Throws: `StatisticsError` if the data do not determine the model.
  public init(_ values: [CycleValue], scale: Endpoint.Scale, level: Double = 0.95) throws {
    let names = Array(Set(values.map(\.patient))).sorted()
    let cycles = Array(Set(values.map(\.cycle))).sorted()
    let groups = values.map { names.firstIndex(of: $0.patient)! }
    let response = values.map { scale == .log ? Foundation.log($0.value) : $0.value }
    let design = values.map { v in
      [1, v.isTreated ? 1 : 0] + cycles.dropFirst().map { v.cycle == $0 ? 1.0 : 0 }
    }
    let model = try MixedModel(design: design, response: response, groups: groups, method: .reml)
    let student = StudentT(degreesOfFreedom: Double(model.degreesOfFreedom[1]))
    let b = model.coefficients[1]
    let reach = student.quantile(1 - (1 - level) / 2) * b.standardError
    let interval = ConfidenceInterval(lower: b.value - reach, upper: b.value + reach, level: level)
    (self.scale, count, patients, self.cycles) = (scale, values.count, names.count, cycles)
    estimate = scale == .log ? exp(b.value) : b.value
    self.interval = scale == .log ? interval.mapped { exp($0) } : interval
    p = model.p(1)
    interactionP = try Self.interaction(values, cycles, design, response, groups)
    (betweenPatients, withinPatient) = (sqrt(model.groupVariance), sqrt(model.residualVariance))
  }

  private static func interaction(
    _ values: [CycleValue], _ cycles: [Int], _ design: [[Double]], _ response: [Double], _ groups: [Int]
  ) throws -> Double? {
    guard cycles.count > 1 else { return nil }
    let wider = zip(values, design).map { v, row in
      row + cycles.dropFirst().map { v.isTreated && v.cycle == $0 ? 1.0 : 0 }
    }
    let small = try MixedModel(design: design, response: response, groups: groups, method: .ml)
    return try MixedModel(design: wider, response: response, groups: groups, method: .ml)
      .likelihoodRatio(over: small).p
  }
}
