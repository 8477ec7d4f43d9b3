import Files

extension JSON5Value {
  /// A member of an object; `nil` for anything else.
  package subscript(name: String) -> JSON5Value? {
    guard case .object(let members) = content else { return nil }
    return members.first { $0.name == name }?.value
  }
  package var text: String? { if case .string(let text) = content { text } else { nil } }
  package var numberText: String? { if case .number(_, let text) = content { text } else { nil } }
  package var elements: [JSON5Value] { if case .array(let all) = content { all } else { [] } }
}
