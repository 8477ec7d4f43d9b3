import Criteria
import Diagnostics
import Files

/// Which column of a header means what: by a name that a person or a data dictionary states, by the name here, or by
/// another that stands in the one list of them (``ColumnWords``).
package struct ColumnsFound {
  /// Places in the header by meaning.
  package private(set) var places: [String: Int] = [:]
  package private(set) var problems: [Problem] = []
  /// Columns in which nothing is looked for, as the file has them.
  package private(set) var unused: [String] = []
  package let isExport: Bool
  private let header: [String]
  private let known: [String: [String]]

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
    (self.header, self.known) = (header, known)
    isExport = options.dictionary != nil || header.contains(where: Self.isForm)
    let titles = header.map(options.name)
    for (n, title) in titles.enumerated() { take(n, title, options.ignored, name) }
    for key in needed where places[key] == nil {
      problems.append(
        Problem(
          .inputMissing, what: "the column “\(key)” is missing", at: "\(name): row 1",
          remedy: "known columns: \(known.keys.sorted().joined(separator: ", ")); or name it under --columns")
      )
    }
  }

  private func meaning(_ title: String) -> String? {
    let words = [columnWord(title), measuredColumnWord(title)]
    if let key = words.first(where: { known[$0] != nil }) { return key }
    return known.keys.sorted().first { known[$0, default: []].contains(where: words.contains) }
  }

  private mutating func take(_ n: Int, _ title: String, _ ignored: Set<String>, _ name: String) {
    let word = columnWord(title)
    if Self.isForm(title) { return }
    guard let key = meaning(title) else {
      if ignored.contains(title.lowercased()) { return unused.append(header[n]) }
      let fault = unknown(title, name)
      if isExport, fault.remedy.hasPrefix("known") {
        unused.append(header[n])
      } else {
        problems.append(fault)
      }
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
    problems.append(
      Problem(
        .dataRejected, what: "two columns mean “\(key)”", at: "\(name): row 1",
        why: "it is not clear which one counts",
        remedy: "remove one of them, or name the other under --columns"))
  }

  private func unknown(_ title: String, _ name: String) -> Problem {
    var problem = Problem(
      .dataRejected, what: "the column “\(title)” is not known", at: "\(name): row 1",
      why: "a misspelt column would be ignored silently",
      remedy: "known columns: \(known.keys.sorted().joined(separator: ", ")); or name it under --columns")
    if let (unit, wanted, key) = otherUnit(title) {
      problem.what = "the column “\(title)” is in \(unit), and “\(key)” is in \(wanted)"
      problem.why = "values in another unit are wrong by a constant factor"
      problem.remedy = "give the column in \(wanted), under the name “\(key)”"
    } else if let close = likely(measuredColumnWord(title)) {
      problem.remedy = "did you mean “\(close)”?"
    }
    return problem
  }

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
