import DICOM
import Foundation

/// Words and code strings that say nothing of a person. What is not among them is removed: a list of what is harmless can be
/// complete, a list of names cannot.
struct Vocabulary: Sendable {
  private let words: Set<String>
  private let terms: Set<String>

  static let standard = Vocabulary(
    words: String(decoding: PackageResources.words_txt, as: UTF8.self),
    terms: String(decoding: PackageResources.terms_txt, as: UTF8.self))

  init(words: String, terms: String) {
    func lines(_ text: String) -> [Substring] { text.split(separator: "\n").filter { !$0.hasPrefix("#") } }
    self.words = Set(lines(words).flatMap { $0.split(separator: " ").map(String.init) })
    self.terms = Set(lines(terms).map(String.init))
  }

  func isTerm(_ value: String) -> Bool { terms.contains(value) }

  /// A text without the words that are not in the vocabulary or that name the patient.
  func cleaned(_ text: String, of known: KnownIdentifiers) -> String {
    let pieces = Self.pieces(text)
    var kept = pieces.map { isHarmless($0, known) }
    for n in pieces.indices where kept[n] && Self.isNumber(pieces[n]) {
      // A number alone may be a part of a date or an address; one next to a word that stays belongs to it.
      let next = n + 1 < pieces.count && !Self.isNumber(pieces[n + 1]) && isHarmless(pieces[n + 1], known)
      kept[n] = next || (n > 0 && kept[n - 1])
    }
    return zip(pieces, kept).filter(\.1).map { String($0.0) }.joined(separator: " ")
  }

  /// True if all of a text may stay.
  func isClean(_ text: String, of known: KnownIdentifiers) -> Bool {
    Self.pieces(text).allSatisfy { isHarmless($0, known) && !Self.isNumber($0) }
  }

  private static func pieces(_ text: String) -> [Substring] {
    text.split { !$0.isLetter && !$0.isNumber && $0 != "." && $0 != "/" }
      .flatMap { $0.split(separator: "/") }
      .map { piece in piece.drop { $0 == "." } }
      .map { $0.hasSuffix(".") ? $0.dropLast() : $0 }.filter { !$0.isEmpty }
  }

  private static func isNumber(_ piece: Substring) -> Bool {
    piece.wholeMatch(of: /\d{1,3}(\.\d{1,3})?/) != nil
  }

  private func isHarmless(_ piece: Substring, _ known: KnownIdentifiers) -> Bool {
    if known.holds(word: piece) { return false }
    let lower = piece.lowercased()
    if Self.isNumber(piece) || words.contains(lower) { return true }
    if lower.utf8.count == 1 { return lower.utf8.first! < 0x80 }
    // `5mm`, `b30`, `lu177`: a known word and at most three digits.
    if let match = lower.wholeMatch(of: /\d{1,3}(?:\.\d{1,2})?([a-z]+)/) { return isShort(match.1) }
    if let match = lower.wholeMatch(of: /([a-z]+)\d{1,3}[a-z]?/) { return isShort(match.1) }
    return false
  }

  private func isShort(_ letters: Substring) -> Bool { letters.count == 1 || words.contains(String(letters)) }
}
