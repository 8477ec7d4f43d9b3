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

/// What `hepatica eligibility` is asked to do.
public struct EligibilityJob: Sendable {
  /// Facts of one patient or a table of patients: JSON5, JSON or CSV.
  public var path: String
  /// Name of a built-in protocol or path of a site's own.
  public var rules: String
  /// Only this patient of a table or registry.
  public var patient: String?
  /// A registry whose record is asked, together with the facts of the file; `nil` asks none.
  public var registry: String?
  /// Day for which the record is asked, `YYYY-MM-DD`; `nil` is today.
  public var day: String?
  /// How old a laboratory value of the record may be, days.
  public var oldest = 30
  /// Who writes the verdict back into the registry, and why; `nil` writes none.
  public var recording: (who: String, why: String)?
  public var explain = false
  public var keepGoing = false
  /// Numbers are printed as `12,5`.
  public var decimalComma = false
  /// JSON5 that renames columns, or a REDCap data dictionary (CSV).
  public var columns: String?
  /// Folder for page, PDF, JSON and table; `nil` writes none.
  public var output: URL?

  public init(path: String, rules: String) { (self.path, self.rules) = (path, rules) }
}

/// Patients held against the criteria of a protocol.
public enum PatientSelection {
  /// - Throws: `Problems` with every fault of the protocol or of the facts, each with its line or its row and column.
  public static func run(_ job: EligibilityJob) throws -> Outcome {
    let library = try RuleLibrary()
    let rules = try library.document(job.rules)
    guard !rules.criteria.isEmpty else {
      let protocols = library.documents.values.filter { !$0.criteria.isEmpty }.map(\.source.name).sorted()
      throw Problem(
        .usage, what: "the rules \(rules.source.name) are not a protocol", at: "--protocol",
        remedy: "protocols: \(protocols.joined(separator: ", "))")
    }
    let cautions = rules.cautions.isEmpty ? nil : try library.rules(rules.cautions)
    let record = try job.registry.map { try ClinicalRecord($0, patient: job.patient) }
    let indications = rules.indications.isEmpty ? nil : try library.rules(rules.indications)
    let facts = try facts(job, record, library, rules)
    if !facts.problems.isEmpty, !job.keepGoing { throw Problems(facts.problems) }
    let results = try facts.patients.map { patient in
      PatientVerdict(
        patient: patient.name, notes: patient.notes,
        eligibility: try rules.eligibility(patient.facts(for: rules)),
        cautions: try cautions.map { try $0.eligibility(patient.facts(for: $0)) },
        indications: try indications.map { try $0.eligibility(patient.facts(for: $0)) })
    }
    var answer = try outcome(
      results, rules, facts.problems + (record?.faults ?? []), facts.account, job)
    if let record, let (who, why) = job.recording {
      let kept = try RecordedScreening.write(
        results.map(\.screening), rules.source, on: day(job), to: record.registry,
        by: Author(who: who, why: why))
      answer.text += "\n\n\(kept) verdicts recorded"
    }
    return answer
  }

  private static func day(_ job: EligibilityJob) throws(Problem) -> CalendarDay {
    let text = job.day ?? String(DateTime.now.description.prefix(10))
    guard let day = CalendarDay(iso8601: text) else {
      throw Problem(.usage, what: "this is not a date YYYY-MM-DD", at: "--on")
    }
    return day
  }

  /// Of the file, of the record, or of both.
  private static func facts(
    _ job: EligibilityJob, _ record: ClinicalRecord?, _ library: RuleLibrary, _ rules: RuleDocument
  ) throws -> PatientFacts {
    var options = LaboratoryFile.Options(decimalComma: job.decimalComma)
    if let columns = job.columns { try options.read(columns) }
    var file =
      job.path.isEmpty ? nil : try PatientFacts(job.path, library: library, extra: rules, options: options)
    let misspelt = options.unused(file?.header ?? [])
    file?.problems += misspelt
    guard let record else {
      guard var facts = file else { return PatientFacts([], library: library, extra: rules) }
      if let patient = job.patient { try facts.keep(only: patient) }
      return facts
    }
    guard let name = record.name else {
      throw Problem(
        .usage, what: "which patient of the registry is meant?", at: "--patient", remedy: "give --patient ID")
    }
    let recorded = try RecordedFacts(record, on: day(job), days: job.oldest)
    let (certain, notes) = try certain(recorded, name, library, rules)
    let known = PatientFacts([(name, certain, notes)], library: library, extra: rules)
    guard var facts = file else { return known }
    if facts.patients.count > 1 { try facts.keep(only: name) }
    facts.join(known)
    return facts
  }

