import Arguments
import Diagnostics
import Studies
import Workflow

public struct EligibilityOperation: Operation {
  var facts: FilePath?
  var rules = FilePath("")
  var record = RecordFields()
  var recording = RecordingFields()
  var on: String?
  var oldest = 30
  var columns: FilePath?
  var decimals = DecimalFields()
  var reading = ReadingFields()
  var output: FilePath?
  public init() {}

  public static let about = About(
    "eligibility", .selection, "check a patient against a protocol", takes: "facts of patients",
    gives: "met, not met, unknown per criterion",
    """
    Every criterion is met, not met or unknown; for an unknown one it states what would settle it. PATIENT is a JSON5 \
    object of facts by the protocol's names, a list of such objects, or a CSV table with one patient per row and \
    columns such as “platelets [10^9/L]”. Units convert by analyte. With --output: a page, its PDF, and a table. Exit \
    status 3: something is unknown. With --registry and --patient the latest facts of the record up to --on are used, \
    together with those of PATIENT that the record does not hold; --record writes the verdict back.
    """,
    writes: ["eligibility.html", "eligibility.pdf", "eligibility.json", "eligibility.csv"],
    examples: [
      .init("hepatica eligibility Samples/patient.json5 --protocol tare --explain", "radioembolisation"),
      .init("hepatica eligibility patients.csv -p our-protocol.json5", "a table, a local protocol"),
      .init("hepatica eligibility --registry department.sqlite --patient P01 -p tare", "from the record"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.facts, "PATIENT", "facts: JSON5, JSON or CSV", .input, key: "facts")
    Field.option(
      \.rules, "protocol", "p", "NAME",
      "built-in protocol (hepatica protocols lists them), or a file of a site's own", .input, needed: true)
    \.record
    Field.option(\.on, "on", nil, "DATE", "day for which the record is asked", fallback: "today")
    Field.option(
      \.oldest, "oldest", nil, "DAYS", "how old a laboratory value of the record may be",
      in: .within(0...3650))
    \.recording
    Field.option(
      \.columns, "columns", nil, "FILE", "JSON5 that renames columns, or a REDCap data dictionary (CSV)",
      .input)
    \.decimals
    \.reading
    Field.option(
      \.output, "output", "o", "FOLDER", "page, PDF, table and JSON", .output, completes: .folders)
  }

  public func run(_ context: Context) throws -> Outcome {
    guard facts != nil || record.registry != nil else { return try missing() }
    var job = EligibilityJob(path: context.path(facts) ?? "", rules: context.ruleName(rules) ?? "")
    (job.registry, job.patient) = (record.place(in: context), record.patient)
    (job.day, job.oldest) = (on, oldest)
    job.recording = try recording.author(record.registry)
    (job.explain, job.keepGoing) = (reading.explain, reading.keepGoing)
    (job.decimalComma, job.columns) = (decimals.decimalComma, context.path(columns))
    job.output = context.url(output)
    return try PatientSelection.run(job)
  }

  private func missing() throws -> Outcome {
    throw Problem(
      .usage, what: "PATIENT is missing", remedy: "name a file of facts, or a registry with --registry")
  }
}
