import Quantities

/// One patient's laboratory values with the cycles of treatment.
public struct PatientLaboratory: Sendable, Hashable {
  public var patient: String
  public var sex: Sex?
  public var birth: CalendarDay?
  public var death: CalendarDay?
  public var cycles: [CalendarDay]
  /// `nil`: it was asked and not answered, which is not no.
  public var onAnticoagulation: Bool?
  public var values: [LaboratoryValue]

  public init(
    patient: String, sex: Sex? = nil, birth: CalendarDay? = nil, death: CalendarDay? = nil,
    cycles: [CalendarDay], onAnticoagulation: Bool? = false,
    values: [LaboratoryValue]
  ) {
    (self.patient, self.sex, self.birth, self.cycles) = (patient, sex, birth, cycles)
    (self.onAnticoagulation, self.values, self.death) = (onAnticoagulation, values, death)
  }

  /// Completed years.
  func age(on day: CalendarDay) -> Int? {
    birth.map { day.year - $0.year - ((day.month, day.day) < ($0.month, $0.day) ? 1 : 0) }
  }
}

/// One laboratory term over a patient's treatment.
public struct TermCourse: Sendable, Hashable {
  /// When a value was taken.
  public enum Period: String, Sendable, Hashable, CaseIterable {
    /// Before treatment, and not the baseline.
    case before
    case baseline
    case window
    /// After the window.
    case after
  }
  public struct Graded: Sendable, Hashable {
    public var value: LaboratoryValue
    public var grade: LaboratoryGrade
    public var period = Period.window
  }
  public var code: String
  /// The last value before treatment, graded against the limits of normal.
  public var baseline: Graded?
  /// The worst grade in the window; of equal grades the more extreme value, of equal values the earliest.
  public var worst: Graded?
  /// Values in the window that have a grade. The worst of many is worse than the worst of few.
  public var samples: Int
  /// Values in the window that could not be graded.
  public var notGradable: Int
  /// Every value in order of time.
  public var timeline: [Graded] = []

  /// Whether the worst grade is above the one at baseline; `nil` if either is unknown.
  public var worsened: Bool? {
    guard let worst = worst?.grade.grade, let before = baseline?.grade.grade else { return nil }
    return worst > before
  }
}

/// Grades a patient's values from baseline to the end of the window.
public struct CourseGrader: Sendable {
  public var scale: ToxicityScale
  public var limits: LimitTable
  /// Calendar months before the first cycle in which a baseline may lie.
  public var baselineMonths: Int
  /// Whether blood of the day of the first cycle was drawn before administration. Then it is baseline and not in the
  /// window; otherwise the other way round.
  public var treatmentDayIsBaseline: Bool
  public var monthsAfterLast: Int
  /// Whether values under treatment are compared with the baseline where the edition says so; else with the limits of normal
  /// alone.
  var comparesWithBaseline = true

  public init(
    scale: ToxicityScale, limits: LimitTable = LimitTable(), baselineMonths: Int = 1,
    treatmentDayIsBaseline: Bool,
    monthsAfterLast: Int = 3
  ) {
    (self.scale, self.limits, self.baselineMonths) = (scale, limits, baselineMonths)
    (self.treatmentDayIsBaseline, self.monthsAfterLast) = (treatmentDayIsBaseline, monthsAfterLast)
  }

  /// All terms of which the patient has a value, by code. Without cycles there is nothing to grade.
  public func grade(_ patient: PatientLaboratory) -> [TermCourse] {
    guard let window = TreatmentWindow(cycles: patient.cycles, monthsAfterLast: monthsAfterLast) else {
      return []
    }
    let courses = Dictionary(grouping: patient.values, by: \.code).flatMap { code, values in
      scale.measurands[code].map { measurand in
        scale.terms(of: code).map { course($0, measurand, values, patient, window) }
      } ?? []
    }
    return courses.sorted { $0.code < $1.code }
  }

