import Criteria
import Files
import Foundation
import Quantities
import Workflow

/// The CSV files of a response run.
package enum ResponseTables {
  /// One line per patient, reader, visit and criterion.
  package static func visits(_ cohort: ResponseCohort) -> String {
    var out = csvLine([
      "patient", "arm", "reader", "date", "day", "criterion", "response", "sum_mm", "baseline_mm", "nadir_mm",
      "percent_from_baseline", "percent_from_nadir", "new_lesions", "clause", "missing", "notes",
      "criteria_disagree",
    ])
    for course in cohort.courses {
      for visit in course.visits {
        for criterion in ResponseCriterion.allCases {
          guard let verdict = visit.verdicts[criterion] else { continue }
          let sums = criterion == .recist ? visit.sums : nil
          out += csvLine([
            course.patient, cohort.record(course)?.arm ?? "", course.reader, visit.day.description,
            "\(visit.offset)",
            criterion.rawValue, verdict.outcome ?? "", text(sums?.current), text(sums?.baseline),
            text(sums?.nadir),
            text(visit.isComplete ? sums?.percentFromBaseline : nil),
            text(visit.isComplete ? sums?.percentFromNadir : nil),
            visit.newLesions.joined(separator: " "), verdict.branch, verdict.missing.joined(separator: "; "),
            verdict.notes.joined(separator: "; "), visit.disagreement ?? "",
          ])
        }
      }
    }
    return out
  }

  /// One line per patient and reader.
  package static func best(_ cohort: ResponseCohort) -> String {
    var out = csvLine(
      ["patient", "arm", "reader", "targets"] + ResponseCriterion.allCases.map(\.rawValue)
        + [
          "confirmed", "best_percent", "criteria_disagree", "selection_faults", "baseline", "baseline_faults",
        ])
    for course in cohort.courses {
      let change = course.visits.filter(\.isComplete).compactMap { $0.sums?.percentFromBaseline }.min()
      out += csvLine(
        [
          course.patient, cohort.record(course)?.arm ?? "", course.reader,
          course.targets.joined(separator: " "),
        ]
          + ResponseCriterion.allCases.map { course.best[$0]?.outcome ?? "" }
          + [
            course.isConfirmed ? "yes" : "no", text(change), course.disagreement ?? "",
            course.selectionFaults.joined(separator: "; "), course.baseline.description,
            course.baselineFaults.joined(separator: "; "),
          ])
    }
    return out
  }

  private static func text(_ value: ExactDecimal?) -> String { value?.description ?? "" }
}
