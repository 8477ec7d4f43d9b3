import Criteria
import Diagnostics
import Documents
import Quantities
import Registry

extension ClinicalRecord {
  /// What was looked for and found or not found, and adverse events: a term that a rule grades, or the attribution of a
  /// laboratory term. What no rule grades is counted, and a term that the edition does not have is a problem.
  package func findings(_ vocabulary: FindingVocabulary) throws -> FindingsTable {
    var table = FindingsTable()
    for row in try rows(AdverseEventColumn.patient, order: [.started]) {
      let place = "registry, table adverse_events, row “\(row.id)”"
      let finding = FindingsTable.Finding(
        day: CalendarDay(iso8601: row.text(.started)) ?? .distantPast, term: "", present: true,
        grade: row[.grade].integer, attribution: Self.attribution(row.text(.attribution)))
      take(finding, row.text(.term), row.text(.started), of: row.text(.patient), place, vocabulary, &table)
    }
    guard registry.catalogue.version >= 4 else { return table }
    for row in try rows(FindingColumn.patient, order: [.found]) {
      let place = "registry, table findings, row “\(row.id)”"
      let finding = FindingsTable.Finding(
        day: CalendarDay(iso8601: row.text(.found)) ?? .distantPast, term: "", present: row.flag(.present),
        symptomatic: row.flag(.symptomatic), medical: row.flag(.medical), invasive: row.flag(.invasive),
        grade: row[.grade].integer, attribution: Self.attribution(row.text(.attribution)))
      take(finding, row.text(.term), row.text(.found), of: row.text(.patient), place, vocabulary, &table)
    }
    return table
  }

  /// One finding of one day is one, whichever table has it; two that differ are a problem.
  private func take(
    _ finding: FindingsTable.Finding, _ term: String, _ day: String, of patient: String, _ place: String,
    _ vocabulary: FindingVocabulary, _ table: inout FindingsTable
  ) {
    guard let meaning = vocabulary[term] else {
      return table.reject(.unknown(term: term, vocabulary, at: place + ", column term"))
    }
    guard CalendarDay(iso8601: day) != nil else {
      return table.reject(Problem(.dataRejected, what: "the day is not a date", at: place))
    }
    var finding = finding
    finding.term = meaning.name
    let others = table.of(patient, meaning.name).filter { $0.day == finding.day }
    if others.contains(where: { $0.present != finding.present }) {
      return table.reject(
        Problem(
          .dataRejected, what: "the record states on one day that it was there and that it was not",
          at: place,
          why: "the results conflict", remedy: "correct one of the rows (registry set)"))
    }
    if !others.contains(finding) { table.take(finding, meaning, of: patient) }
  }

  private static func attribution(_ word: String) -> FindingsTable.Attribution? {
    switch word {
    case "PRRT", "TARE": .therapy
    case "": nil
    default: FindingsTable.Attribution(rawValue: word)
    }
  }
}

extension TableRow<FindingColumn> {
  /// `nil`: not answered, which is not no.
  fileprivate func flag(_ column: FindingColumn) -> Bool? { self[column].integer.map { $0 == 1 } }
}

extension CalendarDay {
  fileprivate static let distantPast = CalendarDay(year: 1, month: 1, day: 1)!
}
