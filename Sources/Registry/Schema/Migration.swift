import Diagnostics
import Files

/// One step from a schema version to the next, as SQL that SQLite and PostgreSQL both take.
///
/// The list is made from the catalogue; a test holds the hash of each version that was released.
public struct Migration: Sendable {
  /// The version that it leads to.
  public let version: Int
  public let statements: [String]

  /// All migrations, from an empty database on.
  public static let all: [Migration] = (1...Catalogue.newest.version).map { version in
    let catalogue = Catalogue.version(version)
    let older = version > 1 ? Catalogue.version(version - 1) : nil
    let tables = catalogue.tables.flatMap { table -> [String] in
      guard let before = older.flatMap({ old in old.tables.first { $0.name == table.name } }) else {
        return create(table)
      }
      return table.columns.filter { before.column($0.name) == nil }.map {
        "ALTER TABLE \(quoted(table.name)) ADD COLUMN \(definition($0))"
      }
    }
    return Migration(version: version, statements: (version == 1 ? foundation : []) + tables)
  }

  public var sha256: String { Files.sha256(statements.joined(separator: ";\n").utf8) }

  /// What every version has: the registry's own name, and the audit record.
  private static let foundation = [
    """
    CREATE TABLE "registry" ("identifier" TEXT PRIMARY KEY, "schema_version" BIGINT NOT NULL, "created" TEXT NOT NULL)
    """,
    """
    CREATE TABLE "audit" ("sequence" BIGINT PRIMARY KEY, "time" TEXT NOT NULL, "who" TEXT NOT NULL, \
    "why" TEXT NOT NULL, "action" TEXT NOT NULL, "subject" TEXT NOT NULL, "key" TEXT NOT NULL, "before" TEXT, \
    "after" TEXT, "previous" TEXT NOT NULL, "hash" TEXT NOT NULL)
    """,
  ]

  private static func create(_ table: Table) -> [String] {
    var parts = table.columns.map(definition)
    if !table.unique.isEmpty { parts.append("UNIQUE (\(table.unique.map(quoted).joined(separator: ", ")))") }
    let indices = table.columns.filter { $0.references != nil && !$0.isUnique }.map {
      "CREATE INDEX \(quoted(table.name + "_" + $0.name)) ON \(quoted(table.name)) (\(quoted($0.name)))"
    }
    return ["CREATE TABLE \(quoted(table.name)) (\(parts.joined(separator: ", ")))"] + indices
  }

  private static func definition(_ column: Column) -> String {
    if column.name == "id" { return "\"id\" TEXT PRIMARY KEY" }
    let text =
      quoted(column.name) + " " + column.kind.sql + (column.isRequired ? " NOT NULL" : "")
      + (column.isUnique ? " UNIQUE" : "")
    return text + (column.references.map { " REFERENCES \(quoted($0)) (\"id\")" } ?? "")
  }
}