  /// The facts without those that cannot be told apart from a limit of the protocol, since it lies within their standard
  /// uncertainty: at its two ends other criteria fail.
  private static func certain(
    _ recorded: RecordedFacts, _ name: String, _ library: RuleLibrary, _ rules: RuleDocument
  ) throws -> (facts: [RecordedFacts.Fact], notes: [String]) {
    var (facts, notes) = (recorded.facts, recorded.notes)
    for spread in recorded.spreads {
      let ends = try [spread.value - spread.u, spread.value + spread.u].map { end in
        let moved = recorded.facts.map { fact in
          fact.key == spread.key ? (key: fact.key, text: "\(max(0, end))", place: fact.place) : fact
        }
        let one = PatientFacts([(name, moved, [])], library: library, extra: rules)
        return try one.patients.flatMap {
          try rules.eligibility($0.facts(for: rules)).failed.map(\.token)
        }
      }
      guard ends[0] != ends[1] else { continue }
      facts.removeAll { $0.key == spread.key }
      notes.append(
        "\(spread.key): \(spread.value.printed(uncertainty: spread.u)) cannot be told apart from a limit of the protocol, which lies within its uncertainty"
      )
    }
    return (facts, notes)
  }

  private static func outcome(
    _ results: [PatientVerdict], _ rules: RuleDocument, _ left: [Problem], _ account: InputAccount,
    _ job: EligibilityJob
  ) throws -> Outcome {
    var findings = left.map { Finding(InputNote.fault($0)) } + account.findings
    let open = results.count { $0.eligibility.status.outcome == nil }
    if open > 0 {
      findings.append(Finding(InputNote.unassessable(open, of: results.count)))
    }
    let study = EligibilityContent(job: job, results: results, rules: rules, left: left, account: account)
    return try study.content.outcome(to: job.output, findings: findings)
  }
}

/// One patient's result with the advice that belongs to it.
package struct PatientVerdict: Sendable {
  package var patient: String
  /// Values that were computed, for example a clearance.
  package var notes: [String]
  package var eligibility: Eligibility
  package var cautions: Eligibility?
  /// What the treatment is for; it does not decide the status.
  package var indications: Eligibility?

  /// As the registry keeps it.
  var screening: RecordedScreening.Verdict {
    let reasons = (eligibility.failed + eligibility.undetermined).map { "\($0.text): \($0.finding.words)" }
    return .init(patient: patient, outcome: eligibility.status.outcome, reasons: reasons)
  }
}

/// The result as JSON.
package struct SelectionRecord: Encodable, Sendable {
  package struct Item: Encodable, Sendable {
    package var token, category, text, finding, failsIf: String
    package var inputs: [String: String]
    package var missing: [String]
  }
  package struct Patient: Encodable, Sendable {
    package var patient: String
    package var status: String?
    package var reason: String
    package var notes: [String]
    package var items: [Item]
    package var cautions: [Item]?
    package var stages: [Stage]?
    package var indication: String?
    package var indications: [Item]?
  }
  package struct Stage: Encodable, Sendable {
    package var stage: String
    package var status: String?
    package var reason: String
    package var missing: [String]
  }
  package struct Left: Encodable, Sendable { package var location, what, remedy: String }
  package struct Source: Encodable, Sendable { package var name, edition, version, citation: String }

  package var hepatica = 1
  package var schema = "hepatica.eligibility/1"
  package var researchUse = Version.researchUse
  package var rules: Source
  /// What is known of the benefit.
  package var evidence: [String]
  package var patients: [Patient]
  package var leftOut: [Left]
  /// What became of the rows and columns of a table of facts.
  package var input: TableInput

  package init(
    _ results: [PatientVerdict], _ rules: RuleDocument, _ left: [Problem], _ account: InputAccount = .init()
  ) {
    input = TableInput(account)
    let source = rules.source
    self.rules = Source(
      name: source.name, edition: source.edition, version: source.version, citation: source.citation)
    evidence = rules.evidence
    patients = results.map { result in
      Patient(
        patient: result.patient, status: result.eligibility.status.outcome,
        reason: result.eligibility.status.branch, notes: result.notes + result.eligibility.status.notes,
        items: result.eligibility.items.map(Self.item), cautions: result.cautions?.items.map(Self.item),
        stages: Self.stages(result.eligibility),
        indication: result.indications?.status.outcome, indications: result.indications?.items.map(Self.item))
    }
    leftOut = left.map { Left(location: $0.location, what: $0.what, remedy: $0.remedy) }
  }

  private static func stages(_ eligibility: Eligibility) -> [Stage]? {
    eligibility.stages.isEmpty
      ? nil
      : eligibility.stages.map {
        Stage(
          stage: $0.name, status: $0.status.outcome, reason: $0.status.branch, missing: $0.status.missing)
      }
  }

  private static func item(_ item: Eligibility.Item) -> Item {
    Item(
      token: item.token, category: item.category, text: item.text, finding: item.finding.words,
      failsIf: item.condition, inputs: Dictionary(item.inputs.map { ($0.name, $0.value) }) { a, _ in a },
      missing: item.missing)
  }
}
