import Criteria
import Diagnostics
import Files
import Foundation
import Registry

/// A table of somebody else, or of ours, as rows of texts by column.
package struct ForeignTable {
  package struct Row {
    package var number: Int
    /// In the order of the header.
    let fields: [String]
    private let cells: [String: String]

    package init(_ header: [String], _ fields: [String], _ number: Int) {
      (self.number, self.fields) = (number, fields)
      cells = Dictionary(
        zip(header, fields.map { $0.trimmingCharacters(in: .whitespaces) }), uniquingKeysWith: { a, _ in a })
    }
    /// Empty for a column that does not exist.
    package subscript(column: String) -> String { cells[column] ?? "" }
  }

  package let name: String
  package let header: [String]
  private let file: TableFile

  /// - Throws: `Problem` for two columns of one name.
  package init(_ url: URL) throws {
    file = try TableFile(url.path)
    (name, header) = (url.lastPathComponent, file.header)
    if Set(header).count != header.count {
      throw Problem(
        .dataRejected, what: "two columns have the same name", at: name, remedy: "rename or remove one")
    }
  }

  /// - Throws: `Problems` with every row that has another number of fields than the header.
  package var rows: [Row] {
    get throws {
      let ragged = (0..<file.count).filter { file.fields($0).count != header.count }.map { n in
        Problem(
          .dataRejected, what: "\(file.fields(n).count) fields, the header has \(header.count)",
          at: "\(name): row \(file.number(n))", why: "values would land in wrong columns",
          remedy: "quote fields that hold commas")
      }
      if !ragged.isEmpty { throw Problems(ragged) }
      return (0..<file.count).map { Row(header, file.fields($0), file.number($0)) }
    }
  }

  package func place(_ row: Row) -> String { "\(name): row \(row.number)" }

  package func lacks(_ columns: Set<String>) -> [Problem] {
    columns.subtracting(header).sorted().map { column in
      Problem(
        .dataRejected, what: "the file has no column “\(column)”", at: name,
        remedy: likelyMeaning(of: column, among: header).map { "did you mean “\($0)”?" } ?? "")
    }
  }

  /// Numbers with a point in place of their comma.
  static func withPoints(_ texts: [String: String], _ table: Table) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: texts.map { name, text in
        let isNumber = [.real, .decimal].contains(table.column(name)?.kind)
        return (name, isNumber && DecimalComma.isMeant(text) ? text.replacing(",", with: ".") : text)
      })
  }
}
