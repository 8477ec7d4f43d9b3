import Diagnostics

/// A file with one row per patient: endpoints, grades, response and doses stand in columns of their own.
struct WideColumns {
  private let table: TextTable
  private let place: [String: Int]

  init(_ table: TextTable) {
    self.table = table
    place = Dictionary(table.header.enumerated().map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
  }

  private static let single: Set<String> = [
    "best_response", "best_change_percent", "tumour_dose_gy", "tumour_response", "liver_dose_gy",
    "liver_complication",
  ]
  private static let endings = ["_months", "_event", "_baseline", "_worst"]

  static func isWide(_ column: String) -> Bool {
    single.contains(column) || column == "months" || column == "event"
      || endings.contains { column.hasSuffix($0) }
  }

  /// Rows without a patient were left out before; the others stand in the order of `patients`.
  func fill(_ cohort: inout Cohort, _ problems: inout [Problem]) {
    let patient = place["patient"] ?? 0
    let rows = table.rows.indices.filter {
      table.rows[$0].indices.contains(patient) && !table.rows[$0][patient].trimmingBlanks.isEmpty
    }
    guard rows.count == cohort.patients.count else { return }
    for (name, prefix) in endpoints { followUp(name, prefix, rows, &cohort, &problems) }
    for term in terms { grades(term, rows, &cohort, &problems) }
    responses(rows, &cohort, &problems)
    doses(.tumour, "tumour_dose_gy", "tumour_response", rows, &cohort, &problems)
    doses(.normalLiver, "liver_dose_gy", "liver_complication", rows, &cohort, &problems)
  }

  /// `os_months` with `os_event` is the endpoint OS; `months` with `event` is survival as such.
  private var endpoints: [(name: String, prefix: String)] {
    table.header.compactMap { column in
      if column == "months" { return place["event"] == nil ? nil : ("survival", "") }
      guard column.hasSuffix("_months") else { return nil }
      let stem = String(column.dropLast(7))
      return place[stem + "_event"] == nil ? nil : (stem.uppercased(), stem + "_")
    }
  }

  private var terms: [String] {
    table.header.compactMap { $0.hasSuffix("_worst") ? String($0.dropLast(6)) : nil }
  }

  private func columns(_ table: String) -> CohortColumns {
    let known = CohortDictionary.standard.table(table)!
    // The dictionary's checks apply under the names that the wide columns have.
    return CohortColumns(self.table, known)
  }

  private func followUp(
    _ name: String, _ prefix: String, _ rows: [Int], _ cohort: inout Cohort, _ problems: inout [Problem]
  ) {
    var cells = columns("survival")
    for (patient, row) in rows.enumerated() {
      let months = cells.number(row, prefix + "months"), event = cells.whole(row, prefix + "event")
      guard let months, let event else { continue }
      guard months >= 0 else {
        cells.fault(row, prefix + "months", "the time is negative")
        continue
      }
      guard let end = Cohort.FollowUp.End(rawValue: event) else {
        cells.fault(row, prefix + "event", "this is not 0, 1 or 2")
        continue
      }
      cohort.followUps.append(.init(patient: patient, endpoint: name, months: months, end: end))
    }
    problems += cells.faults
  }

  private func grades(
    _ term: String, _ rows: [Int], _ cohort: inout Cohort, _ problems: inout [Problem]
  ) {
    var cells = columns("toxicity")
    for (patient, row) in rows.enumerated() {
      let grades = [term + "_baseline", term + "_worst"].map { column -> Int? in
        guard let grade = cells.whole(row, column) else { return nil }
        if !(0...5).contains(grade) { cells.fault(row, column, "a grade is 0 to 5") }
        return grade
      }
      guard cells.text(row, term + "_worst") != nil || grades[0] != nil else { continue }
      cohort.toxicities.append(
        .init(patient: patient, term: term.uppercased(), baseline: grades[0], worst: grades[1]))
    }
    problems += cells.faults
  }

  private func responses(_ rows: [Int], _ cohort: inout Cohort, _ problems: inout [Problem]) {
    guard place["best_response"] != nil || place["best_change_percent"] != nil else { return }
    var cells = columns("responses")
    for (patient, row) in rows.enumerated() {
      let best = cells.word(row, "best_response").flatMap(Cohort.BestResponse.init)
      let change = cells.number(row, "best_change_percent")
      guard best != nil || change != nil else { continue }
      cohort.responses.append(
        .init(patient: patient, criterion: "best response", best: best, change: change))
    }
    problems += cells.faults
  }

  private func doses(
    _ region: Cohort.RegionDose.Region, _ dose: String, _ outcome: String, _ rows: [Int],
    _ cohort: inout Cohort, _ problems: inout [Problem]
  ) {
    guard place[dose] != nil, place[outcome] != nil else { return }
    var cells = columns("doses")
    for (patient, row) in rows.enumerated() {
      guard let value = cells.number(row, dose), let came = cells.flag(row, outcome) else { continue }
      if value < 0 { cells.fault(row, dose, "the dose is negative") }
      cohort.doses.append(.init(patient: patient, region: region, dose: value, outcome: came))
    }
    problems += cells.faults
  }
}
