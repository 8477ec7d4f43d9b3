import Criteria
import Diagnostics
import Documents
import Quantities
import Registry

/// What a patient's record says of the questions that protocols ask, on a day.
///
/// Each fact is the latest one up to the day, with its row as its place. What the record does not answer stays unknown: no
/// lesion outside the liver on record does not mean that there is none.
package struct RecordedFacts {
  package typealias Fact = (key: String, text: String, place: String)
  package private(set) var facts: [Fact] = []
  package private(set) var notes: [String] = []
  /// Measured facts with their standard uncertainty, in the unit of the key.
  package private(set) var spreads: [(key: String, value: Double, u: Double)] = []
  private let record: ClinicalRecord
  private let day: CalendarDay

  /// - Parameters:
  ///   - record: of one patient.
  ///   - days: how old a laboratory value may be; an older one is named and not used.
  package init(_ record: ClinicalRecord, on day: CalendarDay, days: Int) throws {
    (self.record, self.day) = (record, day)
    person()
    try laboratory(days)
    try lesions()
    try therapies()
    try measured()
    try progression()
    try angiography()
  }

  /// The last judgement of the whole patient or of the liver; of several readers or criteria that differ, none.
  private mutating func progression() throws {
    let rows = try record.rows(ResponseColumn.patient, order: [.assessed]).filter {
      CalendarDay(iso8601: $0.text(.assessed)).map { $0 <= day } ?? false
    }
    for (scopes, fact) in [(["", "overall"], "progressive"), (["liver"], "progressiveLiver")] {
      let own = rows.filter { scopes.contains($0.text(.scope)) }
      guard let last = own.last else { continue }
      let same = own.filter { $0[.assessed] == last[.assessed] }.map {
        ["PD", "PMD"].contains($0.text(.result))
      }
      guard Set(same).count == 1 else {
        notes.append(
          "judgements of \(last.text(.assessed)) differ: whether the disease is progressive stays open")
        continue
      }
      add(fact, same[0] ? "yes" : "no", "table responses, row “\(last.id)”")
    }
  }

  /// What the last angiography found of collaterals to the gut.
  private mutating func angiography() throws {
    guard record.registry.catalogue.tables.contains(where: { $0.name == ProcedureColumn.table }) else {
      return
    }
    guard let last = try RecordedWorkup.last(record, by: day, stating: \.collaterals) else { return }
    let word = ["to the gut, open": "yes", "to the gut, occluded": "no", "none": "no"][last.collaterals]
    add("gastrointestinalCollateral", word ?? "", last.place)
  }

  /// What burden and plan recorded. The tumour fraction at baseline gives way to a measured one.
  private mutating func measured() throws {
    let rows = try record.rows(MeasurementColumn.patient, order: [.measured]).filter {
      CalendarDay(iso8601: $0.text(.measured)).map { $0 <= day } ?? false
    }
    if let burden = rows.last(where: { $0[.quantity] == "liver burden" && $0[.lobe].isNull }),
      let value = burden[.value].number
    {
      facts.removeAll { $0.key == "tumourFraction [%]" }
      add("tumourFraction [%]", "\(value)", "table measurements, row “\(burden.id)”")
      if let u = burden[.u].number, u > 0 { spreads.append(("tumourFraction [%]", value, u)) }
    }
    try lungs(rows.filter { $0[.quantity] == "planned lung dose" })
  }

  /// Sessions of the last plan; what earlier treatments gave to the lungs is added to all of them.
  private mutating func lungs(_ planned: [MeasurementRow]) throws {
    let last = planned.filter { $0[.measured] == planned.last?[.measured] }
    let doses = last.compactMap { $0[.value].number }
    guard let most = doses.max() else { return }
    let ledger = try record.registry.ledger(record.patients[0].id)
    let before = ledger.treatments.filter { $0.day < day }.compactMap(\.lungs).reduce(0, +)
    let place = "table measurements, planned lung dose of \(last[0].text(.measured))"
    add("lungDoseSingle [Gy]", "\(most)", place)
    add("lungDoseCumulative [Gy]", "\(before + doses.reduce(0, +))", place + ", with earlier treatments")
  }

  private mutating func add(_ key: String, _ text: String, _ place: String) {
    if !text.isEmpty { facts.append((key, text, "registry, \(place)")) }
  }

  private mutating func person() {
    guard let patient = record.patients.first else { return }
    let place = "table patients, row “\(patient.id)”"
    add("sex", ["female": "F", "male": "M"][patient.text(.sex)] ?? "", place)
    performance(patient, place)
    add("tumourFraction [%]", patient[.burdenPercent].printed, place)
    if ["small bowel", "pancreas", "stomach", "colon", "rectum"].contains(patient.text(.primarySite)) {
      add("gepNET", "yes", place)
    }
    if let consent = CalendarDay(iso8601: patient.text(.consented)), consent <= day {
      add("consent", "yes", place)
    }
    if let grade = patient[.grade].integer {
      add("wellDifferentiated", grade < 3 ? "yes" : "", place)
      add("lowGrade", grade == 1 ? "yes" : "no", place)
    }
    guard let birth = patient[.birthYear].integer else { return }
    // The birthday may still come this year.
    add("age [years]", "\(day.year - birth - 1)", place)
    notes.append(
      "age \(day.year - birth - 1) or \(day.year - birth), from the year of birth; the lower one is used")
  }

  /// The last performance status up to the day, else that at baseline.
  private mutating func performance(_ patient: PatientRow, _ place: String) {
    let scores =
      record.registry.catalogue.version < 4 ? [] : try? record.rows(ScoreColumn.patient, order: [.scored])
    let last = (scores ?? []).last { row in
      row.text(.scale) == "ECOG" && CalendarDay(iso8601: row.text(.scored)).map { $0 <= day } ?? false
    }
    guard let last, let value = last[.value].number else {
      return add("ecog", patient[.ecog].printed, place)
    }
    add("ecog", "\(Int(value))", "table scores, row “\(last.id)”")
  }

  private static let tests: [(word: String, fact: String)] = [
    ("bilirubin", "bilirubin"), ("albumin", "albumin"), ("creatinine", "creatinine"),
    ("platelets", "platelets"), ("haemoglobin", "haemoglobin"), ("WBC", "leukocytes"),
    ("erythrocytes", "erythrocytes"),
  ]

  private mutating func laboratory(_ days: Int) throws {
    let rows = try record.rows(LaboratoryColumn.patient, order: [.sampled]).filter {
      CalendarDay(iso8601: $0.text(.sampled).prefix(10)).map { $0 <= day } ?? false
    }
    let latest = Dictionary(rows.map { ($0.text(.test), $0) }, uniquingKeysWith: { _, last in last })
    for (test, row) in latest.sorted(by: { $0.key < $1.key }) {
      guard let sampled = CalendarDay(iso8601: row.text(.sampled).prefix(10)) else { continue }
      guard day.days(since: sampled) <= days else {
        notes.append(
          "\(test) of \(sampled) is \(counted(day.days(since: sampled), "day")) old and is not used")
        continue
      }
      guard row[.comparator].isNull else {
        notes.append("\(test) of \(sampled) lies beyond the measuring range and is not used")
        continue
      }
      take(test, row, rows, sampled)
    }
  }

  private mutating func take(
    _ test: String, _ row: LaboratoryRow, _ rows: [LaboratoryRow], _ sampled: CalendarDay
  ) {
    let place = "table laboratory, row “\(row.id)”"
    // Two results of one time that differ: neither is the latest.
    let rivals = rows.filter { $0.text(.test) == test && $0[.sampled] == row[.sampled] }
    guard Set(rivals.map { "\($0.text(.value)) \($0.text(.unit))" }).count == 1 else {
      return notes.append("\(test) of \(sampled) has several values and is not used")
    }
    if let fact = Self.tests.first(where: { $0.word == test })?.fact {
      add("\(fact) [\(row.text(.unit))]", row.text(.value), place)
    }
    if test == "bilirubin", !row[.upper].isNull {
      add("bilirubinULN [\(row.text(.unit))]", row.text(.upper), place)
    }
    if ["ALT", "AST"].contains(test), let value = Double(row.text(.value)),
      let upper = Double(row.text(.upper)),
      upper > 0
    {
      add("\(test.lowercased())Multiple [x ULN]", (value / upper).rounded(decimals: 6).printedExactly, place)
    }
  }

  private mutating func lesions() throws {
    let all = try record.rows(LesionColumn.patient)
    let liver = all.filter { $0.text(.organ).lowercased().contains("liver") }
    if let away = all.first(where: { !$0.text(.organ).lowercased().contains("liver") }) {
      add("extrahepatic", "yes", "table lesions, row “\(away.id)”")
    }
    if let largest = liver.max(by: { ($0[.diameterMm].number ?? 0) < ($1[.diameterMm].number ?? 0) }),
      let size = largest[.diameterMm].number
    {
      add("largestLesion [mm]", "\(size)", "table lesions, row “\(largest.id)”")
    }
    if !liver.isEmpty, record.patients.first?[.primarySite] != "liver" {
      add("unresectable", "yes", "table lesions, metastases of the liver")
    }
    let lobes = Set(liver.map { $0.text(.lobe) }).subtracting([""])
    if lobes.count > 1 { add("bothLobes", "yes", "table lesions") }
  }

  /// Days since the first lobe, where one lobe alone was treated so far.
  private mutating func lobeInterval(_ courses: [CourseRow]) {
    let tare = courses.filter { $0[.kind] == "TARE" }
    guard Set(tare.map { $0.text(.region) }).count == 1, let last = tare.last,
      ["right lobe", "left lobe"].contains(last.text(.region)),
      let then = CalendarDay(iso8601: last.text(.started))
    else { return }
    add("daysSinceFirstLobe [d]", "\(day.days(since: then))", "table courses, row “\(last.id)”")
  }

  private mutating func therapies() throws {
    let before = record.courses.filter { CalendarDay(iso8601: $0.text(.started)).map { $0 <= day } ?? false }
    let ids = Set(before.filter { $0[.kind] == "IV PRRT" }.map(\.id))
    let cycles = record.administrations.count { ids.contains($0.text(.course)) }
    if cycles > 0 { add("intravenousCycles", "\(cycles)", "table administrations") }
    let prrt = Set(before.filter { $0.text(.kind).hasSuffix("PRRT") }.map(\.id))
    let all = record.administrations.count { prrt.contains($0.text(.course)) }
    if all > 0 { add("cycles", "\(all)", "table administrations") }
    lobeInterval(before)
    if !prrt.isEmpty { add("priorPRRT", "yes", "table courses") }
    if before.contains(where: { $0[.kind] == "embolisation" }) {
      add("priorEmbolisation", "yes", "table courses")
    }
    let lungs = try record.rows(DoseSummaryColumn.patient).filter {
      $0[.role] == "lung" && (CalendarDay(iso8601: $0.text(.delivered)).map { $0 <= day } ?? false)
    }
    let gray = lungs.compactMap { $0[.meanGy].number }.reduce(0, +)
    if !lungs.isEmpty {
      notes.append(
        "lungs: \(gray.printedShort(decimals: 2)) Gy so far; the dose of this treatment is to be added")
    }
  }
}
