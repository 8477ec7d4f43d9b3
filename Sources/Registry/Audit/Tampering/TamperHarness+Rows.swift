// Tampers with what the tables hold.

extension TamperHarness {
  static let rows: [(name: String, tamper: Tamper)] = [
    (
      "a field",
      { try $0.onLaboratory("UPDATE \"laboratory\" SET \"unit\" = \"unit\" || 'x' WHERE \"id\" = $1") }
    ),
    (
      "an empty field filled",
      { try $0.onLaboratory("UPDATE \"laboratory\" SET \"method\" = 'x' WHERE \"id\" = $1") }
    ),
    ("a row removed", { try $0.onLaboratory("DELETE FROM \"laboratory\" WHERE \"id\" = $1") }),
    ("a row added", { try $0.addRow() }),
    (
      "a row of another name",
      { try $0.onLaboratory("UPDATE \"laboratory\" SET \"id\" = \"id\" || 'x' WHERE \"id\" = $1") }
    ),
    ("a row of another patient", { try $0.moveRow() }),
    (
      "the registry's schema version", { try $0.onRegistry("UPDATE \"registry\" SET \"schema_version\" = 2") }
    ),
    (
      "the day when it was made",
      { try $0.onRegistry("UPDATE \"registry\" SET \"created\" = '2001-01-01T00:00:00Z'") }
    ),
    (
      "a second name of the registry",
      {
        try $0.onRegistry("INSERT INTO \"registry\" VALUES ('other', 3, '2026-01-01T00:00:00Z')")
      }
    ),
  ]

  mutating func onLaboratory(_ statement: String) throws -> String {
    let row = try registry.rows("laboratory").randomElement(using: &random)!
    try sql(statement, [row["id"]])
    return row.id
  }

  private func onRegistry(_ statement: String) throws -> String {
    try sql(statement)
    return "registry"
  }

  private mutating func addRow() throws -> String {
    let row = try registry.rows("laboratory").randomElement(using: &random)!
    try sql(
      "INSERT INTO \"laboratory\" (\"id\", \"patient\", \"sampled\", \"test\", \"value\", \"unit\") VALUES ($1, $2, $3, $4, $5, $6)",
      [
        .text("T\(Int.random(in: 0...9999, using: &random))"), row["patient"], "2026-01-01", "AST", "20",
        "U/L",
      ])
    return row.id
  }

  private mutating func moveRow() throws -> String {
    let row = try registry.rows("laboratory").randomElement(using: &random)!
    let other = try registry.rows("patients").filter { $0.id != row.text("patient") }.randomElement(
      using: &random)!
    try sql("UPDATE \"laboratory\" SET \"patient\" = $1 WHERE \"id\" = $2", [.text(other.id), row["id"]])
    return row.id
  }
}
