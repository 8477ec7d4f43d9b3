import Diagnostics

/// What is wrong with the name of a column.
package enum ColumnFault: Sendable, Hashable {
  case missing(String, known: [String])
  case unknown(String, known: [String])
  /// Not known, and nearly the name of one that is.
  case nearly(String, String)
  case otherUnit(String, unit: String, wanted: String, key: String)
  /// Two columns have this meaning.
  case twice(String)

  package func problem(in file: String) -> Problem {
    let place = "\(file): row 1", ignored = "a misspelt column would be ignored silently"
    func list(_ known: [String]) -> String {
      "known columns: \(known.joined(separator: ", ")); or name it under --columns"
    }
    return switch self {
    case .missing(let key, let known):
      Problem(
        .inputMissing, what: "the column “\(key)” is missing", at: place, remedy: list(known))
    case .unknown(let title, let known):
      Problem(
        .dataRejected, what: "the column “\(title)” is not known", at: place, why: ignored,
        remedy: list(known))
    case .nearly(let title, let close):
      Problem(
        .dataRejected, what: "the column “\(title)” is not known", at: place, why: ignored,
        remedy: "did you mean “\(close)”?")
    case .otherUnit(let title, let unit, let wanted, let key):
      Problem(
        .dataRejected, what: "the column “\(title)” is in \(unit), and “\(key)” is in \(wanted)", at: place,
        why: "values in another unit are wrong by a constant factor",
        remedy: "give the column in \(wanted), under the name “\(key)”")
    case .twice(let key):
      Problem(
        .dataRejected, what: "two columns mean “\(key)”", at: place, why: "it is not clear which one counts",
        remedy: "remove one of them, or name the other under --columns")
    }
  }
}
