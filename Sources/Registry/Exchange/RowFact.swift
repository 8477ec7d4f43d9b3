import Diagnostics
import Quantities

/// A row that is about to be written, with the place that it comes from.
struct RowFact {
  var table: Table
  var place: String
  var row: Row

  /// The first column, apart from the id, in which both have something and not the same; `nil` if they say one thing.
  func contradiction(with other: Row) -> String? {
    table.columns.first { column in
      column.name != "id" && !column.isProvenance && !row[column.name].isNull && !other[column.name].isNull
        && !column.isSame(row[column.name], other[column.name])
        && !(table.key.contains(column.name) && column.isSameKey(row[column.name], other[column.name]))
    }?.name
  }

  /// - Parameters:
  ///   - whose: who says something else, for the message.
  ///   - key: what both have in common.
  ///   - isKept: the other one is in the registry already.
  func contradicts(in column: String, _ whose: String, key: String, isKept: Bool = false) -> Problem {
    Problem(
      .dataRejected, what: "\(whose) another \(column) for the same \(key)", at: table.name,
      why: "the results conflict, and the last one must not win silently",
      remedy: isKept
        ? "say which is right with --conflicts keep or --conflicts replace, and why with --why"
        : "keep one of the two, or correct the key of the other")
  }

  func isProvenance(_ column: String) -> Bool { table.column(column)?.isProvenance ?? false }
}

extension Column {
  /// Where a fact comes from and who read it is not a part of the fact.
  var isProvenance: Bool { ["source", "sha256", "program"].contains(name) }

  /// Equal for values that a natural key takes for the same.
  func keyWord(_ value: Value) -> String {
    guard case .text(let text) = value else { return value.printed }
    switch kind {
    case .text: return references == nil ? text.trimmed.lowercased() : text
    case .time, .moment:
      guard text.count > 10, let time = DateTime(iso8601: text) else { return text }
      return "\(time.localSeconds - Double(time.utcOffset ?? 0)) \(time.utcOffset == nil)"
    default: return text
    }
  }

  func isSame(_ a: Value, _ b: Value) -> Bool {
    if kind == .decimal, let x = a.text.flatMap({ ExactDecimal($0) }),
      let y = b.text.flatMap({ ExactDecimal($0) })
    {
      return x == y
    }
    if kind == .time || kind == .moment { return isSameKey(a, b) }
    return a == b
  }
}

/// The facts of one file, each once.
struct GatheredFacts {
  private(set) var facts: [RowFact] = []
  private var byID: [[String]: Int] = [:]
  private var byKey: [[String]: Int] = [:]

  /// - Returns: false for a fact that was there.
  /// - Throws: `Problem` for one that contradicts a fact that was there.
  mutating func add(_ fact: RowFact, byKey isKeyed: Bool) throws(Problem) -> Bool {
    let id = [fact.table.name, fact.row.id]
    if !fact.row.id.isEmpty, let n = byID[id] {
      return try merge(fact, into: n, key: "id")
    }
    let key = [fact.table.name] + fact.table.key.map { fact.table.column($0)!.keyWord(fact.row[$0]) }
    if isKeyed, !fact.table.key.isEmpty, let n = byKey[key] {
      return try merge(fact, into: n, key: fact.table.key.joined(separator: ", "))
    }
    (byID[id], byKey[key]) = (facts.count, facts.count)
    facts.append(fact)
    return true
  }

  private mutating func merge(_ fact: RowFact, into n: Int, key: String) throws(Problem) -> Bool {
    if let column = fact.contradiction(with: facts[n].row) {
      var problem = fact.contradicts(in: column, "another row has", key: key)
      problem.location += ", as \(facts[n].place)"
      throw problem
    }
    // Forms give one patient in several rows, each with a part.
    for (column, value) in fact.row.values where facts[n].row[column].isNull { facts[n].row[column] = value }
    return false
  }
}
