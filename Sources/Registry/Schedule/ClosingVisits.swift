import Diagnostics
import Quantities

/// Days on which something of a visit's kind was done: values for a laboratory visit; images, judgements of response or
/// measurements for an imaging visit; any of these, or an event, for a visit at the clinic.
struct VisitEvidence {
  private var days: [String: [CalendarDay]] = [:]

  init(_ registry: Registry, patient: String) throws(Problem) {
    let mine = Value.text(patient)
    let laboratory = try Self.days(
      registry.rows(of: LaboratoryColumn.self, where: [.patient: mine]), .sampled)
    let imaging =
      try Self.days(registry.rows(of: StudyColumn.self, where: [.patient: mine]), .started)
      + Self.days(registry.rows(of: ResponseColumn.self, where: [.patient: mine]), .assessed)
      + Self.days(registry.rows(of: MeasurementColumn.self, where: [.patient: mine]), .measured)
    let clinic = try Self.days(registry.rows(of: AdverseEventColumn.self, where: [.patient: mine]), .started)
    days = ["laboratory": laboratory, "imaging": imaging, "clinic": laboratory + imaging + clinic]
  }

  private static func days<Column: TableColumn>(_ rows: [TableRow<Column>], _ column: Column) -> [CalendarDay]
  {
    rows.compactMap { CalendarDay(iso8601: $0.text(column).prefix(10)) }
  }

  /// The first day within the window on which the visit was done.
  func day(of visit: VisitRow) -> CalendarDay? {
    guard let due = CalendarDay(iso8601: visit.text(.due)) else { return nil }
    let first = CalendarDay(iso8601: visit.text(.earliest)) ?? due
    let last = CalendarDay(iso8601: visit.text(.latest)) ?? due
    return (days[visit.text(.kind)] ?? []).filter { $0 >= first && $0 <= last }.min()
  }
}

extension Change {
  /// Closes the open visits of these patients whose value or image is there.
  func closeVisits(of patients: Set<String>) throws {
    guard registry.catalogue.tables.contains(where: { $0.name == VisitColumn.table }) else { return }
    let open = try registry.rows(of: VisitColumn.self, where: [.done: nil, .missed: nil])
    for (patient, visits) in Dictionary(grouping: open, by: { $0.text(.patient) })
    where patients.contains(patient) {
      let evidence = try VisitEvidence(registry, patient: patient)
      for visit in visits {
        guard let day = evidence.day(of: visit) else { continue }
        try update(VisitColumn.self, visit.id, [.done: .text("\(day)")])
      }
    }
  }
}

extension VisitRow {
  /// What the record lacks of an open visit.
  package var missing: String {
    switch text(.kind) {
    case "laboratory": "laboratory values"
    case "imaging": "an image, a judgement of response or a measurement"
    default: "anything of that visit"
    }
  }
}
