import Foundation

/// A field of a table: in quotes where it holds a separator, a quote, a line end or blanks at an end; behind an
/// apostrophe where a spreadsheet would calculate it (`=`, `+`, `-`, `@` and no number; OWASP, CSV injection).
/// `unguarded` takes the apostrophe away again.
public func csvField(_ text: String) -> String {
  let text = isFormula(text) ? "'" + text : text
  let special = text.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
  let needs = special || text.utf8.first == 0x20 || text.utf8.last == 0x20
  return needs ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
}

/// The text of a field that `csvField` has guarded; any other stays.
func unguarded(_ field: String) -> String {
  guard field.utf8.first == 0x27 else { return field }
  let rest = String(field.dropFirst())
  return isFormula(rest) ? rest : field
}

/// An apostrophe before such a text counts as such a text too, so that reading back gives what was written.
private func isFormula(_ text: String) -> Bool {
  var rest = Substring(text)
  while rest.utf8.first == 0x27 { rest = rest.dropFirst() }
  guard let first = rest.utf8.first, "=+-@\t\r".utf8.contains(first), rest.utf8.count > 1 else {
    return false
  }
  return !isNumber(rest)
}

/// Signed digits with a point or comma, an exponent, a per cent sign.
private func isNumber(_ text: Substring) -> Bool {
  "+-".utf8.contains(text.utf8.first!)
    && text.utf8.dropFirst().allSatisfy { "0123456789.,eE+- %".utf8.contains($0) }
}

/// A line of fields with its end.
public func csvLine(_ fields: some Sequence<String>, ending: String = "\n") -> String {
  fields.map(csvField).joined(separator: ",") + ending
}
