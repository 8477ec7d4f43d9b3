import Stages

/// Findings that differ only in their subjects and numbers, reported once: numbers become ranges.
struct FindingGroup {
  var rank: Finding.Rank
  var code: Finding.Code
  var subjects: [String]
  private var words: Template
  private var numbers: [[String]]

  /// In the order of their first members.
  static func groups(_ findings: [Finding]) -> [FindingGroup] {
    var groups: [FindingGroup] = []
    for finding in findings {
      let (words, numbers) = Template.split(finding.text)
      if let n = groups.firstIndex(where: {
        $0.rank == finding.rank && $0.code == finding.code && $0.words == words
      }) {
        guard !groups[n].subjects.contains(finding.place) || !groups[n].numbers.contains(numbers) else {
          continue
        }
        if !groups[n].subjects.contains(finding.place) { groups[n].subjects.append(finding.place) }
        groups[n].numbers.append(numbers)
      } else {
        groups.append(
          FindingGroup(
            rank: finding.rank, code: finding.code, subjects: [finding.place], words: words,
            numbers: [numbers]))
      }
    }
    return groups
  }

  var subject: String { subjects.filter { !$0.isEmpty }.joined(separator: ", ") }

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
      while let found = rest.firstMatch(of: /[0-9]+(?:\.[0-9]+)?/) {
        parts[parts.count - 1] += rest[..<found.range.lowerBound]
        if parts[parts.count - 1].last?.isLetter == true {
          parts[parts.count - 1] += found.output
        } else {
          numbers.append(String(found.output))
          parts.append("")
        }
        rest = rest[found.range.upperBound...]
      }
      parts[parts.count - 1] += rest
      return (Template(parts: parts), numbers)
    }

    func joined(_ numbers: [String]) -> String {
      zip(parts, numbers + [""]).map { $0 + $1 }.joined()
    }
  }
}
