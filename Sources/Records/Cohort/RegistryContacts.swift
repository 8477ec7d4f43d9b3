import Checks
import Quantities
import Registry

/// Days on which a registry knows of a patient: administrations, scans, samples, events, visits.
package struct RegistryContacts {
  private struct Contact {
    var day: CalendarDay
    var what: String
  }
  private var byPatient: [String: [Contact]] = [:]

  package init(_ registry: Registry) throws {
    try add(registry, AdministrationColumn.patient, .started)
    try add(registry, ResponseColumn.patient, .assessed)
    try add(registry, LaboratoryColumn.patient, .sampled)
    try add(registry, MeasurementColumn.patient, .measured)
    try add(registry, AdverseEventColumn.patient, .started)
    try add(registry, VisitColumn.patient, .done)
  }

  /// - Parameter day: the column of the day on which the patient was there.
  private mutating func add<Column: TableColumn>(
    _ registry: Registry, _ patient: Column, _ day: Column
  ) throws {
    let what = Column.table.replacing("_", with: " ")
    for row in try registry.rows(of: Column.self) {
      guard let day = CalendarDay(iso8601: row.text(day).prefix(10)) else { continue }
      byPatient[row.text(patient), default: []].append(Contact(day: day, what: what))
    }
  }

  /// The last day known to be alive: the day last seen, or a later contact.
  package func last(_ patient: PatientRow) -> (day: CalendarDay, isSeen: Bool)? {
    let seen = CalendarDay(iso8601: patient.text(.lastSeen))
    let contact = byPatient[patient.id]?.map(\.day).max()
    guard let last = [seen, contact].compactMap(\.self).max() else { return nil }
    return (last, last == seen)
  }

  /// Whether another day than the day last seen ends the follow-up.
  func standsIn(_ patient: PatientRow) -> Bool { last(patient).map { !$0.isSeen } ?? false }

  /// Rows that lie after the day of death, counted by table.
  func afterDeath(_ patient: PatientRow, _ death: CalendarDay?) -> [RecordNote] {
    guard let death else { return [] }
    let late = (byPatient[patient.id] ?? []).filter { $0.day > death }
    return Dictionary(grouping: late, by: \.what).sorted { $0.key < $1.key }.map { what, rows in
      .rowsAfterDeath(rows.count, table: what, days: rows.map { $0.day.days(since: death) }.max()!)
    }
  }
}
