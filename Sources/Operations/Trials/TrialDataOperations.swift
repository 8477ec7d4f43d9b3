import Arguments
import Diagnostics
import Foundation
import Studies
import Workflow

// What a trial's analyses read, and the analyses.

public struct TrialMeasureOperation: Operation {
  var trial = TrialFields()
  var caseFile = FilePath("")
  var results: FilePath?
  var lobes: [Assignment] = []
  var deviation = false
  var correct = false
  var tables: FilePath?
  var protocolFile: FilePath?
  var by: String?
  var why: String?
  public init() {}

  public static let about = About(
    "trial measure", .trial, "uptake of a case's images into the registry", takes: "a case file of one cycle",
    gives: "tumour-to-normal ratios and organ uptake of a cycle",
    "--by and --why are needed unless --tables is given; both stay in the audit record.",
    writes: ["*.csv"],
    examples: [
      .init(
        "hepatica trial measure department.sqlite LUTIA-LIKE P01/case.json5 --by mp1 --why cycle-1",
        "tumour-to-normal ratios and organ uptake of a cycle")
    ])

  public static var fields: [Field<Self>] {
    \.trial
    Field.word(\.caseFile, "CASE", "case file (JSON5) of one cycle or diagnostic scan", .input)
    Field.option(
      \.results, "results", "r", "FOLDER", "results of hepatica run", .input,
      fallback: "“results” next to the case file",
      completes: .folders)
    Field.options(\.lobes, "lobe", nil, "NAME=LOBE", "structure that is the right or left lobe")
    Field.flag(
      \.deviation, "deviation", nil, "the route differs from the allocation, and that is what happened")
    Field.flag(\.correct, "correct", nil, "correct values that are there already")
    Field.option(
      \.tables, "tables", nil, "FOLDER", "CSV tables for registry import instead of the registry", .output,
      completes: .folders)
    Field.option(
      \.protocolFile, "protocol", "p", "FILE", "protocol file; refused unless it is the locked one", .input)
    Field.option(\.by, "by", nil, "NAME", "who changes something")
    Field.option(\.why, "why", nil, "REASON", "why")
  }

  public func outputFolder(in context: Context) -> URL? { context.url(tables) }

  public func run(_ context: Context) throws -> Outcome {
    var request = TrialMeasureRequest(
      place: trial.registry.place(in: context), trial: trial.trial, caseFile: context.url(caseFile))
    (request.results, request.tables) = (context.url(results), context.url(tables))
    request.protocolFile = context.url(protocolFile)
    (request.isDeviation, request.corrects) = (deviation, correct)
    for lobe in lobes { request.lobes[lobe.name] = lobe.value }
    let author = try tables == nil ? ChangeAuthor(who: by ?? "", why: why ?? "") : nil
    return try TrialMeasurement.run(request, by: author, progress: context.progress)
  }
}

public struct TrialRespondOperation: Operation {
  var trial = TrialFields()
  var lesions = FilePath("")
  var reader: String?
  var columns: FilePath?
  var decimals = DecimalFields()
  var correct = false
  var author = AuthorFields()
  public init() {}

  public static let about = About(
    "trial respond", .trial, "response of each lobe from a table of lesions", takes: "a table of lesions",
    gives: "responses by lobe, in the registry",
    examples: [
      .init(
        "hepatica trial respond department.sqlite LUTIA-LIKE lesions.csv --by rad1 --why month-3",
        "all subjects")
    ])

  public static var fields: [Field<Self>] {
    \.trial
    Field.word(\.lesions, "LESIONS", "table of lesions", .input)
    Field.option(\.reader, "reader", nil, "NUMBER", "rows of this reader alone")
    Field.option(
      \.columns, "columns", nil, "FILE", "JSON5 that renames columns, or a REDCap data dictionary (CSV)",
      .input)
    \.decimals
    Field.flag(\.correct, "correct", nil, "correct values that are there already")
    \.author
  }

  public func run(_ context: Context) throws -> Outcome {
    try TrialResponse.run(
      context.url(lesions), of: trial.trial, in: trial.registry.place(in: context), reader: reader,
      columns: context.url(columns), decimalComma: decimals.decimalComma, corrects: correct,
      by: author.author())
  }
}

public struct TrialAnalyseOperation: Operation {
  var trial = TrialFields()
  public init() {}

  public static let about = About(
    "trial analyse", .trial, "the analyses of the protocol", takes: "a trial",
    gives: "estimates on the locked scale",
    examples: [.init("hepatica trial analyse department.sqlite LUTIA-LIKE", "all")])

  public static var fields: [Field<Self>] { \.trial }

  public func run(_ context: Context) throws -> Outcome {
    try TrialTask.analyse(trial.trial, in: trial.registry.place(in: context))
  }
}

public struct TrialReportOperation: Operation {
  var trial = TrialFields()
  var output = FilePath("trial-report")
  public init() {}

  public static let about = About(
    "trial report", .trial, "the analyses as page and PDF", takes: "a trial",
    gives: "`trial.html`, `trial.pdf`",
    writes: ["trial.html", "trial.pdf", "trial.json", "tables/*.csv"],
    examples: [.init("hepatica trial report department.sqlite LUTIA-LIKE -o out/trial", "page and PDF")])

  public static var fields: [Field<Self>] {
    \.trial
    Field.option(\.output, "output", "o", "FOLDER", "where the report goes", .output, completes: .folders)
  }

  public func run(_ context: Context) throws -> Outcome {
    try TrialTask.report(trial.trial, in: trial.registry.place(in: context), to: context.url(output))
  }
}
