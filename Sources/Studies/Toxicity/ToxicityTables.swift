import Criteria
import Documents
import Files
import Foundation
import Quantities
import Workflow

/// The CSV files of a toxicity run.
package enum ToxicityTables {
  package static let gradesHeader = csvLine([
    "patient", "arm", "term", "title", "baseline_date", "baseline_value", "baseline_grade", "worst_date",
    "worst_day", "worst_value", "unit", "lower", "upper", "worst_grade", "at_least", "branch", "limit",
    "worsened", "samples", "not_gradable", "missing", "flags", "attribution", "criteria",
  ])
  package static let timelineHeader = csvLine([
    "patient", "arm", "term", "date", "day", "period", "value", "unit", "lower", "upper", "baseline", "grade",
    "at_least", "branch", "limit", "missing", "flags", "file", "row",
  ])

  /// One line per term; *not gradable* where there are values and none has a grade, empty where there are no values.
  package static func grades(_ patient: PatientToxicity, _ inputs: ToxicityInputs) -> String {
    let first = patient.record.cycles.first
    return patient.courses.map { course in
      let worst = course.worst ?? course.timeline.first { $0.period == .window }
      let grade = worst?.grade
      let (lower, upper) = (grade?.finding.lower, grade?.finding.upper)
      let fields: [String] = [
        patient.record.patient, patient.record.arm, course.code,
        grade?.term.title ?? inputs.scale.terms[course.code]?.title ?? "",
        text(course.baseline?.value.day), text(course.baseline?.value), gradeText(course.baseline?.grade),
        text(worst?.value.day), worst.flatMap { w in first.map { "\(w.value.day.days(since: $0))" } } ?? "",
        text(worst?.value), worst?.value.amount.unit.symbol ?? "", text(lower), text(upper),
        gradeText(grade), grade.map { "\($0.atLeast)" } ?? "", branch(grade), grade?.step?.words ?? "",
        course.worsened.map { $0 ? "yes" : "no" } ?? "", "\(course.samples)", "\(course.notGradable)",
        grade?.gap?.rawValue ?? "", flags(grade),
        inputs.findings.attribution(patient.record.patient, course.code)?.rawValue ?? "",
        inputs.scale.source.edition,
      ]
      return csvLine(fields)
    }.joined()
  }

  /// One line per value.
  package static func timeline(_ patient: PatientToxicity, _ inputs: ToxicityInputs) -> String {
    var out = ""
    guard let first = patient.record.cycles.first else { return out }
    let head = csvField(patient.record.patient) + "," + csvField(patient.record.arm) + ","
    for course in patient.courses {
      for entry in course.timeline {
        let (value, grade) = (entry.value, entry.grade)
        out += head
        out += course.code + "," + value.day.description + "," + String(value.day.days(since: first)) + ","
        out += entry.period.rawValue + "," + text(value) + "," + csvField(value.amount.unit.symbol) + ","
        out += text(grade.finding.lower) + "," + text(grade.finding.upper) + "," + baseline(grade) + ","
        out += gradeText(grade) + "," + String(grade.atLeast) + "," + branch(grade) + ","
        out +=
          (grade.step?.words ?? "") + "," + (grade.gap?.rawValue ?? "") + "," + csvField(flags(grade)) + ","
        out += csvField(inputs.files[value.file].name) + "," + String(value.row) + "\n"
      }
    }
    return out
  }

  package static func gradeText(_ grade: LaboratoryGrade?) -> String {
    guard let grade else { return "" }
    return grade.grade.map(String.init) ?? "not gradable"
  }

  private static func text(_ day: CalendarDay?) -> String { day?.description ?? "" }
  private static func text(_ amount: Amount?) -> String { amount?.value.description ?? "" }
  private static func text(_ value: LaboratoryValue?) -> String {
    guard let value else { return "" }
    let sign = value.bound == .below ? "<" : value.bound == .above ? ">" : ""
    return sign + value.amount.value.description
  }
  private static func branch(_ grade: LaboratoryGrade?) -> String { grade?.branch.rawValue ?? "" }
  private static func flags(_ grade: LaboratoryGrade?) -> String {
    grade?.flags.map(\.rawValue).joined(separator: "; ") ?? ""
  }
  private static func baseline(_ grade: LaboratoryGrade) -> String {
    if case .measured(let amount) = grade.finding.baseline { amount.value.description } else { "" }
  }

  package static let cohortHeader = csvLine([
    "arm", "term", "title", "patients", "with_grade", "not_gradable", "without_value", "samples", "grade",
    "patients_worst", "percent", "lower95", "upper95", "new_at_least", "at_risk", "new_percent",
    "new_lower95",
    "new_upper95", "criteria",
  ])

  /// One line per arm, term and grade 0…4.
  package static func cohort(_ summary: ToxicitySummary) -> String {
    var out = cohortHeader
    for (arm, cohort) in summary.columns {
      for code in summary.codes {
        guard let term = cohort.terms[code] else { continue }
        for grade in 0...4 {
          let worst = ExactShare(term.worst[grade], of: term.graded)
          let new = term.new(atLeast: grade)
          let share = grade == 0 ? nil : ExactShare(new.patients, of: new.atRisk)
          out += csvLine(
            [
              arm, code, summary.title(code), "\(cohort.patients)", "\(term.graded)", "\(term.notGradable)",
              "\(term.withoutValue)", "\(term.samples)", "\(grade)", "\(worst.count)",
            ] + numbers(worst) + [share.map { "\($0.count)" } ?? "", share.map { "\($0.of)" } ?? ""]
              + (share.map(numbers) ?? ["", "", ""]) + [summary.scale.source.edition])
        }
      }
    }
    return out
  }

  private static func numbers(_ share: ExactShare) -> [String] {
    [share.percent, share.lower, share.upper].map { $0.map { String(format: "%.4f", $0) } ?? "" }
  }
}
