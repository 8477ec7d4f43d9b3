import Quantities
import Registry

/// Performance status before and after the index therapy: scores of the scale ECOG, measurements of the quantity `ECOG`, and
/// that of the table of patients at baseline.
package struct RegistryPerformance {
  /// Patients with a status before and after, by both (0…5 each).
  package private(set) var shift: [[Int]] = Array(repeating: Array(repeating: 0, count: 6), count: 6)
  /// Treated patients who lack one of the two.
  package private(set) var unknown = 0

  package var evaluable: Int { shift.joined().reduce(0, +) }
  /// Patients whose worst status after treatment is above that before.
  package var declined: Int {
    shift.enumerated().reduce(0) { sum, row in sum + row.element[(row.offset + 1)...].reduce(0, +) }
  }

  /// `nil` where nobody has a status after treatment.
  init?(_ registry: Registry, _ patients: [PatientRow], starts: [String: CalendarDay]) throws {
    let own = Dictionary(
      grouping: try RecordedScore.all(registry).filter { $0.scale == "ECOG" }, by: \.patient)
    for patient in patients {
      guard let start = starts[patient.id] else { continue }
      let stated = (own[patient.id] ?? []).compactMap { score in
        Int(exactly: score.value).map { (day: score.day, status: $0) }
      }
      let before = stated.last { $0.day <= start }?.status ?? patient[.ecog].integer
      let after = stated.filter { $0.day > start }.map(\.status).max()
      if let before, let after, (0...5).contains(before), (0...5).contains(after) {
        shift[before][after] += 1
      } else {
        unknown += 1
      }
    }
    guard evaluable > 0 else { return nil }
  }
}

extension RegistryCohort {
  package var performance: RegistryPerformance? {
    get throws { try RegistryPerformance(registry, patients, starts: starts) }
  }
}
