/// The known word that a misspelt one most likely meant: at most three edits away.
public func likelyMeaning(of word: String, among known: [String]) -> String? {
  known.map { (word: $0, edits: editDistance($0, word)) }.min { $0.edits < $1.edits }
    .flatMap { $0.edits <= 3 ? $0.word : nil }
}

/// Levenshtein distance, letters' case ignored.
func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a.lowercased()), Array(b.lowercased()))
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let cost = a[i] == b[j] ? diagonal : 1 + min(diagonal, row[j], row[j + 1])
      diagonal = row[j + 1]
      row[j + 1] = cost
    }
  }
  return row[b.count]
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
