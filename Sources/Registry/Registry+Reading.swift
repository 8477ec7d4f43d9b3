import Diagnostics

extension Registry {
  /// Rows of a table, those whose columns have the values asked for, in the order of `order` and then of the ids.
  ///
  /// - Throws: `Problem` for an unknown table or column, or if the database fails.
  public func rows(
    _ name: String, where conditions: [String: Value] = [:], order: [String] = []
  ) throws(Problem) -> [Row] {
    let table = try catalogue.table(name)
    for column in Array(conditions.keys) + order { try known(column, in: table) }
    let terms = conditions.sorted { $0.key < $1.key }.filter { !$0.value.isNull }
    var sql = "SELECT \(table.columns.map { quoted($0.name) }.joined(separator: ", ")) FROM \(quoted(name))"
    let tests =
      terms.enumerated().map { "\(quoted($1.key)) = $\($0 + 1)" }
      + conditions.filter(\.value.isNull).keys.sorted().map { "\(quoted($0)) IS NULL" }
    if !tests.isEmpty { sql += " WHERE " + tests.joined(separator: " AND ") }
    sql += " ORDER BY " + (order + ["id"]).map(quoted).joined(separator: ", ")
    let rows = try store.run(sql, terms.map(\.value))
    return rows.map { Row(table, $0) }
  }

  /// The row with this id; `nil` if there is none.
  ///
  /// - Throws: `Problem` for an unknown table, or if the database fails.
  public func row(_ name: String, _ id: String) throws(Problem) -> Row? {
    try rows(name, where: ["id": .text(id)]).first
  }

  /// The patient of this pseudonym, letters' case aside where that names only one.
  /// - Throws: `Problem` that says that the subject is unknown.
  @discardableResult package func patient(_ id: String) throws(Problem) -> PatientRow {
    if let known = try identity(id, in: PatientColumn.table),
      let row = try row(of: PatientColumn.self, known)
    {
      return row
    }
    throw Problem(
      .inputMissing, what: "the registry has no patient of this pseudonym", at: store.place,
      remedy: "hepatica registry list patients shows those it has")
  }

  private func known(_ column: String, in table: Table) throws(Problem) {
    guard table.column(column) == nil else { return }
    let close = likelyMeaning(of: column, among: table.columns.map(\.name))
    throw Problem(
      .usage, what: "table “\(table.name)” has no column “\(column)”",
      remedy: close.map { "did you mean “\($0)”?" } ?? "")
  }
}

extension Row {
  init(_ table: Table, _ values: [Value]) {
    self.init(Dictionary(uniqueKeysWithValues: zip(table.columns.map(\.name), values)))
  }
}
