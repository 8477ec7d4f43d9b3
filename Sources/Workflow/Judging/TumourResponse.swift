import Criteria
import Diagnostics
import Files
import Foundation
import Quantities
import Reporting

/// Response of lesions by all criteria side by side.
public enum TumourResponse {
  /// - Throws: `Problems` with every fault of the tables, unless the job keeps going; then nothing is written.
  public static func run(_ job: ResponseJob) throws -> Outcome {
    let library = try RuleLibrary()
    let assessor = try ResponseAssessor(library, policy: job.policy)
    let patients = try job.patients.map { try PatientTable($0) }
    let table = try LesionTable(job.lesions) { patients?[$0]?.cycles ?? [] }
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
    if let folder = job.output { try write(record, cohort, job, faults, to: folder) }
    let text = record.text + (job.explain ? "\n\n" + ResponseRecord.explained(courses) : "")
    return try Outcome(text: text, content: record, review: faults.review + cohort.review)
  }

  /// A course without what was seen after death, which is told.
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

  private static func write(
    _ record: ResponseRecord, _ cohort: ResponseCohort, _ job: ResponseJob, _ faults: InputFaults,
    to folder: URL
  ) throws {
    try createFolder(folder)
    try writeAtomically(ResponseTables.visits(cohort), to: folder.appending(path: "visits.csv"))
    try writeAtomically(ResponseTables.best(cohort), to: folder.appending(path: "best.csv"))
    try writeAtomically(try prettyJSON(record), to: folder.appending(path: "response.json"))
    try faults.write(to: folder)
    let figures = ResponseFigures(cohort, confirmed: job.confirmation)
    let page = ResponsePage(job: job, record: record, cohort: cohort, faults: faults)
    try writeAtomically(page.page.html, to: folder.appending(path: "response.html"))
    for (name, drawing) in figures.all {
      try writeAtomically(drawing.svg(), to: folder.appending(path: name + ".svg"))
    }
  }
}

/// The courses of many patients and readers.
struct ResponseCohort: Sendable {
  let courses: [ResponseCourse]
  let patients: PatientTable?
  /// Reader whose courses stand for the patients in figures and rates.
  let reader: String

  init(_ courses: [ResponseCourse], patients: PatientTable?, reader: String?) {
    (self.courses, self.patients) = (courses, patients)
    self.reader = reader ?? courses.map(\.reader).min() ?? ""
  }

  var readers: [String] { Set(courses.map(\.reader)).sorted() }
  var shown: [ResponseCourse] { courses.filter { $0.reader == reader } }
  func record(_ course: ResponseCourse) -> PatientRecord? { patients?[course.patient] }

  /// What the majority of readers found best; `nil` where there is no majority.
  func majority(_ patient: String, _ criterion: ResponseCriterion) -> String? {
    let votes = courses.filter { $0.patient == patient }.compactMap { $0.best[criterion]?.outcome }
    let counts = Dictionary(grouping: votes) { $0 }.mapValues(\.count)
    return counts.first { 2 * $0.value > votes.count }?.key
  }

  /// Patients of whom the readers have no majority by RECIST 1.1.
  var disputed: [String] {
    guard readers.count > 1 else { return [] }
    return Set(courses.map(\.patient)).filter { majority($0, .recist) == nil }.sorted()
  }

  /// Responders among all patients of the shown reader; those that cannot be judged count as not responding.
  func rate(_ criterion: ResponseCriterion, of classes: Set<ResponseClass>) -> ExactShare? {
    let judged = shown.filter { $0.best[criterion] != nil }
    guard !judged.isEmpty else { return nil }
    let hits = judged.count { course in
      ResponseClass(course.best[criterion]?.outcome).map(classes.contains) ?? false
    }
    return ExactShare(hits, of: judged.count)
  }

  var review: [String] {
    let faults = courses.flatMap { course in
      (course.baselineFaults + course.selectionFaults).map { "\(course.patient): \($0)" }
    }
    let disputed = self.disputed
    return faults
      + (disputed.isEmpty
        ? []
        : [
          "the readers have no majority for the best RECIST 1.1 response of \(disputed.joined(separator: ", "))"
        ])
  }
}
