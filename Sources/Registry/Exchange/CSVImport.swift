import Diagnostics
import Files
import Foundation

/// How many rows an import added and changed; rows that were there unchanged are not counted.
public struct ImportCount: Sendable, Hashable {
  public var added = 0
  public var changed = 0
  public var tables: Set<String> = []
  /// What a human must look at.
  public var notes: [String] = []
  public init() {}
}

extension Registry {
  /// A CSV file whose columns are those of a table, as the dictionary names them.
  ///
  /// All rows are checked first; with one mistake nothing is imported and all mistakes are told.
  public func importCSV(_ url: URL, into name: String, by author: Author) throws -> ImportCount {
    let table = try catalogue.table(name)
    let csv = try CSVTable(try text(of: url), at: url.lastPathComponent)
    let unknown = csv.header.filter { table.column($0) == nil }.map { column in
      let close = likelyMeaning(of: column, among: table.columns.map(\.name))
      return Problem(
        .dataRejected, what: "table “\(name)” has no column “\(column)”", at: url.lastPathComponent,
        why: "an unknown column may hold a name or a date of birth, which must not come in",
        remedy: close.map { "did you mean “\($0)”?" } ?? "remove the column, or map it (--map)")
    }
    if !unknown.isEmpty { throw Problems(unknown) }
    let rows = csv.rows.map { line in
      Incoming(
        table: table, place: "\(url.lastPathComponent): row \(line.number)",
        texts: Dictionary(uniqueKeysWithValues: csv.header.map { ($0, csv[line, $0] ?? "") }))
    }
    return try take(rows, by: author)
  }

  func text(of url: URL) throws -> String {
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw Problem(.inputMissing, what: "the file cannot be read", at: url.path)
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw Problem(
        .dataRejected, what: "the file is not UTF-8", at: url.path, remedy: "save it as CSV in UTF-8")
    }
    return text
  }

  /// Rows as they come from a file.
  struct Incoming {
    var table: Table
    var place: String
    var texts: [String: String]
  }

  /// Writes all rows in one change, or tells everything that is wrong with them.
  /// - Parameter last: what else belongs to the change.
  func take(
    _ rows: [Incoming], by author: Author, last: (Change) throws -> [String] = { _ in [] }
  ) throws -> ImportCount {
    var problems: [Problem] = []
    var count = ImportCount()
    do {
      try change(by: author) { change in
        for row in rows {
          do {
            let before = change.head
            let isNew = try change.put(try Self.parsed(row), into: row.table.name)
            if change.head != before { isNew ? (count.added += 1) : (count.changed += 1) }
            count.tables.insert(row.table.name)
          } catch let found as Problems {
            problems += found.all.map { Self.placed($0, row.place) }
          } catch let found as Problem where found.kind == .dataRejected || found.kind == .inputMissing {
            problems.append(Self.placed(found, row.place))
          }
        }
        if !problems.isEmpty { throw Problems(problems) }
        count.notes += try last(change)
      }
    }
    return count
  }

  private static func placed(_ problem: Problem, _ place: String) -> Problem {
    var problem = problem
    problem.location = place + (problem.location.isEmpty ? "" : ", " + problem.location)
    return problem
  }

  private static func parsed(_ incoming: Incoming) throws -> Row {
    var row: Row = [:], problems: [Problem] = []
    for (name, text) in incoming.texts {
      guard let column = incoming.table.column(name) else {
        row[name] = .text(text)
        continue
      }
      if let value = column.value(of: text) {
        row[name] = value
      } else {
        problems.append(
          Problem(
            .dataRejected, what: "\(name) (\(column.meaning)) is no \(column.kind.rawValue)",
            at: incoming.table.name))
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
    return row
  }
}
