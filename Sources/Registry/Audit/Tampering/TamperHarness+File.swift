// What SQLite alone lets happen: values of another storage class, and a schema that anybody can change.

extension TamperHarness {
  static let file: [(name: String, tamper: Tamper)] = [
    (
      "text as bytes",
      { try $0.onLaboratory("UPDATE \"laboratory\" SET \"test\" = CAST(\"test\" AS BLOB) WHERE \"id\" = $1") }
    ),
    (
      "a key as bytes",
      { try $0.onLaboratory("UPDATE \"laboratory\" SET \"id\" = CAST(\"id\" AS BLOB) WHERE \"id\" = $1") }
    ),
    ("a whole number with a fraction", { try $0.onSchema("UPDATE \"patients\" SET \"ecog\" = 1.5") }),
    (
      "the audit record as bytes",
      { try $0.onSchema("UPDATE \"audit\" SET \"after\" = CAST(\"after\" AS BLOB) WHERE \"sequence\" = 3") }
    ),
    (
      "a trigger",
      {
        try $0.onSchema(
          "CREATE TRIGGER \"keep\" AFTER INSERT ON \"laboratory\" BEGIN UPDATE \"laboratory\" SET \"value\" = '20'; END"
        )
      }
    ),
    ("a view", { try $0.onSchema("CREATE VIEW \"laboratory_view\" AS SELECT * FROM \"laboratory\"") }),
    (
      "a view in place of a table",
      {
        try $0.onSchema("ALTER TABLE \"laboratory\" RENAME TO \"lab2\"")
          + $0.onSchema("CREATE VIEW \"laboratory\" AS SELECT * FROM \"lab2\"")
      }
    ),
    ("a column added", { try $0.onSchema("ALTER TABLE \"laboratory\" ADD COLUMN \"note2\" TEXT") }),
    ("a foreign table", { try $0.onSchema("CREATE TABLE \"extra\" (\"a\" TEXT)") }),
    (
      "a table built anew without keys",
      {
        try $0.onSchema("CREATE TABLE \"copy\" AS SELECT * FROM \"laboratory\"")
          + $0.onSchema("DROP TABLE \"laboratory\"")
          + $0.onSchema("ALTER TABLE \"copy\" RENAME TO \"laboratory\"")
      }
    ),
    ("an index removed", { try $0.onSchema("DROP INDEX \"laboratory_patient\"") }),
    (
      "a foreign index",
      { try $0.onSchema("CREATE UNIQUE INDEX \"one\" ON \"audit\" (\"time\", \"sequence\")") }
    ),
  ]

  private func onSchema(_ statement: String) throws -> String {
    try sql(statement)
    return statement.prefix { $0 != "(" } + "; "
  }
}
