import Criteria
import Documents
import Quantities
import Reporting
import Workflow

/// A visit by one criterion, as a line of `visits.csv`.
struct VerdictRow {
  let arm: String
  let course: ResponseCourse
  let visit: ResponseCourse.Visit
  let criterion: ResponseCriterion
  let verdict: Verdict<String>

  static func rows(_ cohort: ResponseCohort) -> [VerdictRow] {
    cohort.courses.flatMap { course in
      course.visits.flatMap { visit in
        ResponseCriterion.allCases.compactMap { criterion in
          visit.verdicts[criterion].map {
            VerdictRow(
              arm: cohort.record(course)?.arm ?? "", course: course, visit: visit, criterion: criterion,
              verdict: $0)
          }
        }
      }
    }
  }

  /// Sums of diameters are RECIST's.
  var sums: SumCourse? { criterion == .recist ? visit.sums : nil }
  var completeSums: SumCourse? { visit.isComplete ? sums : nil }
}

/// The tables of a response run.
enum ResponseTables {
  private static let criteria = ResponseCriterion.allCases

  /// One line per patient, reader, visit and criterion.
  static let verdicts = TableForm<VerdictRow>(
    "visits", file: "visits.csv",
    [
      .init("patient", means: "pseudonym") { .text($0.course.patient) },
      .init("arm", means: "arm of the table of patients") { .text($0.arm) },
      .init("reader", means: "reader of the images") { .text($0.course.reader) },
      .init("date", means: "day of the visit") { .text($0.visit.day.description) },
      .init("day", unit: "d", means: "days from baseline") { .count($0.visit.offset) },
      .init("criterion", means: "response criterion") { .text($0.criterion.rawValue) },
      .init("response", means: "response, empty where it cannot be assessed") { .words($0.verdict.outcome) },
      .init("sum_mm", unit: "mm", means: "sum of the targets' diameters") {
        .words($0.sums?.current.description)
      },
      .init("baseline_mm", unit: "mm", means: "the sum at baseline") {
        .words($0.sums?.baseline.description)
      },
      .init("nadir_mm", unit: "mm", means: "the smallest sum so far") { .words($0.sums?.nadir.description) },
      .init(
        "percent_from_baseline", unit: "%", means: "change of the sum from baseline, all targets measured"
      ) {
        .words($0.completeSums?.percentFromBaseline?.description)
      },
      .init("percent_from_nadir", unit: "%", means: "change of the sum from the nadir, all targets measured")
      {
        .words($0.completeSums?.percentFromNadir?.description)
      },
      .init("new_lesions", means: "names of new lesions") {
        .words($0.visit.newLesions.joined(separator: " "))
      },
      .init("clause", means: "clause of the criterion that decides") { .words($0.verdict.branch) },
      .init("missing", means: "what would be needed") { .words($0.verdict.missing.joined(separator: "; ")) },
      .init("notes", means: "remarks of the assessment") { .words($0.verdict.notes.joined(separator: "; ")) },
      .init("criteria_disagree", means: "where the criteria disagree at the visit") {
        .words($0.visit.disagreement)
      },
    ])

  /// One line per patient and reader.
  static func best(_ arm: @escaping @Sendable (ResponseCourse) -> String) -> TableForm<ResponseCourse> {
    TableForm(
      "best", file: "best.csv",
      [
        .init("patient", "Patient", means: "pseudonym") { .text($0.patient) },
        .init("arm", means: "arm of the table of patients") { .words(arm($0)) },
        .init("reader", "Reader", means: "reader of the images") { .words($0.reader) },
        .init("targets", means: "target lesions") { .words($0.targets.joined(separator: " ")) },
      ]
        + criteria.map { criterion in
          FormColumn(
            criterion.rawValue, criterion.rawValue, share: 0.7,
            means: "best overall response by this criterion"
          ) { .words($0.best[criterion]?.outcome) }
        }
        + [
          .init("confirmed", "Confirmed", share: 0.7, means: "whether the best response was confirmed") {
            .text($0.isConfirmed ? "yes" : "no")
          },
          .init("best_percent", unit: "%", means: "most negative change of the sum of diameters") {
            .words($0.bestChange?.description)
          },
          .init(
            "criteria_disagree", "Where criteria disagree", share: 2.4, means: "where the criteria disagree"
          ) { $0.disagreement.map { .flag(.information, $0) } ?? .absent },
          .init("selection_faults", means: "faults of the selection of targets") {
            .words($0.selectionFaults.map(\.wording.what).joined(separator: "; "))
          },
          .init("baseline", means: "day of the baseline") { .text($0.baseline.description) },
          .init("baseline_faults", means: "faults of the baseline") {
            .words($0.baselineFaults.map(\.wording.what).joined(separator: "; "))
          },
        ])
  }

  /// The visits for people: all criteria in a line.
  static let visits = TableForm<(course: ResponseRecord.Course, visit: ResponseRecord.Visit)>(
    "visits",
    [
      .init("patient", "Patient", means: "pseudonym") { .text($0.course.patient) },
      .init("reader", "Reader", means: "reader") { .words($0.course.reader) },
      .init("day", "Day", .number, share: 0.6, means: "days from baseline") { .count($0.visit.day) },
      .init("change", "Sum", unit: "% of baseline change", .number, means: "change of the sum from baseline")
      {
        .fixed($0.visit.percentFromBaseline, 1)
      },
    ]
      + criteria.map { criterion in
        FormColumn(criterion.rawValue, criterion.rawValue, share: 0.7, means: "response") {
          .words($0.visit.responses[criterion.rawValue])
        }
      }
      + [
        .init("new", "New lesions", means: "names of new lesions") {
          .words($0.visit.newLesions.joined(separator: ", "))
        }
      ])

  static let rates = TableForm<ResponseRecord.Rate>(
    "rates", file: "rates.csv",
    [
      .init("criterion", "Criterion", means: "response criterion") { .text($0.criterion) },
      .init("response", "Response", unit: "exact 95 %", .share, means: "patients with a response", .exact) {
        .share($0.response)
      },
      .init(
        "control", "Disease control", unit: "exact 95 %", .share,
        means: "patients with a response or stable disease",
        .exact
      ) { .share($0.control) },
    ])

  static let targets = TableForm<ResponseRecord.Course>(
    "targets",
    [
      .init("patient", "Patient", means: "pseudonym") { .text($0.patient) },
      .init("reader", "Reader", means: "reader") { .words($0.reader) },
      .init("targets", "Targets", share: 1.4, means: "target lesions") {
        .words($0.targets.joined(separator: ", "))
      },
      .init("others", "Why the others are none", share: 3, means: "lesions that are not targets, and why") {
        .words(
          $0.notTargets.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; "))
      },
      .init("faults", "Faults", share: 2, means: "what differs from RECIST 1.1") {
        let all = $0.baselineFaults + $0.selectionFaults
        return all.isEmpty ? .text("none") : .flag(.attention, all.joined(separator: "; "))
      },
    ])
}

extension ResponseCourse {
  /// Change of the sum of diameters at its best visit with all targets, %.
  var bestChange: ExactDecimal? {
    visits.filter(\.isComplete).compactMap { $0.sums?.percentFromBaseline }.min()
  }
}
