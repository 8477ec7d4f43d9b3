import Quantities

/// A fraction with its percentage in words.
struct ClaimPhrase {
  var part, whole: ExactDecimal
  var percent: Claim.Printed
  var low, high: Claim.Printed?

  /// Every phrase of a cell, and whether something that looks like a statement was left over.
  struct Reading {
    var phrases: [ClaimPhrase] = []
    /// The text without what was read.
    var rest: String

    /// A percentage, a fraction out of something with one, or a confidence interval.
    var hasUnread: Bool {
      rest.firstMatch(of: /\d\s*(?:%|percent|per cent)/) != nil
        || rest.firstMatch(of: /(?i)\b(?:CI|confidence interval)\b/) != nil
    }
  }

  /// Decimals are written with a point, a comma or a raised point (15.3 %, 15,3 %, 15·3 %).
  static func all(in text: String, under heading: String) -> Reading {
    let full = take(from: text) {
      $0.firstMatch(
        of: /(\d+)\s*(?:\/|of|out of)\s*(\d+)\s*[(\[,;:]?\s*(\d+(?:[.,·∙⋅]\d+)?)\s*(?:%|percent|per cent)/
      ).map { ($0.range, [$0.1, $0.2, $0.3].map(String.init)) }
    }
    guard full.phrases.isEmpty, let total = total(in: heading) else { return full }
    return take(from: text) {
      $0.firstMatch(of: /(\d+)\s*[(\[]\s*(\d+(?:[.,·∙⋅]\d+)?)\s*%/).map {
        ($0.range, [String($0.1), total, String($0.2)])
      }
    }
  }

  private static func take(
    from text: String, _ next: (Substring) -> (Range<Substring.Index>, [String])?
  ) -> Reading {
    var reading = Reading(rest: "")
    var left = text[...]
    while let (range, words) = next(left) {
      reading.rest += left[..<range.lowerBound]
      left = left[range.upperBound...]
      guard var phrase = phrase(words) else {
        reading.rest += text[range]
        continue
      }
      // Limits follow closely: “; 95 % CI 12–62”, “[12 to 62 %]”.
      if let (end, low, high) = limits(left) {
        (phrase.low, phrase.high) = (Claim.Printed(low), Claim.Printed(high))
        left = left[end...]
      }
      reading.phrases.append(phrase)
      reading.rest += " "
    }
    reading.rest += left
    return reading
  }

  private static func limits(_ rest: Substring) -> (Substring.Index, String, String)? {
    rest.firstMatch(
      of:
        /^[\s,;)\[(]*(?:95\s*%\s*-?\s*)?(?:CI|confidence interval)?[\s,;:=\[(]*(\d+(?:[.,·∙⋅]\d+)?)\s*%?\s*(?:–|-|−|to)\s*(\d+(?:[.,·∙⋅]\d+)?)/
    ).map { ($0.range.upperBound, String($0.1), String($0.2)) }
  }

  private static func phrase(_ words: [String]) -> ClaimPhrase? {
    guard let x = Claim.Printed(words[0]), let n = Claim.Printed(words[1]),
      let percent = Claim.Printed(words[2])
    else { return nil }
    return ClaimPhrase(part: x.value, whole: n.value, percent: percent)
  }

  /// The number of patients that a heading names.
  private static func total(in heading: String) -> String? {
    heading.firstMatch(of: /[nN]\s*=\s*(\d+)/).map { String($0.1) }
  }
}
