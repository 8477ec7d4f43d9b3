import Quantities

/// The ladders of one term for values in one unit, with every limit in the canonical unit: what grading a million values
/// needs, and nothing that has to be looked up by name.
final class GradeLadders: Sendable {
  enum Reference: Sendable {
    case upperLimit, lowerLimit, baseline
    /// A fixed limit, in the canonical unit, its factor in it.
    case fixed(ExactDecimal)
  }
  struct Rung: Sendable {
    var grade: Int
    var relation: Condition.Relation
    var factor: ExactDecimal
    var reference: Reference
  }
  private let rungs: [LaboratoryTerm.Branch: [Rung]]
  private let standard: [Rung]
  /// The steps that the rungs come from, in the same order.
  let steps: [LaboratoryTerm.Branch: [LaboratoryTerm.Step]]
  let usesBaseline: Bool
  let hasAbnormal, hasLow, hasAnticoagulated: Bool

  init(_ term: LaboratoryTerm, _ measurand: Measurand, _ unit: MeasurandUnit) {
    steps = term.ladders.mapValues { $0.inUnit(of: unit, measurand) }
    rungs = steps.mapValues { $0.map { Rung($0, measurand) } }
    standard = rungs[.standard] ?? []
    usesBaseline = term.usesBaseline
    hasAbnormal = term.ladders[.baselineAbnormal] != nil
    hasLow = term.ladders[.baselineLow] != nil
    hasAnticoagulated = term.ladders[.anticoagulated] != nil
  }

  func ladder(of branch: LaboratoryTerm.Branch) -> [Rung] {
    branch == .standard ? standard : rungs[branch] ?? []
  }
}

extension GradeLadders.Rung {
  /// - Precondition: the scale has checked that every fixed limit has a unit of the measurand.
  init(_ step: LaboratoryTerm.Step, _ measurand: Measurand) {
    let reference: GradeLadders.Reference =
      switch step.reference {
      case .upperLimit: .upperLimit
      case .lowerLimit: .lowerLimit
      case .baseline: .baseline
      case .absolute(let symbol): .fixed(step.factor * ((try? measurand.unit(symbol))?.factor ?? .zero))
      }
    self.init(grade: step.grade, relation: step.relation, factor: step.factor, reference: reference)
  }
}

/// The numbers that a grade depends on, in the canonical unit.
struct GradedNumbers: Sendable {
  enum Before: Sendable {
    case thisVisit, missing
    case measured(ExactDecimal)
  }
  var value: ExactDecimal
  var lower, upper: ExactDecimal?
  var baseline: Before
  /// `nil`: not answered.
  var onAnticoagulation: Bool?

  var measuredBaseline: ExactDecimal? { if case .measured(let amount) = baseline { amount } else { nil } }

  /// A lower limit of 0 is usual (“0–55 U/L”); an upper limit or a baseline of 0 would make every value a multiple.
  func gap(usesBaseline: Bool) -> LaboratoryGrade.Gap? {
    if value.isNegative { return .negativeValue }
    if let upper, upper <= .zero { return .limitNotPositive }
    if let lower, lower.isNegative { return .limitNotPositive }
    if usesBaseline, let baseline = measuredBaseline, baseline <= .zero { return .limitNotPositive }
    return nil
  }

  var isInsideLimits: Bool {
    if lower == nil, upper == nil { return false }
    return (lower.map { value >= $0 } ?? true) && (upper.map { value <= $0 } ?? true)
  }
}

extension LaboratoryFinding {
  var numbers: GradedNumbers {
    let before: GradedNumbers.Before =
      switch baseline {
      case .thisVisit: .thisVisit
      case .missing: .missing
      case .measured(let amount): .measured(amount.canonical)
      }
    return GradedNumbers(
      value: value.canonical, lower: lower?.canonical, upper: upper?.canonical, baseline: before,
      onAnticoagulation: onAnticoagulation)
  }
}
