import Diagnostics
import Files
import Foundation

/// How many rows an import added and changed; rows that were there unchanged are not counted.
public struct ImportCount: Sendable, Hashable {
  public var added = 0
  public var changed = 0
  /// Rows whose fact was there already, in the file or in the registry under another id.
  public var repeated = 0
  /// Rows that the source retracted and that the registry had.
  public var removed = 0
  /// Results that are left out for a reason that the source gives, by reason.
  public var leftOut: [String: Int] = [:]
  public var tables: Set<String> = []
  /// What a human must look at.
  public var notes: [String] = []
  public init() {}
}

extension Registry {
  func text(of url: URL) throws -> String {
    try readText(url.path, called: "file to import", likely: ["report.json"])
  }

  /// Rows as they come from a file.
  public struct Incoming: Sendable {
    public var table: Table
    /// Where it stands in the file, for messages.
    public var place: String
    public var texts: [String: String]

    public init(table: Table, place: String, texts: [String: String]) {
      (self.table, self.place, self.texts) = (table, place, texts)
    }
  }

  /// Writes all rows in one change, or reports everything that is wrong with them.
  ///
  /// One id stands for one fact: two rows of one file that have the same id must not contradict each other.
  ///
  /// - Parameters:
  ///   - byKey: rows whose natural key (``Table/key``) is there already under another id are the same fact, or a
  ///     contradiction that is reported.
  ///   - retracted: rows that the source takes back.
  ///   - last: what else belongs to the change.
  /// - Throws: `Problems` with the place of each row that cannot be taken; then nothing is written.
  public func take(
    _ rows: [Incoming], byKey: Bool = false, retracted: [(table: String, id: String)] = [],
    by author: Author, last: (Change) throws -> [String] = { _ in [] }
  ) throws -> ImportCount {
    var problems: [Problem] = []
    var count = ImportCount()
    let facts = gather(rows, byKey: byKey, &count, &problems)
    try change(by: author) { change in
      for fact in facts {
        do {
          if byKey, try isKnown(fact) {
            count.repeated += 1
            continue
          }
          let before = change.head
          let isNew = try change.put(fact.row, into: fact.table.name)
          if change.head != before { isNew ? (count.added += 1) : (count.changed += 1) }
          count.tables.insert(fact.table.name)
        } catch let found as Problems {
          problems += found.all.map { Self.placed($0, fact.place) }
        } catch let found as Problem where found.kind == .dataRejected || found.kind == .inputMissing {
          problems.append(Self.placed(found, fact.place))
        }
      }
      if !problems.isEmpty { throw Problems(problems) }
      for (table, id) in retracted where try row(table, id) != nil {
        try change.delete(table, id)
        count.removed += 1
      }
      count.notes += try last(change)
    }
    return count
  }

  /// Rows of a file as facts, each once.
  private func gather(
    _ rows: [Incoming], byKey: Bool, _ count: inout ImportCount, _ problems: inout [Problem]
  ) -> [RowFact] {
    var gathered = GatheredFacts()
    for incoming in rows {
      do {
        let fact = RowFact(table: incoming.table, place: incoming.place, row: try Self.parsed(incoming))
        if try !gathered.add(fact, byKey: byKey) { count.repeated += 1 }
      } catch let found as Problems {
        problems += found.all.map { Self.placed($0, incoming.place) }
      } catch let found as Problem {
        problems.append(Self.placed(found, incoming.place))
      } catch {
        problems.append(Problem(.internalError, what: "\(error)", at: incoming.place))
      }
    }
    return gathered.facts
  }

  /// Whether the registry has this fact under another id.
  /// - Throws: `Problem` if it has another fact of the same key.
  private func isKnown(_ fact: RowFact) throws -> Bool {
    guard !fact.table.key.isEmpty, try row(fact.table.name, fact.row.id) == nil else { return false }
    let conditions = Dictionary(uniqueKeysWithValues: fact.table.key.map { ($0, fact.row[$0]) })
    let others = try rows(fact.table.name, where: conditions)
    guard let other = others.first else { return false }
    guard let column = fact.contradiction(with: other) else { return true }
    throw fact.contradicts(
      in: column, "the registry has", key: fact.table.key.joined(separator: ", "))
  }

  private static func placed(_ problem: Problem, _ place: String) -> Problem {
    var problem = problem
    problem.location = place + (problem.location.isEmpty ? "" : ", " + problem.location)
    return problem
  }

  private static func parsed(_ incoming: Incoming) throws -> Row {
    var row: Row = [:], problems: [Problem] = []
    for (name, text) in incoming.texts.sorted(by: { $0.key < $1.key }) {
      guard let column = incoming.table.column(name) else {
        row[name] = .text(text)
        continue
      }
      if let value = column.value(of: text) {
        row[name] = value
      } else {
        problems.append(
          Problem(
            .dataRejected, what: "\(name) (\(column.meaning)) is not of the type \(column.kind.rawValue)",
            at: incoming.table.name))
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
    return row
  }
}
