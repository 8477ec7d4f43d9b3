import Checks
import Criteria
import Diagnostics
import Documents
import Files
import Foundation
import Records
import Reporting
import Stages
import Trials
import Workflow

/// From tables of patients to the cohort report.
public enum CohortTask {
  public struct Request: Sendable {
    /// Folder of flat tables, one file with a row per patient, or a registry (SQLite file or PostgreSQL URL).
    public var source: String
    public var folder: URL
    public var options = CohortOptions()
    /// How laboratory values of a registry are graded.
    public var grading = LaboratoryGrading()
    /// Composites of toxicity: codes of laboratory terms by name.
    public var composites: [String: [String]] = [:]
    /// How endpoints are made of the dates of a registry.
    public var endpoints = EndpointRules()
    /// Short name of the paper whose patients these are; `nil` for others.
    public var paper: String?
    /// A site's own published figures, in addition to those that come with the program.
    public var comparators: URL?
    /// Grades the laboratory values of a registry again under other limits, editions and readings of the baseline.
    public var sensitivity = false
    /// Names for the columns of flat tables, and texts that stand for nothing.
    public var columns: String?
    public var decimalComma = false
    public init(source: String, folder: URL) { (self.source, self.folder) = (source, folder) }

    /// Name of the covariates of the Cox model, separated by commas.
    public mutating func take(covariates text: String?) {
      options.covariates = text?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    public mutating func take(endpoints text: String?) {
      options.endpoints = text?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    /// - Throws: `Problem` unless all are positive numbers.
    public mutating func take(landmarks text: String?) throws {
      guard let text else { return }
      let months = text.split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) }
      guard months.allSatisfy({ $0.map { $0 > 0 } ?? false }) else {
        throw Problem(
          .usage, what: "these are not months", at: "--months", remedy: "for example --months 12,24,60")
      }
      options.landmarks = months.compactMap(\.self).sorted()
    }
    /// - Throws: `Problem` unless the level lies between 50 and 100 %.
    public mutating func take(level: Double?) throws {
      guard let level else { return }
      guard level >= 50, level < 100 else {
        throw Problem(.usage, what: "the level is not in 50…99.99 %", at: "--level")
      }
      options.level = level / 100
    }
  }

  /// Writes `report.html`, `report.pdf`, `report.json` and `tables/*.csv` to the folder.
  /// - Throws: `Problems` with every fault of the tables; `Problem` where the folder cannot be written.
  public static func run(_ request: Request, progress: @escaping ProgressHandler) throws -> Outcome {
    progress(0.05, "reading")
    let (reading, source, extra) = try read(request)
    try check(request.options, reading.cohort)
    progress(0.3, "analysing")
    var options = request.options
    options.composites = try words(of: request.composites, request.grading.edition)
    let analysis = CohortAnalysis(reading.cohort, options: options)
    progress(0.8, "writing the report")
    var figures = try PublishedFigures()
    if let own = request.comparators { try figures.add(own) }
    let comparison = try PublishedComparison(
      figures, CohortFigures(analysis, extra?.funnel, extra?.symptoms, extra?.performance),
      paper: request.paper)
    let study = CohortContent(
      analysis, source: source, ignored: reading.ignored, comparison: comparison,
      sensitivity: try sensitivity(request), funnel: extra?.funnel,
      symptoms: extra?.symptoms, performance: extra?.performance)
    return try study.content.outcome(to: request.folder, findings: study.notes)
  }

  /// What a registry has beyond the flat tables.
  private struct RegistryExtra {
    var funnel: ScreeningFunnel?
    var symptoms: RegistrySymptoms?
    var performance: RegistryPerformance?
    init(_ registry: RegistryCohort) throws {
      (funnel, symptoms, performance) = (
        try registry.funnel, try registry.symptoms, try registry.performance
      )
    }
  }

  /// What tables may call the terms of the composites: codes and titles.
  private static func words(
    of composites: [String: [String]], _ edition: ToxicityJob.Edition
  ) throws -> [String: [Set<String>]] {
    guard !composites.isEmpty else { return [:] }
    let library = try RuleLibrary()
    let scale = try ToxicityScale(
      library.rules(edition.rules), measurands: library.rules("measurands")
    ).adding(composites: composites)
    return composites.mapValues { codes in
      codes.map { Set([$0.uppercased(), scale.terms[$0]!.title.uppercased()]) }
    }
  }

  private static func read(_ request: Request) throws -> (
    CohortReader.Reading, CohortSource, RegistryExtra?
  ) {
    guard RegistryCohort.isRegistry(request.source) else {
      let read = try CohortReader.read(request.source, try reading(request))
      return (read, try CohortSource(request.source).having(read), nil)
    }
    guard request.columns == nil, !request.decimalComma else {
      throw Problem(
        .usage, what: "a registry has columns of its own", at: "--columns",
        remedy: "leave --columns and --decimal-comma out")
    }
    let registry = try RegistryCohort(request.source, grading: request.grading, rules: request.endpoints)
    let tables = try registry.tables
    let source = CohortSource(registry: tables, method: registry.method, notes: registry.notes)
    let read = try CohortReader.read(tables, name: "registry")
    return (read, source.having(read), try RegistryExtra(registry))
  }

