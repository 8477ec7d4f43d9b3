import Checks
import Quantities
import Registry
import Stages

/// From which therapy each patient's time counts.
///
/// A course that is marked as index therapy; else the first radionuclide course. What came before it is prior treatment.
package struct IndexTherapies: Sendable {
  /// First day of the index therapy, of patients that had radionuclide therapy.
  package private(set) var starts: [String: CalendarDay] = [:]
  /// Days of administration from the index therapy on; of a course that has none, its first and last day.
  package private(set) var days: [String: [CalendarDay]] = [:]
  /// Patients with several radionuclide courses, none or more than one of them marked.
  package private(set) var ambiguous: [String] = []

  package static let radionuclide: Set<String> = ["TARE", "IV PRRT", "IA PRRT"]

  package init(_ courses: [CourseRow], _ administrations: [AdministrationRow]) {
    let given = Dictionary(grouping: administrations) { $0.text(.course) }
    let nuclear = courses.filter { $0.isRadionuclide && CalendarDay(iso8601: $0.text(.started)) != nil }
    for (patient, own) in Dictionary(grouping: nuclear, by: { $0.text(.patient) }) {
      let marked = own.filter { $0[.indexTherapy].integer == 1 }
      if own.count > 1, marked.count != 1 { ambiguous.append(patient) }
      let first = (marked.isEmpty ? own : marked).compactMap { CalendarDay(iso8601: $0.text(.started)) }
        .min()!
      starts[patient] = first
      days[patient] = own.flatMap { Self.days(of: $0, given[$0.id] ?? []) }.filter { $0 >= first }
    }
    ambiguous.sort()
  }

  private static func days(of course: CourseRow, _ given: [AdministrationRow]) -> [CalendarDay] {
    let own = given.map { String($0.text(.started).prefix(10)) }
    return (own.isEmpty ? [course.text(.started), course.text(.ended)] : own).compactMap {
      CalendarDay(iso8601: $0)
    }
  }

  /// What a reader must know of patients whose index therapy was not stated.
  package var findings: [Finding] {
    ambiguous.isEmpty ? [] : [Finding(RecordNote.indexTherapyUnclear(patients: ambiguous.count))]
  }
}
