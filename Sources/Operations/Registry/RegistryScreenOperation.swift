import Arguments
import Diagnostics
import Foundation
import Studies
import Workflow

/// Reports searched, as a step of the screening log.
public struct RegistryScreenOperation: Operation {
  var registry = RegistryFields()
  var reports = FilePath("")
  var phrases: [String] = []
  var step = ""
  var columns: FilePath?
  var recording = RecordingFields()
  public init() {}

  public static let about = About(
    "registry screen", .registry, "search imaging reports for phrases", takes: "CSV of reports",
    gives: "who has the phrase, as a step of the screening log",
    """
    REPORTS: CSV with patient, date and text, one row per report. A phrase counts in a sentence that does not deny it; where \
    every sentence with it does (“no innumerable metastases”), a person must read the report, and the exit status is 3. * ends \
    a word in any way. With --record each patient gets a verdict in the screening log, which hepatica cohort counts.
    """,
    examples: [
      .init(
        "hepatica registry screen mayo.sqlite reports.csv --phrase 'innumerable liver metast*' --step 'reports' --record --by mp1 --why 'search'",
        "the first step of a retrospective selection")
    ])

  public static var fields: [Field<Self>] {
    \.registry
    Field.word(\.reports, "REPORTS", "table of imaging reports", .input)
    Field.options(\.phrases, "phrase", nil, "TEXT", "what to search for; any of several")
    Field.option(\.step, "step", nil, "NAME", "what the step is called in the log", needed: true)
    Field.option(
      \.columns, "columns", nil, "FILE", "JSON5 that renames columns, or a REDCap data dictionary (CSV)",
      .input)
    \.recording
  }

  public func run(_ context: Context) throws -> Outcome {
    let place = registry.place(in: context)
    let author = try recording.author(place).map { try ChangeAuthor(who: $0.who, why: $0.why) }
    return try ReportScreening.run(
      context.url(reports), phrases: phrases, step: step, in: place, columns: context.url(columns), by: author
    )
  }
}
