/// A JSON value that is written with its keys in the order given, so that files are stable and can be compared line by line.
public indirect enum JSON: Sendable {
  case text(String)
  /// Not a finite number: `null`, which JSON has instead.
  case number(Double)
  case flag(Bool)
  case array([JSON])
  case object([(String, JSON)])
  case null
  /// Text that is JSON already, such as the answer of an operation, or a number whose digits stand.
  case verbatim(String)

  /// Two spaces per level, without a line break at the end.
  public var printed: String { text(level: 0) }
  /// One line.
  public var compact: String { text(level: nil) }

  private func text(level: Int?) -> String {
    let inner = level.map { $0 + 1 }
    switch self {
    case .text(let text): return quotedJSON(text, escapingLineSeparators: true)
    case .number(let number): return Self.digits(number)
    case .flag(let flag): return "\(flag)"
    case .null: return "null"
    case .verbatim(let text): return text
    case .array(let values): return Self.nest("[", values.map { $0.text(level: inner) }, "]", level)
    case .object(let members):
      let colon = level == nil ? ":" : ": "
      let lines = members.map {
        quotedJSON($0.0, escapingLineSeparators: true) + colon + $0.1.text(level: inner)
      }
      return Self.nest("{", lines, "}", level)
    }
  }

  private static func nest(_ open: String, _ items: [String], _ close: String, _ level: Int?) -> String {
    guard let level, !items.isEmpty else { return open + items.joined(separator: ",") + close }
    let end = "\n" + String(repeating: "  ", count: level)
    return open + end + "  " + items.joined(separator: "," + end + "  ") + end + close
  }

  /// Shortest digits that read back as the same number.
  private static func digits(_ number: Double) -> String {
    guard number.isFinite else { return "null" }
    return number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  public init(stringLiteral text: String) { self = .text(text) }
  public init(arrayLiteral values: JSON...) { self = .array(values) }
  /// What is `nil` is left out.
  public init(dictionaryLiteral members: (String, JSON?)...) { self = .present(members) }

  /// An object of the members that are there.
  public static func present(_ members: [(String, JSON?)]) -> JSON {
    .object(members.compactMap { name, value in value.map { (name, $0) } })
  }
}
