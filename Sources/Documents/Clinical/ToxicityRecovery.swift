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

  /// `nil` for a term that did not come up. Without a value before treatment it has come up if it is above grade 0.
  package init?(_ patient: String, _ course: TermCourse) {
    guard let peak = course.worst, let grade = peak.grade.grade else { return nil }
    let before = course.baseline?.grade.grade
    guard grade > before ?? 0, let last = course.timeline.last else { return nil }
    (self.patient, code, self.grade, baseline) = (patient, course.code, grade, before)
    (worst, self.last) = (peak.value.day, last.value.day)
    recovered =
      course.timeline.first {
        $0.value.day > peak.value.day && ($0.grade.grade ?? .max) <= before ?? 0
      }?.value.day
  }
}
