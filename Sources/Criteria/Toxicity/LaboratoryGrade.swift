import Quantities

/// The grade of one laboratory value, with the step that decided it.
public struct LaboratoryGrade: Sendable, Hashable {
  /// Why no grade can be given.
  public enum Gap: String, Sendable, Hashable {
    case upperLimitMissing = "upper limit of normal"
    case lowerLimitMissing = "lower limit of normal"
    case negativeValue = "a value that is not negative"
    case censored = "a value inside the measuring range"
    case limitNotPositive = "a limit of normal and a baseline above zero"
  }

  /// What a reader must know in addition to the grade.
  public enum Flag: String, Sendable, Hashable, CaseIterable {
    case baselineMissing = "baseline missing: graded as if it had been normal"
    case baselineVisit = "this is the baseline visit: graded against the limits of normal"
    case insideReferenceRange = "graded although the value lies inside the laboratory's own limits of normal"
    case anticoagulatedWithoutBaseline = "on anticoagulation without a baseline: graded by the fixed limits"
  }

  /// 0…4; `nil` if the value cannot be graded.
  public var grade: Int?
  /// The best that can be said where `grade` is `nil`: the grade is this or higher.
  public var atLeast: Int
  public var term: LaboratoryTerm
  public var finding: LaboratoryFinding
  public var branch: LaboratoryTerm.Branch
  /// The step that was met; `nil` for grade 0.
  public var step: LaboratoryTerm.Step?
  public var gap: Gap?
  public var flags: [Flag]
}

extension LaboratoryGrade {
  /// The judgement in words.
  public func verdict(_ source: RuleSource) -> Verdict<Int> {
    var inputs: [Verdict<Int>.Input] = [.init(term.code, finding.value.description)]
    if let upper = finding.upper { inputs.append(.init("ULN", upper.description)) }
    if let lower = finding.lower { inputs.append(.init("LLN", lower.description)) }
    if case .measured(let baseline) = finding.baseline {
      inputs.append(.init("baseline", baseline.description))
    }
    var notes = flags.map(\.rawValue)
    if grade == nil, atLeast > 0 { notes.append("at least grade \(atLeast)") }
    if !term.clinicalGrades.isEmpty { notes.append(term.clinicalGrades) }
    return Verdict(
      grade, rule: "\(source.name) \(term.title)", branch: reason, inputs: inputs,
      missing: gap.map { [$0.rawValue] } ?? [], notes: notes, source: source)
  }

  private var reason: String {
    let limits = branch == .standard ? "" : " (\(branch.rawValue))"
    if let step { return step.words + limits }
    return grade == 0 ? "no limit is crossed" + limits : ""
  }
}

extension ToxicityScale {
  func grade(_ term: LaboratoryTerm, _ measurand: Measurand, _ finding: LaboratoryFinding) -> LaboratoryGrade
  {
    var result = LaboratoryGrade(
      grade: nil, atLeast: 0, term: term, finding: finding, branch: .standard, step: nil, gap: nil, flags: [])
    if let gap = finding.gap(usesBaseline: term.usesBaseline) {
      result.gap = gap
      return result
    }
    if term.usesBaseline { result.flags = flags(term, finding) }
    return agreed(branches(term, finding).map { climbed($0, term, measurand, result) })
  }

  /// The grade that all branches give; where it is open which one holds and they differ, there is none.
  private func agreed(_ results: [LaboratoryGrade]) -> LaboratoryGrade {
    var result = results[0]
    guard results.contains(where: { $0.grade != result.grade }) else { return result }
    let open =
      results.contains { $0.branch == .baselineAbnormal }
      ? LaboratoryGrade.Gap.upperLimitMissing : .lowerLimitMissing
    (result.grade, result.step, result.gap) = (nil, nil, result.gap ?? open)
    result.atLeast = results.map(\.atLeast).min() ?? 0
    return result
  }

  private func climbed(
    _ branch: LaboratoryTerm.Branch, _ term: LaboratoryTerm, _ measurand: Measurand, _ start: LaboratoryGrade
  ) -> LaboratoryGrade {
    var result = start
    result.branch = branch
    climb(term.ladders[branch] ?? [], measurand, &result)
    return result
  }

  private func flags(_ term: LaboratoryTerm, _ finding: LaboratoryFinding) -> [LaboratoryGrade.Flag] {
    let anticoagulable = term.ladders[.anticoagulated] != nil
    if anticoagulable, !finding.onAnticoagulation { return [] }
    switch finding.baseline {
    case .missing: return [anticoagulable ? .anticoagulatedWithoutBaseline : .baselineMissing]
    case .thisVisit: return [.baselineVisit]
    case .measured: return []
    }
  }

