import Diagnostics

/// The names under which tables of patients, results, findings and lesions list what all of them have: one list for
/// every command. Compared by ``columnWord(_:)``.
public enum ColumnWords {
  public static let patient = [
    "patient", "pseudonym", "subject", "usubjid", "record_id", "patient_id", "subject_id",
  ]
  public static let date = [
    "date", "day", "collected", "lbdtc", "sampled", "sample_date", "collection_date", "date_of_sample",
  ]
}

/// A name of a column without the differences that nobody means: letters' case, blanks at the ends, and whether words
/// are joined by blanks, hyphens or underscores.
public func columnWord(_ title: String) -> String {
  var word = ""
  var gap = false
  for letter in title.lowercased() {
    if letter.isWhitespace || letter == "_" || letter == "-" {
      gap = !word.isEmpty
    } else {
      if gap { word += "_" }
      word.append(letter)
      gap = false
    }
  }
  return word
}

/// The word that a name nobody knows was meant for: at most one edit away, or two in a word of seven letters and more.
/// Two neighbouring letters that changed places are one edit.
public func nearMiss(_ word: String, among known: some Sequence<String>) -> String? {
  let allowed = word.count >= 7 ? 2 : word.count >= 3 ? 1 : 0
  return known.map { (word: $0, edits: isSwapped($0, word) ? 1 : editDistance($0, word)) }
    .filter { $0.edits > 0 && $0.edits <= allowed }
    .min { ($0.edits, $0.word) < ($1.edits, $1.word) }?.word
}

private func isSwapped(_ a: String, _ b: String) -> Bool {
  let (x, y) = (Array(a), Array(b))
  guard x.count == y.count, let n = x.indices.first(where: { x[$0] != y[$0] }), n + 1 < x.count else {
    return false
  }
  return x[n] == y[n + 1] && x[n + 1] == y[n] && x[(n + 2)...] == y[(n + 2)...]
}
