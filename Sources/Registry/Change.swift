import Diagnostics
import Files
import Quantities

/// The writing of one transaction: each row that is changed leaves an audit record.
public final class Change {
  let registry: Registry
  private let author: Author
  /// ISO 8601; the same for the whole change.
  public let time: String
  private(set) var head: Anchor.Head
  /// Rows that were seen to exist in this change, with whose they are, so that many rows of one patient ask once.
  private var existing: [String: String] = [:]
  /// Ids by their folded form, of tables to which others refer.
  private var folded: [String: [String: String]] = [:]

  init(_ registry: Registry, _ author: Author, time: String, head: Anchor.Head) {
    (self.registry, self.author, self.time, self.head) = (registry, author, time, head)
  }

  /// Adds a row.
  /// - Throws: `Problems` with everything that is wrong with it; `Problem` if the id is taken.
  public func insert(_ row: Row, into name: String) throws {
    let table = try registry.catalogue.table(name)
    let row = try understood(row.normalised, table)
    try check(row, table)
    guard try registry.row(name, row.id) == nil else { throw taken(table) }
    try refuseSpelling(row, table)
    try refuseTwins(row, table)
    let columns = table.columns.filter { !row[$0.name].isNull }
    let marks = columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    try registry.store.run(
      "INSERT INTO \(quoted(name)) (\(columns.map { quoted($0.name) }.joined(separator: ", "))) VALUES (\(marks))",
      columns.map { row[$0.name] })
    try readBack(row, of: name)
    existing[name + "/" + row.id] = row.text("patient")
    folded[name]?[row.id.asciiLowercased] = row.id
    try record(.insert, table, row.id, before: nil, after: row)
  }

  /// Changes some columns of a row; `null` empties one. Nothing is recorded where nothing differs.
  ///
  /// - Throws: `Problem` if there is no such row, `Problems` with everything that is wrong with the new one.
  public func update(_ name: String, _ id: String, _ values: [String: Value]) throws {
    let table = try registry.catalogue.table(name)
    guard let before = try registry.row(name, id) else { throw missing(table) }
    var after = before
    for (column, value) in values { after[column] = value }
    after = try understood(after.normalised, table)
    guard after != before else { return }
    try check(after, table)
    if table.key.contains(where: { before[$0] != after[$0] }) { try refuseTwins(after, table) }
    let columns = table.columns.filter { before[$0.name] != after[$0.name] }
    let sets = columns.enumerated().map { "\(quoted($1.name)) = $\($0 + 1)" }.joined(separator: ", ")
    try registry.store.run(
      "UPDATE \(quoted(name)) SET \(sets) WHERE \"id\" = $\(columns.count + 1)",
      columns.map { after[$0.name] } + [.text(id)])
    try readBack(after, of: name)
    existing[name + "/" + id] = nil
    try record(.update, table, id, before: before, after: after)
  }

  /// Adds the row, or changes the one with its id.
  /// - Returns: true if it was new.
  /// - Throws: `Problems` with everything that is wrong with the row.
  @discardableResult public func put(_ row: Row, into name: String) throws -> Bool {
    if try registry.row(name, row.id) == nil {
      try insert(row, into: name)
      return true
    }
    try update(name, row.id, row.values)
    return false
  }

  /// Removes a row; its content stays in the audit record.
  ///
  /// - Throws: `Problem` if there is no such row, or another row refers to it.
  public func delete(_ name: String, _ id: String) throws {
    let table = try registry.catalogue.table(name)
    guard let before = try registry.row(name, id) else { throw missing(table) }
    try registry.store.run("DELETE FROM \(quoted(name)) WHERE \"id\" = $1", [.text(id)])
    guard try registry.row(name, id) == nil else { throw registry.altered }
    existing[name + "/" + id] = nil
    folded[name]?[id.asciiLowercased] = nil
    try record(.delete, table, id, before: before, after: nil)
  }

  /// The database must hold what was written: a trigger could have changed it.
  private func readBack(_ row: Row, of name: String) throws {
    guard try registry.row(name, row.id) == row else { throw registry.altered }
  }

