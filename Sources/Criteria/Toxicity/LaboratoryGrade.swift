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
    case anticoagulationUnknown = "whether the patient was on anticoagulation"
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
    let ladders = ladders(term, measurand, finding.value.unit)
    let decision = ladders.decide(finding.numbers)
    var result = LaboratoryGrade(
      grade: decision.grade, atLeast: decision.atLeast, term: term, finding: finding, branch: decision.branch,
      step: decision.step.flatMap { ladders.steps[decision.branch]?[$0] }, gap: decision.gap, flags: [])
    if finding.numbers.gap(usesBaseline: term.usesBaseline) != nil { return result }
    if term.usesBaseline { result.flags = flags(term, finding) }
    if decision.isInsideLimits { result.flags.append(.insideReferenceRange) }
    return result
  }

  private func flags(_ term: LaboratoryTerm, _ finding: LaboratoryFinding) -> [LaboratoryGrade.Flag] {
    let anticoagulable = term.ladders[.anticoagulated] != nil
    if anticoagulable, finding.onAnticoagulation != true { return [] }
    switch finding.baseline {
    case .missing: return [anticoagulable ? .anticoagulatedWithoutBaseline : .baselineMissing]
    case .thisVisit: return [.baselineVisit]
    case .measured: return []
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
