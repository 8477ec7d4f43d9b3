import Quantities

/// What a ladder gives for a value, without the words.
struct GradeDecision: Sendable {
  /// `nil` if the value cannot be graded.
  var grade: Int?
  var atLeast = 0
  var branch = LaboratoryTerm.Branch.standard
  /// Which of the ladder's steps was met; `nil` for none.
  var step: Int?
  var gap: LaboratoryGrade.Gap?
  /// Met by a limit that is not one of normal, although the value is normal.
  var isInsideLimits = false
}

extension GradeLadders {
  func decide(_ numbers: GradedNumbers) -> GradeDecision {
    if let gap = numbers.gap(usesBaseline: usesBaseline) { return GradeDecision(gap: gap) }
    let (first, second) = branches(numbers)
    let decision = climb(first, numbers)
    guard let second else { return decision }
    return agreed(decision, climb(second, numbers))
  }

  /// The grade that both branches give; where it is open which one holds and they differ, there is none.
  private func agreed(_ first: GradeDecision, _ second: GradeDecision) -> GradeDecision {
    guard first.grade != second.grade else { return first }
    var result = first
    let open: LaboratoryGrade.Gap =
      switch second.branch {
      case .anticoagulated: .anticoagulationUnknown
      case .baselineAbnormal: .upperLimitMissing
      default: .lowerLimitMissing
      }
    (result.grade, result.step, result.gap) = (nil, nil, result.gap ?? open)
    result.atLeast = min(first.atLeast, second.atLeast)
    return result
  }

  /// Two if it cannot be said whether the baseline was above, or below, normal, or whether the patient was on
  /// anticoagulation: what both give is certain.
  func branches(_ numbers: GradedNumbers) -> (LaboratoryTerm.Branch, LaboratoryTerm.Branch?) {
    guard let baseline = numbers.measuredBaseline else { return (.standard, nil) }
    if hasAnticoagulated {
      guard let on = numbers.onAnticoagulation else { return (.standard, .anticoagulated) }
      if on { return (.anticoagulated, nil) }
    }
    if hasLow {
      guard let lower = numbers.lower else { return (.standard, .baselineLow) }
      return (baseline < lower ? .baselineLow : .standard, nil)
    }
    guard hasAbnormal else { return (.standard, nil) }
    guard let upper = numbers.upper else { return (.standard, .baselineAbnormal) }
    return (baseline > upper ? .baselineAbnormal : .standard, nil)
  }

  private func climb(_ branch: LaboratoryTerm.Branch, _ numbers: GradedNumbers) -> GradeDecision {
    var result = GradeDecision(branch: branch)
    let ladder = ladder(of: branch)
    for n in ladder.indices {
      guard let limit = limit(ladder[n], numbers) else {
        if let gap = gap(ladder[n]), !excludes(ladder[n], branch, numbers) { result.gap = result.gap ?? gap }
        continue
      }
      guard ladder[n].relation.holds(numbers.value, limit) else { continue }
      (result.step, result.atLeast) = (n, ladder[n].grade)
      break
    }
    guard result.gap == nil else { return result }
    result.grade = result.atLeast
    result.isInsideLimits = result.step.map { isFixed(ladder[$0]) } ?? false && numbers.isInsideLimits
    return result
  }

  /// In the canonical unit; `nil` if its reference is not there.
  private func limit(_ rung: Rung, _ numbers: GradedNumbers) -> ExactDecimal? {
    switch rung.reference {
    case .upperLimit: numbers.upper.map { rung.factor * $0 }
    case .lowerLimit: numbers.lower.map { rung.factor * $0 }
    case .baseline: numbers.measuredBaseline.map { rung.factor * $0 }
    case .fixed(let limit): limit
    }
  }

  /// What is missing if the reference is not there; a missing baseline is flagged, not a gap.
  private func gap(_ rung: Rung) -> LaboratoryGrade.Gap? {
    switch rung.reference {
    case .upperLimit: .upperLimitMissing
    case .lowerLimit: .lowerLimitMissing
    case .baseline, .fixed: nil
    }
  }

  /// Whether a step cannot be met although its limit of normal is unknown: with a normal baseline the upper limit is at
  /// least the baseline, so that a value not above a multiple of the baseline is not above that multiple of the limit.
  private func excludes(_ rung: Rung, _ branch: LaboratoryTerm.Branch, _ numbers: GradedNumbers) -> Bool {
    guard branch == .standard, hasAbnormal, case .upperLimit = rung.reference, rung.relation == .greater,
      let baseline = numbers.measuredBaseline
    else { return false }
    return numbers.value <= rung.factor * baseline
  }

  private func isFixed(_ rung: Rung) -> Bool {
    switch rung.reference {
    case .baseline, .fixed: true
    case .upperLimit, .lowerLimit: false
    }
  }
}
