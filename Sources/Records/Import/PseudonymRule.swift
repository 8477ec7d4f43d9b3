/// What a pseudonym must not be: the name of a person, an address, or a date of birth.
///
/// A rule of thumb, since no program knows all names: two words without a digit, one capitalised word, the signs that
/// DICOM and HL7 put between the parts of a name, and whole dates.
package enum PseudonymRule {
  /// What is wrong with it, in words that do not repeat it; `nil` if nothing is.
  package static func fault(_ text: String) -> String? {
    if text.contains(where: { "^,@".contains($0) }) { return "looks like a person's name or address" }
    if text.contains(/\d{1,2}[.\/]\d{1,2}[.\/]\d{2,4}/) || text.contains(/(19|20)\d{2}-\d{2}-\d{2}/) {
      return "holds a date"
    }
    guard !text.contains(where: \.isNumber) else { return nil }
    let words = text.split { !$0.isLetter && $0 != "'" }
    if words.count > 1, words.count(where: { $0.count > 1 }) > 1 { return "looks like a person's name" }
    guard let word = words.first, word.count > 3, word.first?.isUppercase == true,
      word.dropFirst().allSatisfy(\.isLowercase), !roles.contains(word.lowercased())
    else { return nil }
    return "looks like a person's name"
  }

  private static let roles: Set = [
    "reader", "central", "local", "consensus", "investigator", "site", "patient", "subject", "phantom",
    "test",
  ]
}
