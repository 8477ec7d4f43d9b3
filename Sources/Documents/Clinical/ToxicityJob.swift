import Checks
import Criteria
import Diagnostics
import Files
import Foundation
import Parallel
import Quantities
import Stages

/// What `hepatica toxicity` is asked to do.
public struct ToxicityJob: Sendable {
  /// Edition of the criteria; one table never mixes two.
  public enum Edition: String, Sendable, CaseIterable {
    case five = "5.0"
    case six = "6.0"
    package var rules: String { self == .five ? "CTCAE" : "CTCAE-6.0" }
  }
  /// CSV (long, wide, REDCap), FHIR bundle (`.json`) or bulk export (`.ndjson`).
  public var files: [String]
  /// CSV: patient, cycles, and where known sex, birth, arm, anticoagulation, end, death.
  public var patients: String
  /// CSV of clinical findings and attributions; `nil` without.
  public var findings: String?
  /// A registry whose record is read in place of files; `nil` for files.
  public var registry: String?
  /// The patient of the registry alone; `nil` for all.
  public var patient: String?
  /// JSON5 of limits of normal for files that do not carry them.
  public var limits: String?
  /// JSON5 that renames columns, or a REDCap data dictionary (CSV).
  public var columns: String?
  public var edition = Edition.five
  public var decimalComma = false
  /// Whether blood of the first treatment day was drawn before administration.
  public var treatmentDayIsBaseline = true
  /// Months before the first cycle in which a baseline may lie, and after the last one that still count.
  public var baselineMonths = 1
  public var monthsAfterLast = 3
  /// Composites of a user's own: codes of laboratory terms by the name of the composite.
  public var composites: [String: [String]] = [:]
  /// Who writes into the registry what came up, and why; `nil` writes nothing.
  public var recording: (who: String, why: String)?
  /// Grade whose rate is the headline.
  public var headlineGrade = 2
  /// Grades again under other limits of normal, editions and readings of the baseline.
  public var sensitivity = false
  /// Tests that no rule uses and that are left out without complaint.
  public var ignored: Set<String> = []
  /// Goes on without what is faulty, and lists it.
  public var keepGoing = false
  /// Adds the reason of each worst grade to the text.
  public var explain = false
  /// Folder for tables, figures and the page; `nil` prints the summary only.
  public var output: URL?

  /// Patients up to whom each is read in full; of more, those who have nothing but laboratory values are only counted.
  var fullUpTo = 2000

  /// Whether nobody asks what became of each value.
  package func mayCount(_ patients: Int) -> Bool { !explain && recording == nil && patients > fullUpTo }

  public init(files: [String], patients: String) { (self.files, self.patients) = (files, patients) }
}

/// Everything that was opened before the first patient is graded.
package struct ToxicityInputs: Sendable {
  package var files: [LaboratoryFile] = []
  package var patients: PatientTable
  package var findings = FindingsTable()
  package var scale: ToxicityScale
  package var grader: CourseGrader
  package var safety: LiverSafety
  package var function: LiverFunction
  package var clinical: ClinicalToxicity
  package var problems: [Problem] = []
  /// Rows that a registry has and nobody can use: reported, and no reason to refuse the rest.
  package var told: [Problem] = []
  /// What of the input is left out for a reason that the files give.
  package var account = InputAccount()
  /// Whether a finding that nobody recorded was not there, as where adverse events are looked for and kept; else it is
  /// unknown.
  package var absenceIsKnown = false
  /// Nobody was asked whether patients are on anticoagulation: INR is graded as without.
  package var assumesNoAnticoagulation = false
  /// Volumes of the spleen by patient, mL, in order of time.
  package var spleen: [String: [(day: CalendarDay, value: Double)]] = [:]
  /// What a reader must know of the source.
  package var notes: [Finding] = []

  /// - Throws: what makes any result impossible: a file that is missing, a header without the needed columns.
  package init(_ job: ToxicityJob) throws {
    var options = LaboratoryFile.Options(decimalComma: job.decimalComma)
    options.ignored = job.ignored
    if let columns = job.columns { try options.read(columns) }
    let read = try Read(job, options)
    try self.init(job, patients: read.patients)
    if let path = job.findings {
      findings = try FindingsTable(
        path, patients: patients, vocabulary: FindingVocabulary(scale), options: options)
    }
    try open(job, options, try RuleLibrary().rules("measurands"), read.tables)
    problems = patients.problems + findings.problems + problems
    if !patients.asksAnticoagulation, !files.contains(where: \.asksAnticoagulation) {
      patients.assumeNoAnticoagulation()
      assumesNoAnticoagulation = true
    }
  }

  /// The rules alone, with patients that are known from elsewhere; files and findings are still to come.
  /// - Throws: `Problem` for a table of limits that cannot be read.
  package init(_ job: ToxicityJob, patients: PatientTable) throws {
    let library = try RuleLibrary()
    let measurands = try library.rules("measurands")
    scale = try ToxicityScale(library.rules(job.edition.rules), measurands: measurands)
      .adding(composites: job.composites)
    safety = try LiverSafety(library)
    function = try LiverFunction(library)
    clinical = try ClinicalToxicity(library)
    let limits = try job.limits.map { path in
      try LimitTable(
        parsing: Self.text(path), document: URL(filePath: path).lastPathComponent, measurands: measurands)
    }
    grader = CourseGrader(
      scale: scale, limits: limits ?? LimitTable(), baselineMonths: job.baselineMonths,
      treatmentDayIsBaseline: job.treatmentDayIsBaseline, monthsAfterLast: job.monthsAfterLast)
    self.patients = patients
  }

  private mutating func open(
    _ job: ToxicityJob, _ options: LaboratoryFile.Options, _ measurands: RuleDocument,
    _ tables: [String: TableFile]
  ) throws {
    let opened = try LaboratoryFile.open(
      job.files, measurands: measurands, options: options, known: Set(patients.order),
      headers: findings.header.union(patients.header), tables: tables)
    (files, account) = (opened.files, opened.account)
    account.add(patients.account)
    problems += opened.problems
    notes += opened.notes
    patients.complete(with: opened.patients)
  }

  package static func text(_ path: String) throws -> String {
    try readText(path)
  }

  /// The patients, and the tables of values whose rows are found while the patients are read.
  private struct Read {
    var patients: PatientTable
    var tables: [String: TableFile]

    private enum Part: Sendable {
      case patients(PatientTable)
      case tables([String: TableFile])
    }

    init(_ job: ToxicityJob, _ options: LaboratoryFile.Options) throws {
      let parts = try parallelMap(2) { n -> Part in
        if n == 0 { return .patients(try PatientTable(job.patients, options: options)) }
        let paths = job.files.filter { !LaboratoryFile.isFHIR($0) }
        // What cannot be read is said where it is opened.
        let read = paths.compactMap { path in (try? TableFile(path)).map { (path, $0) } }
        return .tables(Dictionary(read, uniquingKeysWith: { first, _ in first }))
      }
      guard case .patients(let patients) = parts[0], case .tables(let tables) = parts[1] else {
        preconditionFailure("two parts in their order")
      }
      (self.patients, self.tables) = (patients, tables)
    }
  }
}

extension PatientTable {
  /// Sex and birth that another source knows and the table does not.
  package mutating func complete(with others: [FHIRPatient]) {
    for other in others {
      guard var record = self[other.pseudonym] else { continue }
      record.sex = record.sex ?? ["female": .female, "male": .male][other.gender]
      record.birth = record.birth ?? CalendarDay(iso8601: other.birth)
      replace(record)
    }
  }
}
