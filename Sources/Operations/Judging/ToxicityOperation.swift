import Arguments
import Diagnostics
import Documents
import Files
import Foundation
import Studies
import Workflow

public struct ToxicityOperation: Operation {
  var files: [FilePath] = []
  var patients: FilePath?
  var findings: FilePath?
  var columns: FilePath?
  var record = RecordFields()
  var recording = RecordingFields()
  var grading = GradingFields()
  var headline = 2
  var sensitivity = false
  var ignore = ""
  var decimals = DecimalFields()
  var reading = ReadingFields()
  var output: FilePath?
  public init() {}

  public static let about = About(
    "toxicity", .outcome, "grade laboratory values and findings",
    takes: "laboratory values (CSV, REDCap, FHIR), days of treatment",
    gives: "grades, timeline, cohort table, figures",
    """
    FILE: laboratory values as CSV, one result per row (patient, date, test, value, unit, LLN, ULN, laboratory) or \
    one visit per row (ALT [U/L], ALT ULN [U/L] …), a REDCap export, or FHIR observations (JSON bundle or ndjson). \
    Grades against baseline and limits from the first cycle to three months after the last. With --output: grades, \
    timeline and cohort tables (CSV), toxicity.json, a page and figures. Every fault of the input is listed and \
    nothing is written, unless --keep-going. With --registry the laboratory values, cycles, sex, deaths and events of \
    the record are graded; grades are derived each time, and --record writes those that came up into the table of \
    adverse events. --composite joins laboratory terms to one, whose worst grade is counted. --sensitivity grades the same values by several \
    limits of normal, by both editions, and with four readings of the baseline: how far the rate depends on each.
    """,
    writes: [
      "grades.csv", "timeline.csv", "cohort.csv", "liver.csv", "ascites.csv", "recovery.csv",
      "visit-values.csv",
      "problems.csv", "sensitivity.csv",
      "toxicity.json",
      "toxicity.html",
      "toxicity.pdf",
      "*.svg",
    ],
    examples: [
      .init(
        "hepatica toxicity Samples/labs.csv -t Samples/patients.csv -f Samples/findings.csv -o out",
        "a cohort"),
      .init("hepatica toxicity bundle.json -t patients.csv --criteria 6.0", "FHIR, CTCAE v6.0"),
      .init("hepatica toxicity --registry department.sqlite --patient P01", "the record of one patient"),
      .init(
        "hepatica toxicity --registry mayo.sqlite --sensitivity -o out",
        "one rate under many limits of normal, editions and readings of the baseline"),
    ])

  public static var fields: [Field<Self>] {
    Field.words(\.files, "FILE", "laboratory values", .input, needed: false, key: "files")
    Field.option(
      \.patients, "patients", "t", "FILE",
      "CSV: patient, cycles (days), sex, birth, arm, anticoagulation, end, death; needed with FILE", .input)
    Field.option(
      \.findings, "findings", "f", "FILE", "CSV of ascites, encephalopathy and attributions", .input)
    Field.option(
      \.columns, "columns", nil, "FILE", "JSON5 that renames columns, or a REDCap data dictionary (CSV)",
      .input)
    \.record
    \.recording
    \.grading
    Field.option(
      \.headline, "grade", nil, "N", "grade from which new toxicity and sensitivity are counted",
      in: .within(1...4))
    Field.flag(
      \.sensitivity, "sensitivity", nil,
      "the rate under several limits of normal, both editions and four readings of the baseline")
    Field.option(\.ignore, "ignore", nil, "TESTS", "tests to ignore, separated by commas")
    \.decimals
    \.reading
    Field.option(
      \.output, "output", "o", "FOLDER", "tables, figures and page", .output, completes: .folders)
  }

  public func run(_ context: Context) throws -> Outcome {
    try record.check(file: !files.isEmpty, "FILE")
    guard record.registry != nil || patients != nil else {
      throw Problem(
        .usage, what: "the table of patients is missing", at: "--patients",
        remedy: "give --patients FILE with the days of treatment")
    }
    var job = ToxicityJob(
      files: files.map { context.path($0) }, patients: context.path(patients) ?? "")
    (job.registry, job.patient) = (record.place(in: context), record.patient)
    (job.findings, job.columns) = (context.path(findings), context.path(columns))
    (job.limits, job.edition) = (context.path(grading.limits), grading.criteria)
    (job.baselineMonths, job.monthsAfterLast) = (grading.baselineMonths, grading.monthsAfter)
    job.composites = try grading.composed()
    job.recording = try recording.author(record.registry)
    (job.headlineGrade, job.sensitivity) = (headline, sensitivity)
    job.treatmentDayIsBaseline = !grading.treatmentDayAfter
    job.ignored = Set(
      ignore.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces).lowercased() })
    job.decimalComma = decimals.decimalComma
    (job.explain, job.keepGoing) = (reading.explain, reading.keepGoing)
    job.output = context.url(output)
    return try Toxicity.run(job, progress: context.progress)
  }
}
