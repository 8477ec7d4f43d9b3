/// What became of the rows, cells and resources of the input: those that are used, and those that are left out for a
/// reason that the source itself gives. What is left out for a fault stands in ``InputFaults``.
package struct InputAccount: Sendable {
  /// Rows of tables and resources of FHIR files.
  package var rows = 0
  /// Results that are left out, by reason.
  package var leftOut: [String: Int] = [:]
  /// Columns in which nothing is looked for, by file.
  package var unusedColumns: [(file: String, columns: [String])] = []

  package init() {}

  package mutating func add(_ reasons: [String: Int]) {
    leftOut.merge(reasons.filter { $0.value > 0 }, uniquingKeysWith: +)
  }

  /// For a person: one line for the reasons, one for the columns of each file.
  package var lines: [String] {
    let reasons = leftOut.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    return (reasons.isEmpty ? [] : ["left out: " + reasons.joined(separator: "; ")])
      + unusedColumns.map { "columns of \($0.file) that are not used: \($0.columns.joined(separator: ", "))" }
  }
}
