/// A text as a terminal may show it: characters that move the cursor, change colours or turn the direction of writing
/// are written as `\u{1B}`; line ends and tabs stay. Names of structures, series and files come from outside.
package func terminalText(_ text: String) -> String {
  escaping(text) { "\\u{\(String($0, radix: 16, uppercase: true))}" }
}

/// The same for JSON, whose strings have an escape of their own: the value stays what it is.
package func terminalJSON(_ text: String) -> String {
  escaping(text) { value in
    let digits = String(value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}

private func escaping(_ text: String, _ escaped: (UInt32) -> String) -> String {
  guard text.unicodeScalars.contains(where: isActive) else { return text }
  var out = ""
  for scalar in text.unicodeScalars {
    if isActive(scalar) { out += escaped(scalar.value) } else { out.unicodeScalars.append(scalar) }
  }
  return out
}

/// C0, DEL and C1 controls; marks, embeddings, overrides and isolates of direction; separators of lines (Unicode 15,
/// UAX 9).
private func isActive(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0A: false
  case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
  default: false
  }
}
