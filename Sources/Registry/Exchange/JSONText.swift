import Files

/// JSON that is written member by member, in the order given.
indirect enum JSONText {
  case text(String)
  /// Digits as they stand.
  case number(String)
  case flag(Bool)
  case list([JSONText])
  case object([(String, JSONText?)])

  var compact: String {
    switch self {
    case .text(let text): quotedJSON(text)
    case .number(let digits): digits
    case .flag(let flag): flag ? "true" : "false"
    case .list(let items): "[" + items.map(\.compact).joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + members.compactMap { name, value in value.map { quotedJSON(name) + ":" + $0.compact } }.joined(
          separator: ",") + "}"
    }
  }
}

extension JSONText: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral {
  init(stringLiteral text: String) { self = .text(text) }
  init(dictionaryLiteral members: (String, JSONText?)...) { self = .object(members) }
  init(arrayLiteral items: JSONText...) { self = .list(items) }
}

/// The value as text; absent for nothing.
func member(_ value: Value) -> JSONText? { value.isNull ? nil : .text(value.printed) }
