import DICOM
import Foundation

/// What names the patient in the headers of his studies. None of it may stand anywhere else, in whatever attribute.
struct KnownIdentifiers: Sendable {
  private var words: Set<String> = []
  /// Numbers of five or more digits, without leading zeros.
  private var numbers: Set<String> = []

  init() {}

  private static let names = [Tag.patientName, Tag(0x0010, 0x1001), Tag(0x0010, 0x1005), Tag(0x0010, 0x1060)]
  private static let codes = [
    Tag.patientID, Tag(0x0010, 0x1000), Tag(0x0010, 0x1090), .accessionNumber, .studyID, Tag(0x0038, 0x0010),
    Tag(0x0010, 0x2154), .patientBirthDate,
  ]

  mutating func add(_ source: DataSet) {
    for tag in Self.names { for name in source.strings(tag) { add(name, shortest: 2) } }
    for tag in Self.codes { for code in source.strings(tag) { add(code, shortest: 4) } }
    for other in source.items(Tag(0x0010, 0x1002)) { add(other.string(.patientID) ?? "", shortest: 4) }
  }

  private mutating func add(_ text: String, shortest: Int) {
    let parts = Self.words(text)
    for word in parts + [parts.joined()] where word.count >= shortest { words.insert(word) }
    for word in parts + [parts.joined()] { if let number = Self.number(word) { numbers.insert(number) } }
  }

  static func words(_ text: some StringProtocol) -> [String] {
    text.folding(options: [.diacriticInsensitive], locale: nil).uppercased()
      .split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  private static func number(_ text: String) -> String? {
    let digits = text.drop { $0 == "0" }
    return digits.count >= 5 && digits.utf8.allSatisfy { (48...57).contains($0) } ? String(digits) : nil
  }

  func holds(word: some StringProtocol) -> Bool {
    let parts = Self.words(word)
    return parts.contains { words.contains($0) || Self.number($0).map(numbers.contains) == true }
  }

  func holds(number: Double) -> Bool {
    guard !numbers.isEmpty, number.isFinite, abs(number) < 1e18, number == number.rounded() else {
      return false
    }
    return numbers.contains(String(Int64(abs(number))))
  }
}
