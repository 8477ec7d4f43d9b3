import Criteria
import Diagnostics
import Documents
import Quantities
import Records
import Registry
import Reporting
import Workflow

extension PatientContent {
  var laboratory: [ContentBlock] {
    guard let graded, graded.values > 0 else { return [.empty("The registry contains no laboratory value.")] }
    var run = ToxicityRun(ToxicityJob(files: [], patients: ""), toxicity)
    run.add(graded)
    let figures = ToxicityFigures(inputs: toxicity, run: run)
    var blocks: [ContentBlock] = []
    if let drawing = figures.timeline(graded) {
      blocks.append(
        .figures(
          [drawing],
          caption: "Grade bands are of the last sample under treatment, by its own limits of normal."))
    }
    let worst = graded.courses.filter { $0.baseline != nil || $0.worst != nil }
    blocks.append(
      .table(
        Self.gradeForm.table(
          "Grades by \(toxicity.scale.source.name) \(toxicity.scale.source.edition)", worst)))
    blocks += graded.problems.map { .note(.attention, $0.what, subject: $0.location) }
    return blocks
  }

  static let gradeForm = TableForm<TermCourse>(
    "laboratory-grades", file: "laboratory-grades.csv",
    [
      .init("term", "Term", share: 1.6, means: "code of the term") { .text($0.code) },
      .init("baseline", "Baseline", share: 1.2, means: "value before the first cycle") {
        .words($0.baseline.map { "\($0.value.amount)" })
      },
      .init("baseline_grade", "Grade", .number, share: 0.6, means: "grade at baseline") {
        .number(of: $0.baseline?.grade.grade)
      },
      .init("worst", "Worst", share: 1.2, means: "value of the worst grade in the window") {
        .words($0.worst.map { "\($0.value.amount)" })
      },
      .init("worst_grade", "Grade", .number, share: 0.6, means: "worst grade in the window") {
        .number(of: $0.worst?.grade.grade)
      },
      .init("worst_day", "Day", share: 0.9, means: "day of the worst grade") {
        .words($0.worst.map { "\($0.value.day)" })
      },
      .init("last", "Last", share: 1.2, means: "last value") {
        .words($0.timeline.last.map { "\($0.value.amount)" })
      },
      .init("last_grade", "Grade", .number, share: 0.6, means: "grade of the last value") {
        .number(of: $0.timeline.last?.grade.grade)
      },
    ])

  private struct Visit: Sendable {
    var reader: String
    var visit: ResponseCourse.Visit
  }

  var response: [ContentBlock] {
    var blocks = responseProblems.map { ContentBlock.note(.attention, $0.what, subject: $0.location) }
    let rows = responses.flatMap { course in course.visits.map { Visit(reader: course.reader, visit: $0) } }
    if rows.isEmpty {
      blocks.append(.empty("No lesion was measured before and after treatment."))
    } else {
      let cohort = ResponseCohort(responses, patients: record.patientTable(), reader: nil)
      blocks.append(
        .figures([ResponseFigures(cohort, confirmed: false).spider], caption: "Sum of targets by RECIST 1.1.")
      )
      blocks.append(.table(Self.visits(rows)))
    }
    let recorded = (try? record.rows(ResponseColumn.patient, order: [.assessed])) ?? []
    if !recorded.isEmpty {
      blocks.append(.table(Self.responseForm.table("Judgements that were recorded", recorded)))
    }
    return blocks
  }

  private static func visits(_ rows: [Visit]) -> StudyTable {
    TableForm<Visit>(
      "visits",
      [
        .init("day", "Day", means: "day of the visit") { .text("\($0.visit.day)") },
        .init("reader", "Reader", share: 0.7, means: "number of the reader") { .words($0.reader) },
        .init("sum_mm", "Sum", unit: "mm", .number, means: "sum of diameters") {
          .value($0.visit.sums?.current.doubleValue)
        },
        .init("change", "Change", unit: "%", .number, means: "from baseline") {
          .value($0.visit.sums?.percentFromBaseline?.doubleValue)
        },
      ]
        + ResponseCriterion.allCases.map { criterion in
          .init(criterion.rawValue, criterion.rawValue, share: 0.8, means: "response") {
            .words($0.visit.outcome(criterion))
          }
        }
    ).table("Measured lesions by every criterion", rows)
  }

