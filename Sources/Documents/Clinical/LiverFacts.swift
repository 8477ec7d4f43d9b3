import Criteria
import Quantities

/// What of a patient's record speaks of the liver after treatment.
package struct LiverFacts {
  /// Days of treatment, in order.
  package var cycles: [CalendarDay]
  /// Total bilirubin, mg/dL, in order of time. Values below a measuring range are none of a rise.
  package var bilirubin: [(day: CalendarDay, value: ExactDecimal)]
  package var findings: [FindingsTable.Finding]
  /// Platelets and albumin as reported, with the value before treatment.
  private var reserve:
    [(name: String, before: Double, unit: String, values: [(day: CalendarDay, value: Double)])] = []
  /// Whether what nobody recorded was not there.
  package var absenceIsKnown = false

  private static let late = [
    "cirrhosis-like morphology", "liver dysfunction", "ascites", "splenomegaly", "varices",
  ]

  package init(
    _ patient: PatientRecord, _ courses: [TermCourse], _ findings: FindingsTable, _ scale: ToxicityScale,
    spleen: [(day: CalendarDay, value: Double)] = []
  ) {
    cycles = patient.cycles.sorted()
    self.findings = findings.findings[patient.patient, default: []]
    let values = courses.first { $0.code == "TBIL" }?.timeline.map(\.value) ?? []
    reserve = [("PLT", "platelets"), ("ALB", "albumin")].compactMap { code, name in
      guard let course = courses.first(where: { $0.code == code }), let before = course.baseline?.value.amount
      else { return nil }
      let same = course.timeline.map(\.value).filter {
        $0.bound == .exact && $0.amount.unit.symbol == before.unit.symbol
      }
      return (
        name, before.value.doubleValue, before.unit.symbol,
        same.map { ($0.day, $0.amount.value.doubleValue) }
      )
    }
    // A spleen that grows while platelets fall is what portal hypertension looks like.
    if let first = cycles.first, let before = spleen.last(where: { $0.day <= first }) {
      reserve.append(("spleen", before.value, "mL", spleen.filter { $0.day > first }))
    }
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
  package var wasImaged: Bool { findings.contains { $0.term == "ascites" } }

  /// Days from the first treatment on which something was stated of late damage.
  package func lateDays(from first: CalendarDay) -> [CalendarDay] {
    let stated = findings.filter { Self.late.contains($0.term) && $0.day >= first }
    // Ascites alone is judged as new ascites; a late signal needs somebody who looked at the liver months later.
    let known = stated.contains { $0.term != "ascites" || first.adding(months: 6) <= $0.day }
    return known ? Set(stated.map(\.day)).sorted() : []
  }

  package func peakBilirubin(_ days: ClosedRange<Int>, after cycle: CalendarDay) -> (
    day: CalendarDay, value: ExactDecimal
  )? {
    bilirubin.filter { days.contains($0.day.days(since: cycle)) }.max { $0.value < $1.value }
  }

  /// Ascites that imaging before the day did not show; `nil` without imaging before, or after it up to the end.
  package func newAscites(_ cycle: CalendarDay, by end: CalendarDay) -> Bool? {
    let imaging = of("ascites", by: end).compactMap { one in one.present.map { Dated(one.day, $0) } }
    guard imaging.contains(where: { $0.day >= cycle }) else { return nil }
    switch NewAscites(cycles: [cycle], imaging: imaging) {
    case .yes: return true
    case .no, .presentBefore: return false
    case .undeterminable: return nil
    }
  }

  /// How platelets, albumin and the volume of the spleen stand at the last sample up to a day against those before treatment, in words; a fall of both
  /// with a larger spleen is what portal hypertension looks like.
  package func reserve(by day: CalendarDay, after first: CalendarDay) -> [String] {
    reserve.compactMap { test in
      guard let last = test.values.last(where: { $0.day <= day && $0.day > first }), test.before > 0 else {
        return nil
      }
      let change = (100 * (last.value / test.before - 1)).rounded()
      return
        "\(test.name) \(test.before.printedShort()) to \(last.value.printedShort()) \(test.unit) (\(change > 0 ? "+" : change < 0 ? "−" : "")\(Int(abs(change))) %)"
    }
  }

  /// What was stated last; `nil` where nobody did.
  package func stated(_ term: String, by end: CalendarDay, from start: CalendarDay? = nil) -> Bool? {
    of(term, by: end).last { finding in start.map { $0 <= finding.day } ?? true }?.present
  }

  /// What was stated last under treatment; `false` for what was there before it.
  package func new(_ term: String, by end: CalendarDay) -> Bool? {
    guard let first = cycles.first else { return nil }
    return presentBefore.contains(term) ? false : stated(term, by: end, from: first)
  }

  /// Signs of late damage that were there before the first treatment.
  package var presentBefore: [String] {
    guard let first = cycles.first else { return [] }
    return Self.late.filter { term in
      term != "ascites" && findings.contains { $0.term == term && $0.day < first && $0.present == true }
    }
  }

  /// Progression as a finding of its own, or as the cause that a reader gave to ascites or bilirubin.
  package func progression(from cycle: CalendarDay, by end: CalendarDay) -> Bool? {
    stated("disease progression", by: end, from: cycle)
      ?? { $0.contains(.progression) ? true : $0.contains(.therapy) ? false : nil }(
        causes(from: cycle, by: end))
  }

  /// A reader who attributes ascites or bilirubin to the therapy excludes the bile ducts as well.
  package func obstruction(from cycle: CalendarDay, by end: CalendarDay) -> Bool? {
    stated("bile-duct obstruction", by: end, from: cycle)
      ?? (Set(causes(from: cycle, by: end)) == [.therapy] ? false : nil)
  }

  /// The parts of clinically overt hepatotoxicity from the first treatment on.
  package func overt(from first: CalendarDay) -> [(name: String, isThere: Bool?, day: CalendarDay?)] {
    let after = findings.filter { $0.day >= first }
    func part(
      _ name: String, _ terms: [String], _ holds: (FindingsTable.Finding) -> Bool?
    ) -> (name: String, isThere: Bool?, day: CalendarDay?) {
      let here = after.filter { terms.contains($0.term) }
      let stated = here.map(holds)
      if let n = stated.firstIndex(of: true) { return (name, true, here[n].day) }
      let isKnown = here.isEmpty ? absenceIsKnown : !stated.contains(nil)
      return (name, isKnown ? false : nil, nil)
    }
    return [
      part("encephalopathy", ["encephalopathy"]) { $0.present ?? ($0.grade.map { $0 > 0 }) },
      part("ascites that needed treatment", ["ascites"]) { finding in
        if finding.present == false { return false }
        if finding.medical == true || finding.invasive == true { return true }
        // CTCAE: from grade 3 on an intervention was needed.
        if let grade = finding.grade { return grade >= 2 ? (grade >= 3 ? true : nil) : false }
        return finding.medical == nil || finding.invasive == nil ? nil : false
      },
      part("death from liver failure", ["ascites", "encephalopathy", "liver dysfunction"]) {
        $0.present == false ? false : $0.death
      },
    ]
  }

  private func causes(from cycle: CalendarDay, by end: CalendarDay) -> [FindingsTable.Attribution] {
    findings.filter { ["ascites", "TBIL"].contains($0.term) && cycle <= $0.day && $0.day <= end }
      .compactMap(\.attribution)
  }

  package func attributedToProgression(by day: CalendarDay) -> Bool? {
    let causes = findings.filter { Self.late.contains($0.term) && $0.day <= day }.compactMap(\.attribution)
    return causes.isEmpty ? nil : causes.contains(.progression)
  }

  /// How bad it was, from what was stated of ascites and encephalopathy.
  package func severity(from cycle: CalendarDay, by end: CalendarDay) -> Facts {
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
