import Diagnostics
import Quantities

extension Registry {
  /// Rows under another id that are about the same fact: equal in every column of the table's natural key, letters' case
  /// and the way a time is written aside.
  ///
  /// - Throws: `Problem` if the database fails.
  func twins(of row: Row, in table: Table) throws(Problem) -> [Row] {
    guard !table.key.isEmpty else { return [] }
    var sql: [String] = [], values: [Value] = []
    let columns = table.key.compactMap(table.column)
    for column in columns { Self.condition(column, row[column.name], &sql, &values) }
    let names = table.columns.map { quoted($0.name) }.joined(separator: ", ")
    let found = try store.run(
      "SELECT \(names) FROM \(quoted(table.name)) WHERE \(sql.joined(separator: " AND ")) ORDER BY \"id\"",
      values)
    return found.map { Row(table, $0) }.filter { other in
      other.id != row.id && columns.allSatisfy { $0.isSameKey(other[$0.name], row[$0.name]) }
    }
  }

  /// What the database can compare; times are compared afterwards, as instants.
  private static func condition(
    _ column: Column, _ value: Value, _ sql: inout [String], _ values: inout [Value]
  ) {
    let name = quoted(column.name)
    switch (column.kind, value) {
    case (_, .null): sql.append("\(name) IS NULL")
    case (.time, _), (.moment, _): sql.append("\(name) IS NOT NULL")
    case (.text, .text(let text)) where column.references == nil:
      sql.append("(\(name) = $\(values.count + 1) OR LOWER(\(name)) = $\(values.count + 2))")
      values += [value, .text(text.asciiLowercased)]
    default:
      sql.append("\(name) = $\(values.count + 1)")
      values.append(value)
    }
  }

  /// The id of a row that people mean by this word: the same, or the only one that differs in letters' case alone.
  ///
  /// - Throws: `Problem` if the database fails.
  package func identity(_ word: String, in table: String) throws(Problem) -> String? {
    let word = word.trimmed
    let found = try store.run(
      "SELECT \"id\" FROM \(quoted(table)) WHERE \"id\" = $1 OR LOWER(\"id\") = $2",
      [.text(word), .text(word.asciiLowercased)]
    ).compactMap { $0[0].text }
    return found.contains(word) ? word : found.count == 1 ? found[0] : nil
  }
}

extension Change {
  /// Adds a fact, unless the registry has it; what the registry's row lacks of it is filled in.
  /// - Returns: the id of its row, and whether anything was written.
  /// - Throws: `Problems` with everything that is wrong with the row; `Problem` if it contradicts another.
  package func record(_ row: Row, into name: String) throws -> (id: String, isNew: Bool) {
    let table = try registry.catalogue.table(name)
    let meant = try named(understood(row.normalised, table), table)
    guard !table.key.isEmpty,
      let known = try registry.row(name, meant.id) ?? registry.twins(of: meant, in: table).first
    else {
      try insert(meant, into: name)
      return (meant.id, true)
    }
    let fact = RowFact(table: table, place: "\(name), row “\(known.id)”", row: meant)
    if let column = fact.contradiction(with: known) { throw conflict(column, fact) }
    let missing = meant.values.filter { known[$0.key].isNull && !fact.isProvenance($0.key) }
    if !missing.isEmpty { try update(name, known.id, missing) }
    return (known.id, !missing.isEmpty)
  }

  /// A row without an id has that of its natural key.
  func named(_ row: Row, _ table: Table) -> Row {
    guard row.id.isEmpty, let id = table.identity(of: row) else { return row }
    var row = row
    row["id"] = .text(id)
    return row
  }

  private func conflict(_ column: String, _ fact: RowFact) -> Problem {
    Problem(
      .dataRejected,
      what: "the registry has another \(column) for the same \(fact.table.key.joined(separator: ", "))",
      at: fact.place, why: "the values conflict, and the last one must not win silently",
      remedy:
        "correct the row that is there with registry set and a reason (--why), or correct the key of the new one"
    )
  }

