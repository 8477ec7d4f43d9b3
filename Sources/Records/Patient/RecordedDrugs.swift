import Quantities
import Registry

/// When each patient took drugs that change how a value is judged.
package struct RecordedDrugs: Sendable {
  private var anticoagulation: [String: [ClosedRange<CalendarDay>]] = [:]
  /// Patients with a laboratory value that states it: what theirs leave open is not answered.
  private var asked: Set<String> = []
  private var antitumour: [String: [(name: String, days: ClosedRange<CalendarDay>)]] = [:]
  private var hepatotoxic: [String: [(name: String, days: ClosedRange<CalendarDay>)]] = [:]

  /// - Throws: `Problem` if the database fails.
  package init(_ registry: Registry) throws {
    // A registry of an earlier schema has no such table.
    guard registry.catalogue.tables.contains(where: { $0.name == DrugColumn.table }) else { return }
    for row in try registry.rows(of: DrugColumn.self) {
      guard let first = CalendarDay(iso8601: row.text(.started)) else { continue }
      let last = CalendarDay(iso8601: row.text(.ended)) ?? CalendarDay(iso8601: "9999-12-31")!
      let (patient, days) = (row.text(.patient), first...max(first, last))
      switch row.text(.kind) {
      case "anticoagulant": anticoagulation[patient, default: []].append(days)
      case "potentially hepatotoxic":
        hepatotoxic[patient, default: []].append((row.text(.name).replacing(";", with: ","), days))
      case "antitumour":
        antitumour[patient, default: []].append((row.text(.name).replacing(";", with: ","), days))
      default: continue
      }
    }
    for answer in [0, 1] as [Value] {
      asked.formUnion(
        try registry.rows(of: LaboratoryColumn.self, where: [.anticoagulated: answer]).map {
          $0.text(.patient)
        })
    }
  }

  /// Potentially hepatotoxic drugs that were taken on a day, each once.
  package func hepatotoxic(_ patient: String, on day: CalendarDay) -> [String] {
    Set((hepatotoxic[patient] ?? []).filter { $0.days.contains(day) }.map(\.name)).sorted()
  }

  /// Drugs against the tumour that were taken on any of these days, each once.
  func antitumour(_ patient: String, _ days: ClosedRange<CalendarDay>) -> [String] {
    Set((antitumour[patient] ?? []).filter { $0.days.overlaps(days) }.map(\.name)).sorted()
  }

  /// What holds of a patient where a value does not say: no, unless other values of the patient were asked.
  package func onAnticoagulation(byDefault patient: String) -> Bool? { asked.contains(patient) ? nil : false }

  /// As the laboratory value itself states, else by the drugs on record; `nil` where neither says so.
  package func onAnticoagulation(_ value: LaboratoryRow) -> Bool? {
    if let stated = value[.anticoagulated].integer { return stated == 1 }
    guard let day = CalendarDay(iso8601: value.text(.sampled).prefix(10)),
      let own = anticoagulation[value.text(.patient)]
    else { return nil }
    return own.contains { $0.contains(day) }
  }
}
