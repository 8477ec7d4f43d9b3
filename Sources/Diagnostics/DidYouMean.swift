/// The known word that a misspelt one most likely meant: at most three edits away.
public func likelyMeaning(of word: String, among known: [String]) -> String? {
  known.map { (word: $0, edits: editDistance($0, word)) }.min { $0.edits < $1.edits }
    .flatMap { $0.edits <= 3 ? $0.word : nil }
}

/// Levenshtein distance, letters' case ignored.
package func editDistance(_ a: String, _ b: String) -> Int {
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
