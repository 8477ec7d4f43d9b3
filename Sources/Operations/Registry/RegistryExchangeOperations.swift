import Files
import Arguments
import Foundation
import Studies
import Workflow

// Into a registry and out of it.

extension RegistryExchange.Form: ChoiceValue {}
extension RegistryConflictRule: ChoiceValue {}

public struct RegistryImportOperation: Operation {
  var registry = RegistryFields()
  var files: [FilePath] = []
  var table: String?
  var map: FilePath?
  var columns: FilePath?
  var ignore = ""
  var decimals = DecimalFields()
  var site: String?
  var conflicts = RegistryConflictRule.refuse
  var on: String?
  var author = AuthorFields()
  public init() {}

  public static let about = About(
    "registry import", .registry, "take a report, a table, a visit or a FHIR bundle in",
    takes: "`report.json` of a run, CSV, FHIR bundle, JSON5 of a visit", gives: "new rows",
    """
    The patient of a report must be in the registry: hepatica registry add makes the site and the patient. The same \
    fact twice is one fact. A value that contradicts the registry is refused and listed, unless --conflicts states \
    which of the two is right. A visit is one JSON5 file: patient, and rows by the name of their table. A folder \
    has one CSV file per table, named as the table is; foreign tables have a map of the same name (x.csv and \
    x.map.json5). All of it is one change.
    """,
    examples: [
      .init(
        "hepatica registry import department.sqlite results/report.json --by mp1 --why cycle-1",
        "the doses of a run"),
      .init(
        "hepatica registry import department.sqlite labs.csv --table laboratory --by mp1 --why cycle-1",
        "a table by its columns"),
      .init(
        "hepatica registry import tata.sqlite Samples/papers/tata --by mp1 --why 'the paper'",
        "a folder of tables, all or nothing"),
    ])

  public static var fields: [Field<Self>] {
    \.registry
    Field.words(
      \.files, "FILE", "report.json, CSV, FHIR bundle (or its pages), or a folder of tables", .input,
      key: "files")
    Field.option(\.table, "table", "t", "TABLE", "table whose columns the CSV file has")
    Field.option(
      \.map, "map", "m", "FILE", "how foreign columns become rows (JSON5), for REDCap", .input)
    Field.option(
      \.columns, "columns", nil, "FILE",
      "JSON5 that renames columns, or a REDCap data dictionary (CSV); with --table", .input)
    Field.option(
      \.ignore, "ignore", nil, "TESTS", "tests and columns to ignore, separated by commas; with --table")
    \.decimals
    Field.option(
      \.conflicts, "conflicts", nil, "RULE",
      "rows that contradict the registry: refuse, keep the registry's value, or replace it")
    Field.option(\.site, "site", nil, "SITE", "site of the patients of a FHIR bundle")
    Field.option(\.on, "on", nil, "DATE", "day of an administration that the report does not state")
    \.author
  }

  public func run(_ context: Context) throws -> Outcome {
    var reading = RegistryExchange.Reading()
    (reading.table, reading.site, reading.day) = (table, site, on)
    (reading.map, reading.columns) = (context.url(map), context.url(columns))
    (reading.decimalComma, reading.conflicts) = (decimals.decimalComma, conflicts)
    reading.ignored = Set(
      ignore.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces).lowercased() })
    return try RegistryExchange.take(
      files.map { context.url($0) }, into: registry.place(in: context), reading, by: author.author())
  }
}

public struct RegistryExportOperation: Operation {
  var registry = RegistryFields()
  var target = FilePath("")
  var form = RegistryExchange.Form.csv
  var patient: String?
  public init() {}

  public static let about = About(
    "registry export", .registry, "tables, FHIR bundle or cohort tables", takes: "a registry",
    gives: "CSV files with their dictionary, a FHIR bundle, or the tables of hepatica cohort",
    writes: ["*.csv"],
    examples: [
      .init("hepatica registry export department.sqlite out/tables", "all tables as CSV"),
      .init("hepatica registry export department.sqlite bundle.json --as fhir", "one FHIR bundle"),
    ])

  public static var fields: [Field<Self>] {
    \.registry
    Field.word(\.target, "TARGET", "folder, or file of the FHIR bundle", .output)
    Field.option(\.form, "as", nil, "FORM", "csv (a folder), fhir (a file) or cohort (a folder)")
    Field.option(\.patient, "patient", nil, "ID", "this patient alone; FHIR only")
  }

  public func outputFiles(in context: Context) -> [URL] { form == .fhir ? [context.url(target)] : [] }
  public func outputFolder(in context: Context) -> URL? { form == .fhir ? nil : context.url(target) }

  public func run(_ context: Context) throws -> Outcome {
    try RegistryExchange.give(
      registry.place(in: context), to: context.url(target), as: form, patient: patient)
  }
}

public struct RegistryFreezeOperation: Operation {
  var registry = RegistryFields()
  var folder = FilePath("")
  var title = "data set"
  public init() {}

  public static let about = About(
    "registry freeze", .registry, "a data set for publication", takes: "a registry",
    gives: "tables with a manifest, and the hash to print",
    examples: [
      .init("hepatica registry freeze department.sqlite data-2026 --title 'Trial data'", "a new folder")
    ])

  public static var fields: [Field<Self>] {
    \.registry
    Field.word(\.folder, "FOLDER", "a folder that does not exist yet", completes: .folders)
    Field.option(\.title, "title", nil, "TEXT", "title of the data set")
  }

  public func run(_ context: Context) throws -> Outcome {
    try RegistryExchange.freeze(registry.place(in: context), to: context.url(folder), title: title)
  }
}

public struct RegistryCheckOperation: Operation {
  var registry = RegistryFields()
  var patient: String?
  var output: FilePath?
  public init() {}

  public static let about = About(
    "registry check", .registry, "contradictions, gaps and orphans of a registry",
    takes: "a registry, or a frozen data set",
    gives:
      "`registry-check.html`, `.pdf`, `.json`: what needs a decision; for a frozen data set, files that changed",
    """
    Lists what contradicts itself, cannot be, has two rows, refers to nothing or is missing, with the rows and what \
    settles it. Nothing is changed; whoever may read the registry can check it. Given the folder of a frozen data \
    set, it states whether every file is what was frozen. Exit status 3: something needs a decision.
    """,
    writes: [
      "registry-check.html", "registry-check.pdf", "registry-check.json", "decisions.csv", "notes.csv",
    ],
    examples: [
      .init("hepatica registry check department.sqlite -o out/check", "a page of all findings"),
      .init("hepatica registry check data-2026", "a frozen data set: status 3 if anything differs"),
    ])

  public static var fields: [Field<Self>] {
    \.registry
    Field.option(\.patient, "patient", nil, "ID", "findings of this patient alone")
    Field.option(
      \.output, "output", "o", "FOLDER", "page, PDF, tables and JSON", .output, completes: .folders)
  }

  public func run(_ context: Context) throws -> Outcome {
    let place = registry.place(in: context)
    if isFolder(place) == true {
      return try RegistryExchange.check(URL(filePath: place))
    }
    return try RegistryCheck.run(place, patient: patient, to: context.url(output))
  }
}
