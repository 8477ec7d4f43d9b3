import Reporting

/// Rows of words for a terminal, by the one printer of tables: what is listed and no content of a page.
/// - Parameter heads: one for each cell of a row.
package func listing(_ heads: [String], _ rows: [[String]]) -> String {
  StudyTable(
    "listing", file: nil, caption: "", columns: heads.map { .init($0) },
    rows: rows.map { $0.map { .text($0) } }
  ).text
}

extension StudyTable {
  /// What a table states of its uncertainties where some were not evaluated.
  static func unevaluated(_ uncertainties: [Double?]) -> [String] {
    uncertainties.contains(nil)
      ? ["± is the standard uncertainty (k = 1); where it is missing, it was not evaluated."]
      : ["± is the standard uncertainty (k = 1)."]
  }
}
