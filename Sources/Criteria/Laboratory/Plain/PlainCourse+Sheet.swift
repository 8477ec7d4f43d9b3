import Quantities

extension PlainCourse {
  /// Every value with its grade, as ``CourseGrader`` gives them.
  /// - Parameters:
  ///   - values: of one test, one a day, in order.
  ///   - prints: the same as their rows print them.
  func fill(
    _ sheet: inout PlainSheet, _ values: [PlainValue], _ prints: [PlainPrinted], _ settings: [PlainSetting],
    _ grader: CourseGrader
  ) {
    let first = settings[values[0].setting]
    let baseline = values.lastIndex { $0.day >= before.first && $0.day <= before.last }
    for (t, own) in first.terms.enumerated() {
      guard let term = grader.scale.terms[own.code] else { continue }
      var filled = PlainTerm(code: own.code, title: term.title, rises: term.rises)
      for n in values.indices {
        guard let day = CalendarDay(order: values[n].day) else { continue }
        let period = period(values[n].day, isBaseline: n == baseline)
        let compared = period == .before || period == .baseline ? nil : baseline
        var limited = prints[n]
        let reference = compared.map { GradedNumbers.Before.measured(values[$0].value) } ?? .missing
        let isBefore = period == .before || period == .baseline
        let numbers = numbers(
          values[n], settings[values[n].setting], grader.limits, &limited,
          before: isBefore ? .thisVisit : reference)
        let ladders = settings[values[n].setting].terms[t].ladders
        let decision = ladders.decide(numbers)
        filled.add(
          .init(
            printed: limited, day: day, period: period, baseline: compared.map { prints[$0].value },
            grade: decision.grade, atLeast: decision.atLeast, branch: decision.branch, gap: decision.gap,
            flags: flags(ladders, numbers, decision),
            step: step(decision, ladders, values[n].setting, t, &sheet), unit: values[n].setting,
            canonical: values[n].value))
      }
      sheet.terms.append(filled)
    }
  }

  private func period(_ day: Int, isBaseline: Bool) -> TermCourse.Period {
    if isBaseline { return .baseline }
    if day < start || (treatmentDayIsBaseline && day == start) { return .before }
    return day <= end ? .window : .after
  }

  /// With the limits of the row, or those of the table of limits, which the printed value then has too.
  private func numbers(
    _ value: PlainValue, _ setting: PlainSetting, _ limits: LimitTable, _ printed: inout PlainPrinted,
    before: GradedNumbers.Before
  ) -> GradedNumbers {
    var (lower, upper) = (value.lower, value.upper)
    if !limits.isEmpty, lower == nil, upper == nil, let found = found(value, setting, limits) {
      (lower, upper) = (found.lower?.canonical, found.upper?.canonical)
      (printed.lower, printed.upper) = (found.lower?.value, found.upper?.value)
    }
    return GradedNumbers(
      value: value.value, lower: lower, upper: upper, baseline: before,
      onAnticoagulation: patient.onAnticoagulation)
  }

  private func flags(
    _ ladders: GradeLadders, _ numbers: GradedNumbers, _ decision: GradeDecision
  ) -> PlainFlags {
    if numbers.gap(usesBaseline: ladders.usesBaseline) != nil { return [] }
    var flags: PlainFlags = []
    if ladders.usesBaseline, !ladders.hasAnticoagulated || numbers.onAnticoagulation == true {
      switch numbers.baseline {
      case .missing:
        flags = ladders.hasAnticoagulated ? .anticoagulatedWithoutBaseline : .baselineMissing
      case .thisVisit: flags = .baselineVisit
      case .measured: break
      }
    }
    if decision.isInsideLimits { flags.insert(.insideReferenceRange) }
    return flags
  }

  private func step(
    _ decision: GradeDecision, _ ladders: GradeLadders, _ setting: Int, _ term: Int,
    _ sheet: inout PlainSheet
  ) -> Int {
    guard let step = decision.step else { return 0 }
    return sheet.step(((setting << 8 | term) << 8 | decision.branch.number) << 8 | step) {
      ladders.steps[decision.branch]?[step].words ?? ""
    }
  }
}
