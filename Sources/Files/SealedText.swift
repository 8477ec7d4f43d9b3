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
    let text = String(decoding: data, as: UTF8.self)
    // The last one: a name in the record may look like a seal.
    guard let found = text.matches(of: /"seal"\s*:\s*"([0-9a-f]{64})"/).last else { return false }
    let stated = String(found.output.1)
    let blank =
      text[..<found.output.1.startIndex] + zeros + String(text[found.output.1.endIndex...]).trimmingTail
    guard sha256(blank.utf8) == stated else {
      throw Problem(
        .dataRejected, what: "this record was changed after Hepatica wrote it", at: path,
        why: "its numbers are no longer those that were computed", remedy: remedy)
    }
    return true
  }
}

extension String {
  fileprivate var trimmingTail: String {
    var text = self[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
