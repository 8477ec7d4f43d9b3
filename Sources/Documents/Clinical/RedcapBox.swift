import Criteria
import Foundation

/// One choice of a checkbox field: REDCap exports a column for each, `side___1` in raw exports and with the names of
/// variables, `Side effects (choice=Nausea)` with labels.
struct RedcapBox {
  let field: String
  /// The code of the choice, or its label where the header has labels.
  let choice: String

  /// `nil` for a column of something else.
  init?(_ title: String) {
    if let match = title.wholeMatch(of: /\s*(.+?)___(.+?)\s*/) {
      (field, choice) = (String(match.1), String(match.2).replacing("_", with: " "))
    } else if let match = title.wholeMatch(of: /\s*(.+?)\s*\(choice=(.+)\)\s*/) {
      (field, choice) = (String(match.1), String(match.2).trimmed)
    } else {
      return nil
    }
  }

  /// Only the data dictionary says what a number means.
  var isNumbered: Bool { choice.allSatisfy(\.isNumber) }
}
