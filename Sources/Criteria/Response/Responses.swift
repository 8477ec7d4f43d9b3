import Quantities

/// Response categories of the size criteria (RECIST, mRECIST, WHO, Choi).
public enum SizeResponse: String, Sendable, Hashable, CaseIterable, Codable {
  case complete = "CR"
  case partial = "PR"
  case stable = "SD"
  case progressive = "PD"
  case notEvaluable = "NE"
  /// Neither complete response nor progression, where only non-target disease was present at baseline.
  case nonCompleteNonProgressive = "NN"
}

extension SizeResponse {
  /// A judgement in the words of any criterion: CMR, PMR, SMD and PMD stand for their counterparts by size, anything
  /// that is not a response for not evaluable.
  public init(word: String) {
    let plain: [String: SizeResponse] = [
      "CMR": .complete, "PMR": .partial, "SMD": .stable, "PMD": .progressive,
    ]
    self = plain[word] ?? SizeResponse(rawValue: word) ?? .notEvaluable
  }
}

/// Response categories of metabolic criteria (EORTC, PERCIST).
public enum MetabolicResponse: String, Sendable, Hashable, CaseIterable, Codable {
  case complete = "CMR"
  case partial = "PMR"
  case stable = "SMD"
  case progressive = "PMD"
}

/// Baseline, smallest and current value of the sum that a size criterion follows.
public struct SumCourse: Sendable, Hashable {
  public var baseline: ExactDecimal
  /// The smallest sum on study, baseline included, before the current visit.
  public var nadir: ExactDecimal
  public var current: ExactDecimal

  public init(baseline: ExactDecimal, nadir: ExactDecimal, current: ExactDecimal) {
    (self.baseline, self.nadir, self.current) = (baseline, nadir, current)
  }

  /// Percent, 4 decimals, rounded half to even; `nil` if the reference is 0. For printing: no rule uses it.
  public var percentFromBaseline: ExactDecimal? { percent(from: baseline) }
  public var percentFromNadir: ExactDecimal? { percent(from: nadir) }
  var fromNadir: ExactDecimal { current - nadir }

  private func percent(from reference: ExactDecimal) -> ExactDecimal? {
    (current - reference).multiplied(by: 100)?.divided(by: reference, decimals: 4)
  }

  var facts: Facts { ["baseline": .number(baseline), "nadir": .number(nadir), "current": .number(current)] }
}
