import Arguments
import Diagnostics
import Documents
import Foundation
import Studies
import Workflow

public struct ResponseOperation: Operation {
  var lesions: FilePath?
  var patients: FilePath?
  var record = RecordFields()
  var recording = RecordingFields()
  var confirm = false
  var confirmDays = 28
  var stableDays = 42
  var betweenNE: VisitCount?
  var betweenSD: VisitCount?
  var reader: String?
  var adjudicator: String?
  var acrossTracers = false
  var columns: FilePath?
  var decimals = DecimalFields()
  var reading = ReadingFields()
  var output: FilePath?
  public init() {}

  public static let about = About(
    "response", .outcome, "RECIST, mRECIST, WHO, Choi, EORTC and PERCIST side by side",
    takes: "lesions by visit and reader",
    gives: "six criteria side by side, best responses, waterfall, spider, swimmer",
    """
    LESIONS: CSV with one row per lesion, visit and reader: patient, lesion, date, and of organ, kind, role (target, \
    non-target, new), state (measured, too small, absent, not evaluated, progressive), long_mm, short_mm, slice_mm, \
    enhancing_mm, product_mm2, hu, suvmax, suvmean, sulpeak, extent_mm, volume_ml, uptake, tracer and part_of those that \
    were measured. The baseline is the last visit up to the first cycle, or the first visit where the cycles are not \
    known; days of one visit are those of one name, or within a fortnight. hepatica measure makes such rows from \
    structures and images. With --registry the lesions and measurements of the record are judged, and --record writes \
    the judgements back.
    """,
    writes: [
      "visits.csv", "best.csv", "rates.csv", "agreement.csv", "adjudication.csv", "problems.csv",
      "response.json", "response.html", "response.pdf",
      "*.svg",
    ],
    examples: [
      .init(
        "hepatica response Samples/lesions.csv -t Samples/patients.csv -o out", "all criteria, with figures"),
      .init("hepatica response lesions.csv --confirm --confirm-days 28 --explain", "confirmed responses"),
      .init(
        "hepatica response --registry department.sqlite --patient P01 --record --by mp1 --why 'week 12'",
        "a patient's record, with the judgements written back"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.lesions, "LESIONS", "table of lesions", .input)
    Field.option(\.patients, "patients", "t", "FILE", "CSV: patient, cycles, arm, end, death", .input)
    \.record
    \.recording
    Field.flag(\.confirm, "confirm", nil, "CR and PR need confirmation")
    Field.option(
      \.confirmDays, "confirm-days", nil, "DAYS", "days between response and confirmation",
      in: .within(0...3650))
    Field.option(
      \.stableDays, "stable-days", nil, "DAYS", "days from which disease that does not grow is stable",
      in: .within(0...3650))
    Field.option(
      \.betweenNE, "between-ne", nil, "N", "visits not evaluable between response and confirmation, or “any”",
      fallback: "1")
    Field.option(
      \.betweenSD, "between-sd", nil, "N", "visits with stable disease between them, or “any”", fallback: "0")
    Field.flag(
      \.acrossTracers, "across-tracers", nil,
      "judge uptake by EORTC although the tracer is another than at baseline, and mark it")
    Field.option(
      \.columns, "columns", nil, "FILE", "JSON5 that renames columns, or a REDCap data dictionary (CSV)",
      .input)
    \.decimals
    Field.option(
      \.reader, "reader", nil, "NAME", "whose assessments the figures and rates show",
      fallback: "the first by name")
    Field.option(
      \.adjudicator, "adjudicator", nil, "NAME",
      "reader who decides where the others have no majority")
    \.reading
    Field.option(
      \.output, "output", "o", "FOLDER", "tables, figures and page", .output, completes: .folders)
  }

  public func run(_ context: Context) throws -> Outcome {
    try record.check(file: lesions != nil, "LESIONS")
    var job = ResponseJob(lesions: context.path(lesions) ?? "")
    (job.registry, job.patient) = (record.place(in: context), record.patient)
    job.recording = try recording.author(record.registry)
    (job.patients, job.reader) = (context.path(patients), reader)
    (job.adjudicator, job.acrossTracers) = (adjudicator, acrossTracers)
    (job.confirmation, job.confirmationDays, job.minimumStableDays) = (confirm, confirmDays, stableDays)
    (job.explain, job.keepGoing) = (reading.explain, reading.keepGoing)
    if let betweenNE { job.notEvaluableBetween = betweenNE.limit }
    if let betweenSD { job.stableBetween = betweenSD.limit }
    (job.decimalComma, job.columns) = (decimals.decimalComma, context.path(columns))
    job.output = context.url(output)
    return try TumourResponse.run(job)
  }
}

/// A number of visits; “any” is not a limit.
struct VisitCount: FieldValue {
  var limit: Int?
  static var type: ValueType { .text }

  init(word: String, at place: String) throws(Problem) {
    if word.lowercased() == "any" { return }
    let number = try Int(word: word, at: place)
    guard (0...1000).contains(number) else {
      throw Problem(.usage, what: "“\(word)” is not a number of visits from 0 to 1000, or any", at: place)
    }
    limit = number
  }
  var word: String { limit.map { "\($0)" } ?? "any" }
}
