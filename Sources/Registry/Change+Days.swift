import Diagnostics
import Quantities

extension Change {
  /// Days on which nothing can have happened: in the future, before the patient's year of birth, after death.
  func impossibleDays(of row: Row, in table: Table) throws -> [Problem] {
    var days: [(column: String, day: CalendarDay)] = []
    for column in table.columns where column.isPast {
      if let day = Self.day(row[column.name]) { days.append((column.name, day)) }
    }
    guard !days.isEmpty else { return [] }
    let patient = table.name == PatientColumn.table ? row.id : row.text("patient")
    let birth: Int? =
      table.name == PatientColumn.table
      ? PatientRow(row)[.birthYear].integer : try year(ofBirth: patient)
    let death: CalendarDay? = table.name == DeathColumn.table ? nil : try self.death(of: patient)
    // A day begins up to 14 hours earlier elsewhere than in Greenwich.
    let today = Self.day(.text(time))?.adding(days: 1)
    var problems: [Problem] = []
    for (column, day) in days {
      if let today, day > today { problems.append(Self.impossible(column, "lies in the future", table)) }
      if let birth, day.year < birth {
        problems.append(Self.impossible(column, "lies before the year of birth", table))
      }
      if let death, day > death {
        problems.append(Self.impossible(column, "lies after the day of death", table))
      }
    }
    if table.name == DeathColumn.table, let died = days.first?.day,
      let later = try laterTable(than: died, patient)
    {
      problems.append(Self.impossible("died", "lies before a row of “\(later)”", table))
    }
    return try problems + outsideCourse(row, table)
  }

  /// An administration belongs to its course in time, whichever of the two is written last.
  private func outsideCourse(_ row: Row, _ table: Table) throws -> [Problem] {
    switch table.name {
    case AdministrationColumn.table:
      guard let day = Self.day(row["started"]),
        let course = try registry.row(of: CourseColumn.self, row.text("course"))
      else { return [] }
      return Self.isInside(day, course)
        ? [] : [Self.impossible("started", "lies outside the days of its course", table)]
    case CourseColumn.table:
      let own = try registry.rows(of: AdministrationColumn.self, where: [.course: .text(row.id)])
      let course = CourseRow(row)
      let isOutside = own.contains { Self.day($0[.started]).map { !Self.isInside($0, course) } ?? false }
      return isOutside
        ? [Self.impossible("started or ended", "leaves out an administration of the course", table)] : []
    default: return []
    }
  }

  private static func isInside(_ day: CalendarDay, _ course: CourseRow) -> Bool {
    let (first, last) = (Self.day(course[.started]), Self.day(course[.ended]))
    return first.map { day >= $0 } ?? true && last.map { day <= $0 } ?? true
  }

  private static func impossible(_ column: String, _ what: String, _ table: Table) -> Problem {
    Problem(
      .dataRejected, what: "\(column) \(what)", at: table.name, why: "one of two dates is wrong",
      remedy: "check both dates")
  }

  private static func day(_ value: Value) -> CalendarDay? {
    guard let text = value.text else { return nil }
    return CalendarDay(iso8601: text.prefix(10))
  }

  private func year(ofBirth patient: String) throws -> Int? {
    guard !patient.isEmpty, let row = try registry.row(of: PatientColumn.self, patient) else { return nil }
    return row[.birthYear].integer
  }

  private func death(of patient: String) throws -> CalendarDay? {
    guard !patient.isEmpty else { return nil }
    let deaths = try registry.rows(of: DeathColumn.self, where: [.patient: .text(patient)])
    guard let row = deaths.first else { return nil }
    return Self.day(row[.died])
  }

  /// A table in which something happened after this day.
  private func laterTable(than died: CalendarDay, _ patient: String) throws -> String? {
    for table in registry.catalogue.tables where table.name != DeathColumn.table {
      let column = table.name == PatientColumn.table ? "id" : "patient"
      let dated = table.columns.filter(\.isPast).map(\.name)
      guard !dated.isEmpty, table.column(column) != nil else { continue }
      let rows = try registry.rows(table.name, where: [column: .text(patient)])
      let isLater = rows.contains { row in dated.contains { Self.day(row[$0]).map { $0 > died } ?? false } }
      if isLater { return table.name }
    }
    return nil
  }
}