  /// Both ladders if it cannot be said whether the baseline was above, or below, normal: what both give is certain.
  func branches(_ term: LaboratoryTerm, _ finding: LaboratoryFinding) -> [LaboratoryTerm.Branch] {
    guard case .measured(let baseline) = finding.baseline else { return [.standard] }
    if finding.onAnticoagulation, term.ladders[.anticoagulated] != nil { return [.anticoagulated] }
    if term.ladders[.baselineLow] != nil {
      guard let lower = finding.lower else { return [.standard, .baselineLow] }
      return [baseline.canonical < lower.canonical ? .baselineLow : .standard]
    }
    guard term.ladders[.baselineAbnormal] != nil else { return [.standard] }
    guard let upper = finding.upper else { return [.standard, .baselineAbnormal] }
    return [baseline.canonical > upper.canonical ? .baselineAbnormal : .standard]
  }

  private func climb(_ ladder: [LaboratoryTerm.Step], _ measurand: Measurand, _ result: inout LaboratoryGrade)
  {
    for step in ladder.inUnit(of: result.finding.value.unit, measurand) {
      guard let limit = limit(step, measurand, result.finding) else {
        if let gap = step.gap, !result.excludes(step) { result.gap = result.gap ?? gap }
        continue
      }
      guard step.relation.holds(result.finding.value.canonical, limit) else { continue }
      result.step = step
      break
    }
    result.atLeast = result.step?.grade ?? 0
    if result.gap == nil { result.grade = result.atLeast }
    if result.grade != nil, isFixed(result.step), result.finding.isInsideLimits {
      result.flags.append(.insideReferenceRange)
    }
  }

  /// In the canonical unit; `nil` if its reference is not there.
  func limit(_ step: LaboratoryTerm.Step, _ measurand: Measurand, _ finding: LaboratoryFinding)
    -> ExactDecimal?
  {
    switch step.reference {
    case .upperLimit: return finding.upper.map { step.factor * $0.canonical }
    case .lowerLimit: return finding.lower.map { step.factor * $0.canonical }
    case .baseline:
      guard case .measured(let baseline) = finding.baseline else { return nil }
      return step.factor * baseline.canonical
    case .absolute(let symbol):
      return measurand.unitsBySymbol[symbol].map { step.factor * $0.factor }
    }
  }

  private func isFixed(_ step: LaboratoryTerm.Step?) -> Bool {
    if case .absolute = step?.reference { true } else { step?.reference == .baseline }
  }
}

extension LaboratoryGrade {
  /// Whether a step cannot be met although its limit of normal is unknown: with a normal baseline the upper limit is at
  /// least the baseline, so that a value not above a multiple of the baseline is not above that multiple of the limit.
  fileprivate func excludes(_ step: LaboratoryTerm.Step) -> Bool {
    guard branch == .standard, term.ladders[.baselineAbnormal] != nil, step.reference == .upperLimit,
      step.relation == .greater, case .measured(let baseline) = finding.baseline
    else { return false }
    return finding.value.canonical <= step.factor * baseline.canonical
  }
}

extension [LaboratoryTerm.Step] {
  /// Of fixed limits of one grade the one in the unit of the value, else the first: criteria print rounded limits for
  /// both systems of units, which are not the same number.
  func inUnit(of unit: MeasurandUnit, _ measurand: Measurand) -> [LaboratoryTerm.Step] {
    func symbol(_ step: LaboratoryTerm.Step) -> String? {
      guard case .absolute(let symbol) = step.reference else { return nil }
      return measurand.unitsBySymbol[symbol]?.symbol ?? symbol
    }
    return enumerated().filter { n, step in
      guard symbol(step) != nil else { return true }
      let rivals = enumerated().filter { $0.element.grade == step.grade && symbol($0.element) != nil }
      let chosen = rivals.first { symbol($0.element) == unit.symbol } ?? rivals.first
      return chosen?.offset == n
    }.map(\.element)
  }
}

extension LaboratoryTerm.Step {
  /// What is missing if the reference is not there; a missing baseline is flagged, not a gap.
  fileprivate var gap: LaboratoryGrade.Gap? {
    switch reference {
    case .upperLimit: .upperLimitMissing
    case .lowerLimit: .lowerLimitMissing
    case .baseline, .absolute: nil
    }
  }
}

extension LaboratoryFinding {
  /// A lower limit of 0 is usual (“0–55 U/L”); an upper limit or a baseline of 0 would make every value a multiple.
  fileprivate func gap(usesBaseline: Bool) -> LaboratoryGrade.Gap? {
    if value.canonical.isNegative { return .negativeValue }
    if let upper, upper.canonical <= .zero { return .limitNotPositive }
    if let lower, lower.canonical.isNegative { return .limitNotPositive }
    if usesBaseline, case .measured(let baseline) = baseline, baseline.canonical <= .zero {
      return .limitNotPositive
    }
    return nil
  }

  fileprivate var isInsideLimits: Bool {
    if lower == nil, upper == nil { return false }
    return (lower.map { value.canonical >= $0.canonical } ?? true)
      && (upper.map { value.canonical <= $0.canonical } ?? true)
  }
}
