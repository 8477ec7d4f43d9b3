import Criteria
import Documents
import Quantities
import Reporting
import Workflow

/// The tables of a toxicity run.
enum ToxicityTables {
  private static let limits = "limit of normal of the value's own row, or of the table of limits"

  /// One line per patient and term, written patient by patient.
  static let grades = TableForm<GradeRow>(
    "grades", file: "grades.csv",
    [
      .init("patient", means: "pseudonym") { .text($0.patient.record.patient) },
      .init("arm", means: "arm of the table of patients") { .text($0.patient.record.arm) },
      .init("term", means: "short name of the term") { .text($0.course.code) },
      .init("title", means: "title of the term in the criteria") { .text($0.title) },
      .init("baseline_date", means: "day of the baseline value") {
        .words($0.course.baseline?.value.day.description)
      },
      .init("baseline_value", means: "baseline value, in the column unit") {
        .words($0.course.baseline?.value.printed)
      },
      .init("baseline_grade", means: "grade of the baseline value") {
        .words($0.course.baseline?.grade.printed)
      },
      .init("worst_date", means: "day of the value with the worst grade in the window") {
        .words($0.worst?.value.day.description)
      },
      .init("worst_day", unit: "d", means: "days from the first cycle to it") { .words($0.day) },
      .init("worst_value", means: "that value, in the column unit") { .words($0.worst?.value.printed) },
      .init("unit", means: "unit of the values as reported") { .words($0.worst?.value.amount.unit.symbol) },
      .init("lower", means: "lower \(limits)") { .words($0.grade?.finding.lower?.value.description) },
      .init("upper", means: "upper \(limits)") { .words($0.grade?.finding.upper?.value.description) },
      .init("worst_grade", means: "worst grade in the window, or not gradable") { .words($0.grade?.printed) },
      .init("at_least", means: "least grade that the value can have") {
        .words($0.grade.map { "\($0.atLeast)" })
      },
      .init("branch", means: "branch of the term that was used") { .words($0.grade?.branch.rawValue) },
      .init("limit", means: "step of the criteria that the value reaches") { .words($0.grade?.step?.words) },
      .init("worsened", means: "whether the worst grade is above that at baseline") {
        .words($0.course.worsened.map { $0 ? "yes" : "no" })
      },
      .init("samples", means: "graded values in the window") { .count($0.course.samples) },
      .init("not_gradable", means: "values in the window without a grade") { .count($0.course.notGradable) },
      .init("missing", means: "what is missing for a grade") { .words($0.grade?.gap?.rawValue) },
      .init("flags", means: "remarks of the grading") { .words($0.grade?.flagWords) },
      .init("attribution", means: "cause as a reader stated it") { .words($0.attribution) },
      .init("criteria", means: "edition of the criteria") { .text($0.inputs.scale.source.edition) },
    ])

  /// One line per value, written patient by patient.
  static let timeline = TableForm<ValueRow>(
    "timeline", file: "timeline.csv",
    [
      .init("patient", means: "pseudonym") { .text($0.patient.patient) },
      .init("arm", means: "arm of the table of patients") { .text($0.patient.arm) },
      .init("term", means: "short name of the term") { .text($0.code) },
      .init("date", means: "day of the sample") { .text($0.entry.value.day.description) },
      .init("day", unit: "d", means: "days from the first cycle") {
        .count($0.entry.value.day.days(since: $0.first))
      },
      .init("period", means: "before the therapy, in the window, or after it") {
        .text($0.entry.period.rawValue)
      },
      .init("value", means: "value, with < or > where it is a bound") { .text($0.entry.value.printed) },
      .init("unit", means: "unit of the value as reported") { .text($0.entry.value.amount.unit.symbol) },
      .init("lower", means: "lower \(limits)") { .words($0.grade.finding.lower?.value.description) },
      .init("upper", means: "upper \(limits)") { .words($0.grade.finding.upper?.value.description) },
      .init("baseline", means: "baseline value that the grade is relative to") { .words($0.baseline) },
      .init("grade", means: "grade, or not gradable") { .text($0.grade.printed) },
      .init("at_least", means: "least grade that the value can have") { .count($0.grade.atLeast) },
      .init("branch", means: "branch of the term that was used") { .text($0.grade.branch.rawValue) },
      .init("limit", means: "step of the criteria that the value reaches") { .words($0.grade.step?.words) },
      .init("missing", means: "what is missing for a grade") { .words($0.grade.gap?.rawValue) },
      .init("flags", means: "remarks of the grading") { .words($0.grade.flagWords) },
      .init("file", means: "file of the value") { .text($0.file) },
      .init("row", means: "row of the value in its file") { .count($0.entry.value.row) },
    ])

  static let before = TableForm<CohortRow>(
    "before", file: "before.csv",
    [
      .init("term", means: "short name of the term") { .text($0.code) },
      .init("title", "Term", share: 2, means: "title of the term in the criteria") { .text($0.title) },
      .init("known", "Known", .number, means: "patients with a grade before treatment") {
        .count($0.term.before.reduce(0, +))
      },
    ]
      + (0...4).map { grade in
        .init("grade_\(grade)", "G\(grade)", .number, share: 0.6, means: "patients with this grade before") {
          .count($0.term.before[grade])
        }
      })

