/// A text as a JSON string of RFC 8259: the one place where texts are escaped, for JSON, JSON5 and the rows that the audit record
/// seals.
/// - Parameter escapingLineSeparators: U+2028 and U+2029 as `\u2028` and `\u2029`, which scripts and JSON5 ask for. The rows of
///   audit records are sealed without.
package func quotedJSON(_ text: String, escapingLineSeparators: Bool = false) -> String {
  var out: [UInt8] = [0x22]
  for byte in text.utf8 {
    switch byte {
    case 0x22: out += [0x5C, 0x22]
    case 0x5C: out += [0x5C, 0x5C]
    case 0x0A: out += [0x5C, 0x6E]
    case 0..<0x20:
      out += Array("\\u00".utf8) + Array((byte < 16 ? "0" : "").utf8) + Array(String(byte, radix: 16).utf8)
    default: out.append(byte)
    }
  }
  out.append(0x22)
  let quoted = String(decoding: out, as: UTF8.self)
  guard escapingLineSeparators else { return quoted }
  return quoted.replacing("\u{2028}", with: "\\u2028").replacing("\u{2029}", with: "\\u2029")
}
