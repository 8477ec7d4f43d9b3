import Files

// Tampers with the audit record itself.

extension TamperHarness {
  static let records: [(name: String, tamper: Tamper)] = [
    ("time of a record", { try $0.edit(\.time) }), ("author of a record", { try $0.edit(\.who) }),
    ("reason of a record", { try $0.edit(\.why) }), ("action of a record", { try $0.edit(\.action) }),
    ("table of a record", { try $0.edit(\.subject) }), ("key of a record", { try $0.edit(\.key) }),
    ("row before", { try $0.editRow(\.before) }), ("row after", { try $0.editRow(\.after) }),
    ("previous hash", { try $0.edit(\.previous) }), ("hash", { try $0.edit(\.hash) }),
    ("a record with its hash computed anew", { try $0.edit(\.why, rehashed: true) }),
    ("a record removed", { try $0.deleteRecord() }), ("two records exchanged", { try $0.swapRecords() }),
    ("a record twice", { try $0.appendRecord(rehashed: false) }),
    ("a record added", { try $0.appendRecord(rehashed: true) }),
    ("the end cut off, tables too", { try $0.truncate() }),
  ]

  private func all() throws -> [AuditRecord] {
    try sql(AuditRecord.selection + " ORDER BY \"sequence\"").map(AuditRecord.init)
  }

  private mutating func any() throws -> AuditRecord { try all().randomElement(using: &random)! }

  private func replace(_ old: AuditRecord, by new: AuditRecord) throws {
    try sql("DELETE FROM \"audit\" WHERE \"sequence\" = $1", [Value(old.sequence)])
    try sql(AuditRecord.insertion, new.values)
  }

  /// One letter of one field; a cunning tamperer also computes the record's hash anew.
  private mutating func edit(_ field: WritableKeyPath<AuditRecord, String>, rehashed: Bool = false) throws
    -> String
  {
    let old = try any()
    var new = old
    new[keyPath: field] = edited(old[keyPath: field])
    if rehashed { new.hash = try new.sealed(by: .plain) }
    try replace(old, by: new)
    return "record \(old.sequence)"
  }

  private mutating func editRow(_ field: WritableKeyPath<AuditRecord, String?>) throws -> String {
    let old = try any()
    var new = old
    new[keyPath: field] = old[keyPath: field].map { edited($0) } ?? "{}"
    try replace(old, by: new)
    return "record \(old.sequence)"
  }

  private mutating func deleteRecord() throws -> String {
    let old = try any()
    try sql("DELETE FROM \"audit\" WHERE \"sequence\" = $1", [Value(old.sequence)])
    return "record \(old.sequence)"
  }

  private mutating func swapRecords() throws -> String {
    let all = try all()
    let first = all.randomElement(using: &random)!
    let second = all.filter { $0.sequence != first.sequence }.randomElement(using: &random)!
    var (a, b) = (first, second)
    (a.sequence, b.sequence) = (second.sequence, first.sequence)
    try sql(
      "DELETE FROM \"audit\" WHERE \"sequence\" IN ($1, $2)", [Value(first.sequence), Value(second.sequence)])
    for record in [a, b] { try sql(AuditRecord.insertion, record.values) }
    return "records \(first.sequence) and \(second.sequence)"
  }

  /// At the end: as it stands, or well-formed with a hash of its own.
  private mutating func appendRecord(rehashed: Bool) throws -> String {
    let last = try all().last!
    var new = last
    new.sequence = last.sequence + 1
    if rehashed {
      (new.previous, new.before, new.after) = (last.hash, last.after, last.after)
      new.hash = try new.sealed(by: .plain)
    }
    try sql(AuditRecord.insertion, new.values)
    return "record \(new.sequence)"
  }

  /// Cuts the end off, and makes the tables agree with the rest: only the anchor can detect it.
  private mutating func truncate() throws -> String {
    let all = try all()
    let keep = Int.random(in: 0..<all.count, using: &random)
    for record in all.dropFirst(keep).reversed() { try undo(record) }
    try sql("DELETE FROM \"audit\" WHERE \"sequence\" > $1", [Value(keep)])
    return "after record \(keep)"
  }

  private func undo(_ record: AuditRecord) throws {
    let table = try registry.catalogue.table(record.subject)
    guard let before = record.before else {
      try sql("DELETE FROM \(quoted(table.name)) WHERE \"id\" = $1", [.text(record.key)])
      return
    }
    let row = try parsed(before, table)
    let values = table.columns.map { row[$0.name] }
    if record.after == nil {
      let columns = table.columns.map { quoted($0.name) }.joined(separator: ", ")
      let marks = table.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
      try sql("INSERT INTO \(quoted(table.name)) (\(columns)) VALUES (\(marks))", values)
    } else {
      let sets = table.columns.enumerated().map { "\(quoted($1.name)) = $\($0 + 1)" }.joined(separator: ", ")
      try sql(
        "UPDATE \(quoted(table.name)) SET \(sets) WHERE \"id\" = $\(table.columns.count + 1)",
        values + [.text(record.key)])
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
}