  /// One line per arm, term and grade.
  static let cohort = TableForm<CohortRow>(
    "cohort", file: "cohort.csv",
    [
      .init("arm", means: "arm, or all") { .text($0.arm) },
      .init("term", means: "short name of the term") { .text($0.code) },
      .init("title", means: "title of the term in the criteria") { .text($0.title) },
      .init("patients", means: "patients of the arm") { .count($0.patients) },
      .init("with_grade", means: "patients with a grade in the window") { .count($0.term.graded) },
      .init("not_gradable", means: "patients with values and no grade") { .count($0.term.notGradable) },
      .init("partly_graded", means: "patients with a grade and further values without one") {
        .count($0.term.partlyGraded)
      },
      .init("without_value", means: "patients without a value in the window") {
        .count($0.term.withoutValue)
      },
      .init("samples", means: "graded values in the window") { .count($0.term.samples) },
      .init("grade", means: "grade that the line counts, 0…4") { .count($0.level) },
      .init("patients_worst", means: "patients whose worst grade it is") { .count($0.worst.count) },
      .init("percent", unit: "%", .number, means: "these of the patients with a grade", .exact) {
        .value($0.worst.percent)
      },
      .init("lower95", unit: "%", .number, means: "lower limit of percent", .exact) {
        .value($0.worst.lower)
      },
      .init("upper95", unit: "%", .number, means: "upper limit of percent", .exact) {
        .value($0.worst.upper)
      },
      .init("new_at_least", means: "patients who reached the grade or more and did not have it before") {
        .number(of: $0.new?.count)
      },
      .init("at_risk", means: "patients with a known baseline grade below it") { .number(of: $0.new?.of) },
      .init("new_percent", unit: "%", .number, means: "new of those at risk", .exact) {
        .value($0.new?.percent)
      },
      .init("new_lower95", unit: "%", .number, means: "lower limit of new_percent", .exact) {
        .value($0.new?.lower)
      },
      .init("new_upper95", unit: "%", .number, means: "upper limit of new_percent", .exact) {
        .value($0.new?.upper)
      },
      .init("criteria", means: "edition of the criteria") { .text($0.edition) },
    ])

  /// The same for people: one line per term.
  static func worst(headline: Int) -> TableForm<CohortRow> {
    TableForm(
      "worst",
      [.init("title", "Term", share: 2.6, means: "title of the term") { .text($0.title) }]
        + (0...4).map { grade in
          FormColumn(
            "grade_\(grade)", "G\(grade)", .number, share: 0.5, means: "patients with this worst grade"
          ) {
            .count($0.term.worst[grade])
          }
        }
        + [
          .init("not_gradable", "Not gradable", .number, share: 0.7, means: "patients") {
            .count($0.term.notGradable)
          },
          .init("without_value", "No value", .number, share: 0.6, means: "patients") {
            .count($0.term.withoutValue)
          },
        ] + Array(Set([headline, 3])).sorted().map(new)
        + [
          .init("samples", "Samples", .number, share: 0.7, means: "graded values") { .count($0.term.samples) }
        ])
  }

  private static func new(_ grade: Int) -> FormColumn<CohortRow> {
    FormColumn(
      "new_\(grade)", "New grade ≥ \(grade)", unit: "of those at risk, exact 95 %", .share, share: 1.6,
      means: "patients who reached it and did not have it before", .exact
    ) { .share($0.new(atLeast: grade)) }
  }

  /// The patients who have figures, the worst first.
  static let patients = TableForm<PatientToxicity>(
    "patients",
    [
      .init("patient", "Patient", means: "pseudonym") { .text($0.record.patient) },
      .init("arm", "Arm", share: 0.6, means: "arm") { .words($0.record.arm) },
      .init("worst", "Worst grade", .number, share: 0.7, means: "worst grade in the window") {
        .count($0.worstGrade)
      },
      .init("terms", "Terms with it", share: 3, means: "terms of that grade") { .words($0.worstTerms) },
    ])

  static func attributions(_ summary: ToxicitySummary) -> TableForm<
    (key: String, value: [FindingsTable.Attribution: Int])
  > {
    TableForm(
      "attributions",
      [.init("term", "Term", share: 2, means: "title of the term") { .text(summary.title($0.key)) }]
        + FindingsTable.Attribution.allCases.map { cause in
          FormColumn(
            cause.rawValue, cause.rawValue.capitalized, unit: "patients", .number, means: "patients"
          ) { .count($0.value[cause] ?? 0) }
        })
  }
}

extension PatientToxicity {
  /// The terms of the worst grade, if it is at least 1.
  var worstTerms: String {
    let worst = worstGrade
    guard worst > 0 else { return "" }
    return courses.filter { $0.worst?.grade.grade == worst }.map(\.code).joined(separator: ", ")
  }
}

extension StudyTable.Cell {
  static func share(_ share: ExactShare) -> Self {
    guard let percent = share.percent, let lower = share.lower, let upper = share.upper else {
      return .share(share.count, of: share.of, .nan)
    }
    return .share(share.count, of: share.of, percent / 100, limits: lower / 100...upper / 100)
  }
}
