import Criteria
import Documents
import Quantities
import Reporting
import Workflow

/// Toxicities that came up in a term, and how many were reversed.
struct RecoveryRow {
  let title: String
  /// Patients in whom it came up, and those of them in whom it was reversed.
  let cameUp, reversed: Int
  /// From the worst grade to the reversal, in rising order.
  let days: [Int]

  init(title: String, _ all: [ToxicityRecovery]) {
    days = all.compactMap(\.days).sorted()
    (self.title, cameUp, reversed) = (title, all.count, days.count)
  }

  static func rows(_ run: ToxicityRun) -> [RecoveryRow] {
    let byTerm = Dictionary(grouping: run.recoveries, by: \.code)
    return run.summary.codes.compactMap { code in
      byTerm[code].map { RecoveryRow(title: run.summary.title(code), $0) }
    }
  }
}

/// A laboratory value at a visit after a cycle.
struct VisitValue {
  let patient, code: String
  /// 0: before treatment.
  let cycle: Int
  let visit: String
  let entry: TermCourse.Graded

  /// Values before treatment, and nearest to 4 and 8 weeks after each cycle, within a week before and one or two after.
  static func all(_ patient: PatientToxicity) -> [VisitValue] {
    patient.courses.flatMap { course in
      let before = course.baseline.map {
        VisitValue(patient: patient.record.patient, code: course.code, cycle: 0, visit: "before", entry: $0)
      }
      let cycles = patient.record.cycles.sorted()
      let after = cycles.enumerated().flatMap { n, day in
        windows.compactMap { window -> VisitValue? in
          let next = n + 1 < cycles.count ? cycles[n + 1] : nil
          let here = course.timeline.filter { entry in
            let days = entry.value.day.days(since: day)
            return window.days.contains(days) && next.map { entry.value.day <= $0 } ?? true
          }
          let nearest = here.min {
            abs($0.value.day.days(since: day) - window.due) < abs($1.value.day.days(since: day) - window.due)
          }
          return nearest.map {
            VisitValue(
              patient: patient.record.patient, code: course.code, cycle: n + 1, visit: window.name, entry: $0)
          }
        }
      }
      return (before.map { [$0] } ?? []) + after
    }
  }

  /// As the schedule that the registry writes has them.
  private static let windows = [
    (name: "4 weeks", due: 28, days: 21...35), (name: "8 weeks", due: 56, days: 49...70),
  ]
}

/// How toxicities went on, as tables.
enum CourseTables {
  static let recovery = TableForm<RecoveryRow>(
    "recovery",
    [
      .init("term", "Term", share: 2, means: "title of the term") { .text($0.title) },
      .init("patients", "Came up", .number, means: "patients whose grade rose above that before") {
        .count($0.cameUp)
      },
      .init("recovered", "Recovered", .share, share: 1.5, means: "of these, back to the grade before", .exact)
      {
        .share(ExactShare($0.reversed, of: $0.cameUp))
      },
      .init("median_days", "Median", unit: "d", .number, means: "days from the worst grade to recovery") {
        $0.days.isEmpty ? .absent : .count($0.days[$0.days.count / 2])
      },
      .init("range_days", "Range", unit: "d", means: "least and most of these days") {
        $0.days.isEmpty ? .absent : .text("\($0.days[0])–\($0.days[$0.days.count - 1])")
      },
    ])

  static let recoveries = TableForm<ToxicityRecovery>(
    "recoveries", file: "recovery.csv",
    [
      .init("patient", means: "pseudonym") { .text($0.patient) },
      .init("term", means: "short name of the term") { .text($0.code) },
      .init("baseline_grade", means: "grade before treatment") { .number(of: $0.baseline) },
      .init("worst_grade", means: "worst grade in the window") { .count($0.grade) },
      .init("worst_date", means: "day of it") { .text($0.worst.description) },
      .init("recovered_date", means: "first later day with the grade before treatment or a lower one") {
        .words($0.recovered?.description)
      },
      .init("days", unit: "d", means: "days between the two") { .number(of: $0.days) },
      .init("last_date", means: "day of the last sample") { .text($0.last.description) },
    ])

