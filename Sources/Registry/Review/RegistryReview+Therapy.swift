import Diagnostics
import Quantities

extension RegistryReview {
  /// Courses, their administrations and doses.
  mutating func therapies() {
    let given = Dictionary(grouping: rows[AdministrationColumn.table] ?? []) { $0.text("course") }
    for row in rows[CourseColumn.table] ?? [] { course(CourseRow(row), given[row.id] ?? []) }
    indexTherapies()
    doses()
    let treated = Set((rows[CourseColumn.table] ?? []).map { $0.text("patient") })
    for row in rows[PatientColumn.table] ?? [] where !treated.contains(row.id) && !wasScreenedOnly(row.id) {
      add(
        .gap, "no course of treatment", in: PatientColumn.table, [row], remedy: "add it, if there was one",
        decision: false)
    }
  }

  /// Whether the patient was held against a protocol and not enrolled: nothing was to be given.
  private func wasScreenedOnly(_ patient: String) -> Bool {
    let screenings = screenings[patient] ?? []
    return !screenings.isEmpty && !screenings.contains { $0["enrolled"].integer == 1 }
  }

  private mutating func course(_ course: CourseRow, _ given: [Row]) {
    guard course.isRadionuclide else { return }
    let table = CourseColumn.table
    for row in given {
      guard let day = Self.day(row["started"]) else { continue }
      if let first = Self.day(course[.started]), day < first { outside(row, "before the first day") }
      if let last = Self.day(course[.ended]), day > last { outside(row, "after the last day") }
    }
    if given.isEmpty {
      add(
        .gap, "no administration of this course", in: table, [course.row], remedy: "add each administration")
    }
    let cycles = given.compactMap { $0["cycle"].integer }.sorted()
    if let last = cycles.last, Set(cycles) != Set(1...last) {
      add(
        .gap, "cycles are missing: administrations \(cycles.map(String.init).joined(separator: ", ")) alone",
        in: table, [course.row], remedy: "add the missing administrations, or correct their numbers")
    }
    planned(course, cycles.count)
    for row in given where row["activity_gbq"].isNull {
      add(
        .gap, "no administered activity", in: AdministrationColumn.table, [row],
        remedy: "registry set with activity_gbq", decision: false)
    }
  }

  private mutating func outside(_ row: Row, _ words: String) {
    add(
      .contradiction, "started lies \(words) of the course", in: AdministrationColumn.table, [row],
      remedy: "check both dates")
  }

  private mutating func planned(_ course: CourseRow, _ given: Int) {
    guard let planned = course[.plannedCycles].integer else { return }
    let reason = course.text(.reasonEnded)
    if given > planned {
      add(
        .contradiction, "\(counted(given, "administration")), \(planned) were planned",
        in: CourseColumn.table,
        [course.row], remedy: "correct planned_cycles or the administrations")
    } else if reason == "completed", given < planned {
      add(
        .contradiction, "stated as completed with \(given) of \(planned) planned administrations",
        in: CourseColumn.table, [course.row],
        remedy: "add the missing administrations, or give the reason why it ended early")
    } else if reason.isEmpty, given < planned, !course[.ended].isNull {
      add(
        .gap, "ended after \(given) of \(planned) planned administrations without a reason",
        in: CourseColumn.table, [course.row], remedy: "registry set with reason_ended")
    }
  }

  /// Studies count from one therapy; with several it must be said from which.
  private mutating func indexTherapies() {
    let courses = (rows[CourseColumn.table] ?? []).map { CourseRow($0) }.filter(\.isRadionuclide)
    for own in Dictionary(grouping: courses, by: { $0.text(.patient) }).values where own.count > 1 {
      let marked = own.count { $0[.indexTherapy].integer == 1 }
      if marked > 1 {
        add(
          .contradiction, "\(counted(marked, "course", "is", "are")) marked as index therapy",
          in: CourseColumn.table,
          own.map(\.row), remedy: "leave index_therapy at one of them")
      } else if marked == 0, registry.catalogue.version >= 3 {
        add(
          .gap,
          "\(own.count) radionuclide courses, and none is marked as index therapy: a cohort counts from the first",
          in: CourseColumn.table, own.map(\.row), remedy: "registry set courses … index_therapy=yes")
      }
    }
  }

  private mutating func doses() {
    let doses = (rows[DoseSummaryColumn.table] ?? []).map { DoseSummaryRow($0) }
    let normal = doses.filter { $0[.role] == "normal liver" }
    let groups = Dictionary(grouping: normal) { row in
      [
        row.text(.patient), row.text(.administration), row.text(.course), row.text(.delivered),
        row.text(.lobe),
      ]
    }
    for group in groups.values where group.count > 1 {
      add(
        .contradiction,
        "\(counted(group.count, "dose")) to normal liver of one lobe and administration: the ledger would add them",
        in: DoseSummaryColumn.table, group.map(\.row), remedy: "keep the dose of one region")
    }
    let administrations = (rows[AdministrationColumn.table] ?? []).map { AdministrationRow($0) }
    for row in administrations {
      let hasDose = doses.contains { dose in
        dose.text(.administration) == row.id
          || dose[.administration].isNull && dose.text(.patient) == row.text(.patient)
            && dose.text(.delivered) == row.text(.started).prefix(10)
      }
      guard !hasDose else { continue }
      add(
        .gap, "no absorbed dose of this administration", in: AdministrationColumn.table, [row.row],
        remedy: "hepatica registry import takes the report.json of its dosimetry", decision: false)
    }
  }
}
