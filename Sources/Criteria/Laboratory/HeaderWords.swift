import Diagnostics

/// The columns of a laboratory table by what they mean, and what remains when all of them were asked for.
struct HeaderWords {
  let header: [String]
  private let words: [String]
  private var used: Set<Int> = []
  private var absent: Set<String> = []
  var problems: [Problem] = []

  /// Names by which a column is recognised; those of CDISC LB and of a REDCap export among them.
  private static let known: [String: [String]] = [
    "patient": ColumnWords.patient, "date": ColumnWords.date,
    "time": ["time", "time_of_day", "lbtm", "sample_time", "collection_time"],
    "test": ["test", "analyte", "code", "lbtestcd", "lbtest"],
    "loinc": ["loinc", "lbloinc", "loinc_code"],
    "value": ["value", "result", "lborres"],
    "comparator": ["comparator"],
    "unit": ["unit", "units", "lborresu"],
    "lower": ["lower", "lln", "lbornrlo"],
    "upper": ["upper", "uln", "lbornrhi"],
    "lower unit": ["lower_unit", "lln_unit"],
    "upper unit": ["upper_unit", "uln_unit"],
    "range unit": ["range_unit", "limits_unit"],
    "range kind": ["range_kind", "range_type", "reference_range_type"],
    "laboratory": ["laboratory", "lab", "lbnam"],
    "status": ["status", "result_status"],
    "issued": ["issued", "reported"],
    "method": ["method", "lbmethod"],
    "anticoagulated": ["anticoagulated"],
    "confirmed": ["confirmed", "verified"],
    "visit": ["visit", "lbvisit", "redcap_event_name", "event_name"],
    "baseline": ["baseline", "lbblfl", "ablfl"],
    "sample": ["sample", "sample_id", "specimen_id", "accession", "lbrefid"],
    "event": ["redcap_event_name", "event_name"],
    "instrument": ["redcap_repeat_instrument", "repeat_instrument"],
    "instance": ["redcap_repeat_instance", "repeat_instance"],
  ]
  static let samples = ["sample", "event", "instrument", "instance"]

  init(_ header: [String]) {
    self.header = header
    words = header.map(columnWord)
  }

  private func places(_ key: String) -> [Int] {
    let names = Self.known[key, default: []]
    return words.indices.filter { names.contains(words[$0]) }
  }

  /// The only column of a meaning; two of them contradict each other, unless one has the very name of a patient or date.
  mutating func one(_ key: String) -> Int? {
    var found = places(key)
    let named = found.filter { words[$0] == key }
    if ["patient", "date"].contains(key), named.count == 1 { found = named }
    used.formUnion(found)
    if found.isEmpty { absent.insert(key) }
    if found.count > 1 {
      problems.append(
        Problem(
          .dataRejected, what: "two columns mean “\(key)”", at: "row 1",
          why: "it is not clear which one counts", remedy: "rename or remove one"))
    }
    return found.first
  }

  /// Of several columns that say the same in other words, the first of the list.
  mutating func first(_ key: String) -> Int? {
    let found = Self.known[key, default: []].compactMap { word in words.firstIndex(of: word) }
    if let column = found.first { used.insert(column) }
    return found.first
  }

  /// - Returns: 0 in place of a column that is missing, which is a problem.
  mutating func needed(_ key: String, _ meaning: String) -> Int {
    if let column = one(key) { return column }
    lacks(key, meaning)
    return 0
  }

  mutating func lacks(_ key: String, _ meaning: String) {
    problems.append(
      Problem(
        .inputMissing, what: "the column “\(key)” is missing (\(meaning))", at: "row 1",
        remedy: "name it \(Self.known[key, default: []].joined(separator: ", "))"))
  }

  mutating func use(_ column: Int) { used.insert(column) }

  /// Columns in which nothing was looked for. One whose name all but means a column that is absent is a problem.
  mutating func rest(_ ignored: Set<String>) -> [String] {
    let left = words.indices.filter { !used.contains($0) && !words[$0].isEmpty }
    // What a table without header holds is not repeated.
    guard problems.isEmpty else { return [] }
    for column in left where !ignored.contains(header[column].lowercased()) {
      guard let meant = nearMiss(words[column], among: absent.flatMap { Self.known[$0, default: []] }) else {
        continue
      }
      problems.append(
        Problem(
          .dataRejected, what: "the column is not known", at: "row 1, column \(column + 1)",
          why: "a misspelt column would be ignored silently",
          remedy: "did you mean “\(meant)”? Else name it under --ignore"))
    }
    return left.map { header[$0].trimmed }
  }
}
