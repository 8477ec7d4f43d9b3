import Arguments
import Diagnostics
import Files
import Foundation
import Quantities
import Registry
import Studies
import Trials

private struct ScheduleWish: Decodable { var why: String? }

/// What a trial needs next to its allocation: screening, visits, data that need somebody. No arm is among it.
extension Workstation {
  var trialDeskRoutes: [Route] {
    [
      .get("/api/registry/trials/:trial/desk", .readTrials) { call in
        .json(try self.trialDesk(call["trial"], on: call.query("on")))
      },
      // Visits that the protocol asks for and that are not there yet, of every subject's courses.
      .change("POST", "/api/registry/trials/:trial/schedule", .enterRows) { call, body in
        let why = try decoded(ScheduleWish.self, body).why ?? "visits of the protocol"
        let author = try ChangeAuthor(who: call.session.account, why: why)
        let registry = try self.desk().open()
        let rules = try TrialProtocol(locked: registry.trial(call["trial"])).visits
        let patients = try Self.subjects(call["trial"], registry)
        let courses = try registry.rows(of: CourseColumn.self).filter {
          patients.contains($0.text(.patient)) && $0.isRadionuclide
        }
        let added = try courses.reduce(0) { sum, course in
          sum + (try registry.schedule(course: course.id, rules, by: author))
        }
        return .json(.object([("added", .number(Double(added)))]), 201)
      },
    ]
  }

  /// Patients that have a place on a list of real subjects.
  static func subjects(_ trial: String, _ registry: Registry) throws -> Set<String> {
    let given = try registry.rows(
      of: AllocationColumn.self, where: [.trial: .text(trial), .purpose: "production"])
    return Set(given.map { $0.text(.patient).isEmpty ? $0.text(.subject) : $0.text(.patient) })
  }

  private func trialDesk(_ trial: String, on day: String?) throws -> JSON {
    let registry = try desk().open()
    let plan = try TrialProtocol(locked: registry.trial(trial))
    guard let today = CalendarDay(iso8601: day ?? String("\(DateTime.now)".prefix(10))) else {
      throw Refusal(400, "this is not a date YYYY-MM-DD", at: "on")
    }
    let subjects = try Self.subjects(trial, registry)
    let schedule = try TrialSchedule(registry, subjects, on: today)
    let review = try RegistryReview(registry, on: today).items.filter { subjects.contains($0.patient) }
    return .object([
      ("on", .text("\(today)")), ("auditHead", .text(try registry.auditHead())),
      ("screening", .array(try screening(registry, subjects))), ("visits", schedule.json),
      ("rules", .array(plan.visits.map { .text($0.name) })),
      ("findings", .array(review.map(Self.json))),
      ("queries", .array(queries.list.filter { subjects.contains($0.patient) }.map(\.json))),
    ])
  }

  /// Everybody who was held against a protocol, enrolled or not, the newest first.
  private func screening(_ registry: Registry, _ subjects: Set<String>) throws -> [JSON] {
    try registry.rows(of: ScreeningColumn.self, order: [.screened]).reversed().map { row in
      .object([
        ("patient", .text(row.text(.patient))), ("protocol", .text(row.text(.protocol))),
        ("screened", .text(row.text(.screened))), ("verdict", .text(row.text(.verdict))),
        ("reasons", .text(row.text(.reasons))), ("notEnrolled", .text(row.text(.notEnrolled))),
        (
          "enrolled",
          .flag(row[.enrolled].integer == 1 || subjects.contains(row.text(.patient)))
        ),
      ])
    }
  }

  private static func json(_ item: RegistryReview.Item) -> JSON {
    .object([
      ("kind", .text(item.kind.rawValue)), ("needsDecision", .flag(item.needsDecision)),
      ("patient", .text(item.patient)), ("table", .text(item.table)),
      ("rows", .array(item.rows.map { .text($0) })), ("what", .text(item.what)),
      ("remedy", .text(item.remedy)),
    ])
  }
}
