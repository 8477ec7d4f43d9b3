import Checks
import Quantities

/// Which visit is the baseline, and whether it may be one.
///
/// The visit that the table calls baseline; else the last one that began not after the first cycle; else, or where the
/// cycles are not known, the first. RECIST 1.1 (section 4.1) asks for a baseline as close as possible to the start of
/// treatment, and not more than four weeks before it.
struct BaselineChoice {
  /// The baseline and the visits after it.
  let visits: [LesionVisit]
  /// What a reader must know of the choice, with days.
  let faults: [ResponseNote]

  /// `nil` without visits.
  ///
  /// - Parameters:
  ///   - all: in order of time.
  ///   - window: days before the first cycle within which a baseline lies.
  init?(_ all: [LesionVisit], cycles: [CalendarDay], window: Int) {
    guard !all.isEmpty else { return nil }
    let first = cycles.min()
    let named = all.firstIndex { $0.name.lowercased() == "baseline" }
    let before = first.flatMap { first in all.lastIndex { $0.day <= first } }
    let place = named ?? before ?? 0
    visits = Array(all[place...])
    var faults = first.map { Self.faults(of: all[place], $0, window) } ?? []
    if place > 0 { faults.append(.visitsUnused(place)) }
    self.faults = faults
  }

  private static func faults(of visit: LesionVisit, _ cycle: CalendarDay, _ window: Int) -> [ResponseNote] {
    let early = cycle.days(since: visit.day)
    if early > window { return [.baselineEarly(days: early, allowed: window)] }
    let late = visit.last.days(since: cycle)
    return late > 0 ? [.baselineLate(days: late)] : []
  }
}
