import Diagnostics
import Quantities

/// The cells of one table, read by the dictionary; faults are collected with row and column, without repeating
/// the content of a cell.
struct CohortColumns {
  struct Row {
    var number: Int
    var patient: Int
  }

  private let table: TextTable
  private let known: CohortDictionary.Table
  private let place: [String: Int]
  private(set) var faults: [Problem] = []
  private var seen: Set<String> = []
  private var spellings: [String: (name: String, row: Int)] = [:]

  init(_ table: TextTable, _ known: CohortDictionary.Table) {
    (self.table, self.known) = (table, known)
    place = Dictionary(
      table.header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Required columns that the header lacks, and columns that are given twice.
  var missing: [Problem] {
    let absent = known.columns.filter { $0.isRequired && place[$0.name] == nil }.map { column in
      Problem(
        .dataRejected, what: "the column \(column.name) is missing", at: table.place,
        remedy: "\(column.name): \(column.meaning)")
    }
    let twice = Set(table.header.filter { name in table.header.count { $0 == name } > 1 && !name.isEmpty })
    return absent
      + twice.sorted().map {
        Problem(.dataRejected, what: "the column \($0) is given twice", at: table.place)
      }
  }

  mutating func fault(_ row: Int, _ column: String, _ what: String, remedy: String = "") {
    // A table of a million wrong rows is told by its first hundred.
    guard faults.count < 100 else { return }
    faults.append(
      Problem(
        .dataRejected, what: what, at: "\(table.place): row \(table.numbers[row]), column \(column)",
        remedy: remedy))
  }

  func text(_ row: Int, _ column: String) -> String? {
    guard let n = place[column], table.rows[row].indices.contains(n) else { return nil }
    let text = table.rows[row][n].trimmingBlanks
    return text.isEmpty ? nil : text
  }

  /// A text that the dictionary allows.
  mutating func word(_ row: Int, _ column: String) -> String? {
    guard let text = text(row, column) else { return nil }
    let allowed = known.column(column)?.allowed ?? []
    guard allowed.isEmpty || allowed.contains(text) else {
      fault(row, column, "this is not one of \(allowed.joined(separator: ", "))")
      return nil
    }
    return text
  }

  mutating func number(_ row: Int, _ column: String) -> Double? {
    guard let text = text(row, column) else { return nil }
    guard let value = Double(text), value.isFinite else {
      fault(row, column, "this is not a number", remedy: "write numbers with a decimal point, e.g. 12.5")
      return nil
    }
    if let range = known.column(column)?.range, !range.contains(value) {
      fault(row, column, "the number is not in \(range.lowerBound)…\(range.upperBound)")
      return nil
    }
    return value
  }

  mutating func whole(_ row: Int, _ column: String) -> Int? {
    guard let value = number(row, column) else { return nil }
    guard let whole = Int(exactly: value) else {
      fault(row, column, "this is not a whole number")
      return nil
    }
    return whole
  }

  mutating func flag(_ row: Int, _ column: String) -> Bool? {
    guard let text = text(row, column)?.lowercased() else { return nil }
    guard let value = ["yes": true, "no": false, "1": true, "0": false][text] else {
      fault(row, column, "this is neither yes nor no")
      return nil
    }
    return value
  }

  mutating func day(_ row: Int, _ column: String) -> CalendarDay? {
    guard let text = text(row, column) else { return nil }
    guard let day = CalendarDay(iso8601: text) else {
      fault(row, column, "this is not a date", remedy: "write the day as 2026-03-02")
      return nil
    }
    return day
  }

  /// A value that the row cannot do without.
  mutating func required<T>(_ row: Int, _ column: String, _ value: T?) -> T? {
    if value == nil, text(row, column) == nil { fault(row, column, "the value is missing") }
    return value
  }
}

extension CohortColumns {
  mutating func patient(_ n: Int) -> Cohort.Patient? {
    guard let id = text(n, "patient") else {
      fault(n, "patient", "the patient is missing")
      return nil
    }
    var p = Cohort.Patient(id: id)
    (p.centre, p.arm, p.sex, p.primarySite) = (
      text(n, "centre"), text(n, "arm"), word(n, "sex"), text(n, "primary_site")
    )
    (p.age, p.grade, p.ecog) = (number(n, "age_years"), whole(n, "who_grade"), whole(n, "ecog"))
    (p.burden, p.extrahepatic) = (number(n, "burden_percent"), flag(n, "extrahepatic"))
    p.priorTherapy =
      text(n, "prior_therapy")?.split(separator: ";").map { String($0).trimmingBlanks } ?? []
    (p.liverLesions, p.largestLesion) = (whole(n, "liver_lesions"), number(n, "largest_lesion_mm"))
    p.hepatotoxicDrugs =
      text(n, "hepatotoxic_drugs")?.split(separator: ";").map { String($0).trimmingBlanks } ?? []
    (p.causeOfDeath, p.daysAfterLast) = (text(n, "cause_of_death"), number(n, "days_after_last"))
    (p.excluded, p.untreated) = (text(n, "excluded_reason"), text(n, "untreated_reason"))
    (p.discontinued, p.unevaluable) = (text(n, "discontinued_reason"), text(n, "unevaluable_reason"))
    return p
  }

  mutating func course(_ row: Row) -> Cohort.Course? {
    let n = row.number
    let course = Cohort.Course(
      patient: row.patient, name: text(n, "course"), therapy: text(n, "therapy"),
      first: day(n, "first_administration"), last: day(n, "last_administration"), cycles: whole(n, "cycles"),
      activity: number(n, "activity_gbq"))
    if let first = course.first, let last = course.last, last < first {
      fault(n, "last_administration", "the last administration is before the first")
    }
    return course
  }

  mutating func toxicity(_ row: Row) -> Cohort.Toxicity? {
    let n = row.number
    guard let term = required(n, "term", text(n, "term")) else { return nil }
    spelled(term, n, "term")
    once("\(row.patient) \(term)", n, "term", "this patient has this term already")
    return Cohort.Toxicity(
      patient: row.patient, term: term, baseline: whole(n, "baseline_grade"), worst: whole(n, "worst_grade"),
      attribution: word(n, "attribution"), source: word(n, "source").flatMap(Cohort.Toxicity.Source.init),
      samples: whole(n, "samples"))
  }

  mutating func response(_ row: Row) -> Cohort.Response? {
    let n = row.number
    guard let criterion = required(n, "criterion", text(n, "criterion")) else { return nil }
    spelled(criterion, n, "criterion")
    once("\(row.patient) \(criterion)", n, "criterion", "this patient has this criterion already")
    return Cohort.Response(
      patient: row.patient, criterion: criterion,
      best: word(n, "best_response").flatMap(Cohort.BestResponse.init),
      change: number(n, "best_change_percent"), isConfirmed: flag(n, "confirmed"))
  }

  mutating func followUp(_ row: Row) -> Cohort.FollowUp? {
    let n = row.number
    let endpoint = required(n, "endpoint", text(n, "endpoint"))
    let months = required(n, "months", number(n, "months"))
    let end = required(n, "event", whole(n, "event"))
    guard let endpoint, let months, let end else { return nil }
    spelled(endpoint, n, "endpoint")
    once("\(row.patient) \(endpoint)", n, "endpoint", "this patient has this endpoint already")
    return Cohort.FollowUp(
      patient: row.patient, endpoint: endpoint, months: months, end: .init(rawValue: end)!)
  }

  mutating func organDose(_ row: Row) -> Cohort.OrganDose? {
    let n = row.number
    let organ = required(n, "organ", text(n, "organ")), dose = required(n, "dose_gy", number(n, "dose_gy"))
    guard let organ, let dose else { return nil }
    spelled(organ, n, "organ")
    once("\(row.patient) \(organ)", n, "organ", "this patient has this organ already")
    return Cohort.OrganDose(
      patient: row.patient, organ: organ, dose: dose, activity: number(n, "activity_gbq"))
  }

  mutating func dose(_ row: Row) -> Cohort.RegionDose? {
    let n = row.number
    let region = required(n, "region", word(n, "region"))
    let dose = required(n, "dose_gy", number(n, "dose_gy"))
    let outcome = required(n, "outcome", flag(n, "outcome"))
    guard let region, let dose, let outcome else { return nil }
    return Cohort.RegionDose(
      patient: row.patient, lesion: text(n, "lesion"), region: .init(rawValue: region)!, dose: dose,
      uncertainty: number(n, "dose_uncertainty_gy"), outcome: outcome,
      isOwnOutcome: word(n, "outcome_basis").map { $0 == "lesion" })
  }

  /// Names that differ only by case or blanks would be two endpoints, terms or criteria.
  private mutating func spelled(_ name: String, _ row: Int, _ column: String) {
    let folded = name.lowercased().filter { !$0.isWhitespace && !"-_".contains($0) }
    let known = spellings[column + folded] ?? (name, row)
    spellings[column + folded] = known
    guard known.name != name else { return }
    fault(
      row, column,
      "this \(column) differs from the one of row \(table.numbers[known.row]) only by case, blanks or hyphens",
      remedy: "write both in the same way")
  }

  private mutating func once(_ key: String, _ row: Int, _ column: String, _ what: String) {
    if !seen.insert(key).inserted { fault(row, column, what) }
  }
}

extension String {
  var trimmingBlanks: String {
    guard let first = utf8.first, let last = utf8.last, first <= 0x20 || last <= 0x20 else { return self }
    return String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
