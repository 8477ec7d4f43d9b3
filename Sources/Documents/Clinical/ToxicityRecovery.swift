import Criteria
import Quantities

/// Whether a laboratory toxicity that came up was reversed.
package struct ToxicityRecovery: Sendable {
  package var patient: String
  package var code: String
  package var grade: Int
  package var baseline: Int?
  /// Day of the worst grade.
  package var worst: CalendarDay
  /// First day after it on which the grade was that before treatment again, or lower; `nil` while none.
  package var recovered: CalendarDay?
  /// Last sample.
  package var last: CalendarDay

  /// Days from the worst grade to recovery.
  package var days: Int? { recovered.map { $0.days(since: worst) } }

  package init(_ patient: String, _ term: TermRecovery) {
    (self.patient, code, grade, baseline) = (patient, term.code, term.grade, term.baseline)
    (worst, recovered, last) = (term.worst, term.recovered, term.last)
  }

  /// `nil` for a term that did not come up.
  package init?(_ patient: String, _ course: TermCourse) {
    guard let term = TermRecovery(course) else { return nil }
    self.init(patient, term)
  }
}
