import Criteria
import Diagnostics
import Documents
import Foundation
import Quantities

/// What a picture of liver safety needs of a patient.
package struct SafetyPoint: Sendable {
  package var patient, arm: String
  package var aminotransferase, bilirubin: Double
  package var ofBaseline: (Double, Double)?
  package var isMarked: Bool

  package init(_ record: PatientRecord, _ point: LiverSafety.Point.Numbers) {
    (patient, arm) = (record.patient, record.arm)
    (aminotransferase, bilirubin) = (point.aminotransferaseMultiple, point.bilirubinMultiple)
    ofBaseline = point.aminotransferaseOfBaseline.flatMap { a in point.bilirubinOfBaseline.map { (a, $0) } }
    isMarked = point.quadrant == "Hy's law range"
  }
}

/// What is kept while patients pass by.
package struct ToxicityRun: Sendable {
  package private(set) var summary: ToxicitySummary
  /// Patients with their own figures: as many as a page can hold, the worst first in line if there are more.
  package private(set) var shown: [PatientToxicity] = []
  /// Their worst grades, in the same order.
  private var shownGrades: [Int] = []
  package private(set) var patients = 0
  /// Patients of the table of patients without any laboratory row.
  package private(set) var silent = 0
  package private(set) var points: [SafetyPoint] = []
  /// Every patient of whom an endpoint of liver injury was judged.
  package private(set) var injured: [(patient: String, arm: String, judged: LiverInjury.Judged)] = []
  /// Every laboratory toxicity that came up, and every patient of whom new ascites was judged.
  package private(set) var recoveries: [ToxicityRecovery] = []
  package private(set) var ascites: [AscitesCourse] = []
  /// Clearances that no term grades, of patients with a value before and after.
  package private(set) var clearances: [FollowedClearance] = []
  package private(set) var explanations: [String] = []
  /// Patients who have nothing but laboratory values were only counted: their values by visit are not kept.
  package var isCounted = false
  /// What became of the input.
  package private(set) var account: InputAccount
  private let explains: Bool
  private let ignored: Set<String>
  private let inputs: ToxicityInputs

  /// A page with more patients than this is not read any more.
  static let pageLimit = 40

  package init(_ job: ToxicityJob, _ inputs: ToxicityInputs) {
    (explains, self.inputs, account) = (job.explain, inputs, inputs.account)
    ignored = job.ignored
    account.add(
      Dictionary(
        uniqueKeysWithValues: inputs.findings.ungraded.map {
          ("findings of “\($0)”, recorded and not graded", $1)
        }))
    account.add(inputs.findings.account)
    summary = ToxicitySummary(inputs.scale, headline: job.headlineGrade)
  }

  package mutating func add(_ patient: PatientToxicity) {
    account.results += patient.results
    guard inputs.patients[patient.record.patient] != nil else { return }
    patients += 1
    account.add(patient.leftOut)
    ignore(patient.unknown)
    summary.add(patient, inputs.findings)
    if let point = patient.safety { points.append(SafetyPoint(patient.record, point.numbers)) }
    injured += patient.injury.judged.map { (patient.record.patient, patient.record.arm, $0) }
    recoveries += patient.courses.compactMap { ToxicityRecovery(patient.record.patient, $0) }
    clearances += patient.clearances
    if let course = AscitesCourse(patient) { ascites.append(course) }
    if explains { explanations += Self.explained(patient, inputs.scale) }
    show(patient.worstGrade) { patient }
  }

  /// What patients who were only counted come to together.
  package mutating func add(_ counted: PlainGrader) {
    summary.add(counted)
    account.results.found += counted.valueCount
    account.results.read += counted.valueCount
    account.add(
      Dictionary(
        uniqueKeysWithValues: counted.ungraded.map { (ToxicityInputs.ungraded($0, inputs.scale), $1) }))
  }

  /// One patient of those.
  /// - Parameter full: reads the patient again, to be shown.
  package mutating func add(
    _ record: PatientRecord, _ outcome: PlainGrader.Outcome, full: () -> PatientToxicity
  ) {
    patients += 1
    if let numbers = outcome.safety {
      points.append(SafetyPoint(record, numbers))
      summary.add(quadrant: numbers.quadrant)
    }
    recoveries += outcome.recoveries.map { ToxicityRecovery(record.patient, $0) }
    show(outcome.worst, full)
  }

  /// Tests that nobody knows, and that may be left out.
  private mutating func ignore(_ unknown: [String: (count: Int, place: String)]) {
    let count = unknown.filter { ignored.contains($0.key.lowercased()) }.reduce(0) { $0 + $1.value.count }
    account.add(["results of tests that --ignore names": count])
  }

  private mutating func show(_ grade: Int, _ patient: () -> PatientToxicity) {
    guard shown.count == Self.pageLimit else {
      shownGrades.append(grade)
      return shown.append(patient())
    }
    guard let mildest = shownGrades.indices.min(by: { shownGrades[$0] < shownGrades[$1] }),
      shownGrades[mildest] < grade
    else { return }
    (shown[mildest], shownGrades[mildest]) = (patient(), grade)
  }

  package mutating func addSilent(seen: Set<String>) {
    for name in inputs.patients.order where !seen.contains(name) {
      guard let record = inputs.patients[name] else { continue }
      silent += 1
      let patient = inputs.silent(record)
      injured += patient.injury.judged.map { (name, record.arm, $0) }
      if let course = AscitesCourse(patient) { ascites.append(course) }
      summary.add(patient, inputs.findings)
    }
  }

  private static func explained(_ patient: PatientToxicity, _ scale: ToxicityScale) -> [String] {
    patient.courses.compactMap { course in
      let worst = course.worst ?? course.timeline.first { $0.period == .window }
      return worst.map {
        "\(patient.record.patient) \($0.value.day) \($0.grade.verdict(scale.source)); worst of \(course.samples) graded samples"
      }
    } + patient.ascites.map { "\(patient.record.patient) \($0.day) \($0.verdict)" }
      + patient.injury.judged.map { "\(patient.record.patient) \($0.verdict)" }
      + (patient.newAscites.map { ["\(patient.record.patient) new ascites: \($0)"] } ?? [])
  }
}

extension PatientToxicity {
  package var worstGrade: Int { courses.compactMap { $0.worst?.grade.grade }.max() ?? 0 }
}
