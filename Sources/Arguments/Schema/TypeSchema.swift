import Files

@_spi(Reflection) import Swift

/// JSON Schema of a type as its synthesised `Encodable` writes it, from the type itself: no value is needed.
///
/// Stored properties become members; those that are not optional are required. Types that write themselves by hand must be
/// `known`.
public struct TypeSchema {
  /// The schema of a type that is written by hand; `nil` for others.
  public typealias Known = (Any.Type, TypeSchema) -> JSON?
  private let known: Known
  /// Types that are being described, outermost first: a type within itself is any value.
  private var open: [ObjectIdentifier] = []

  public init(_ known: @escaping Known = { _, _ in nil }) { self.known = known }

  public func schema(of type: Any.Type) -> JSON {
    let id = ObjectIdentifier(type)
    if let schema = known(type, self) { return schema }
    if let simple = type as? any SimpleSchema.Type { return .object([("type", .text(simple.word))]) }
    if let wrapper = type as? any WrapperSchema.Type { return wrapper.schema(by: self) }
    if type is any SIMD.Type { return list(.object([("type", .text("number"))])) }
    if let choice = type as? any (RawRepresentable & CaseIterable).Type { return Self.choices(choice) }
    if let raw = type as? any RawRepresentable.Type { return schema(of: Self.rawType(raw)) }
    guard !open.contains(id) else { return .object([]) }
    var inner = self
    inner.open.append(id)
    return inner.members(of: type)
  }

  private func members(of type: Any.Type) -> JSON {
    var members: [(String, JSON)] = [], needed: [String] = []
    let isComplete = _forEachField(of: type) { name, _, field, kind in
      guard kind != .class else { return false }
      let name = String(cString: name)
      // What a property wrapper wraps is written under the property's own name.
      let key = name.hasPrefix("_") ? String(name.dropFirst()) : name
      members.append((key, schema(of: field)))
      if !Self.isOptional(field) { needed.append(key) }
      return true
    }
    guard isComplete, !members.isEmpty else { return .object([]) }
    return .object(Self.members(members, required: needed))
  }

  /// The schema of an object with these members.
  public static func members(_ members: [(String, JSON)], required: [String]) -> [(String, JSON)] {
    [
      ("type", .text("object")), ("properties", .object(members)),
      ("required", .array(required.map { .text($0) })),
    ]
  }

  public static func isOptional(_ type: Any.Type) -> Bool { type is any OptionalSchema.Type }

  private static func choices<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> JSON {
    let words = Choice.allCases.map { "\($0.rawValue)" }
    let isWord = Choice.RawValue.self == String.self
    return .object([
      ("type", .text(isWord ? "string" : "integer")),
      ("enum", .array(words.map { isWord ? .text($0) : .number(Double($0) ?? 0) })),
    ])
  }

  private static func rawType<Raw: RawRepresentable>(_: Raw.Type) -> Any.Type { Raw.RawValue.self }
}

/// A type that JSON has a word for.
private protocol SimpleSchema { static var word: String { get } }
extension String: SimpleSchema { static var word: String { "string" } }
extension Bool: SimpleSchema { static var word: String { "boolean" } }
extension Int: SimpleSchema { static var word: String { "integer" } }
extension Int32: SimpleSchema { static var word: String { "integer" } }
extension Int64: SimpleSchema { static var word: String { "integer" } }
extension UInt: SimpleSchema { static var word: String { "integer" } }
extension UInt64: SimpleSchema { static var word: String { "integer" } }
extension Double: SimpleSchema { static var word: String { "number" } }
extension Float: SimpleSchema { static var word: String { "number" } }

/// A type that is made of others.
private protocol WrapperSchema { static func schema(by schema: TypeSchema) -> JSON }
private protocol OptionalSchema {}

extension Optional: WrapperSchema, OptionalSchema {
  static func schema(by schema: TypeSchema) -> JSON { schema.schema(of: Wrapped.self) }
}
extension Array: WrapperSchema {
  static func schema(by schema: TypeSchema) -> JSON { list(schema.schema(of: Element.self)) }
}
extension Set: WrapperSchema {
  static func schema(by schema: TypeSchema) -> JSON { list(schema.schema(of: Element.self)) }
}
extension Dictionary: WrapperSchema {
  static func schema(by schema: TypeSchema) -> JSON {
    let values = schema.schema(of: Value.self)
    guard Key.self == String.self || Key.self == Int.self || Key.self is any CodingKeyRepresentable.Type
    else {
      // Keys and values in turns.
      return list(.object([]))
    }
    return .object([("type", .text("object")), ("additionalProperties", values)])
  }
}

private func list(_ items: JSON) -> JSON { .object([("type", .text("array")), ("items", items)]) }
