import Checks
import Diagnostics
import Documents
import Files
import Foundation
import Records
import Registry
import Reporting
import Stages
import Workflow

/// What becomes of a row that contradicts what the registry has.
public typealias RegistryConflictRule = ConflictRule

/// Ways into and out of a registry.
public enum RegistryExchange {
  public enum Form: String, Sendable, CaseIterable { case csv, fhir, cohort }

  /// How a file is read that is not one of ours.
  public struct Reading: Sendable {
    /// Table whose columns a CSV file has.
    public var table: String?
    /// How foreign columns become rows (JSON5).
    public var map: URL?
    /// Names of the columns of a table: JSON5, or a REDCap data dictionary (CSV).
    public var columns: URL?
    /// Site that the patients of a FHIR Bundle belong to.
    public var site: String?
    /// Day of an administration that a report does not say.
    public var day: String?
    /// Numbers are printed as `12,5`.
    public var decimalComma = false
    /// Tests and columns that may be left out, in lower case.
    public var ignored: Set<String> = []
    /// What becomes of a row that contradicts the registry.
    public var conflicts = ConflictRule.refuse
    public init() {}
  }

  /// A file by its kind: a report of `hepatica run`, a FHIR Bundle, a CSV file with a table or a map, or a table of
  /// laboratory values in any form that `hepatica toxicity` reads.
  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func take(_ files: [URL], into place: String, _ reading: Reading, by author: Author) throws
    -> Outcome
  {
    let registry = try Registry.open(Location(place)).judged()
    let conflicts = reading.conflicts
    guard let file = files.first else { throw Problem(.usage, what: "FILE is missing", remedy: "see --help") }
    if let site = reading.site {
      let (count, skipped) = try registry.importFHIR(files, site: site, conflicts: conflicts, by: author)
      return try told(count, skipped: skipped)
    }
    guard files.count == 1 else {
      throw Problem(
        .usage, what: "one file is imported at a time", remedy: "give the pages of a FHIR answer with --site")
    }
    let comma = reading.decimalComma
    // A folder names its tables itself.
    if reading.table != nil || reading.map != nil { try mustBeFile(file.path, called: "table") }
    if isFolder(file.path) == true {
      return try told(registry.importFolder(file, decimalComma: comma, conflicts: conflicts, by: author))
    }
    if let map = reading.map {
      return try told(
        registry.importCSV(file, map: ColumnMap(map), decimalComma: comma, conflicts: conflicts, by: author))
    }
    if let table = reading.table {
      let isOurs = try table != "laboratory" || TableFile(file.path).header.contains("id")
      if isOurs {
        return try told(
          registry.importCSV(
            file, into: table, columns: reading.columns, decimalComma: comma, ignored: reading.ignored,
            conflicts: conflicts, by: author))
      }
      return try told(
        registry.importLaboratory(
          files, columns: reading.columns, decimalComma: comma, ignored: reading.ignored,
          conflicts: conflicts,
          by: author))
    }
    if file.pathExtension.lowercased() == "json5" {
      return try told(registry.importVisit(file, conflicts: conflicts, by: author))
    }
    guard file.pathExtension.lowercased() == "json" else {
      throw Problem(.usage, what: "a CSV file needs --table or --map", at: file.path)
    }
    try checkSeal(
      readFile(file.path, called: "report"), of: .report, at: file.path,
      remedy: "hepatica report CASE makes it again")
    try Custody.check(file)
    return try told(registry.importReport(file, on: reading.day, by: author))
  }

  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func take(
    _ file: URL, into place: String, table: String?, map: URL?, site: String?, day: String? = nil,
    by author: Author
  ) throws -> Outcome {
    var reading = Reading()
    (reading.table, reading.map, reading.site, reading.day) = (table, map, site, day)
    return try take([file], into: place, reading, by: author)
  }

  private static func told(_ count: ImportCount, skipped: [String: Int] = [:]) throws -> Outcome {
    let left = count.leftOut.merging(skipped, uniquingKeysWith: +).sorted { $0.key < $1.key }.map {
      "\($0.value) × \($0.key)"
    }
    var text = "\(counted(count.added, "row")) added, \(count.changed) changed"
    if count.removed > 0 { text += ", \(count.removed) removed that the source retracted" }
    if count.settled > 0 { text += ", \(count.settled) conflicts settled" }
    if count.repeated > 0 { text += ", \(count.repeated) that were there already" }
    text += " (\(count.tables.sorted().joined(separator: ", ")))"
    return try Outcome(
      text: text + (left.isEmpty ? "" : "; left alone: " + left.joined(separator: ", ")),
      content: [
        "added": count.added, "changed": count.changed, "removed": count.removed, "repeated": count.repeated,
        "settled": count.settled,
        "leftOut": count.leftOut.merging(skipped, uniquingKeysWith: +).values.reduce(0, +),
      ], findings: count.notes)
  }

  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func give(_ place: String, to target: URL, as form: Form, patient: String?) throws -> Outcome
  {
    let registry = try Registry.open(Location(place))
    switch form {
    case .csv:
      let files = try registry.exportTables(to: target)
      return try Outcome(
        text: "\(counted(files.count, "file")) in \(target.path)", content: files.map(\.lastPathComponent))
    case .fhir:
      let text = try registry.fhirBundle(patient: patient)
      try writeText(text, to: target)
      return try Outcome(text: target.path, content: ["bundle": target.path])
    case .cohort:
      let cohort = try RegistryCohort(place)
      let files = try cohort.write(to: target)
      return try Outcome(
        text: "\(counted(files.count, "file")) in \(target.path)", content: files.map(\.lastPathComponent),
        findings: cohort.notes)
    }
  }

  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func freeze(_ place: String, to folder: URL, title: String) throws -> Outcome {
    let hash = try Registry.open(Location(place)).freeze(to: folder, title: title)
    return try Outcome(text: "frozen: \(folder.path)\nSHA-256 \(hash)", content: ["sha256": hash])
  }

  /// - Throws: `Problem` if the registry cannot be opened, or does not permit it.
  public static func check(_ folder: URL) throws -> Outcome {
    let (hash, faults) = try Registry.checkFrozen(folder)
    return try Outcome(
      text: faults.isEmpty
        ? "every file is what was frozen\nSHA-256 \(hash)"
        : "changed or missing: " + faults.joined(separator: ", "),
      content: ["sha256": hash], findings: faults.map { Finding(RecordNote.frozenFileChanged($0)) })
  }
}
