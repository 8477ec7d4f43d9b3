import Checks
import Criteria
import Diagnostics
import Foundation
import Quantities
import Records
import Registry
import Reporting
import Stages
import Workflow

/// One administration on one page, for the ward's file.
public enum CyclePage {
  /// - Parameters:
  ///   - cycle: its number; `nil` is the last one.
  ///   - day: of the administration, where several have that number.
  ///   - rules: name of a built-in protocol, or path of a site's own, that the cycle is held against.
  /// - Throws: `Problem` if the registry cannot be opened, or has no such cycle, or several.
  public static func run(
    _ place: String, patient: String, cycle: Int?, on day: String?, against rules: String = "tata-ia-prrt",
    to folder: URL?
  ) throws -> Outcome {
    let limits = try CycleLimits.named(rules)
    let record = try ClinicalRecord(place, patient: patient)
    let all = record.administrations.filter { row in
      (cycle == nil || row[.cycle].integer == cycle) && (day == nil || row.text(.started).hasPrefix(day!))
    }
    guard let last = all.last else {
      throw Problem(
        .inputMissing, what: "the record has no such cycle", at: "--cycle",
        remedy: "hepatica registry list REGISTRY administrations patient=ID shows those it has")
    }
    guard cycle == nil || all.count == 1 else {
      throw Problem(
        .usage, what: "several courses have this cycle", at: "--cycle",
        remedy:
          "add --on with one of: \(all.map { String($0.text(.started).prefix(10)) }.joined(separator: ", "))")
    }
    let procedures = try record.rows(ProcedureColumn.patient).filter { $0.text(.administration) == last.id }
    let lesions = try record.rows(LesionColumn.patient).filter { $0.text(.organ).lowercased() == "liver" }
    var page = CycleContent(
      patient: record.patients[0], course: record.courses.first { $0.id == last.text(.course) },
      administration: last, procedure: procedures.first, protocolLimits: limits)
    page.allocated = try AllocatedArtery.word(record.patients[0].id, in: record.registry)?.route
    page.lesions = lesions.map { ($0.text(.name), $0.text(.lobe)) }
    return try page.content.outcome(
      to: folder,
      findings: page.judged.filter { $0.isKept == false }.map {
        Finding(RecordNote.notKept($0.what, value: $0.value, limits: $0.limits))
      }
        + record.faults.map { Finding(InputNote.fault($0)) })
  }
}

/// What the page of a cycle says.
package struct CycleContent {
  let patient: PatientRow
  let course: CourseRow?
  let administration: AdministrationRow
  let procedure: ProcedureRow?
  let protocolLimits: CycleLimits
  /// Artery that a trial allocated; `nil` without one.
  var allocated: String?
  /// Names and lobes of the lesions of the liver.
  var lesions: [(name: String, lobe: String)] = []

  var judged: [CycleLimits.Judgement] {
    protocolLimits.judge(administration, procedure)
      + [
        CycleLimits.artery(administration, allocated: allocated), CycleLimits.aminoAcids(procedure),
        CycleLimits.territory(administration, procedure, lesions),
      ].compactMap(\.self)
  }

  /// Limits of the protocol that are not kept.
  var broken: [String] {
    judged.filter { $0.isKept == false }.map { "\($0.what): \($0.value), protocol \($0.limits)" }
  }

  package struct Record: Encodable, Sendable {
    var hepatica = 1
    var schema = "hepatica.cycle/1"
    var patient, administration: String
    var recorded: [String: String]
    var notKept: [String]
  }

  package var content: StudyContent {
    let groups = CycleFacts(administration, procedure).all
    let known = groups.flatMap(\.facts).compactMap { fact in fact.value.map { (fact.name, $0) } }
    return StudyContent(
      "cycle", kind: "Cycle record",
      header: .clinical(subject: patient.id, title: title, needsReview: !broken.isEmpty),
      sections: [.init("administration", "Administration", [.facts(given)])] + groups.map(section) + [
        limits, closing,
      ],
      record: Record(
        patient: patient.id, administration: administration.id,
        recorded: Dictionary(known, uniquingKeysWith: { first, _ in first }), notKept: broken))
  }

  private var title: String {
    let planned = course?[.plannedCycles].integer.map { " of \($0)" } ?? ""
    return "\(course?.text(.kind) ?? "Administration"), cycle \(administration[.cycle].printed)\(planned)"
  }

  private var given: [(name: String, value: String?)] {
    let row = administration
    let number = { (column: AdministrationColumn) in row[column].number.map { "\(Plain.short($0)) GBq" } }
    let all: [(String, String?)] = [
      ("Started", row.text(.started)), ("Route", blank(row.text(.route))),
      ("Product", blank(row.text(.product))), ("Nuclide", row.text(.nuclide)),
      ("Prescribed", number(.prescribedGbq)), ("Administered", number(.activityGbq)),
      ("Batch", blank(row.text(.batch))),
    ]
    return all.map { (name: $0.0, value: $0.1 ?? Self.open) }
  }

  /// A line to write on where nothing is recorded.
  private static let open = "________________"
  private func blank(_ text: String) -> String? { text.isEmpty ? nil : text }

  private func section(_ group: CycleFacts.Group) -> StudyContent.Section {
    .init(
      group.title.lowercased(), group.title,
      [.facts(group.facts.map { (name: $0.name, value: $0.value ?? Self.open) })])
  }

  private var limits: StudyContent.Section {
    guard !judged.isEmpty else {
      return .init("limits", "Protocol", [.empty("No limits are known for this kind of administration.")])
    }
    return .init(
      "limits", "Protocol",
      [.table(Self.form.table("Held against \(protocolLimits.limits(of: administration).source)", judged))])
  }

  private var closing: StudyContent.Section {
    .init(
      "signatures", "Signatures",
      [
        .signatures([
          Signature(meaning: "Activity measured (medical physicist)"),
          Signature(meaning: "Administered (nuclear medicine physician)"),
          Signature(meaning: "Catheter position (interventional radiologist)"),
        ])
      ])
  }

  static let form = TableForm<CycleLimits.Judgement>(
    "cycle", file: "cycle.csv",
    [
      .init("what", "What", share: 1.6, means: "what the protocol limits") { .text($0.what) },
      .init("value", "Recorded", means: "as recorded") { .text($0.value) },
      .init("limits", "Protocol", means: "limits of the protocol") { .text($0.limits) },
      .init("kept", "Kept", share: 0.7, means: "whether they are kept") {
        switch $0.isKept {
        case true?: .text("yes")
        case false?: .flag(.attention, "no")
        case nil: .text("unknown")
        }
      },
    ])
}
