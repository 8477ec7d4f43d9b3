import Criteria
import Quantities

/// A clearance that no term of the criteria grades, against that before treatment: how far it fell, and whether it came back.
package struct FollowedClearance: Sendable {
  package var patient, code, unit: String
  package var baseline, lowest: Dated<ExactDecimal>
  /// First day after the lowest value on which it was within `tolerance` of the baseline or above; `nil` while none.
  package var recovered: CalendarDay?
  package var last: CalendarDay

  /// Percent of the baseline within which a clearance has come back: what two measurements differ by.
  package static let tolerance = 5.0

  /// From baseline to the lowest value, %.
  package var percent: Double { 100 * (lowest.value.doubleValue / baseline.value.doubleValue - 1) }
  package var hasFallen: Bool { percent < -Self.tolerance }

  /// Of one patient, each test in one unit; nothing without a value before treatment and one after it.
  package static func all(
    _ patient: String, _ values: [LaboratoryValue], cycles: [CalendarDay], _ grader: CourseGrader
  ) -> [FollowedClearance] {
    let own = values.filter { LaboratoryValue.followed.contains($0.code) && $0.bound == .exact }
    let groups = Dictionary(grouping: own) { [$0.code, $0.amount.unit.symbol] }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { key, values in
      FollowedClearance(patient, key, values.map { Dated($0.day, $0.amount.value) }, cycles, grader)
    }
  }

  private init?(
    _ patient: String, _ key: [String], _ values: [Dated<ExactDecimal>], _ cycles: [CalendarDay],
    _ grader: CourseGrader
  ) {
    let values = values.sorted { $0.day < $1.day }
    guard let first = cycles.min(),
      let window = TreatmentWindow(cycles: cycles, monthsAfterLast: grader.monthsAfterLast)
    else { return nil }
    let before = BaselineWindow(
      firstCycle: first, months: grader.baselineMonths, includesTreatmentDay: grader.treatmentDayIsBaseline)
    guard let baseline = before.baseline(values), baseline.value > .zero, let last = values.last else {
      return nil
    }
    let after = values.filter { $0.day > baseline.day && window.contains($0.day) }
    guard let lowest = after.min(by: { ($0.value, $0.day) < ($1.value, $1.day) }) else { return nil }
    let floor = baseline.value.doubleValue * (1 - Self.tolerance / 100)
    (self.patient, code, unit) = (patient, key[0], key[1])
    (self.baseline, self.lowest, self.last) = (baseline, lowest, last.day)
    recovered = values.first { $0.day > lowest.day && $0.value.doubleValue >= floor }?.day
  }
}
