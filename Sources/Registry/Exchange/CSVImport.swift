import Diagnostics
import Files
import Foundation
import Stages

/// How many rows an import added and changed; rows that were there unchanged are not counted.
public struct ImportCount: Sendable, Hashable {
  public var added = 0
  public var changed = 0
  /// Rows whose fact was there already, in the file or in the registry under another id.
  public var repeated = 0
  /// Rows that the source retracted and that the registry had.
  public var removed = 0
  /// Contradictions with the registry that were settled, by the rule that the author gave.
  public var settled = 0
  /// Results that are left out for a reason that the source gives, by reason.
  public var leftOut: [String: Int] = [:]
  public var tables: Set<String> = []
  /// What a human must look at.
  public var notes: [Finding] = []
  public init() {}
}

/// What becomes of a row that contradicts what the registry has; the author's reason stands in the audit record.
public enum ConflictRule: String, Sendable, CaseIterable {
  /// Nothing is written, and every contradiction is listed.
  case refuse
  /// The registry's value is right.
  case keep
  /// The file's value is right.
  case replace
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
  ///   - conflicts: what becomes of a row that contradicts the registry, by its id or its natural key.
  ///   - byKey: rows whose natural key (``Table/key``) is there already under another id are the same fact, or a
  ///     contradiction that is reported.
  ///   - retracted: rows that the source takes back.
  ///   - last: what else belongs to the change.
  /// - Throws: `Problems` with the place of each row that cannot be taken; then nothing is written.
  public func take(
    _ rows: [Incoming], byKey: Bool = false, conflicts: ConflictRule = .refuse,
    retracted: [(table: String, id: String)] = [], by author: Author,
    last: (Change) throws -> [Finding] = { _ in [] }
  ) throws -> ImportCount {
    var problems: [Problem] = []
    var count = ImportCount()
    try change(by: author) { change in
      for fact in gather(rows, byKey: byKey, change, &count, &problems) {
        do {
          try settle(fact, byKey: byKey, conflicts, change, &count)
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

  /// Writes one fact, unless the registry has it.
  /// - Throws: `Problem` if the registry has another fact of the same id or natural key, and nobody said which is right.
  private func settle(
    _ fact: RowFact, byKey: Bool, _ rule: ConflictRule, _ change: Change, _ count: inout ImportCount
  ) throws {
    let same = try row(fact.table.name, fact.row.id)
    guard let known = try same ?? (byKey ? twins(of: fact.row, in: fact.table).first : nil) else {
      try change.insert(fact.row, into: fact.table.name)
      count.added += 1
      return
    }
    var values = fact.row.values.filter { $0.key != "id" }
    if same == nil { values = values.filter { known[$0.key].isNull && !fact.isProvenance($0.key) } }
    if byKey, let column = fact.contradiction(with: known) {
      let isRevised = ["amended", "corrected"].contains(fact.row.text("status"))
      switch isRevised && same != nil ? .replace : rule {
      case .refuse:
        throw fact.contradicts(
          in: column, "the registry has",
          key: same == nil ? fact.table.key.joined(separator: ", ") : "id", isKept: true)
      case .keep:
        count.settled += 1
        return
      case .replace:
        values = fact.row.values.filter { $0.key != "id" }
        if !isRevised { count.settled += 1 }
      }
    }
    let before = change.head
    try change.update(fact.table.name, known.id, values)
    if change.head != before { count.changed += 1 } else if same == nil { count.repeated += 1 }
  }

  /// Rows of a file as facts, each once.
  private func gather(
    _ rows: [Incoming], byKey: Bool, _ change: Change, _ count: inout ImportCount,
    _ problems: inout [Problem]
  ) -> [RowFact] {
    var gathered = GatheredFacts()
    for incoming in rows {
      do {
        let row = try change.named(
          change.understood(Self.parsed(incoming), incoming.table), incoming.table)
        let fact = RowFact(table: incoming.table, place: incoming.place, row: row)
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
