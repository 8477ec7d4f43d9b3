/// JSON with keys in the order in which they were given, so that files are stable and can be compared line by line.
enum JSONValue {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([(String, JSONValue)])

  /// One line.
  var compact: String { text(indent: nil, level: 0) }
  /// Two spaces per level.
  var pretty: String { text(indent: 2, level: 0) + "\n" }

  private func text(indent: Int?, level: Int) -> String {
    switch self {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .number(let value): return Self.digits(value)
    case .string(let value): return Self.quoted(value)
    case .array(let items):
      return Self.nest("[", items.map { $0.text(indent: indent, level: level + 1) }, "]", indent, level)
    case .object(let members):
      let colon = indent == nil ? ":" : ": "
      let lines = members.map { Self.quoted($0) + colon + $1.text(indent: indent, level: level + 1) }
      return Self.nest("{", lines, "}", indent, level)
    }
  }

  private static func nest(_ open: String, _ items: [String], _ close: String, _ indent: Int?, _ level: Int)
    -> String
  {
    guard let indent, !items.isEmpty else { return open + items.joined(separator: ",") + close }
    let pad = "\n" + String(repeating: " ", count: indent * (level + 1))
    return open + pad + items.joined(separator: "," + pad) + "\n"
      + String(repeating: " ", count: indent * level) + close
  }

  /// Shortest digits that read back as the same number; JSON has no infinity and no NaN, which become null.
  private static func digits(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    return value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x2028 || scalar.value == 0x2029:
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
