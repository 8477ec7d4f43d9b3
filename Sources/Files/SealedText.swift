import Diagnostics
import Foundation

/// JSON records that carry the SHA-256 of themselves as their last member, `"seal"`, so that one that was edited by hand
/// is noticed wherever it was copied to. The digest is that of the text with zeros in its place.
package enum SealedText {
  private static let zeros = String(repeating: "0", count: 64)

  /// - Parameter json: an object.
  package static func seal(_ json: String) -> String {
    let body = json.trimmingTail
    precondition(body.last == "}", "only an object can be sealed")
    let open = String(body.dropLast()).trimmingTail
    let isEmpty = open.last == "{"
    let start = "\(open)\(isEmpty ? "" : ",")\n  \"seal\" : \""
    return start + sha256((start + zeros + "\"\n}").utf8) + "\"\n}"
  }

  /// - Returns: false for a record without a seal, as earlier versions wrote them.
  /// - Throws: `Problem` of kind `dataRejected` where the seal is broken.
  @discardableResult
  package static func check(_ data: Data, at path: String, remedy: String) throws(Problem) -> Bool {
    guard let place = digits(in: data) else { return false }
    var blank = data[..<place.lowerBound] + Data(zeros.utf8) + data[place.upperBound...]
    while let last = blank.last, [0x20, 0x0A, 0x0D, 0x09].contains(last) { blank.removeLast() }
    guard sha256(blank) == String(decoding: data[place], as: UTF8.self) else {
      throw Problem(
        .dataRejected, what: "this record was changed after Hepatica wrote it", at: path,
        why: "its numbers are no longer those that were computed", remedy: remedy)
    }
    return true
  }

  /// Where the digest of the last seal stands: a name in the record may look like one.
  private static func digits(in data: Data) -> Range<Data.Index>? {
    guard let word = data.range(of: Data("\"seal\"".utf8), options: .backwards) else { return nil }
    let blanks: Set<UInt8> = [0x20, 0x0A, 0x0D, 0x09]
    let start = data[word.upperBound...].firstIndex { $0 != UInt8(ascii: ":") && !blanks.contains($0) }
    guard let start, data[start] == UInt8(ascii: "\"") else { return nil }
    let digits = data[(start + 1)...].prefix { $0 != UInt8(ascii: "\"") }
    return digits.count == 64 ? digits.startIndex..<digits.endIndex : nil
  }
}

extension String {
  fileprivate var trimmingTail: String {
    var text = self[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
