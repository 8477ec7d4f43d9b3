import Criteria
import Documents
import Quantities

/// What of a patient's record speaks of the liver after treatment.
struct LiverFacts {
  /// Days of treatment, in order.
  var cycles: [CalendarDay]
  /// Total bilirubin, mg/dL, in order of time. Values below a measuring range are none of a rise.
  var bilirubin: [(day: CalendarDay, value: ExactDecimal)]
  var findings: [FindingsTable.Finding]

  private static let late = [
    "cirrhosis-like morphology", "liver dysfunction", "ascites", "splenomegaly", "varices",
  ]

  init(_ patient: PatientToxicity, _ findings: FindingsTable, _ scale: ToxicityScale) {
    cycles = patient.record.cycles.sorted()
    self.findings = findings.findings[patient.record.patient, default: []]
    let values = patient.courses.first { $0.code == "TBIL" }?.timeline.map(\.value) ?? []
    bilirubin = values.filter { $0.bound != .below }.compactMap { value in
      let printed = try? scale.measurands["TBIL"]?.convert(
        value.amount.value, from: value.amount.unit.symbol, to: "mg/dL")
      return printed.map { (value.day, $0) }
    }
  }

  private func of(_ term: String, by day: CalendarDay) -> [FindingsTable.Finding] {
    findings.filter { $0.term == term && $0.day <= day }
  }

  /// Whether anybody looked for ascites; without, liver disease is not judged.
  var wasImaged: Bool { findings.contains { $0.term == "ascites" } }

  /// Days from the first treatment on which something was stated of late damage.
  func lateDays(from first: CalendarDay) -> [CalendarDay] {
    let stated = findings.filter { Self.late.contains($0.term) && $0.day >= first }
    // Ascites alone is judged as new ascites; a late signal needs somebody who looked at the liver months later.
    let known = stated.contains { $0.term != "ascites" || first.adding(months: 6) <= $0.day }
    return known ? Set(stated.map(\.day)).sorted() : []
  }

  func peakBilirubin(_ days: ClosedRange<Int>, after cycle: CalendarDay) -> (
    day: CalendarDay, value: ExactDecimal
  )? {
    bilirubin.filter { days.contains($0.day.days(since: cycle)) }.max { $0.value < $1.value }
  }

  /// Ascites that imaging before the day did not show; `nil` without imaging before, or after it up to the end.
  func newAscites(_ cycle: CalendarDay, by end: CalendarDay) -> Bool? {
    let imaging = of("ascites", by: end).map { Dated($0.day, $0.present ?? false) }
    guard imaging.contains(where: { $0.day >= cycle }) else { return nil }
    switch NewAscites(cycles: [cycle], imaging: imaging) {
    case .yes: return true
    case .no, .presentBefore: return false
    case .undeterminable: return nil
    }
  }

  /// What was stated last; `nil` where nobody did.
  func stated(_ term: String, by end: CalendarDay, from start: CalendarDay? = nil) -> Bool? {
    of(term, by: end).last { finding in start.map { $0 <= finding.day } ?? true }?.present
  }

  /// What was stated last under treatment; `false` for what was there before it.
  func new(_ term: String, by end: CalendarDay) -> Bool? {
    guard let first = cycles.first else { return nil }
    return presentBefore.contains(term) ? false : stated(term, by: end, from: first)
  }

  /// Signs of late damage that were there before the first treatment.
  var presentBefore: [String] {
    guard let first = cycles.first else { return [] }
    return Self.late.filter { term in
      term != "ascites" && findings.contains { $0.term == term && $0.day < first && $0.present == true }
    }
  }

  /// Progression as a finding of its own, or as the cause that a reader gave to ascites or bilirubin.
  func progression(from cycle: CalendarDay, by end: CalendarDay) -> Bool? {
    stated("disease progression", by: end, from: cycle)
      ?? { $0.contains(.progression) ? true : $0.contains(.therapy) ? false : nil }(
        causes(from: cycle, by: end))
  }

  /// A reader who attributes ascites or bilirubin to the therapy excludes the bile ducts as well.
  func obstruction(from cycle: CalendarDay, by end: CalendarDay) -> Bool? {
    stated("bile-duct obstruction", by: end, from: cycle)
      ?? (Set(causes(from: cycle, by: end)) == [.therapy] ? false : nil)
  }

  private func causes(from cycle: CalendarDay, by end: CalendarDay) -> [FindingsTable.Attribution] {
    findings.filter { ["ascites", "TBIL"].contains($0.term) && cycle <= $0.day && $0.day <= end }
      .compactMap(\.attribution)
  }

  func attributedToProgression(by day: CalendarDay) -> Bool? {
    let causes = findings.filter { Self.late.contains($0.term) && $0.day <= day }.compactMap(\.attribution)
    return causes.isEmpty ? nil : causes.contains(.progression)
  }

  /// How bad it was, from what was stated of ascites and encephalopathy.
  func severity(from cycle: CalendarDay, by end: CalendarDay) -> Facts {
    let here = findings.filter {
      ["ascites", "encephalopathy", "liver dysfunction"].contains($0.term) && cycle <= $0.day && $0.day <= end
    }
    func any(_ flag: KeyPath<FindingsTable.Finding, Bool?>) -> Bool? {
      let stated = here.compactMap { $0[keyPath: flag] }
      return stated.contains(true) ? true : stated.isEmpty ? nil : false
    }
    return [
      "death": .flag(any(\.death)), "invasiveTreatment": .flag(any(\.invasive)),
      "nonInvasiveTreatment": .flag(any(\.medical)), "symptomatic": .flag(any(\.symptomatic)),
      "enzymesOnly": .flag(true),
    ]
  }
}
