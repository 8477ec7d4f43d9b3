import Quantities

/// Whether a toxicity that came up in one term was reversed.
public struct TermRecovery: Sendable, Hashable {
  public var code: String
  /// The worst grade under treatment.
  public var grade: Int
  /// Before treatment; `nil` without a value.
  public var baseline: Int?
  /// Day of the worst grade.
  public var worst: CalendarDay
  /// First day after it on which the grade was that before treatment again, or lower; `nil` while none.
  public var recovered: CalendarDay?
  /// Day of the last value.
  public var last: CalendarDay
}

extension TermRecovery {
  /// `nil` for a term that did not come up. Without a value before treatment it has come up if it is above grade 0.
  public init?(_ course: TermCourse) {
    let before = course.baseline?.grade.grade
    guard let peak = course.worst, let grade = peak.grade.grade, grade > before ?? 0,
      let last = course.timeline.last
    else { return nil }
    self.init(
      code: course.code, grade: grade, baseline: before, worst: peak.value.day,
      recovered: course.timeline.first {
        $0.value.day > peak.value.day && ($0.grade.grade ?? .max) <= before ?? 0
      }?.value.day, last: last.value.day)
  }
}

extension PlainCourse {
  /// The same of values that are only counted; they are graded once more where a term came up, which is seldom.
  /// - Parameters:
  ///   - values: of one test, one a day, in order, as they were added last.
  ///   - results: what they came to.
  func recoveries(
    _ values: [PlainValue], _ results: ArraySlice<PlainResult>, _ settings: [PlainSetting],
    _ grader: CourseGrader
  ) -> [TermRecovery] {
    zip(settings[values[0].setting].terms.indices, results).compactMap { term, result in
      guard let worst = result.worst, worst > result.baseline ?? 0 else { return nil }
      return recovery(values, term, result, settings, grader)
    }
  }

  private func recovery(
    _ values: [PlainValue], _ term: Int, _ result: PlainResult, _ settings: [PlainSetting],
    _ grader: CourseGrader
  ) -> TermRecovery? {
    let code = settings[values[0].setting].terms[term].code
    guard let rises = grader.scale.terms[code]?.rises, let worst = result.worst else { return nil }
    let baseline = baseline(values)
    let graded = values.indices.map { n -> Int? in
      guard n != baseline, values[n].day >= start else { return nil }
      return settings[values[n].setting].terms[term].ladders
        .decide(numbers(values[n], settings[values[n].setting], grader.limits, baseline.map { values[$0] }))
        .grade
    }
    // Of equal grades the more extreme value, of equal values the earliest.
    let inWindow = values.indices.filter {
      $0 != baseline && isInWindow(values[$0].day) && graded[$0] == worst
    }
    guard
      let peak = inWindow.reduce(
        nil as Int?,
        { best, n in
          guard let best else { return n }
          let (a, b) = (values[n].value, values[best].value)
          return a != b && (a > b) == rises ? n : best
        }), let day = CalendarDay(order: values[peak].day),
      let last = values.last.flatMap({ CalendarDay(order: $0.day) })
    else { return nil }
    let recovered = values.indices.first {
      values[$0].day > values[peak].day && (graded[$0] ?? .max) <= result.baseline ?? 0
    }
    return TermRecovery(
      code: code, grade: worst, baseline: result.baseline, worst: day,
      recovered: recovered.flatMap { CalendarDay(order: values[$0].day) }, last: last)
  }
}
