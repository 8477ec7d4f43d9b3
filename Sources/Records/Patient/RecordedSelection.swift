import Diagnostics
import Quantities
import Registry

/// Steps of a selection other than rules of eligibility: a search of reports, votes of readers. Each is a step of the screening
/// log.
package enum RecordedSelection {
  package struct Step: Sendable {
    package var patient: String
    package var day: CalendarDay
    /// `nil`: somebody must look.
    package var passed: Bool?
    /// Why not, or what is open.
    package var reason: String

    package init(patient: String, day: CalendarDay, passed: Bool?, reason: String) {
      (self.patient, self.day, self.passed, self.reason) = (patient, day, passed, reason)
    }
  }

  /// - Returns: how many are new.
  /// - Throws: `Problem` if the registry has another verdict of the same step and day, or lacks a patient; nothing is written.
  package static func write(_ steps: [Step], named name: String, to registry: Registry, by author: Author)
    throws -> Int
  {
    try registry.judged().change(by: author) { change in
      try steps.reduce(0) { count, step in
        let patient = try registry.patient(step.patient).id
        let verdict = step.passed.map { $0 ? "yes" : "no" } ?? "cannot be assessed"
        let row: ScreeningRow = [
          .id: .text("\(patient)/\(name)/\(step.day)"), .patient: .text(patient), .protocol: .text(name),
          .screened: .text("\(step.day)"), .verdict: .text(verdict),
          .reasons: Value(step.passed == true || step.reason.isEmpty ? nil : step.reason),
        ]
        return count + (try change.record(row.row, into: ScreeningColumn.table).isNew ? 1 : 0)
      }
    }
  }
}
