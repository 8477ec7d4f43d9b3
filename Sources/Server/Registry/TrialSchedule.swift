import Arguments
import Files
import Foundation
import Quantities
import Registry

/// The visits of a trial's subjects, and where each stands on a day.
struct TrialSchedule {
  enum State: String { case done, missed, overdue, open, planned }
  let visits: [(visit: VisitRow, state: State, late: Int)]

  /// - Parameter patients: pseudonyms of the subjects.
  init(_ registry: Registry, _ patients: Set<String>, on day: CalendarDay) throws {
    let late = Dictionary(
      try registry.overdueVisits(on: day).map { ($0.visit.id, $0.days) }, uniquingKeysWith: { a, _ in a })
    visits = try registry.rows(of: VisitColumn.self, order: [.due]).filter {
      patients.contains($0.text(.patient))
    }.map { visit in
      (visit, Self.state(visit, isLate: late[visit.id] != nil, on: day), late[visit.id] ?? 0)
    }
  }

  private static func state(_ visit: VisitRow, isLate: Bool, on day: CalendarDay) -> State {
    if !visit[.done].isNull { return .done }
    if !visit[.missed].isNull { return .missed }
    if isLate { return .overdue }
    let begins = CalendarDay(iso8601: visit.text(.earliest)) ?? CalendarDay(iso8601: visit.text(.due))
    return begins.map { $0 <= day } == true ? .open : .planned
  }

  var json: JSON {
    .array(
      visits.map { visit, state, late in
        .object([
          ("id", .text(visit.id)), ("patient", .text(visit.text(.patient))),
          ("name", .text(visit.text(.name))), ("kind", .text(visit.text(.kind))),
          ("due", .text(visit.text(.due))), ("earliest", .text(visit.text(.earliest))),
          ("latest", .text(visit.text(.latest))), ("done", .text(visit.text(.done))),
          ("missed", .text(visit.text(.missed))), ("state", .text(state.rawValue)),
          ("days", .number(Double(late))),
        ])
      })
  }
}
