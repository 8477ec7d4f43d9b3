import Checks
import Criteria
import Documents
import Foundation
import Quantities
import Stages

/// The courses of many patients and readers.
package struct ResponseCohort: Sendable {
  package let courses: [ResponseCourse]
  package let patients: PatientTable?
  /// Reader whose courses stand for the patients in figures and rates.
  package let reader: String
  /// Agreement, and what stands where readers differ.
  package let consensus: ReaderConsensus

  /// - Parameter adjudicator: reader who decides where the others have no majority.
  package init(
    _ courses: [ResponseCourse], patients: PatientTable?, reader: String?, adjudicator: String? = nil
  ) {
    (self.courses, self.patients) = (courses, patients)
    consensus = ReaderConsensus(courses, adjudicator: adjudicator)
    self.reader = reader ?? courses.map(\.reader).min() ?? ""
  }

  package var readers: [String] { Set(courses.map(\.reader)).sorted() }
  package var shown: [ResponseCourse] { courses.filter { $0.reader == reader } }
  package func record(_ course: ResponseCourse) -> PatientRecord? { patients?[course.patient] }

  /// What the majority of readers found best; `nil` where there is no majority.
  package func majority(_ patient: String, _ criterion: ResponseCriterion) -> String? {
    let votes = courses.filter { $0.patient == patient }.compactMap { $0.best[criterion]?.outcome }
    let counts = Dictionary(grouping: votes) { $0 }.mapValues(\.count)
    return counts.first { 2 * $0.value > votes.count }?.key
  }

  /// Patients of whom the readers have no majority by RECIST 1.1, and no adjudicator decides.
  var disputed: [String] { consensus.open }

  /// Responders among all patients of the shown reader; those that cannot be judged count as not responding.
  package func rate(_ criterion: ResponseCriterion, of classes: Set<ResponseClass>) -> ExactShare? {
    let judged = shown.filter { $0.best[criterion] != nil }
    guard !judged.isEmpty else { return nil }
    let hits = judged.count { course in
      ResponseClass(course.best[criterion]?.outcome).map(classes.contains) ?? false
    }
    return ExactShare(hits, of: judged.count)
  }

  package var findings: [Finding] {
    let faults = courses.flatMap { course in
      (course.baselineFaults + course.selectionFaults).map {
        Finding(InputNote.baseline($0), at: course.patient)
      }
    }
    let disputed = self.disputed
    return faults + (disputed.isEmpty ? [] : [Finding(InputNote.withoutMajority(patients: disputed))])
  }
}
