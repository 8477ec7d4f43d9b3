import Diagnostics
import Foundation
import Registry

/// Ways into and out of a registry.
public enum RegistryExchange {
  public enum Form: String, Sendable, CaseIterable { case csv, fhir, cohort }

  /// A file by its kind: a report of `hepatica run`, a FHIR Bundle, or a CSV file with a table or a map.
  public static func take(
    _ file: URL, into place: String, table: String?, map: URL?, site: String?, day: String? = nil,
    by author: Author
  ) throws -> Outcome {
    let registry = try Registry.open(Location(place))
    if let map { return try told(registry.importCSV(file, map: ColumnMap(map), by: author)) }
    if let table { return try told(registry.importCSV(file, into: table, by: author)) }
    guard file.pathExtension.lowercased() == "json" else {
      throw Problem(.usage, what: "a CSV file needs --table or --map", at: file.path)
    }
    if let site {
      let (count, skipped) = try registry.importFHIR(file, site: site, by: author)
      return try told(count, skipped: skipped)
    }
    return try told(registry.importReport(file, on: day, by: author))
  }

  private static func told(_ count: ImportCount, skipped: [String: Int] = [:]) throws -> Outcome {
    let left = skipped.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }
    return try Outcome(
      text:
        "\(count.added) rows added, \(count.changed) changed (\(count.tables.sorted().joined(separator: ", ")))"
        + (left.isEmpty ? "" : "; left alone: " + left.joined(separator: ", ")),
      content: ["added": count.added, "changed": count.changed], review: count.notes)
  }

  public static func give(_ place: String, to target: URL, as form: Form, patient: String?) throws -> Outcome
  {
    let registry = try Registry.open(Location(place))
    switch form {
    case .csv:
      let files = try registry.exportTables(to: target)
      return try Outcome(
        text: "\(files.count) files in \(target.path)", content: files.map(\.lastPathComponent))
    case .fhir:
      let text = try registry.fhirBundle(patient: patient)
      try writeText(text, to: target)
      return try Outcome(text: target.path, content: ["bundle": target.path])
    case .cohort:
      let files = try RegistryCohort(place).write(to: target)
      return try Outcome(
        text: "\(files.count) files in \(target.path)", content: files.map(\.lastPathComponent))
    }
  }

  public static func freeze(_ place: String, to folder: URL, title: String) throws -> Outcome {
    let hash = try Registry.open(Location(place)).freeze(to: folder, title: title)
    return try Outcome(text: "frozen: \(folder.path)\nSHA-256 \(hash)", content: ["sha256": hash])
  }

  public static func check(_ folder: URL) throws -> Outcome {
    let (hash, faults) = try Registry.checkFrozen(folder)
    return try Outcome(
      text: faults.isEmpty
        ? "every file is what was frozen\nSHA-256 \(hash)"
        : "changed or missing: " + faults.joined(separator: ", "),
      content: ["sha256": hash], review: faults.map { "\($0) is not what was frozen" })
  }
}
