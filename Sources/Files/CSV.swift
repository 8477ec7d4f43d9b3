/// A field of a CSV file as RFC 4180 writes it: quoted if it holds a comma, a quote or the end of a line, and if it begins
/// or ends with a blank, which readers would otherwise take away.
public func csvField(_ text: String) -> String {
  let special = text.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
  let needs = special || text.utf8.first == 0x20 || text.utf8.last == 0x20
  return needs ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
}

/// A line of fields with its end.
public func csvLine(_ fields: some Sequence<String>, ending: String = "\n") -> String {
  fields.map(csvField).joined(separator: ",") + ending
}
