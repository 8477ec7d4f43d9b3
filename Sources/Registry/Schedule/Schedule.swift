import Diagnostics
import Quantities

extension VisitRule {
  /// 4 and 8 weeks after each administration (Tata 2024: blood, kidneys, liver; PET/CT at 8 weeks), 18 months after the
  /// last one (LUTARTERIAL: clinical examination, MRI and CT).
  public static let standard = [
    VisitRule(name: "4 weeks", kind: "laboratory", after: .eachCycle, days: 28, early: 7, late: 7),
    VisitRule(
      name: "8 weeks, blood", kind: "laboratory", after: .eachCycle, days: 56, early: 7, late: 14),
    VisitRule(name: "8 weeks", kind: "imaging", after: .eachCycle, days: 56, early: 7, late: 14),
    VisitRule(
      name: "18 months, clinic", kind: "clinic", after: .lastCycle, months: 18, early: 30, late: 60),
    VisitRule(name: "18 months", kind: "imaging", after: .lastCycle, months: 18, early: 30, late: 60),
  ]
}

extension Registry {
  /// Writes the visits of a course that are not there yet; those that are done or were moved stay.
  /// - Returns: how many were new.
  /// - Throws: `Problem` if there is no such course.
  @discardableResult
  public func schedule(course id: String, _ rules: [VisitRule] = VisitRule.standard, by author: Author) throws
    -> Int
  {
    try change(by: author) { change in
      guard let course = try row(of: CourseColumn.self, id) else {
        throw Problem(.inputMissing, what: "the registry has no course of this id", at: store.place)
      }
      let given = try rows(of: AdministrationColumn.self, where: [.course: .text(id)], order: [.cycle])
      let days = given.compactMap { row in
        CalendarDay(iso8601: row.text(.started).prefix(10)).map { (row[.cycle].integer ?? 0, $0) }
      }
      let due = rules.flatMap { rule in Self.origins(rule, days).map { (rule, $0.0, $0.1) } }
      var added = 0
      for (rule, cycle, start) in due {
        let visit = Self.visit(rule, cycle, start, course)
        guard try row(of: VisitColumn.self, visit.id) == nil else { continue }
        try change.insert(visit)
        added += 1
      }
      // What was done before the schedule was written is done.
      try change.closeVisits(of: [course.text(.patient)])
      return added
    }
  }

  private static func origins(_ rule: VisitRule, _ days: [(Int, CalendarDay)]) -> [(Int, CalendarDay)] {
    switch rule.after {
    case .eachCycle: days
    case .firstCycle: days.first.map { [$0] } ?? []
    case .lastCycle: days.last.map { [$0] } ?? []
    }
  }

  private static func visit(
    _ rule: VisitRule, _ cycle: Int, _ start: CalendarDay, _ course: CourseRow
  ) -> VisitRow {
    let due = start.adding(months: rule.months).adding(days: rule.days)
    return [
      .id: .text("\(course.id)/\(cycle)/\(rule.name)"), .patient: course[.patient], .course: course[.id],
      .name: .text("\(rule.name) after cycle \(cycle)"), .kind: .text(rule.kind), .due: .text("\(due)"),
      .earliest: .text("\(due.adding(days: -rule.early))"),
      .latest: .text("\(due.adding(days: rule.late))"),
    ]
  }

  /// Visits whose window has passed without being done, the longest overdue first. Patients who died since are not
  /// waited for.
  ///
  /// - Throws: `Problem` if the database fails.
  package func overdueVisits(on day: CalendarDay) throws(Problem) -> [(visit: VisitRow, days: Int)] {
    let died = Dictionary(
      try rows(of: DeathColumn.self).map { ($0.text(.patient), CalendarDay(iso8601: $0.text(.died))) },
      uniquingKeysWith: { a, _ in a })
    let open = try rows(of: VisitColumn.self, where: [.done: nil, .missed: nil])
    return open.compactMap { visit -> (visit: VisitRow, days: Int)? in
      guard
        let latest = CalendarDay(iso8601: visit.text(.latest)) ?? CalendarDay(iso8601: visit.text(.due)),
        latest < day
      else { return nil }
      if let death = died[visit.text(.patient)] ?? nil, let due = CalendarDay(iso8601: visit.text(.due)),
        death <= due
      {
        return nil
      }
      return (visit, day.days(since: latest))
    }.sorted { ($1.days, $0.visit.id) < ($0.days, $1.visit.id) }
  }

  /// Radionuclide courses with administrations and without any visit, in words: nobody can be overdue there.
  ///
  /// - Throws: `Problem` if the database fails.
  package func coursesWithoutSchedule() throws(Problem) -> [String] {
    let scheduled = Set(try rows(of: VisitColumn.self).map { $0.text(.course) })
    let given = Set(try rows(of: AdministrationColumn.self).map { $0.text(.course) })
    let died = Set(try rows(of: DeathColumn.self).map { $0.text(.patient) })
    let open = try rows(of: CourseColumn.self).filter { course in
      course.isRadionuclide && given.contains(course.id) && !scheduled.contains(course.id)
        && !died.contains(course.text(.patient))
    }
    guard !open.isEmpty else { return [] }
    return open.count <= 3 ? open.map { "course \($0.id)" } : [counted(open.count, "course")]
  }
}
