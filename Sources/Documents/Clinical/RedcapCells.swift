import Checks
import Criteria
import Files
import Quantities
import Stages

/// What the cells of an export mean by its data dictionary.
package struct RedcapCells: Sendable {
  /// Labels by code, by column.
  private var labels: [Int: [String: String]] = [:]
  private var withComma: Set<Int> = []
  private var limits: [(column: Int, field: RedcapDictionary.Field)] = []

  package init(_ dictionary: RedcapDictionary, header: [String]) {
    for (column, title) in header.enumerated() {
      guard
        let field = dictionary.fields.first(where: { $0.name == title })
          ?? dictionary.fields.first(where: { $0.label == title })
      else { continue }
      if field.isChoice {
        labels[column] = Dictionary(
          field.choices.map { ($0.code, $0.label) }, uniquingKeysWith: { first, _ in first })
      }
      if field.hasDecimalComma { withComma.insert(column) }
      if field.lowest != nil || field.highest != nil { limits.append((column, field)) }
    }
  }

  /// Labels in place of codes, and points in place of the commas that the dictionary states.
  package func decoded(_ fields: [String]) -> [String] {
    var fields = fields
    for (column, labels) in labels where column < fields.count {
      fields[column] = labels[fields[column].trimmed] ?? fields[column]
    }
    for column in withComma where column < fields.count && DecimalComma.isMeant(fields[column].trimmed) {
      fields[column] = fields[column].replacing(",", with: ".")
    }
    return fields
  }

  /// Numbers beyond the range that the project itself gives them: REDCap warns of them and stores them.
  func beyond(_ table: TableFile, _ name: String) -> [Finding] {
    limits.compactMap { column, field in
      let rows = (0..<table.count).filter { row in
        let cells = decoded(table.fields(row))
        guard column < cells.count, let number = ExactDecimal(cells[column].trimmed) else { return false }
        return number < field.lowest ?? number || number > field.highest ?? number
      }
      guard let first = rows.first else { return nil }
      return Finding(
        InputNote.beyondDictionary(rows.count, field: field.name, firstRow: table.number(first)), at: name)
    }
  }
}
