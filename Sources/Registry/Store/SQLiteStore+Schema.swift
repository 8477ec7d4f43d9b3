internal import CSQLite
import Checks
import Diagnostics

// What the file may hold besides values: exactly the tables, indices and constraints that the migrations make.

extension SQLiteStore {
  /// An entry of the schema. The text is compared without regard to blanks.
  struct SchemaObject: Hashable {
    let type, name, table, sql: String
  }

  /// A finding per table, index, view or trigger that the migrations did not make, or made otherwise.
  func schemaFindings(_ catalogue: Catalogue) throws(Problem) -> [AuditFault] {
    // Statistics of the query planner (`ANALYZE`) change no answer.
    let there = try objects().filter { !$0.name.hasPrefix("sqlite_stat") }
    let wanted = try Self.expected(catalogue.version)
    let names = Set(wanted.map(\.name))
    let other = there.subtracting(wanted).sorted { ($0.type, $0.name) < ($1.type, $1.name) }
    return other.map { .schema(.init(names.contains($0.name) ? .altered : .foreign, $0.type, $0.name)) }
      + names.subtracting(there.map(\.name)).sorted().map { .schema(.init(.missing, "", $0)) }
  }

  /// A finding per column with a value of another storage class than the column's: such a value no query finds.
  func storageFindings(_ catalogue: Catalogue) throws(Problem) -> [AuditFault] {
    var findings: [AuditFault] = []
    for (table, column, kind) in catalogue.fields {
      let count = try run(
        "SELECT count(*) FROM \(quoted(table)) WHERE typeof(\(quoted(column))) NOT IN ('\(kind.storage)', 'null')"
      )[0][0].integer
      if let count, count > 0 {
        findings.append(
          .storedOtherwise(count, table: table, column: column, storage: kind.storage))
      }
    }
    return findings
  }

  private func objects() throws(Problem) -> Set<SchemaObject> {
    Set(
      try run("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema").map {
        SchemaObject(
          type: $0[0].printed, name: $0[1].printed, table: $0[2].printed,
          sql: $0[3].printed.filter { !$0.isWhitespace })
      })
  }

  private struct Version: Hashable { let number: Int }

  /// What the migrations make of an empty database.
  private static func expected(_ version: Int) throws(Problem) -> Set<SchemaObject> {
    try Surroundings.current.kept.value(of: Version(number: version)) { () throws(Problem) in
      let empty = try SQLiteStore.inMemory()
      for migration in Migration.all where migration.version <= version {
        for statement in migration.statements { try empty.run(statement) }
      }
      return try empty.objects()
    }
  }
}

extension Catalogue {
  /// Every column of every table, those of the audit record and of the registry's own row included.
  var fields: [(table: String, column: String, kind: Column.Kind)] {
    let own: [(String, String, Column.Kind)] = [
      ("registry", "identifier", .text), ("registry", "schema_version", .integer),
      ("registry", "created", .text),
    ]
    let audit = AuditRecord.columns.map { ("audit", $0, $0 == "sequence" ? Column.Kind.integer : .text) }
    return own + audit + tables.flatMap { table in table.columns.map { (table.name, $0.name, $0.kind) } }
  }
}

extension Column.Kind {
  /// SQLite's storage class of its values.
  fileprivate var storage: String {
    switch self {
    case .integer, .flag: "integer"
    case .real: "real"
    case .text, .decimal, .date, .time, .moment: "text"
    }
  }
}
