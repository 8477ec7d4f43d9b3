import Criteria
import Diagnostics
import Quantities
import Registry

/// What must hold of a row of the registry in addition to its types: the same rules by which `hepatica toxicity` takes a
/// laboratory value or refuses it, and the words that belong to a criterion of response.
package struct RowJudge: Sendable {
  private let reader: LaboratoryReader
  /// Columns of a laboratory file and of the table that it goes into.
  private static let columns: [(header: String, column: LaboratoryColumn)] = [
    ("patient", .patient), ("date", .sampled), ("test", .test), ("value", .value), ("unit", .unit),
    ("lower", .lower), ("upper", .upper), ("laboratory", .laboratory), ("status", .status),
    ("sample", .sample),
  ]

  package init() throws {
    reader = try LaboratoryReader(
      header: Self.columns.map(\.header), measurands: try RuleLibrary().rules("measurands"))
  }

  /// What is wrong with a row, without repeating what it holds.
  package var problems: @Sendable (Row, Table) -> [Problem] {
    { row, table in
      switch table.name {
      case LaboratoryColumn.table: laboratory(LaboratoryRow(row))
      case ResponseColumn.table: response(ResponseRow(row))
      default: []
      }
    }
  }

  private func laboratory(_ row: LaboratoryRow) -> [Problem] {
    let fields = Self.columns.map { _, column in
      (column == .value ? row.text(.comparator) : "") + row.text(column)
    }
    return reader.read(fields, row: 0).problems.map { problem in
      var problem = problem
      let column = problem.location.split(separator: " ").last.map(String.init) ?? ""
      problem.location = "laboratory, column \(column == "date" ? "sampled" : column)"
      return problem
    }
  }

  /// Metabolic criteria have words of their own.
  private func response(_ row: ResponseRow) -> [Problem] {
    let isMetabolic = ResponseCriterion(rawValue: row.text(.criterion))?.isMetabolic ?? false
    let result = row.text(.result)
    guard result != "NE", !result.isEmpty, ["CMR", "PMR", "SMD", "PMD"].contains(result) != isMetabolic else {
      return []
    }
    return [
      Problem(
        .dataRejected, what: "\(row.text(.criterion)) has no result “\(result)”", at: "responses",
        why: "two criteria would be mixed in one table",
        remedy: isMetabolic
          ? "CMR, PMR, SMD, PMD or NE" : "the words of the criterion, such as CR, PR, SD, PD")
    ]
  }
}
