import Criteria
import Diagnostics
import Documents
import Files
import Foundation
import Quantities
import Records
import Registry
import Reporting
import Workflow

/// Response of lesions by all criteria side by side.
public enum TumourResponse {
  /// - Throws: `Problems` with every fault of the tables, unless the job keeps going; then nothing is written.
  public static func run(_ job: ResponseJob) throws -> Outcome {
    let library = try RuleLibrary()
    var assessor = try ResponseAssessor(library, policy: job.policy)
    assessor.acrossTracers = job.acrossTracers
    let record = try job.registry.map { try ClinicalRecord($0, patient: job.patient) }
    var options = LaboratoryFile.Options(decimalComma: job.decimalComma)
    if let columns = job.columns { try options.read(columns) }
    let patients =
      try record?.patientTable() ?? job.patients.map { try PatientTable($0, options: options) }
    let table = try lesions(job, record, patients, options)
    let misspelt = options.unused(table.header.union(patients?.header ?? []))
    var faults = InputFaults(
      (patients?.problems ?? []) + table.problems + misspelt, told: record?.faults ?? [])
    var account = patients?.account ?? InputAccount()
    account.add(table.account)
    let courses = table.courses.compactMap { course -> ResponseCourse? in
      let course = alive(course, death: patients?[course.patient]?.death, job.lesions, &faults)
      do throws(Problem) { return try assessor.assess(course) } catch {
        faults.add(error)
        return nil
      }
    }
    if faults.refuses, !job.keepGoing { throw Problems(faults.listed) }
    let cohort = ResponseCohort(
      courses, patients: patients, reader: job.reader, adjudicator: job.adjudicator)
    if let adjudicator = job.adjudicator, !cohort.readers.contains(adjudicator) {
      throw Problem(.usage, what: "no row has the reader “\(adjudicator)”", at: "--adjudicator")
    }
    if let reader = job.reader, cohort.shown.isEmpty {
      throw Problem(.usage, what: "no row has the reader “\(reader)”", at: "--reader")
    }
    let written = ResponseRecord(job, cohort, assessor, faults, account)
    let study = ResponseContent(
      job: job, record: written, cohort: cohort, faults: faults, account: account)
    if let folder = job.output {
      try createFolder(folder)
      try faults.write(to: folder)
    }
    var outcome = try study.content.outcome(
      to: job.output,
      findings: faults.findings + account.findings + cohort.findings + (record?.index.findings ?? []))
    if let record, let (who, why) = job.recording {
      let kept = try RecordedResponses.write(courses, to: record.registry, by: Author(who: who, why: why))
      outcome.text += "\n\n\(kept.added) judgements recorded, \(kept.known) were there already"
    }
    if job.explain { outcome.text += "\n\n" + ResponseRecord.explained(courses) }
    return outcome
  }

  private static func lesions(
    _ job: ResponseJob, _ record: ClinicalRecord?, _ patients: PatientTable?,
    _ options: LaboratoryFile.Options
  ) throws -> LesionTable {
    guard let record else {
      return try LesionTable(job.lesions, options: options) { patients?[$0]?.cycles ?? [] }
    }
    let recorded = try RecordedLesions(record)
    guard !recorded.courses.isEmpty || !recorded.problems.isEmpty else {
      throw Problem(
        .inputMissing, what: "the registry has no measured lesions", at: job.registry ?? "",
        remedy: "hepatica measure, or registry import of lesions and measurements")
    }
    return LesionTable(recorded.courses, problems: recorded.problems)
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
          what:
            "the scan was made \(counted(finding.day.days(since: death), "day")) after the patient's death",
          at: "\(path): row \(finding.row)", why: "one of the two dates is wrong", remedy: "check both dates")
      )
    }
    course.findings.removeAll { $0.day > death }
    return course
  }
}
