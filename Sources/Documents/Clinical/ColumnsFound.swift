import Criteria
import Diagnostics
import Files

/// Which column of a header means what: by a name that a person or a data dictionary states, by the name here, or by
/// another that stands in the one list of them (``ColumnWords``).
package struct ColumnsFound {
  /// Places in the header by meaning.
  package private(set) var places: [String: Int] = [:]
  package private(set) var faults: [ColumnFault] = []
  /// Columns in which nothing is looked for, as the file has them.
  package private(set) var unused: [String] = []
  package let isExport: Bool
  private let header: [String]
  private let known: [String: [String]]
  private let name: String

  /// Columns that say from which form of an export a row comes.
  private static let formColumns: Set<String> = [
    "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "redcap_data_access_group",
    "redcap_survey_identifier", "event_name", "repeat_instrument", "repeat_instance",
  ]

  static func isForm(_ title: String) -> Bool { formColumns.contains(columnWord(title)) }

  package init(
    _ header: [String], known: [String: [String]], needed: [String], _ options: LaboratoryFile.Options,
    _ name: String
  ) {
    (self.header, self.known, self.name) = (header, known, name)
    isExport = options.dictionary != nil || header.contains(where: Self.isForm)
    let titles = header.map(options.name)
    for (n, title) in titles.enumerated() { take(n, title, options.ignored) }
    for key in needed where places[key] == nil {
      faults.append(.missing(key, known: known.keys.sorted()))
    }
  }

  private func meaning(_ title: String) -> String? {
    let words = [columnWord(title), measuredColumnWord(title)]
    if let key = words.first(where: { known[$0] != nil }) { return key }
    return known.keys.sorted().first { known[$0, default: []].contains(where: words.contains) }
  }

  private mutating func take(_ n: Int, _ title: String, _ ignored: Set<String>) {
    let word = columnWord(title)
    if Self.isForm(title) { return }
    guard let key = meaning(title) else {
      if ignored.contains(title.lowercased()) { return unused.append(header[n]) }
      let fault = unknown(title)
      // An export has many columns that are none of ours.
      if isExport, case .unknown = fault { unused.append(header[n]) } else { faults.append(fault) }
      return
    }
    if key == "note" { unused.append(header[n]) }
    guard let first = places.updateValue(n, forKey: key) else { return }
    // Of two columns that mean a patient or a day, the one of that very name counts.
    if ["patient", "date"].contains(key), (word == key) != (columnWord(header[first]) == key) {
      places[key] = word == key ? n : first
      unused.append(header[word == key ? first : n])
      return
    }
    faults.append(.twice(key))
  }

  private func unknown(_ title: String) -> ColumnFault {
    if let (unit, wanted, key) = otherUnit(title) {
      return .otherUnit(title, unit: unit, wanted: wanted, key: key)
    }
    return likely(measuredColumnWord(title)).map { .nearly(title, $0) }
      ?? .unknown(title, known: known.keys.sorted())
  }

  /// The faults as errors of the file's first row.
  package var problems: [Problem] { faults.map { $0.problem(in: name) } }

  /// In an export of many forms a word must be close to be a misspelt one; in a table of ours it may be further away.
  private func likely(_ word: String) -> String? {
    let all = known.values.joined().sorted()
    return nearMiss(word, among: all)
      ?? (isExport ? nil : likelyMeaning(of: word, among: known.keys.sorted()))
  }

  /// “long [cm]” where “long_mm” is known.
  private func otherUnit(_ title: String) -> (unit: String, wanted: String, key: String)? {
    guard let (base, unit) = Self.split(measuredColumnWord(title)) else { return nil }
    for (key, names) in known.sorted(by: { $0.key < $1.key }) {
      for (other, wanted) in names.compactMap(Self.split) where other == base && wanted != unit {
        return (unit, wanted, key)
      }
    }
    return nil
  }

  private static let units: Set = [
    "mm", "cm", "m", "mm2", "cm2", "ml", "l", "cl", "gbq", "mbq", "mci", "g", "kg",
  ]

  private static func split(_ word: String) -> (base: String, unit: String)? {
    guard let at = word.lastIndex(of: "_") else { return nil }
    let unit = String(word[word.index(after: at)...])
    return units.contains(unit) ? (String(word[..<at]), unit) : nil
  }

  /// A first row of which no cell is the name of a column holds data, and is not repeated.
  func checkHeader(at path: String) throws(Problem) {
    guard places.isEmpty else { return }
    throw Problem(
      .dataRejected, what: "the first row does not name the columns", at: path,
      why: "a row of data would be lost, and values read from the wrong columns",
      remedy: "write a header; known columns: \(known.keys.sorted().joined(separator: ", "))")
  }
}
