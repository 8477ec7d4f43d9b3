import Checks
import Criteria
import Diagnostics
import Documents
import Foundation
import Quantities
import Reporting
import Workflow

/// Rows in = read + left out + faulty, and columns in which nothing is looked for.
package struct TableInput: Encodable, Sendable {
  package var tables: [InputAccount.Table]
  package var leftOut: [String: Int]
  package var unusedColumns: [String: [String]]

  init(_ account: InputAccount) {
    (tables, leftOut) = (account.tables, account.leftOut)
    unusedColumns = Dictionary(
      account.unusedColumns.map { ($0.file, $0.columns) }, uniquingKeysWith: +)
  }
}

/// The result of a response run as JSON (`hepatica.response/1`).
package struct ResponseRecord: Encodable, Sendable {
  package struct Source: Encodable, Sendable { package var name, edition, citation: String }
  package struct Visit: Encodable, Sendable {
    package var date: String
    /// Last day of a visit that took several; `nil` of a visit of one day.
    var lastDate: String?
    package var day: Int
    package var responses: [String: String]
    /// What was missing, by criterion.
    package var open: [String: [String]]
    package var percentFromBaseline: Double?
    package var newLesions: [String]
    package var disagreement: String?
  }
  package struct Course: Encodable, Sendable {
    package var patient, reader, baseline: String
    package var targets: [String]
    var notTargets: [String: String]
    package var baselineFaults, selectionFaults: [String]
    package var visits: [Visit]
    package var best: [String: String]
    package var isConfirmed: Bool
    package var disagreement: String?
  }
  package struct Rate: Encodable, Sendable {
    package var criterion: String
    package var response, control: ExactShare
  }
  package struct Left: Encodable, Sendable { package var location, what, remedy: String }

  package var hepatica = 1
  package var schema = "hepatica.response/1"
  package var researchUse = Version.researchUse
  package var confirmation: Bool
  package var confirmationDays, minimumStableDays: Int
  /// `nil`: any number.
  package var notEvaluableBetween, stableBetween: Int?
  /// How the best overall response was determined, in words.
  package var policy: String
  package var sources: [Source]
  package var reader: String
  package var readers: [String]
  package var patients: [Course]
  package var rates: [Rate]
  var disputed: [String]
  /// Where there are several readers.
  package var agreement: [ReaderConsensus.Agreement]?
  package var adjudication: [ReaderConsensus.Decision]?
  /// Of what stands after adjudication.
  var adjudicatedRates: [Rate]?
  package var leftOut: [Left]
  /// What became of the rows and columns of the tables.
  package var input: TableInput

  package init(
    _ job: ResponseJob, _ cohort: ResponseCohort, _ assessor: ResponseAssessor, _ faults: InputFaults,
    _ account: InputAccount
  ) {
    input = TableInput(account)
    (confirmation, confirmationDays) = (job.confirmation, job.confirmationDays)
    minimumStableDays = job.minimumStableDays
    (notEvaluableBetween, stableBetween) = (job.notEvaluableBetween, job.stableBetween)
    policy = "best overall response " + job.policy.words
    sources = assessor.sources.map { Source(name: $0.name, edition: $0.edition, citation: $0.citation) }
    (reader, readers, disputed) = (cohort.reader, cohort.readers, cohort.disputed)
    patients = cohort.courses.map(Self.course)
    rates = ResponseCriterion.allCases.compactMap { criterion in
      guard let response = cohort.rate(criterion, of: [.response]),
        let control = cohort.rate(criterion, of: [.response, .stable])
      else { return nil }
      return Rate(criterion: criterion.rawValue, response: response, control: control)
    }
    let consensus = cohort.consensus
    if !consensus.decisions.isEmpty {
      (agreement, adjudication) = (consensus.agreement, consensus.decisions)
      adjudicatedRates = ResponseCriterion.allCases.compactMap { criterion in
        guard let response = consensus.rate(criterion, of: [.response]),
          let control = consensus.rate(criterion, of: [.response, .stable])
        else { return nil }
        return Rate(criterion: criterion.rawValue, response: response, control: control)
      }
    }
    leftOut = faults.all.map { Left(location: $0.location, what: $0.what, remedy: $0.remedy) }
  }

  private static func course(_ course: ResponseCourse) -> Course {
    Course(
      patient: course.patient, reader: course.reader, baseline: course.baseline.description,
      targets: course.targets,
      notTargets: course.left.mapValues(\.wording.what),
      baselineFaults: course.baselineFaults.map(\.wording.what),
      selectionFaults: course.selectionFaults.map(\.wording.what),
      visits: course.visits.map(visit),
      best: words(course.best), isConfirmed: course.isConfirmed, disagreement: course.disagreement)
  }

  private static func visit(_ visit: ResponseCourse.Visit) -> Visit {
    Visit(
      date: visit.day.description,
      lastDate: visit.lastDay == visit.day ? nil : visit.lastDay.description, day: visit.offset,
      responses: words(visit.verdicts),
      open: Dictionary(
        uniqueKeysWithValues: visit.verdicts.filter { $0.value.outcome == nil }.map {
          ($0.key.rawValue, $0.value.missing + $0.value.notes)
        }),
      percentFromBaseline: visit.isComplete ? visit.sums?.percentFromBaseline?.doubleValue : nil,
      newLesions: visit.newLesions, disagreement: visit.disagreement)
  }

  private static func words(_ verdicts: [ResponseCriterion: Verdict<String>]) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: verdicts.compactMap { key, verdict in verdict.outcome.map { (key.rawValue, $0) } }
    )
  }

  package static func explained(_ courses: [ResponseCourse]) -> String {
    courses.flatMap { course -> [String] in
      let who = course.patient + (course.reader.isEmpty ? "" : " (\(course.reader))")
      let targets =
        course.targets.isEmpty ? "no targets" : "targets " + course.targets.joined(separator: ", ")
      let left = course.left.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.wording.what)" }
      let head =
        "\(who): baseline \(course.baseline); \(targets)"
        + (left.isEmpty ? "" : "; not \(left.joined(separator: "; "))")
      let visits = course.visits.flatMap { visit in
        ResponseCriterion.allCases.compactMap { criterion in
          visit.verdicts[criterion].map { "  day \(visit.offset) \($0)" }
        }
      }
      let best = ResponseCriterion.allCases.compactMap { criterion in course.best[criterion].map { "  \($0)" }
      }
      return [head] + visits + best
    }.joined(separator: "\n")
  }
}
