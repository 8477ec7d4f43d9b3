/// A JSON string of RFC 8259.
package func quotedJSON(_ text: String) -> String {
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
  return String(decoding: out, as: UTF8.self)
}
