import Checks
import Criteria
import Diagnostics
import Documents
import Foundation
import Quantities
import Records
import Registry
import Reporting
import Stages
import Workflow

/// All that a registry holds of one patient, on one page.
public enum PatientPage {
  /// - Parameter rules: name of a built-in protocol, or path of a site's own, that cycles are held against.
  /// - Throws: `Problem` if the registry cannot be opened or has no such patient, or the rules cannot be read.
  public static func run(
    _ place: String, patient: String, against rules: String = "tata-ia-prrt", to folder: URL?
  ) throws -> Outcome {
    let limits = try CycleLimits.named(rules)
    let record = try ClinicalRecord(place, patient: patient)
    let page = try PatientContent(record, limits)
    return try page.content.outcome(
      to: folder,
      findings: page.open.isEmpty ? [] : [Finding(RecordNote.openFindings(page.open.count))])
  }
}

/// What the page of a patient says; other files have its sections.
package struct PatientContent {
  let record: ClinicalRecord
  let patient: PatientRow
  let site: String
  let procedures: [String: ProcedureRow]
  let doses: [DoseSummaryRow]
  let events: [AdverseEventRow]
  let findings: [RegistryReview.Item]
  let toxicity: ToxicityInputs
  let graded: PatientToxicity?
  let responses: [ResponseCourse]
  let responseProblems: [Problem]
  let ledger: Ledger
  /// Of the protocol that cycles are held against.
  let limits: CycleLimits
  var open: [RegistryReview.Item] { findings.filter(\.needsDecision) }

  package init(_ record: ClinicalRecord, _ limits: CycleLimits? = nil) throws {
    self.record = record
    self.limits = try limits ?? CycleLimits.named()
    patient = record.patients[0]
    let registry = record.registry
    site = try registry.row(of: SiteColumn.self, patient.text(.site))?.text(.name) ?? ""
    procedures = Dictionary(
      try record.rows(ProcedureColumn.patient).map { ($0.text(.administration), $0) },
      uniquingKeysWith: { a, _ in a })
    doses = try record.rows(DoseSummaryColumn.patient, order: [.delivered])
    events = try record.rows(AdverseEventColumn.patient, order: [.started])
    let today = CalendarDay(iso8601: DateTime.now.description.prefix(10))!
    findings = try RegistryReview(registry, on: today).items.filter { [patient] in $0.patient == patient.id }
    let job = ToxicityJob(files: [], patients: "")
    toxicity = try ToxicityInputs(job, record: record)
    graded = PatientRows(toxicity.files).patients.first.map { [toxicity] in
      toxicity.patient($0, latest: today)
    }
    let lesions = try RecordedLesions(record)
    let assessor = try ResponseAssessor(RuleLibrary(), policy: ResponseJob(lesions: "").policy)
    var problems = lesions.problems, courses: [ResponseCourse] = []
    for course in lesions.courses {
      do throws(Problem) { if let judged = try assessor.assess(course) { courses.append(judged) } } catch {
        problems.append(error)
      }
    }
    (responses, responseProblems) = (courses, problems)
    ledger = try registry.ledger(patient.id)
  }

  package struct Record: Encodable, Sendable {
    var hepatica = 1
    var schema = "hepatica.patient/1"
    var patient: String
    var administrations, laboratoryValues, events, findings: Int
    var needsDecision: [RegistryReview.Item]
  }

  package var content: StudyContent {
    StudyContent(
      "patient", kind: "Patient page",
      header: .clinical(subject: patient.id, title: "Record of the patient", needsReview: !open.isEmpty),
      sections: [
        .init("person", "Patient", [person]), .init("therapy", "Therapy", therapy),
        .init("laboratory", "Laboratory", laboratory),
        .init("response", "Lesions and response", lesionBlocks + response),
        .init("doses", "Dose account", dose), .init("events", "Findings and events", eventBlocks),
        .init("next", "Eligibility for the next step", next),
        .init("open", "Open questions", questions),
      ],
      record: Record(
        patient: patient.id, administrations: record.administrations.count,
        laboratoryValues: graded?.values ?? 0, events: events.count, findings: findings.count,
        needsDecision: open))
  }

  private var person: ContentBlock {
    .facts([
      ("Site", site), ("Sex", patient.text(.sex)), ("Year of birth", patient[.birthYear].printed),
      ("Primary tumour", patient.text(.primarySite)), ("WHO grade", patient[.grade].printed),
      ("Diagnosed", patient.text(.diagnosed)), ("Consented", patient.text(.consented)),
      ("Ki-67", patient[.ki67Percent].number.map { "\(Plain.short($0)) %" }),
      ("Differentiation", patient.text(.differentiation)),
      ("ECOG at baseline", patient[.ecog].printed),
      ("Tumour in the liver at baseline", patient[.burdenPercent].number.map { "\(Plain.short($0)) %" }),
      ("Last seen", patient.text(.lastSeen)), ("Died", record.deaths[patient.id].map { "\($0)" }),
    ])
  }
}

/// Numbers as they were entered.
enum Plain {
  static func short(_ x: Double) -> String { x.printedExactly }
}
