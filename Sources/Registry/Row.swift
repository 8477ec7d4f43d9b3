import Files

/// A row of any table: values by the names of its columns. Columns that are absent are empty.
///
/// It is for what treats all tables alike, such as export and import; whoever knows the table takes `TableRow`, where a
/// misspelt column does not compile.
public struct Row: Sendable, Hashable {
  public var values: [String: Value]

  public init(_ values: [String: Value]) { self.values = values.filter { !$0.value.isNull } }

  /// A column whose name comes from the catalogue or a file.
  package subscript(named column: String) -> Value {
    get { self[column] }
    set { self[column] = newValue }
  }

  subscript(column: String) -> Value {
    get { values[column] ?? .null }
    set {
      // `nil` would be read as a value that is null: an empty column must leave none.
      if newValue.isNull { values.removeValue(forKey: column) } else { values[column] = newValue }
    }
  }

  public var id: String { self["id"].text ?? "" }
  func text(_ column: String) -> String { self[column].text ?? "" }

  /// JSON in the order of the table's columns, empty ones left out: equal rows give equal bytes.
  func json(_ table: Table) -> String {
    let members = table.columns.compactMap { column -> String? in
      guard let value = values[column.name] else { return nil }
      return quotedJSON(column.name) + ":" + value.json
    }
    return "{" + members.joined(separator: ",") + "}"
  }
}

extension Row: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, Value)...) {
    self.init(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }
}
