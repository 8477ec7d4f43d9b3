import Checks
import Stages

/// What became of the rows, cells and resources of the input: those that are used, and those that are left out for a
/// reason that the source itself gives. What is left out for a fault stands in ``InputFaults``.
///
/// Results in = read + left out + faulty. What is none of these is an internal error, and never silence.
package struct InputAccount: Sendable {
  /// Rows of tables and resources of FHIR files.
  package var rows = 0
  /// What is left out, by reason: results, and rows and resources that hold none.
  package var leftOut: [String: Int] = [:]
  /// Columns in which nothing is looked for, by file.
  package var unusedColumns: [(file: String, columns: [String])] = []
  /// What became of the rows of tables that hold no results: patients, findings, lesions.
  package var tables: [Table] = []

  package struct Table: Sendable, Hashable, Encodable {
    package var file: String
    package var rows: Int
    package var read = 0
    /// Left out for a reason that the table gives.
    package var left = 0
    /// Left out for a fault.
    package var faulty = 0

    package init(file: String, rows: Int) { (self.file, self.rows) = (file, rows) }

    package var unexplained: Int { rows - read - left - faulty }
    var words: String { "\(file): rows: \(rows); read: \(read); left out: \(left); faulty: \(faulty)" }
  }
  /// What became of the results that the rows hold.
  package var results = Results()

  package struct Results: Sendable, Hashable {
    /// Cells that hold a result.
    package var found = 0
    /// Those that became values.
    package var read = 0
    /// Those that are left out for a reason that the source gives.
    package var explained = 0
    /// Those that are left out for a fault.
    package var faulty = 0
    package var unexplained: Int { found - read - explained - faulty }

    package init() {}

    package static func += (sum: inout Results, other: Results) {
      sum.found += other.found
      sum.read += other.read
      sum.explained += other.explained
      sum.faulty += other.faulty
    }

    /// - Parameter hasFaults: what is not explained is what the faults are about.
    package mutating func settle(hasFaults: Bool) {
      if hasFaults { faulty += max(unexplained, 0) }
    }
  }

  package init() {}

  package mutating func add(_ reasons: [String: Int]) {
    leftOut.merge(reasons.filter { $0.value > 0 }, uniquingKeysWith: +)
  }

  /// What another table of the same command says.
  package mutating func add(_ other: InputAccount) {
    rows += other.rows
    add(other.leftOut)
    unusedColumns += other.unusedColumns
    tables += other.tables
    results += other.results
  }

  /// For a person: one line for the sums, one for the reasons, one for the columns of each file.
  package var lines: [String] {
    let sums =
      "results in the files: \(results.found); read: \(results.read); left out: \(results.explained); faulty: \(results.faulty)"
    let reasons = leftOut.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    return (results.found > 0 ? [sums] : []) + tables.map(\.words)
      + (reasons.isEmpty ? [] : ["left out: " + reasons.joined(separator: "; ")])
      + unusedColumns.map { "columns of \($0.file) that are not used: \($0.columns.joined(separator: ", "))" }
  }

  /// What nobody can explain; nothing unless the program errs.
  package var findings: [Finding] {
    let rows = tables.reduce(0) { $0 + $1.unexplained }
    let notes = [InputNote.unexplained(results.unexplained, .results), .unexplained(rows, .rows)]
    return zip([results.unexplained, rows], notes).filter { $0.0 != 0 }.map { Finding($0.1) }
  }
}
