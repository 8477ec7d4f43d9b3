import Checks
import Diagnostics

// What the database's schema may hold besides values: the tables with their columns and constraints, and nothing that
// acts by itself. Only the schema that comes first in the connection's search path is asked: it is the one written to.

extension PostgresStore {
  func schemaFindings(_ catalogue: Catalogue) throws(Problem) -> [AuditFault] {
    try foreignActors() + tableDifferences(catalogue) + columnDifferences(catalogue)
      + constraintDifferences(catalogue)
  }

  /// The server itself keeps to the types of the columns.
  func storageFindings(_ catalogue: Catalogue) throws(Problem) -> [AuditFault] { [] }

  /// Triggers, rules and policies: none is Hepatica's.
  private func foreignActors() throws(Problem) -> [AuditFault] {
    let query = """
      SELECT 'trigger', t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
      UNION ALL SELECT 'rule', rulename, tablename FROM pg_rules WHERE schemaname = current_schema()
      UNION ALL SELECT 'view', viewname, viewname FROM pg_views WHERE schemaname = current_schema()
      """
    return try run(query).map { $0.map(\.printed) }.sorted { $0.lexicographicallyPrecedes($1) }.map {
      .schema(.init(.foreign, $0[0], $0[1], on: $0[2]))
    }
  }

  private func tableDifferences(_ catalogue: Catalogue) throws(Problem) -> [AuditFault] {
    differences(
      try tableNames(), Set(catalogue.tables.map(\.name) + ["registry", "audit"]), of: "table")
  }

  private func columnDifferences(_ catalogue: Catalogue) throws(Problem) -> [AuditFault] {
    let there = try run(
      """
      SELECT table_name, column_name, data_type FROM information_schema.columns c
        WHERE table_schema = current_schema() AND EXISTS (SELECT 1 FROM pg_tables t
          WHERE t.schemaname = c.table_schema AND t.tablename = c.table_name)
      """
    ).map { "\($0[0].printed).\($0[1].printed) (\($0[2].printed))" }
    let wanted = catalogue.fields.map { "\($0.table).\($0.column) (\($0.kind.sql.lowercased()))" }
    return differences(Set(there), Set(wanted), of: "column")
  }

  /// Keys, references and what occurs once.
  private func constraintDifferences(_ catalogue: Catalogue) throws(Problem) -> [AuditFault] {
    let there = try run(
      """
      SELECT c.relname, k.contype::text, pg_get_constraintdef(k.oid) FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid
        WHERE c.relnamespace = current_schema()::regnamespace AND k.contype IN ('p', 'u', 'f', 'c')
      """
    ).map { "\($0[0].printed): " + $0[2].printed.replacing("\"", with: "") }
    return differences(Set(there), Set(catalogue.constraints), of: "constraint")
  }

  private func differences(_ there: Set<String>, _ wanted: Set<String>, of kind: String) -> [AuditFault] {
    there.subtracting(wanted).sorted().map { .schema(.init(.foreign, kind, $0)) }
      + wanted.subtracting(there).sorted().map { .schema(.init(.missing, kind, $0)) }
  }
}

extension Catalogue {
  /// As PostgreSQL writes them down, quotation marks aside.
  fileprivate var constraints: [String] {
    ["registry: PRIMARY KEY (identifier)", "audit: PRIMARY KEY (sequence)"] + tables.flatMap(\.constraints)
  }
}

extension Table {
  fileprivate var constraints: [String] {
    let together = unique.isEmpty ? [] : ["UNIQUE (\(unique.joined(separator: ", ")))"]
    return (columns.flatMap(\.constraints) + together).map { "\(name): \($0)" }
  }
}

extension Column {
  fileprivate var constraints: [String] {
    if name == "id" { return ["PRIMARY KEY (id)"] }
    let once = isUnique ? ["UNIQUE (\(name))"] : []
    return once + (references.map { ["FOREIGN KEY (\(name)) REFERENCES \($0)(id)"] } ?? [])
  }
}
