import Criteria
import Diagnostics
import Documents
import Files
import Foundation
import Quantities
import Reporting
import Workflow

/// Response of lesions by all criteria side by side.
public enum TumourResponse {
  /// - Throws: `Problems` with every fault of the tables, unless the job keeps going; then nothing is written.
  public static func run(_ job: ResponseJob) throws -> Outcome {
    let library = try RuleLibrary()
    let assessor = try ResponseAssessor(library, policy: job.policy)
    let patients = try job.patients.map { try PatientTable($0, decimalComma: job.decimalComma) }
    let table = try LesionTable(job.lesions, decimalComma: job.decimalComma) { patients?[$0]?.cycles ?? [] }
    var faults = InputFaults((patients?.problems ?? []) + table.problems)
    let courses = table.courses.compactMap { course -> ResponseCourse? in
      let course = alive(course, death: patients?[course.patient]?.death, job.lesions, &faults)
      do throws(Problem) { return try assessor.assess(course) } catch {
        faults.add(error)
        return nil
      }
    }
    if !faults.isEmpty, !job.keepGoing { throw Problems(faults.listed) }
    let cohort = ResponseCohort(courses, patients: patients, reader: job.reader)
    if let reader = job.reader, cohort.shown.isEmpty {
      throw Problem(.usage, what: "no row has the reader “\(reader)”", at: "--reader")
    }
    let record = ResponseRecord(job, cohort, assessor, faults)
    let study = ResponseContent(job: job, record: record, cohort: cohort, faults: faults)
    if let folder = job.output {
      try createFolder(folder)
      try faults.write(to: folder)
    }
    var outcome = try study.content.outcome(to: job.output, review: faults.review + cohort.review)
    if job.explain { outcome.text += "\n\n" + ResponseRecord.explained(courses) }
    return outcome
  }

  /// A course without what was seen after death, which is reported.
  private static func alive(
    _ course: LesionCourse, death: CalendarDay?, _ path: String, _ faults: inout InputFaults
  ) -> LesionCourse {
    guard let death else { return course }
    var course = course
    for finding in course.findings where finding.day > death {
      faults.add(
        Problem(
          .dataRejected,
          what: "the scan was made \(finding.day.days(since: death)) days after the patient's death",
          at: "\(path): row \(finding.row)", why: "one of the two dates is wrong", remedy: "check both dates")
      )
    }
    course.findings.removeAll { $0.day > death }
    return course
  }
}
