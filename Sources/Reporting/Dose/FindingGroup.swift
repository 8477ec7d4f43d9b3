import Stages

/// Findings that differ only in their subjects and numbers, reported once: numbers become ranges.
struct FindingGroup {
  var rank: Finding.Rank
  var code: Finding.Code
  var subjects: [String]
  private var words: Template
  private var numbers: [[String]]

  /// In the order of their first members; the work grows with the number of findings.
  static func groups(_ findings: [Finding]) -> [FindingGroup] {
    var groups: [FindingGroup] = []
    var places: [Key: Int] = [:]
    var seen: Set<Member> = []
    for finding in findings {
      let (words, numbers) = Template.split(finding.text)
      let key = Key(rank: finding.rank, code: finding.code, words: words)
      let n = places[key] ?? groups.count
      if places[key] == nil {
        groups.append(
          FindingGroup(rank: finding.rank, code: finding.code, subjects: [], words: words, numbers: []))
        places[key] = n
      }
      let isNewSubject = seen.insert(Member(group: n, text: finding.place)).inserted
      let digits = Member(group: n, text: numbers.joined(separator: "\u{1f}"), isNumbers: true)
      let isNewNumbers = seen.insert(digits).inserted
      if isNewSubject { groups[n].subjects.append(finding.place) }
      if isNewSubject || isNewNumbers { groups[n].numbers.append(numbers) }
    }
    return groups
  }

  private struct Key: Hashable {
    var rank: Finding.Rank
    var code: Finding.Code
    var words: Template
  }
  private struct Member: Hashable {
    var group: Int
    var text: String
    var isNumbers = false
  }

  /// Ten names at most: whoever needs them all finds them with their regions.
  var subject: String {
    let names = subjects.filter { !$0.isEmpty }
    guard names.count > 10 else { return names.joined(separator: ", ") }
    return names.prefix(8).joined(separator: ", ") + " and \(names.count - 8) more"
  }

  var text: String {
    words.joined(
      numbers[0].indices.map { n in
        let all = numbers.map { $0[n] }
        let sorted = all.sorted { (Double($0) ?? 0) < (Double($1) ?? 0) }
        return Set(all).count == 1 ? all[0] : "\(sorted[0])…\(sorted[sorted.count - 1])"
      })
  }

  /// The words of a sentence with gaps for its numbers.
  struct Template: Hashable {
    var parts: [String]

    /// A number stands alone: digits after a letter (`Lesion 4` has none, `D98` has) belong to the word.
    static func split(_ text: String) -> (Template, [String]) {
      var (parts, numbers) = ([""], [String]())
      var rest = text[...]
      while let number = number(in: rest) {
        parts[parts.count - 1] += rest[..<number.lowerBound]
        if parts[parts.count - 1].last?.isLetter == true {
          parts[parts.count - 1] += rest[number]
        } else {
          numbers.append(String(rest[number]))
          parts.append("")
        }
        rest = rest[number.upperBound...]
      }
      parts[parts.count - 1] += rest
      return (Template(parts: parts), numbers)
    }

    /// The first digits, with a decimal point only between digits. By bytes: a report of many lesions has thousands of findings.
    private static func number(in text: Substring) -> Range<String.Index>? {
      let bytes = text.utf8
      func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
      func end(from start: String.Index) -> String.Index {
        bytes[start...].firstIndex { !isDigit($0) } ?? bytes.endIndex
      }
      guard let start = bytes.firstIndex(where: isDigit) else { return nil }
      let whole = end(from: start)
      guard whole < bytes.endIndex, bytes[whole] == 46 else { return start..<whole }
      let fraction = bytes.index(after: whole)
      return start..<(fraction < bytes.endIndex && isDigit(bytes[fraction]) ? end(from: fraction) : whole)
    }

    func joined(_ numbers: [String]) -> String {
      zip(parts, numbers + [""]).map { $0 + $1 }.joined()
    }
  }
}