  static let clearances = TableForm<FollowedClearance>(
    "clearances", file: "clearances.csv",
    [
      .init("patient", "Patient", means: "pseudonym") { .text($0.patient) },
      .init("test", "Clearance", share: 1.6, means: "which clearance") {
        .text(Self.names[$0.code] ?? $0.code)
      },
      .init("unit", "Unit", share: 1.2, means: "unit of the values") { .text($0.unit) },
      .init("baseline", "Before", .number, means: "last value before treatment") {
        .value($0.baseline.value.doubleValue)
      },
      .init("lowest", "Lowest", .number, means: "lowest value in the window") {
        .value($0.lowest.value.doubleValue)
      },
      .init("lowest_date", "On", share: 1.1, means: "day of it") { .text($0.lowest.day.description) },
      .init("change", "Change", unit: "%", .number, means: "from before to the lowest value") {
        .value($0.percent)
      },
      .init("recovered_date", "Back on", share: 1.1, means: "first later day within 5 % of the value before")
      {
        .words($0.recovered?.description)
      },
      .init("last_date", means: "day of the last value") { .text($0.last.description) },
    ])

  private static let names = [
    "DTPA": "Tc-99m-DTPA", "DTPAN": "Tc-99m-DTPA", "EC": "Tc-99m-EC", "ECN": "Tc-99m-EC",
  ]

  static let ascites = TableForm<AscitesCourse>(
    "ascites", file: "ascites.csv",
    [
      .init("patient", "Patient", means: "pseudonym") { .text($0.patient) },
      .init("arm", means: "arm of the table of patients") { .text($0.arm) },
      .init("new", "New ascites", share: 1.4, means: "whether ascites came up under treatment") {
        .text($0.ascites.word)
      },
      .init("first_seen", "First seen", means: "first day on which it was seen") {
        .words($0.ascites.day?.description)
      },
      .init(
        "none_before", "None seen before on", share: 1.2,
        means: "last imaging before treatment without ascites"
      ) {
        .words($0.clearImaging?.description)
      },
      .init("attribution", "Attributed to", means: "cause as a reader stated it") {
        .words($0.attribution?.rawValue)
      },
    ])

  /// Visits of a term in their order, as columns of the table that people read.
  static func visits(_ columns: [(cycle: Int, visit: String)]) -> TableForm<[VisitValue]> {
    TableForm(
      "visits",
      [.init("patient", "Patient", means: "pseudonym") { .text($0.first?.patient ?? "") }]
        + columns.map { cycle, visit in
          FormColumn(
            "c\(cycle)_\(visit)", cycle == 0 ? "Before" : "\(visit), cycle \(cycle)", share: 1,
            means: "value and grade"
          ) { values in
            values.first { $0.cycle == cycle && $0.visit == visit }.map { .text($0.words) } ?? .absent
          }
        })
  }

  static let visitValues = TableForm<VisitValue>(
    "visit-values", file: "visit-values.csv",
    [
      .init("patient", means: "pseudonym") { .text($0.patient) },
      .init("term", means: "short name of the term") { .text($0.code) },
      .init("cycle", means: "cycle that the visit follows; 0 before treatment") { .count($0.cycle) },
      .init("visit", means: "before, 4 weeks, 8 weeks") { .text($0.visit) },
      .init("date", means: "day of the sample") { .text($0.entry.value.day.description) },
      .init("value", means: "value as reported") { .text($0.entry.value.printed) },
      .init("unit", means: "its unit") { .text($0.entry.value.amount.unit.symbol) },
      .init("grade", means: "grade, or not gradable") { .text($0.entry.grade.printed) },
    ])
}

extension VisitValue {
  var words: String {
    entry.value.printed + (entry.grade.grade.map { $0 > 0 ? " (G\($0))" : "" } ?? " (?)")
  }
}

extension NewAscites {
  var word: String {
    switch self {
    case .yes: "yes"
    case .no: "no"
    case .presentBefore: "no, there before"
    case .undeterminable: "not known: no imaging before"
    }
  }
  var day: CalendarDay? { if case .yes(let day) = self { day } else { nil } }
}
