import Files

/// Tampers with a registry at random places, looks whether the verification finds it, and undoes it.
///
/// For the tests and the endurance run; each tamper happens within a transaction that is rolled back.
package struct TamperHarness {
  package enum Kind: String, CaseIterable, Sendable {
    case editRecord, rehashRecord, deleteRecord, swapRecords, truncate, insertRecord, editRow, deleteRow,
      insertRow
  }
  private let registry: Registry
  private var random: Generator
  package private(set) var kinds: Set<Kind> = []

  package init(_ registry: Registry, seed: UInt64) {
    self.registry = registry
    random = Generator(state: seed)
  }

  /// - Returns: the tampers that were not found; empty if all is well.
  package mutating func run(count: Int) throws -> [String] {
    var missed: [String] = []
    for _ in 0..<count {
      let kind = Kind.allCases.randomElement(using: &random)!
      kinds.insert(kind)
      try registry.store.beginWriting()
      let what = try tamper(kind)
      let found = try registry.verifyOpen()
      registry.store.rollBack()
      if found.isSound { missed.append("\(kind): \(what)") }
    }
    return missed
  }

  private mutating func tamper(_ kind: Kind) throws -> String {
    switch kind {
    case .editRecord: try editRecord(rehash: false)
    case .rehashRecord: try editRecord(rehash: true)
    case .deleteRecord: try deleteRecord()
    case .swapRecords: try swapRecords()
    case .truncate: try truncate()
    case .insertRecord: try insertRecord()
    case .editRow, .deleteRow, .insertRow: try tamperRow(kind)
    }
  }

  private func records() throws -> [AuditRecord] {
    try registry.store.run(AuditRecord.selection + " ORDER BY \"sequence\"").map(AuditRecord.init)
  }

  private func replace(_ old: AuditRecord, by new: AuditRecord) throws {
    try registry.store.run("DELETE FROM \"audit\" WHERE \"sequence\" = $1", [Value(old.sequence)])
    try registry.store.run(AuditRecord.insertion, new.values)
  }

  /// One letter of one field; a cunning tamperer also computes the record's hash anew.
  private mutating func editRecord(rehash: Bool) throws -> String {
    let old = try records().randomElement(using: &random)!
    var new = old
    let field = Int.random(in: 0..<(rehash ? 8 : 10), using: &random)
    switch field {
    case 0: new.time = edited(new.time)
    case 1: new.who = edited(new.who)
    case 2: new.why = edited(new.why)
    case 3: new.action = edited(new.action)
    case 4: new.subject = edited(new.subject)
    case 5: new.key = edited(new.key)
    case 6: new.before = new.before.map { edited($0) } ?? "{}"
    case 7: new.after = new.after.map { edited($0) } ?? "{}"
    case 8: new.previous = edited(new.previous)
    default: new.hash = edited(new.hash)
    }
    if rehash { new.hash = try new.sealed(by: .plain) }
    try replace(old, by: new)
    return "record \(old.sequence), field \(field)"
  }

  private mutating func edited(_ text: String) -> String {
    var bytes = Array(text.utf8)
    guard !bytes.isEmpty else { return "x" }
    let place = bytes.indices.randomElement(using: &random)!
    bytes[place] = bytes[place] == UInt8(ascii: "a") ? UInt8(ascii: "b") : UInt8(ascii: "a")
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func deleteRecord() throws -> String {
    let old = try records().randomElement(using: &random)!
    try registry.store.run("DELETE FROM \"audit\" WHERE \"sequence\" = $1", [Value(old.sequence)])
    return "record \(old.sequence)"
  }

  private mutating func swapRecords() throws -> String {
    let all = try records()
    let first = all.randomElement(using: &random)!
    let second = all.filter { $0.sequence != first.sequence }.randomElement(using: &random)!
    var (a, b) = (first, second)
    (a.sequence, b.sequence) = (second.sequence, first.sequence)
    try registry.store.run(
      "DELETE FROM \"audit\" WHERE \"sequence\" IN ($1, $2)", [Value(first.sequence), Value(second.sequence)])
    for record in [a, b] { try registry.store.run(AuditRecord.insertion, record.values) }
    return "records \(first.sequence) and \(second.sequence)"
  }

  /// Cuts the end off, and makes the tables agree with the rest: only the anchor can detect it.
  private mutating func truncate() throws -> String {
    let all = try records()
    let keep = Int.random(in: 0..<all.count, using: &random)
    for record in all.dropFirst(keep).reversed() { try undo(record) }
    try registry.store.run("DELETE FROM \"audit\" WHERE \"sequence\" > $1", [Value(keep)])
    return "after record \(keep)"
  }

  private func undo(_ record: AuditRecord) throws {
    let table = try registry.catalogue.table(record.subject)
    guard let before = record.before else {
      try registry.store.run("DELETE FROM \(quoted(table.name)) WHERE \"id\" = $1", [.text(record.key)])
      return
    }
    let row = try parsed(before, table)
    if record.after == nil {
      let columns = table.columns.map { quoted($0.name) }.joined(separator: ", ")
      let marks = table.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
      try registry.store.run(
        "INSERT INTO \(quoted(table.name)) (\(columns)) VALUES (\(marks))", table.columns.map { row[$0.name] }
      )
    } else {
      let sets = table.columns.enumerated().map { "\(quoted($1.name)) = $\($0 + 1)" }.joined(separator: ", ")
      try registry.store.run(
        "UPDATE \(quoted(table.name)) SET \(sets) WHERE \"id\" = $\(table.columns.count + 1)",
        table.columns.map { row[$0.name] } + [.text(record.key)])
    }
  }

  private func parsed(_ json: String, _ table: Table) throws -> Row {
    var row: Row = [:]
    for member in try JSON5.parse(json, document: "record").object().members {
      switch table.column(member.name)?.kind {
      case .integer, .flag: row[member.name] = Value(try member.value.integer())
      case .real: row[member.name] = .real(try member.value.number())
      default: row[member.name] = .text(try member.value.string())
      }
    }
    return row
  }

  /// A well-formed record at the end, hash and all.
  private mutating func insertRecord() throws -> String {
    let last = try records().last!
    var new = last
    (new.sequence, new.previous) = (last.sequence + 1, last.hash)
    (new.before, new.after) = (last.after, last.after)
    new.hash = try new.sealed(by: .plain)
    try registry.store.run(AuditRecord.insertion, new.values)
    return "record \(new.sequence)"
  }

  private mutating func tamperRow(_ kind: Kind) throws -> String {
    let rows = try registry.rows("laboratory")
    let row = rows.randomElement(using: &random)!
    switch kind {
    case .editRow:
      let text = edited(row.text("unit"))
      try registry.store.run(
        "UPDATE \"laboratory\" SET \"unit\" = $1 WHERE \"id\" = $2", [.text(text), row["id"]])
    case .deleteRow: try registry.store.run("DELETE FROM \"laboratory\" WHERE \"id\" = $1", [row["id"]])
    default:
      try registry.store.run(
        "INSERT INTO \"laboratory\" (\"id\", \"patient\", \"sampled\", \"test\", \"value\", \"unit\") VALUES ($1, $2, $3, $4, $5, $6)",
        [
          .text("T\(Int.random(in: 0...9999, using: &random))"), row["patient"], "2026-01-01", "AST", "20",
          "U/L",
        ])
    }
    return row.id
  }

  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }
}
