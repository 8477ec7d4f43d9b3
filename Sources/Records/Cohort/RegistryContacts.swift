import Quantities
import Registry

/// Days on which a registry knows of a patient: administrations, scans, samples, events, visits.
package struct RegistryContacts {
  private struct Contact {
    var day: CalendarDay
    var what: String
  }
  private var byPatient: [String: [Contact]] = [:]

  /// Tables with the column of the day on which the patient was there.
  private static let sources = [
    ("administrations", "started"), ("responses", "assessed"), ("laboratory", "sampled"),
    ("measurements", "measured"), ("adverse_events", "started"), ("visits", "done"),
  ]

  package init(_ registry: Registry) throws {
    for (table, column) in Self.sources {
      let what = table.replacing("_", with: " ")
      for row in try registry.rows(table) {
        guard let day = CalendarDay(iso8601: row.text(column).prefix(10)) else { continue }
        byPatient[row.text("patient"), default: []].append(Contact(day: day, what: what))
      }
    }
  }

  /// The last day known to be alive: the day last seen, or a later contact.
  package func last(_ patient: Row) -> (day: CalendarDay, isSeen: Bool)? {
    let seen = CalendarDay(iso8601: patient.text("last_seen"))
    let contact = byPatient[patient.id]?.map(\.day).max()
    guard let last = [seen, contact].compactMap(\.self).max() else { return nil }
    return (last, last == seen)
  }

  /// Whether another day than the day last seen ends the follow-up.
  package func standsIn(_ patient: Row) -> Bool { last(patient).map { !$0.isSeen } ?? false }

  /// Rows that lie after the day of death, counted by table.
  package func afterDeath(_ patient: Row, _ death: CalendarDay?) -> [String] {
    guard let death else { return [] }
    let late = (byPatient[patient.id] ?? []).filter { $0.day > death }
    return Dictionary(grouping: late, by: \.what).sorted { $0.key < $1.key }.map { what, rows in
      "\(rows.count) rows of \(what) lie after the day of death, the last by \(rows.map { $0.day.days(since: death) }.max()!) days"
    }
  }
}
