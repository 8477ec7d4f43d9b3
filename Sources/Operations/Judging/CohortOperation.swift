import Arguments
import Diagnostics
import Foundation
import Records
import Studies
import Workflow

extension EndpointRules.Censoring: ChoiceValue {}
extension EndpointRules.Origin: ChoiceValue {}

public struct CohortOperation: Operation {
  var tables: String?
  var output: FilePath?
  var covariates: String?
  var endpoints: String?
  var months: String?
  var level: Double?
  var progressionBy: String?
  var censoring = EndpointRules.Censoring.lastAssessment
  var origin = EndpointRules.Origin.firstCourse
  var grading = GradingFields()
  var sensitivity = false
  var paper: String?
  var comparators: FilePath?
  var published = false
  var dictionary = false
  var columns: FilePath?
  var decimals = DecimalFields()
  public init() {}

  public static let about = About(
    "cohort", .papers, "tables and figures of many patients",
    takes: "tables of patients, or a registry",
    gives: "`report.html`, `.pdf`, `tables/*.csv`: flow, toxicity, response, survival, dose–response",
    """
    Reads flat tables (patients, courses, toxicity, responses, survival, doses), one file with a row \
    per patient, or a registry, and writes report.html, report.pdf, report.json and tables/*.csv: flow of patients, \
    characteristics, toxicity and response with exact limits, survival by arm, grade, site and burden with \
    Cox model, dose–response compared with published doses, doses to organs, and published figures next to the cohort's \
    own, each with its place. Edition, limits of normal and windows are for the laboratory \
    values of a registry.
    """,
    writes: ["report.html", "report.pdf", "report.json", "tables/*.csv"],
    examples: [
      .init("hepatica cohort Samples/cohort -o out/cohort", "the sample; open out/cohort/report.html"),
      .init(
        "hepatica cohort tata.sqlite --paper tata -o out/tata",
        "the patients of a paper: its tables, and where it contradicts itself"),
      .init("hepatica cohort --dictionary", "which tables and columns there are"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(
      \.tables, "TABLES", "folder of CSV tables, one CSV file, or a registry (SQLite file, PostgreSQL URL)",
      completes: .files)
    Field.option(
      \.output, "output", "o", "FOLDER", "where the results go", .output,
      fallback: "“cohort-report” next to the tables", completes: .folders)
    Field.option(
      \.covariates, "covariates", nil, "NAMES",
      "factors of the Cox model, separated by commas; age_years, ecog …")
    Field.option(\.endpoints, "endpoints", nil, "NAMES", "only these, for example OS,PFS")
    Field.option(\.months, "months", nil, "LIST", "when survival is stated", fallback: "6,12,24,36")
    Field.option(\.level, "level", nil, "PERCENT", "level of all intervals", fallback: "95")
    Field.option(
      \.progressionBy, "progression-by", nil, "CRITERION",
      "criterion of progression for a registry's endpoints", fallback: "RECIST 1.1 if it has any")
    Field.option(\.censoring, "censoring", nil, "RULE", "rule of censoring: see the manual, Cohorts")
    Field.option(\.origin, "origin", nil, "DAY", "from where time counts")
    \.grading
    Field.flag(
      \.sensitivity, "sensitivity", nil,
      "rates of laboratory toxicity of a registry under several limits of normal, editions and baselines")
    Field.option(
      \.paper, "paper", nil, "NAME",
      "whose patients these are (tata, mayo, lutia, lutarterial, tare): its figures are held against them")
    Field.option(
      \.comparators, "comparators", nil, "FILE",
      "a site's own published figures, CSV as --published prints it",
      .input)
    Field.flag(\.published, "published", nil, "print the published figures that come with the program as CSV")
    Field.option(
      \.columns, "columns", nil, "FILE",
      "JSON5 that renames columns of flat tables, or a REDCap data dictionary (CSV)", .input)
    \.decimals
    Field.flag(\.dictionary, "dictionary", nil, "print the data dictionary of the tables as CSV")
  }

  public func inputs(in context: Context) -> [URL] {
    (tables.map { $0.contains("://") ? [] : [context.url($0)] } ?? [])
      + (context.url(grading.limits).map { [$0] } ?? [])
  }

  public func outputFolder(in context: Context) -> URL? {
    dictionary || published
      ? nil : tables.map { OutputFolder.url(output, "cohort-report", beside: FilePath($0), context) }
  }

  public func run(_ context: Context) throws -> Outcome {
    if dictionary { return try CohortTask.dictionary }
    if published { return try CohortTask.published }
    guard let tables, let folder = outputFolder(in: context) else {
      throw Problem(
        .usage, what: "the tables are not named", at: "hepatica cohort",
        remedy: "name a folder or a CSV file; see hepatica cohort --help")
    }
    let source = tables.contains("://") ? tables : context.path(FilePath(tables))
    var request = CohortTask.Request(source: source, folder: folder)
    request.take(covariates: covariates)
    request.take(endpoints: endpoints)
    try request.take(landmarks: months)
    try request.take(level: level)
    (request.grading.limits, request.grading.edition) = (context.path(grading.limits), grading.criteria)
    (request.grading.baselineMonths, request.grading.monthsAfterLast) = (
      grading.baselineMonths, grading.monthsAfter
    )
    request.sensitivity = sensitivity
    (request.columns, request.decimalComma) = (context.path(columns), decimals.decimalComma)
    request.grading.treatmentDayIsBaseline = !grading.treatmentDayAfter
    request.composites = try grading.composed()
    request.endpoints.criterion = progressionBy
    (request.paper, request.comparators) = (paper, context.url(comparators))
    (request.endpoints.censoring, request.endpoints.origin) = (censoring, origin)
    return try CohortTask.run(request, progress: context.progress)
  }
}