  /// The row as people mean it: without blanks around words, a choice as the catalogue spells it, references by the id
  /// that exists.
  func understood(_ row: Row, _ table: Table) throws -> Row {
    var row = row
    for column in table.columns {
      guard case .text(let given) = row[column.name], !given.isEmpty else { continue }
      var text = given
      if column.name == "id" || column.references != nil || !column.values.isEmpty
        || table.key.contains(column.name)
      {
        text = given.trimmed
      }
      if !column.values.isEmpty, !column.values.contains(text) {
        text = column.values.first { $0.lowercased() == text.lowercased() } ?? text
      }
      if let other = column.references, try !exists(other, text), let known = try known(text, in: other) {
        text = known
      }
      if text != given { row[column.name] = .text(text) }
    }
    return row
  }

  /// An id of a table to which others refer must differ from every other in more than letters' case. Not asked of ids that the
  /// program makes of a path of words, such as those of regions: two regions that differ in case are two.
  func refuseSpelling(_ row: Row, _ table: Table) throws {
    let isReferredTo = registry.catalogue.tables.contains {
      $0.columns.contains { $0.references == table.name }
    }
    guard isReferredTo, !row.id.contains("/"), let known = try known(row.id, in: table.name), known != row.id
    else { return }
    throw Problem(
      .dataRejected, what: "an id that differs in letters' case alone exists already", at: table.name,
      why: "people would take the two for one, and the registry for two",
      remedy: "use the id that exists, or give a different one")
  }

  /// One fact has one row.
  /// - Throws: `Problem` that names the row which says the same, or something else.
  func refuseTwins(_ row: Row, _ table: Table) throws {
    guard let twin = try registry.twins(of: row, in: table).first else { return }
    let key = table.key.joined(separator: ", ")
    let place = "\(table.name), row “\(twin.id)”"
    let fact = RowFact(table: table, place: place, row: row)
    guard let column = fact.contradiction(with: twin) else {
      throw Problem(
        .dataRejected, what: "this fact has a row already, with the same \(key)", at: place,
        why: "it would count twice",
        remedy: "nothing is to be done; registry set changes the row that is there")
    }
    throw conflict(column, fact)
  }

  /// What a row refers to must belong to the same patient.
  func foreignReferences(of row: Row, in table: Table) throws -> [Problem] {
    guard table.column("patient") != nil, let patient = row["patient"].text else { return [] }
    return try table.columns.compactMap { column in
      guard let other = column.references, other != PatientColumn.table, let id = row[column.name].text,
        let whose = try owner(other, id), !whose.isEmpty, whose != patient
      else { return nil }
      return Problem(
        .dataRejected, what: "\(column.name) names a row of “\(other)” of another patient", at: table.name,
        why: "the fact would be counted for the wrong patient", remedy: "check patient and \(column.name)")
    }
  }
}

extension Column {
  /// Whether two values of a natural key mean the same.
  func isSameKey(_ a: Value, _ b: Value) -> Bool {
    if a == b { return true }
    guard case .text(let x) = a, case .text(let y) = b else { return false }
    switch kind {
    case .text: return references == nil && x.trimmed.lowercased() == y.trimmed.lowercased()
    case .time, .moment: return Self.isSameTime(x, y)
    case .decimal: return isSame(a, b)
    default: return false
    }
  }

  /// A day is not a time of that day; 08:00 is 08:00:00, and 09:00+02:00 is 07:00Z.
  private static func isSameTime(_ x: String, _ y: String) -> Bool {
    guard let a = DateTime(iso8601: x), let b = DateTime(iso8601: y), x.count > 10, y.count > 10 else {
      return false
    }
    return (a.utcOffset == nil) == (b.utcOffset == nil) && a.since(b).value == 0
  }
}

extension String {
  /// As both databases fold letters without a language: A to Z alone.
  var asciiLowercased: String {
    String(decoding: utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  package var trimmed: String {
    guard let first = first, let last = last, first.isWhitespace || last.isWhitespace else { return self }
    let body = drop { $0.isWhitespace }
    return String(body.reversed().drop { $0.isWhitespace }.reversed())
  }
}