  private func course(
    _ term: LaboratoryTerm, _ measurand: Measurand, _ values: [LaboratoryValue], _ patient: PatientLaboratory,
    _ window: TreatmentWindow
  ) -> TermCourse {
    let values = values.inOrderOfTime
    let baseline = baseline(values, window)
    let reference = baseline.map { Baseline.measured($0.amount) } ?? .missing
    var course = TermCourse(code: term.code, baseline: nil, worst: nil, samples: 0, notGradable: 0)
    for value in values {
      let period = period(value, baseline, window)
      // What comes before treatment is graded against the limits of normal.
      let isBefore = period == .before || period == .baseline
      let compared = isBefore || !comparesWithBaseline ? Baseline.thisVisit : reference
      let graded = TermCourse.Graded(
        value: value, grade: grade(value, term, measurand, compared, patient), period: period)
      course.add(graded) { isWorse($0, than: $1, term) }
    }
    return course
  }

  /// The marked baseline, or else the last value of the window before treatment. A censored value is not a reference for
  /// multiples.
  private func baseline(_ values: [LaboratoryValue], _ window: TreatmentWindow) -> LaboratoryValue? {
    let before = BaselineWindow(
      firstCycle: window.start, months: baselineMonths, includesTreatmentDay: treatmentDayIsBaseline)
    return values.first(where: \.isBaseline)
      ?? before.baseline(values.filter { $0.bound == .exact }.map { Dated($0.day, $0) })?.value
  }

  private func period(
    _ value: LaboratoryValue, _ baseline: LaboratoryValue?, _ window: TreatmentWindow
  ) -> TermCourse.Period {
    if let baseline, baseline.row == value.row, baseline.file == value.file, baseline.day == value.day {
      return .baseline
    }
    if value.day < window.start || (treatmentDayIsBaseline && value.day == window.start) { return .before }
    return window.contains(value.day) ? .window : .after
  }

  private func isWorse(_ a: TermCourse.Graded, than b: TermCourse.Graded, _ term: LaboratoryTerm) -> Bool {
    let (x, y) = (a.grade.grade ?? -1, b.grade.grade ?? -1)
    if x != y { return x > y }
    let (v, w) = (a.value.amount.canonical, b.value.amount.canonical)
    if v != w { return (v > w) == term.rises }
    return (a.value.day, a.value.row) < (b.value.day, b.value.row)
  }

  private func grade(
    _ value: LaboratoryValue, _ term: LaboratoryTerm, _ measurand: Measurand, _ baseline: Baseline,
    _ patient: PatientLaboratory
  ) -> LaboratoryGrade {
    var finding = LaboratoryFinding(
      value: value.amount, lower: value.lower, upper: value.upper, baseline: baseline,
      onAnticoagulation: value.onAnticoagulation ?? patient.onAnticoagulation)
    if value.lower == nil, value.upper == nil {
      let query = LimitTable.Query(
        laboratory: value.laboratory, sex: patient.sex, age: patient.age(on: value.day), day: value.day)
      if let known = limits.limits(term.measurand, query) { (finding.lower, finding.upper) = known }
    }
    return scale.grade(term, measurand, finding, bound: value.bound)
  }
}

extension TermCourse {
  fileprivate mutating func add(_ graded: Graded, isWorse: (Graded, Graded) -> Bool) {
    timeline.append(graded)
    if graded.period == .baseline { baseline = graded }
    guard graded.period == .window else { return }
    guard graded.grade.grade != nil else {
      notGradable += 1
      return
    }
    samples += 1
    if worst.map({ isWorse(graded, $0) }) ?? true { worst = graded }
  }
}

extension ToxicityScale {
  /// Largest value that any laboratory prints; stands for “no upper end”.
  private static let ceiling: ExactDecimal = "99999999"

  /// A value outside the measuring range has a grade only if every value beyond its bound has the same.
  func grade(
    _ term: LaboratoryTerm, _ measurand: Measurand, _ finding: LaboratoryFinding, bound: LaboratoryValue.Bound
  ) -> LaboratoryGrade {
    var result = grade(term, measurand, finding)
    guard bound != .exact else { return result }
    var end = finding
    end.value = Amount(bound == .below ? .zero : Self.ceiling, finding.value.unit)
    let beyond = grade(term, measurand, end)
    if beyond.grade != result.grade {
      result.atLeast = min(result.atLeast, beyond.atLeast)
      (result.grade, result.step, result.gap) = (nil, nil, result.gap ?? .censored)
    }
    return result
  }
}
