import Checks
import Diagnostics
import Files
import Foundation
import Registry
import Reporting

/// Brings measured rows into a registry: new ones are added, equal ones left alone, and values that differ are
/// corrections, which must be requested.
package struct MeasurementKeeping {
  /// A value that the registry has otherwise.
  package struct Correction: Encodable {
    package var table, id, column: String
    package var before, after: String

    /// Without trial and pseudonym, which no message holds.
    package var change: MeasuredChange {
      let ofTrial = [
        StudyColumn.table, StructureColumn.table, MeasurementColumn.table, ResponseColumn.table,
      ].contains(table)
      let place = id.split(separator: "/").dropFirst(ofTrial ? 2 : 1)
      return MeasuredChange(
        row: place.joined(separator: "/"), column: column == "id" ? nil : column, before: before, after: after
      )
    }
  }
  package private(set) var added: [(table: String, row: Row)] = []
  package private(set) var changed: [(table: String, row: Row)] = []
  /// Measurements of the same image that are there and were not found again, such as of a lesion that was renamed.
  private(set) var vanished: [String] = []
  package private(set) var unchanged = 0
  package private(set) var corrections: [Correction] = []

  /// Numbers that agree to this many digits are the same measurement: another build may round otherwise.
  private static let tolerance = 1e-9

  package init(_ measured: MeasurementRows, against registry: Registry) throws {
    try self.init(measured.rows, against: registry)
    let present = Set(measured.rows.filter { $0.table == MeasurementColumn.table }.map(\.row.id))
    vanished = try registry.rows(
      of: MeasurementColumn.self, where: [.patient: .text(measured.patient)]
    ).map(\.id).filter { $0.hasPrefix(measured.prefix + "/") && !present.contains($0) }
    corrections += vanished.map {
      Correction(table: MeasurementColumn.table, id: $0, column: "id", before: $0, after: "")
    }
  }

  package init(_ rows: [(table: String, row: Row)], against registry: Registry) throws {
    for (table, row) in rows {
      guard let before = try registry.row(table, row.id) else {
        added.append((table, row))
        continue
      }
      let columns = Set(row.values.keys).union(before.values.keys).subtracting(Self.incidental(table))
      let different = columns.sorted().filter { !Self.same(before[named: $0], row[named: $0]) }
      guard !different.isEmpty else {
        unchanged += 1
        continue
      }
      changed.append((table, row))
      // A course may begin earlier than was known; that corrects no measurement.
      guard table != CourseColumn.table else { continue }
      corrections += different.map {
        Correction(
          table: table, id: row.id, column: $0, before: before[named: $0].printed,
          after: row[named: $0].printed)
      }
    }
  }

  /// Columns that may differ without another measurement: a newer program finds the same; a course that others began
  /// keeps what they know.
  private static func incidental(_ table: String) -> Set<String> {
    switch table {
    case MeasurementColumn.table: names([MeasurementColumn.source])
    case CourseColumn.table:
      names([CourseColumn.product, .region, .ended, .plannedCycles, .reasonEnded, .protocol, .nuclide])
    case ResponseColumn.table: names([ResponseColumn.course])
    default: []
    }
  }

  private static func names(_ columns: [some TableColumn]) -> Set<String> { Set(columns.map(\.rawValue)) }

  private static func same(_ a: Value, _ b: Value) -> Bool {
    guard let x = a.number, let y = b.number else { return a == b }
    return abs(x - y) <= tolerance * max(abs(x), abs(y))
  }

  /// - Throws: `Problem` that lists the corrections unless they are wanted.
  func mustBeWanted(_ corrects: Bool) throws {
    guard !corrections.isEmpty, !corrects else { return }
    let some = corrections.prefix(6).map(\.change.wording.what)
    throw Problem(
      .dataRejected,
      what: counted(
        corrections.count, "value", "is in the registry already, and differs or was not found again: ",
        "are in the registry already, and differ or were not found again: ")
        + some.joined(separator: "; ") + (corrections.count > 6 ? "; …" : ""), at: "measurements",
      why: "a measurement of a trial is not overwritten in passing",
      remedy: "give --correct and the reason with --why; the audit record keeps both values")
  }

  package func write(to registry: Registry, by author: Author) throws {
    guard !added.isEmpty || !changed.isEmpty || !vanished.isEmpty else { return }
    try registry.change(by: author) { change in
      for id in vanished { try change.delete(MeasurementColumn.table, id) }
      for (table, row) in added { try change.insert(row, into: table) }
      for (table, row) in changed {
        let known = try registry.row(table, row.id) ?? row
        // What the measurement does not speak of stays as it is.
        let own = Self.incidental(table).subtracting([MeasurementColumn.source.rawValue])
        let values = row.values.filter { !own.contains($0.key) }
        let emptied = known.values.keys.filter { row[named: $0].isNull && !own.contains($0) }
        try change.update(
          table, row.id, values.merging(emptied.map { ($0, .null) }) { value, _ in value })
      }
    }
  }

  /// Tables in the order in which `registry import` takes them.
  package static func write(
    _ rows: [(table: String, row: Row)], columns: (String) throws -> [String], to folder: URL
  )
    throws -> [URL]
  {
    try createFolder(folder)
    let order = [
      CourseColumn.table, AdministrationColumn.table, StudyColumn.table, StructureColumn.table,
      LesionColumn.table, MeasurementColumn.table,
    ]
    return try order.enumerated().compactMap { n, table in
      let mine = rows.filter { $0.table == table }.map(\.row)
      guard !mine.isEmpty else { return nil }
      let names = try columns(table)
      let lines = mine.map { row in names.map { csvField(row[named: $0].printed) }.joined(separator: ",") }
      let url = folder.appending(path: "\(n + 1)-\(table).csv")
      try writeAtomically(([names.joined(separator: ",")] + lines).joined(separator: "\n") + "\n", to: url)
      return url
    }
  }
}
