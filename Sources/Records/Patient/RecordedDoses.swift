import Diagnostics
import Documents
import Foundation
import Quantities
import Registry

/// The doses of earlier therapies that a patient's record holds, for the cumulative limits of a run.
package enum RecordedDoses {
  /// - Parameters:
  ///   - record: of the patient of the case.
  ///   - day: of this therapy.
  /// - Throws: `Problem` if the database fails.
  package static func past(of therapy: Case, _ record: ClinicalRecord, on day: CalendarDay) throws
    -> RecordedPast
  {
    let kind = kind(therapy)
    let mine = try record.registry.course(of: record.patients[0].id, kind: kind, day: "\(day)").id
    let rows = try record.rows(DoseSummaryColumn.patient, order: [.delivered])
    let given = Dictionary(
      record.administrations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var past = RecordedPast()
    let groups = Dictionary(grouping: rows) { Key($0) }
    for (key, rows) in groups.sorted(by: { $0.key < $1.key }) {
      guard let on = CalendarDay(iso8601: key.day), on <= day else { continue }
      let administration = given[key.administration]
      var dose = RecordedDose(
        therapy: key.therapy, day: on, cycle: administration?[.cycle].integer,
        isOfThisCourse: isSameCourse(key, mine, kind, on, day), nuclide: rows[0].text(.nuclide),
        engine: rows[0].text(.engine), source: rows[0].text(.source), rows: rows.compactMap(row))
      // This therapy itself, of an earlier import of its report.
      if on == day, (key.therapy == "TARE") == (kind == "TARE") { continue }
      if dose.isOfThisCourse, dose.cycle == therapy.therapy.cycle {
        past.contradictions.append(
          "The record has cycle \(therapy.therapy.cycle) of this course on \(on), the case on \(day): the dose of the "
            + "record was not counted; correct the number of the cycle, or the day")
        continue
      }
      dose.rows.sort { ($0.role, $0.label) < ($1.role, $1.label) }
      past.doses.append(dose)
    }
    past.withoutDose = try withoutDose(record, Set(rows.map { $0.text(.administration) }), rows, before: day)
    return past
  }

  /// The administration that a dose is of, or the course, where it is of that.
  private struct Key: Hashable, Comparable {
    let day, therapy, course, administration: String
    init(_ row: DoseSummaryRow) {
      (day, therapy) = (row.text(.delivered), row.text(.therapy))
      (course, administration) = (row.text(.course), row.text(.administration))
    }
    static func < (a: Key, b: Key) -> Bool {
      (a.day, a.therapy, a.course, a.administration) < (b.day, b.therapy, b.course, b.administration)
    }
  }

  private static func kind(_ therapy: Case) -> String {
    guard therapy.therapy.kind == .prrt else { return "TARE" }
    let isArterial = therapy.administrations.contains { $0.route.lowercased().contains("arter") }
    return isArterial ? "IA PRRT" : "IV PRRT"
  }

  /// A course of PRRT goes on where the route changes.
  private static func isSameCourse(
    _ key: Key, _ mine: String, _ kind: String, _ on: CalendarDay, _ day: CalendarDay
  ) -> Bool {
    key.course == mine
      || kind != "TARE" && key.therapy.hasSuffix("PRRT") && abs(day.days(since: on)) <= 400
  }

  private static func row(_ row: DoseSummaryRow) -> RecordedDose.Row? {
    row[.meanGy].number.map { mean in
      RecordedDose.Row(
        label: row.text(.region), role: row.text(.role), lobe: row.text(.lobe),
        definition: row.text(.definition), radiobiology: row.text(.radiobiology), mean: mean,
        meanUncertainty: row[.meanUGy].number, bed: row[.bedGy].number, bedUncertainty: row[.bedUGy].number,
        volume: row[.volumeMl].number)
    }
  }

  /// Administrations of radionuclides before this day of which neither a dose nor one of the whole course is recorded.
  private static func withoutDose(
    _ record: ClinicalRecord, _ known: Set<String>, _ doses: [DoseSummaryRow], before day: CalendarDay
  ) throws -> [String] {
    let whole = Set(doses.filter { $0.text(.administration).isEmpty }.map { $0.text(.course) })
    let nuclear = record.courses.filter(\.isRadionuclide)
    let kinds = Dictionary(nuclear.map { ($0.id, $0.text(.kind)) }, uniquingKeysWith: { first, _ in first })
    let given = record.administrations.compactMap { one -> String? in
      let course = one.text(.course)
      guard let kind = kinds[course], !whole.contains(course), !known.contains(one.id),
        let on = CalendarDay(iso8601: one.text(.started).prefix(10)), on < day
      else { return nil }
      return [kind, one[.cycle].integer.map { "cycle \($0)" }, "\(on)"].compactMap(\.self).joined(
        separator: ", ")
    }
    let empty = nuclear.filter { course in
      !whole.contains(course.id) && !record.administrations.contains { $0.text(.course) == course.id }
        && !doses.contains { $0.text(.course) == course.id }
        && CalendarDay(iso8601: course.text(.started)).map { $0 < day } ?? false
    }
    return given + empty.map { "\($0.text(.kind)) from \($0.text(.started)), without administrations" }
  }
}
