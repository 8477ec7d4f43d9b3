import Quantities

extension RegistryReview {
  /// Orders of days that cannot be, and some that rarely are.
  mutating func days(until today: CalendarDay) {
    let births = (rows[PatientColumn.table] ?? []).reduce(into: [String: Int]()) {
      $0[$1.id] = PatientRow($1)[.birthYear].integer
    }
    let deaths = (rows[DeathColumn.table] ?? []).reduce(into: [String: CalendarDay]()) {
      $0[$1.text("patient")] = Self.day($1["died"])
    }
    for table in registry.catalogue.tables {
      let dated = table.columns.filter(\.isPast).map(\.name)
      for row in rows[table.name] ?? [] {
        let patient = Self.patient(row, table.name)
        for column in dated {
          guard let day = Self.day(row[column]) else { continue }
          if day > today.adding(days: 1) { impossible("\(column) lies in the future", table.name, row) }
          if let birth = births[patient], day.year < birth {
            impossible("\(column) lies before the year of birth", table.name, row)
          }
          if let death = deaths[patient], day > death, table.name != DeathColumn.table {
            impossible("\(column) lies after the day of death", table.name, row)
          }
        }
        ends(row, table.name)
      }
    }
    consent()
  }

  private mutating func ends(_ row: Row, _ table: String) {
    guard let start = Self.day(row["started"]), let end = Self.day(row["ended"]), end < start else { return }
    impossible("ended lies before started", table, row)
  }

  private mutating func impossible(_ what: String, _ table: String, _ row: Row) {
    add(.impossible, what, in: table, [row], remedy: "check both dates")
  }

  /// Consent and diagnosis come before treatment; before the index therapy, where one is marked: what came before that is
  /// not the study's.
  private mutating func consent() {
    let subjects = Set((rows[AllocationColumn.table] ?? []).map { $0.text("subject") })
    let first = Dictionary(grouping: rows[CourseColumn.table] ?? []) { $0.text("patient") }.compactMapValues {
      let own = $0.map { CourseRow($0) }.filter(\.isRadionuclide)
      let marked = own.filter { $0[.indexTherapy].integer == 1 }
      // Of a subject of a trial who has no therapy of it yet, all therapies were before.
      let isWaiting = marked.isEmpty && own.first.map { subjects.contains($0.text(.patient)) } ?? false
      return isWaiting ? nil : (marked.isEmpty ? own : marked).compactMap { Self.day($0[.started]) }.min()
    }
    for row in rows[PatientColumn.table] ?? [] {
      guard let start = first[row.id] else { continue }
      for (column, word) in [("consented", "consent"), ("diagnosed", "diagnosis")] {
        guard let day = Self.day(row[column]), day > start else { continue }
        add(
          .contradiction, "\(word) lies after the first radionuclide therapy", in: PatientColumn.table, [row],
          remedy: "check both dates")
      }
      if let seen = Self.day(row["last_seen"]), seen < start {
        add(
          .contradiction, "last seen lies before the first radionuclide therapy", in: PatientColumn.table,
          [row],
          remedy: "correct last_seen")
      }
    }
  }

  static func day(_ value: Value) -> CalendarDay? {
    value.text.flatMap { CalendarDay(iso8601: $0.prefix(10)) }
  }
}

extension TableRow<CourseColumn> {
  /// TARE and PRRT; other treatments give no activity.
  package var isRadionuclide: Bool { ["TARE", "IV PRRT", "IA PRRT"].contains(text(.kind)) }
}
