import Arguments
import Diagnostics
import Files
import Foundation
import Quantities
import Registry

/// What waits for whoever asks, by what their roles let them do. Tasks of cases come with the list of cases.
extension Workstation {
  var taskRoutes: [Route] {
    [.get("/api/tasks", .see) { call in .json(.array(try self.tasks(call.session))) }]
  }

  private func tasks(_ session: Session) throws -> [JSON] {
    var tasks: [JSON] = []
    if session.may(.readRegistry) { tasks += queryTasks(session) }
    if session.may(.holdTrial) {
      tasks += office.pending(besides: session.account).map {
        Self.task("open", "agree to open the lists of \($0), or do not", "#/trial/\($0)", 1)
      }
    }
    if session.may(.enterRows), session.may(.readRegistry), settings.registry != nil {
      tasks += try overdueTasks()
    }
    return tasks
  }

  private func queryTasks(_ session: Session) -> [JSON] {
    let all = queries.list
    let open = session.may(.enterRows) ? all.count { $0.state == .open } : 0
    let mine = all.count { query in
      query.state == .answered && session.may(.ask) && query.turns.first?.account == session.account
    }
    return [
      open > 0 ? Self.task("query", "answer queries", "#/queries", open) : nil,
      mine > 0 ? Self.task("answer", "read answers to my queries", "#/queries", mine) : nil,
    ].compactMap(\.self)
  }

  private func overdueTasks() throws -> [JSON] {
    guard let today = CalendarDay(iso8601: String("\(DateTime.now)".prefix(10))) else { return [] }
    let late = try desk().open().overdueVisits(on: today)
    let patients = Set(late.map { $0.visit.text(.patient) })
    guard let first = late.first?.visit.text(.patient) else { return [] }
    let place = patients.count == 1 ? "#/patient/\(first)" : "#/visits"
    return [Self.task("visit", "enter or excuse overdue visits", place, late.count)]
  }

  private static func task(_ kind: String, _ text: String, _ place: String, _ count: Int) -> JSON {
    .object([
      ("kind", .text(kind)), ("text", .text(text)), ("href", .text(place)),
      ("count", .number(Double(count))),
    ])
  }
}
