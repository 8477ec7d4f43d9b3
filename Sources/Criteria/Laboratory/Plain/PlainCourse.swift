import Quantities

/// The tests of one patient, each in order of days, with what they come to.
struct PlainCourse {
  private(set) var results: [PlainResult] = []
  private(set) var peaks = PlainPeaks()
  let patient: PatientLaboratory
  let start, end: Int
  /// First and last day of a baseline; none where the last comes first.
  let before: (first: Int, last: Int)
  let treatmentDayIsBaseline: Bool

  init(_ patient: PatientLaboratory, _ window: TreatmentWindow, _ grader: CourseGrader) {
    self.patient = patient
    (start, end) = (window.start.order, window.end.order)
    let baseline = BaselineWindow(
      firstCycle: window.start, months: grader.baselineMonths,
      includesTreatmentDay: grader.treatmentDayIsBaseline)
    treatmentDayIsBaseline = grader.treatmentDayIsBaseline
    before = (baseline.start.order, treatmentDayIsBaseline ? start : start - 1)
  }

  /// - Parameter values: of one test, one a day, in order.
  mutating func add(_ values: [PlainValue], _ settings: [PlainSetting], _ limits: LimitTable) {
    let first = settings[values[0].setting]
    let baseline = baseline(values)
    let reference = baseline.map { GradedNumbers.Before.measured(values[$0].value) } ?? .missing
    var found = first.terms.map { PlainResult(slot: $0.slot) }
    for (n, value) in values.enumerated() {
      let isBaseline = n == baseline
      guard isBaseline || isInWindow(value.day) else { continue }
      let setting = settings[value.setting]
      let (lower, upper) = limits.isEmpty ? (value.lower, value.upper) : known(value, setting, limits)
      let numbers = GradedNumbers(
        value: value.value, lower: lower, upper: upper, baseline: isBaseline ? .thisVisit : reference,
        onAnticoagulation: patient.onAnticoagulation)
      for t in found.indices {
        found[t].add(setting.terms[t].ladders.decide(numbers).grade, isBaseline: isBaseline)
      }
      guard setting.isOfLiver, !isBaseline, let upper else { continue }
      for t in found.indices {
        peaks.add(found[t].slot, setting.code, value.value, upper, baseline.map { values[$0].value })
      }
    }
    results += found
  }

  /// Place of the last value before treatment that may be one.
  func baseline(_ values: [PlainValue]) -> Int? {
    values.lastIndex { $0.day >= before.first && $0.day <= before.last }
  }

  /// A value under treatment or after it, with what its grade depends on.
  func numbers(
    _ value: PlainValue, _ setting: PlainSetting, _ limits: LimitTable, _ baseline: PlainValue?
  ) -> GradedNumbers {
    let (lower, upper) = limits.isEmpty ? (value.lower, value.upper) : known(value, setting, limits)
    return GradedNumbers(
      value: value.value, lower: lower, upper: upper,
      baseline: baseline.map { .measured($0.value) } ?? .missing,
      onAnticoagulation: patient.onAnticoagulation)
  }

  /// A day that is not one of those before treatment.
  func isInWindow(_ day: Int) -> Bool {
    (treatmentDayIsBaseline ? day > start : day >= start) && day <= end
  }

  /// The limits of the row, or those of the table of limits.
  private func known(_ value: PlainValue, _ setting: PlainSetting, _ limits: LimitTable)
    -> (ExactDecimal?, ExactDecimal?)
  {
    guard value.lower == nil, value.upper == nil else { return (value.lower, value.upper) }
    let found = found(value, setting, limits)
    return (found?.lower?.canonical, found?.upper?.canonical)
  }

  func found(_ value: PlainValue, _ setting: PlainSetting, _ limits: LimitTable) -> (
    lower: Amount?, upper: Amount?
  )? {
    guard let day = CalendarDay(order: value.day) else { return nil }
    let query = LimitTable.Query(
      laboratory: setting.laboratory, sex: patient.sex, age: patient.age(on: day), day: day)
    return limits.limits(setting.code, query)
  }
}

extension PlainResult {
  fileprivate mutating func add(_ grade: Int?, isBaseline: Bool) {
    if isBaseline {
      baseline = grade
    } else if let grade {
      samples += 1
      worst = max(worst ?? 0, grade)
    } else {
      notGradable += 1
    }
  }
}

/// The highest multiples of the upper limit under treatment.
struct PlainPeaks {
  private var all: [(slot: Int, peak: LiverSafety.Peak)] = []

  mutating func add(
    _ slot: Int, _ code: String, _ value: ExactDecimal, _ limit: ExactDecimal, _ baseline: ExactDecimal?
  ) {
    let peak = LiverSafety.Peak(code, value, limit: limit, baseline: baseline)
    guard let n = all.firstIndex(where: { $0.slot == slot }) else { return all.append((slot, peak)) }
    if all[n].peak.multiple < peak.multiple { all[n].peak = peak }
  }

  /// `nil` unless both are there.
  func numbers(_ enzymes: [Int], _ bilirubin: Int?, _ safety: LiverSafety) -> LiverSafety.Point.Numbers? {
    let found = enzymes.compactMap { slot in all.first { $0.slot == slot }?.peak }
    guard let enzyme = found.max(by: { $0.multiple < $1.multiple }),
      let other = all.first(where: { $0.slot == bilirubin })?.peak
    else { return nil }
    return LiverSafety.Point.Numbers(
      aminotransferaseMultiple: enzyme.multiple, bilirubinMultiple: other.multiple,
      aminotransferaseOfBaseline: enzyme.ofBaseline, bilirubinOfBaseline: other.ofBaseline,
      quadrant: safety.quadrant(enzyme, other))
  }
}

extension LiverSafety.Point {
  /// A point without its explanation.
  public struct Numbers: Sendable {
    /// Multiples (ratios) of the upper limit of normal.
    public var aminotransferaseMultiple, bilirubinMultiple: Double
    /// Multiples (ratios) of the patient's own baseline; `nil` without one.
    public var aminotransferaseOfBaseline, bilirubinOfBaseline: Double?
    public var quadrant: String?
  }

  public var numbers: Numbers {
    Numbers(
      aminotransferaseMultiple: aminotransferaseMultiple, bilirubinMultiple: bilirubinMultiple,
      aminotransferaseOfBaseline: aminotransferaseOfBaseline, bilirubinOfBaseline: bilirubinOfBaseline,
      quadrant: quadrant.outcome)
  }
}
