import Diagnostics
import Quantities

/// Days on which something of a visit's kind was done: values for a laboratory visit; images, judgements of response or
/// measurements for an imaging visit; images of one modality for a visit of that name; the record of an arterial procedure for
/// admission and angiography; any of these, a score, a finding or an event, for a visit at the clinic.
struct VisitEvidence {
  private var days: [String: [CalendarDay]] = [:]

  init(_ registry: Registry, patient: String) throws(Problem) {
    let mine = Value.text(patient)
    let studies = try registry.rows(of: StudyColumn.self, where: [.patient: mine])
    let laboratory = try Self.days(
      registry.rows(of: LaboratoryColumn.self, where: [.patient: mine]), .sampled)
    let imaging =
      try Self.days(studies, .started)
      + Self.days(registry.rows(of: ResponseColumn.self, where: [.patient: mine]), .assessed)
      + Self.days(registry.rows(of: MeasurementColumn.self, where: [.patient: mine]), .measured)
    var clinic = try Self.days(registry.rows(of: AdverseEventColumn.self, where: [.patient: mine]), .started)
    if registry.catalogue.version >= 4 {
      clinic += try Self.days(registry.rows(of: ScoreColumn.self, where: [.patient: mine]), .scored)
      clinic += try Self.days(registry.rows(of: FindingColumn.self, where: [.patient: mine]), .found)
    }
    days = ["laboratory": laboratory, "imaging": imaging, "clinic": laboratory + imaging + clinic]
    for (visit, modality) in [("CT", "CT"), ("MR", "MR"), ("PET", "PT")] {
      days[visit] = Self.days(studies.filter { $0.text(.modality) == modality }, .started)
    }
    try addProcedures(registry, mine)
  }

  /// Admission is stated; an angiography took place where an artery or an access is.
  private mutating func addProcedures(_ registry: Registry, _ mine: Value) throws(Problem) {
    guard registry.catalogue.version >= 3 else { return }
    let procedures = try registry.rows(of: ProcedureColumn.self, where: [.patient: mine])
    days["admission"] = Self.days(procedures, .admitted)
    let arterial = Set(
      procedures.filter { !$0[.artery].isNull || !$0[.access].isNull }.map { $0.text(.administration) })
    let given = try registry.rows(of: AdministrationColumn.self, where: [.patient: mine])
    days["angiography"] = Self.days(
      given.filter { arterial.contains($0.id) || $0.text(.route).contains("hepatic artery") }, .started)
    if registry.catalogue.version >= 5 {
      days["angiography"]! += try Self.days(
        registry.rows(of: WorkupColumn.self, where: [.patient: mine]), .done)
    }
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
    case "CT", "MR", "PET": "an imaging study of this modality"
    case "admission": "the day of admission in procedures"
    case "angiography": "artery or access in procedures"
    default: "anything of that visit"
    }
  }
}