  private static func reading(_ request: Request) throws -> TableReading {
    var reading = TableReading()
    reading.decimalComma = request.decimalComma
    guard let path = request.columns else { return reading }
    var options = LaboratoryFile.Options(decimalComma: request.decimalComma)
    try options.read(path)
    let misspelt = options.unused(try CohortReader.headers(request.source))
    guard misspelt.isEmpty else { throw Problems(misspelt) }
    let names = options
    (reading.missing, reading.name) = (options.missing, { names.name($0) })
    if let dates = options.dates { reading.iso = { dates.iso($0) } }
    return reading
  }

  /// The same engine, values and windows as `hepatica toxicity` has.
  private static func sensitivity(_ request: Request) throws -> SensitivityContent? {
    guard request.sensitivity else { return nil }
    guard RegistryCohort.isRegistry(request.source) else {
      throw Problem(
        .usage, what: "flat tables hold grades and no laboratory values", at: "--sensitivity",
        remedy: "name a registry, or use hepatica toxicity with the values")
    }
    var job = ToxicityJob(files: [], patients: "")
    let grading = request.grading
    (job.edition, job.limits) = (grading.edition, grading.limits)
    job.composites = request.composites
    (job.baselineMonths, job.monthsAfterLast) = (grading.baselineMonths, grading.monthsAfterLast)
    job.treatmentDayIsBaseline = grading.treatmentDayIsBaseline
    return try SensitivityContent(
      ToxicityInputs(job, record: ClinicalRecord(request.source)), grade: job.headlineGrade)
  }

  /// The figures that come with the program, as a table to be extended.
  public static var published: Outcome {
    get throws {
      let text = PublishedFigures.table
      return try Outcome(text: text, content: ["published": text])
    }
  }

  /// The data dictionary of the tables.
  public static var dictionary: Outcome {
    get throws {
      let text = CohortDictionary.standard.csv
      return try Outcome(text: text, content: ["dictionary": text])
    }
  }

  /// Names that were asked for and are not there.
  private static func check(_ options: CohortOptions, _ cohort: Cohort) throws {
    let endpoints = Set(cohort.followUps.map(\.endpoint))
    let absent = (options.endpoints ?? []).filter { !endpoints.contains($0) }
    let extra = Set(cohort.patients.flatMap { Array($0.covariates.keys) + Array($0.factors.keys) })
    let known = Set(Covariate.standard.map(\.name)).union(extra).union(["arm", "primary_site", "centre"])
    let unknown = (options.covariates ?? []).filter { !known.contains($0) }
    let problems =
      absent.map {
        Problem(
          .usage, what: "there is no endpoint \($0)", at: "--endpoints",
          remedy: "the tables have \(endpoints.sorted().joined(separator: ", "))")
      }
      + unknown.map {
        Problem(
          .usage, what: "there is no column \($0)", at: "--covariates",
          remedy: "known: \(known.sorted().joined(separator: ", "))")
      }
    if !problems.isEmpty { throw Problems(problems) }
  }
}

/// The input of a cohort report, by name and hash.
package struct CohortSource {
  package var name: String
  package var files: [(name: String, sha256: String)]
  /// How the tables were made, where they were not there before.
  package var method: [String] = []
  /// What was left out.
  package var notes: [Finding] = []
  /// Rows of each table, all of which were read.
  package var rows: [(table: String, rows: Int)] = []

  /// Tables of a registry, hashed as they were read.
  package init(registry tables: [TextTable], method: [String], notes: [Finding]) {
    (name, self.method, self.notes) = ("registry", method, notes)
    files = tables.map { table in
      let text = ([table.header] + table.rows).map { $0.joined(separator: "\u{1f}") }.joined(separator: "\n")
      return (table.name, sha256(Data(text.utf8)))
    }
  }

  /// With what was read of it.
  package func having(_ reading: CohortReader.Reading) -> Self {
    var source = self
    source.rows = reading.rows
    source.notes += reading.doubtful.map {
      Finding(InputNote.columnMisspelt($0.column, likely: $0.likely))
    }
    return source
  }

  package init(_ path: String) throws {
    let url = URL(filePath: path)
    name = url.lastPathComponent
    let isFolder = (try? url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) ?? false
    let names = CohortDictionary.standard.tables.map { $0.name + ".csv" }
    let all = isFolder ? names.map { url.appending(path: $0) } : [url]
    files = try all.filter { FileManager.default.fileExists(atPath: $0.path) }.map {
      ($0.lastPathComponent, try sha256(file: $0.path))
    }
  }
}