  static let responseForm = TableForm<ResponseRow>(
    "responses", file: "responses.csv",
    [
      .init("day", "Day", means: "day of the images") { .text($0.text(.assessed)) },
      .init("criterion", "Criterion", share: 1.2, means: "criterion") { .text($0.text(.criterion)) },
      .init("result", "Result", share: 0.7, means: "judgement") { .text($0.text(.result)) },
      .init("scope", "Scope", means: "what was judged") { .words($0.text(.scope)) },
      .init("reader", "Reader", share: 0.7, means: "number of the reader") { .words($0.text(.reader)) },
    ])

  /// The figure and the sums of the ledger.
  var dose: [ContentBlock] {
    guard !doses.isEmpty else { return [.empty("The registry contains no absorbed dose of this patient.")] }
    let laboratory = (try? record.rows(LaboratoryColumn.patient)) ?? []
    let study = LedgerContent(
      ledger: ledger, laboratory: laboratory, therapies: record.courses, registry: record.registry.identifier,
      measurements: (try? record.rows(MeasurementColumn.patient)) ?? [])
    let sections = study.content.sections.filter { ["warnings", "totals", "course"].contains($0.id) }
    return sections.flatMap { [ContentBlock.heading($0.title)] + $0.blocks }
      + [.table(Self.doseForm.table("Every region and administration", doses))]
  }

  static let doseForm = TableForm<DoseSummaryRow>(
    "doses", file: "doses.csv",
    [
      .init("day", "Day", share: 0.9, means: "day of the administration") { .text($0.text(.delivered)) },
      .init("therapy", "Therapy", share: 0.8, means: "kind of therapy") { .text($0.text(.therapy)) },
      .init("region", "Region", share: 1.6, means: "name of the region") { .text($0.text(.region)) },
      .init("role", "Role", share: 1, means: "what the region is") { .text($0.text(.role)) },
      .init("mean_Gy", "Mean dose", unit: "Gy", .measured, means: "mean absorbed dose", .standard, .recovered)
      {
        .with($0[.meanGy].number, u: $0[.meanUGy].number)
      },
      .init(
        "BED_Gy", "BED", unit: "Gy", .measured, means: "biologically effective dose", .standard, .recovered
      ) {
        .with($0[.bedGy].number, u: $0[.bedUGy].number)
      },
      .init("engine", "Engine", share: 1, means: "how activity became dose") { .text($0.text(.engine)) },
    ])

  var eventBlocks: [ContentBlock] {
    let observed = observedBlocks
    guard !events.isEmpty else {
      return [.empty("No adverse event is recorded; that does not mean that there was none.")] + observed
    }
    return [.table(Self.eventForm.table("Adverse events", events))] + observed
  }

  static let eventForm = TableForm<AdverseEventRow>(
    "events", file: "events.csv",
    [
      .init("started", "From", share: 0.9, means: "first day") { .text($0.text(.started)) },
      .init("ended", "To", share: 0.9, means: "last day") { .words($0.text(.ended)) },
      .init("term", "Term", share: 2, means: "CTCAE term") { .text($0.text(.term)) },
      .init("grade", "Grade", .number, share: 0.6, means: "CTCAE grade") { .number(of: $0[.grade].integer) },
      .init("attribution", "Attribution", means: "likely cause") { .words($0.text(.attribution)) },
      .init("serious", "Serious", share: 0.7, means: "serious adverse event; empty: not stated") {
        .words($0[.serious].integer.map { $0 == 1 ? "yes" : "no" })
      },
    ])

  var next: [ContentBlock] {
    let screenings = (try? record.rows(ScreeningColumn.patient, order: [.screened])) ?? []
    guard !screenings.isEmpty else {
      return [
        .empty(
          "No verdict of a protocol is recorded: hepatica eligibility --registry … --patient … --record writes one."
        )
      ]
    }
    return [.table(Self.screeningForm.table("Verdicts of protocols", screenings))]
  }

  static let screeningForm = TableForm<ScreeningRow>(
    "screenings", file: "screenings.csv",
    [
      .init("day", "Day", share: 0.8, means: "day for which the facts hold") { .text($0.text(.screened)) },
      .init("protocol", "Protocol", share: 1.6, means: "rules with their edition") {
        .text($0.text(.protocol))
      },
      .init("verdict", "Verdict", share: 1.2, means: "what the rules say") { .text($0.text(.verdict)) },
      .init(
        "reasons", "Reasons", share: 3, means: "criteria that are not met or unknown", on: [.page, .file]
      ) {
        .words($0.text(.reasons))
      },
    ])

  var questions: [ContentBlock] {
    guard !findings.isEmpty else { return [.empty("None.")] }
    return [
      .table(RegistryCheckContent.form("questions").table("What is contradictory or missing", findings))
    ]
  }
}