  /// Patients of whom this change wrote something by which a visit may be done, or a visit itself.
  private(set) var touched: Set<String> = []
  private static let evidence: Set<String> = [
    LaboratoryColumn.table, StudyColumn.table, ResponseColumn.table, MeasurementColumn.table,
    AdverseEventColumn.table,
  ]

  private func record(_ action: AuditRecord.Action, _ table: Table, _ id: String, before: Row?, after: Row?)
    throws
  {
    try record(action, table.name, id, before: before?.json(table), after: after?.json(table))
    if action != .delete, Self.evidence.contains(table.name), let patient = after?.text("patient") {
      touched.insert(patient)
    }
  }

  func record(_ action: AuditRecord.Action, _ subject: String, _ id: String, before: String?, after: String?)
    throws
  {
    var record = AuditRecord(
      sequence: head.count + 1, time: time, who: author.who, why: author.why, action: action.rawValue,
      subject: subject, key: id, before: before, after: after, previous: head.hash, hash: "")
    record.hash = try record.sealed(by: registry.seal)
    try registry.store.run(AuditRecord.insertion, record.values)
    head = Anchor.Head(count: record.sequence, hash: record.hash)
  }

  /// Everything that is wrong with a row, at once.
  private func check(_ row: Row, _ table: Table) throws {
    var problems = row.values.keys.filter { table.column($0) == nil }.sorted().map { unknown($0, table) }
    for column in table.columns {
      let value = row[column.name]
      if let fault = column.fault(value) {
        problems.append(
          Problem(.dataRejected, what: "\(column.name) (\(column.meaning)) \(fault)", at: table.name))
      } else if let other = column.references, let id = value.text, !(try exists(other, id)) {
        problems.append(
          Problem(
            .dataRejected, what: "\(column.name) names a row of “\(other)” that does not exist",
            at: table.name,
            remedy: "add that row first"))
      }
    }
    if problems.isEmpty {
      problems =
        try foreignReferences(of: row, in: table) + impossibleDays(of: row, in: table)
        + (registry.judge?(row, table) ?? [])
    }
    if !problems.isEmpty { throw Problems(problems) }
  }

  func exists(_ table: String, _ id: String) throws -> Bool { try owner(table, id) != nil }

  /// The patient to whom a row belongs, empty for a table without patients; `nil` if there is no such row.
  func owner(_ table: String, _ id: String) throws -> String? {
    if let known = existing[table + "/" + id] { return known }
    guard let row = try registry.row(table, id) else { return nil }
    let patient = row.text("patient")
    existing[table + "/" + id] = patient
    return patient
  }

  /// The id of a table that equals a word but for letters' case.
  func known(_ word: String, in table: String) throws -> String? {
    if folded[table] == nil {
      let ids = try registry.store.run("SELECT \"id\" FROM \(quoted(table))").compactMap { $0[0].text }
      folded[table] = Dictionary(ids.map { ($0.asciiLowercased, $0) }, uniquingKeysWith: { a, _ in a })
    }
    return folded[table]?[word.asciiLowercased]
  }

  private func unknown(_ column: String, _ table: Table) -> Problem {
    let close = likelyMeaning(of: column, among: table.columns.map(\.name))
    return Problem(
      .dataRejected, what: "there is no column “\(column)”", at: table.name,
      remedy: close.map { "did you mean “\($0)”?" } ?? "columns: "
        + table.columns.map(\.name).joined(separator: ", "))
  }

  private func taken(_ table: Table) -> Problem {
    Problem(
      .dataRejected, what: "a row of this id exists already", at: table.name, why: "it would be overwritten",
      remedy: "change that row, or give another id")
  }

  private func missing(_ table: Table) -> Problem {
    Problem(.inputMissing, what: "there is no row of this id", at: table.name)
  }
}

extension Row {
  /// −0 becomes 0, which is how the databases give it back.
  var normalised: Row {
    Row(values.mapValues { $0 == .real(0) ? .real(0) : $0 })
  }
}
