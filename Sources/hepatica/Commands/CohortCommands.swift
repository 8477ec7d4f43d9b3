import Arguments
import Diagnostics
import Foundation
import Studies
import Workflow

/// Many patients at once.
extension Verb {
  static let cohort = Verb(
    command: Command(
      "cohort", "tables and figures of many patients",
      discussion: """
        Reads flat tables (patients, courses, toxicity, responses, survival, doses), one file with a row \
        per patient, or a registry, and writes report.html, report.pdf and tables/*.csv: flow of patients, \
        characteristics, toxicity and response with exact limits, survival by arm, grade, site and burden with \
        Cox model, dose–response compared with published doses.
        """,
      positionals: [
        .init(
          "TABLES", "folder of CSV tables, one CSV file, or a registry (SQLite file, PostgreSQL URL)",
          .optional)
      ],
      options: [
        .value("output", "o", "FOLDER", "default: “cohort-report” next to the tables", completes: .folders),
        .value(
          "covariates", nil, "NAMES", "factors of the Cox model, separated by commas; age_years, ecog …"),
        .value("endpoints", nil, "NAMES", "only these, for example OS,PFS"),
        .value("months", nil, "LIST", "when survival is stated (6,12,24,36)"),
        .value("level", nil, "PERCENT", "level of all intervals (95)"),
        .value(
          "criteria", nil, "EDITION",
          "edition of CTCAE for a registry's laboratory values, 5.0 (default) or 6.0"),
        .value(
          "limits", "l", "FILE", "JSON5 of limits of normal for a registry's values that have none",
          completes: .files),
        .value(
          "progression-by", nil, "CRITERION",
          "criterion of progression for a registry's endpoints (RECIST 1.1 if it has any)"),
        .value(
          "censoring", nil, "RULE",
          "last-assessment (default), new-therapy or missed: see the manual, Cohorts"),
        .value(
          "origin", nil, "DAY",
          "from where time counts: first-course (default), last-course, consent, diagnosis"),
        .flag("dictionary", nil, "print the data dictionary of the tables as CSV"),
      ] + Console.options,
      examples: [
        .init("hepatica cohort Samples/cohort -o out/cohort", "the sample; open out/cohort/report.html"),
        .init("hepatica cohort --dictionary", "which tables and columns there are"),
      ])
  ) { arguments, console in
    if arguments.has("dictionary") {
      return console.finish(try CohortTask.dictionary, json: arguments.has("json"))
    }
    guard let path = arguments.positional("TABLES") else {
      throw Problem(
        .usage, what: "the tables are not named", at: "hepatica cohort",
        remedy: "name a folder or a CSV file; see hepatica cohort --help")
    }
    let request = try CohortTask.Request(arguments, source: path)
    Interruption.folders.withLock { $0.append(request.folder) }
    return console.finish(
      try CohortTask.run(request, progress: console.reporter), json: arguments.has("json"))
  }
}

extension CohortTask.Request {
  fileprivate init(_ arguments: Arguments, source: String) throws {
    let beside = URL(filePath: source).deletingLastPathComponent().appending(path: "cohort-report")
    self.init(source: source, folder: arguments["output"].map { URL(filePath: $0) } ?? beside)
    take(covariates: arguments["covariates"])
    take(endpoints: arguments["endpoints"])
    try take(landmarks: arguments["months"])
    try take(level: arguments.number("level"))
    grading.limits = arguments["limits"]
    grading.edition = try arguments.choice("criteria") ?? .five
    endpoints.criterion = arguments["progression-by"]
    endpoints.censoring = try arguments.choice("censoring") ?? .lastAssessment
    endpoints.origin = try arguments.choice("origin") ?? .firstCourse
  }
}
