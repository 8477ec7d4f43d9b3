import Quantities

/// What the report's JSON can hold.
protocol JSONRepresentable {
  var json: JSONValue { get }
}

extension JSONValue: JSONRepresentable {
  var json: JSONValue { self }

  /// An object with its members in the order written.
  static func members(_ pairs: KeyValuePairs<String, any JSONRepresentable>) -> JSONValue {
    .object(pairs.map { ($0.key, $0.value.json) })
  }

  /// A number with its unit and standard uncertainty, `null` where it was not evaluated.
  static func measured(_ value: Double, _ unit: String, _ u: Double?) -> JSONValue {
    .members(["value": value, "unit": unit, "u": u])
  }

  /// An object from a dictionary, keys sorted.
  static func sorted(_ texts: [String: String]) -> JSONValue {
    .object(texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
  }
}

extension String: JSONRepresentable { var json: JSONValue { .string(self) } }
extension Double: JSONRepresentable { var json: JSONValue { .number(self) } }
extension Int: JSONRepresentable { var json: JSONValue { .number(Double(self)) } }
extension Bool: JSONRepresentable { var json: JSONValue { .bool(self) } }
extension DateTime: JSONRepresentable { var json: JSONValue { .string(description) } }
extension Array: JSONRepresentable where Element: JSONRepresentable {
  var json: JSONValue { .array(map(\.json)) }
}
extension Optional: JSONRepresentable where Wrapped: JSONRepresentable {
  var json: JSONValue { self?.json ?? .null }
}
extension SIMD3: JSONRepresentable where Scalar == Double { var json: JSONValue { [x, y, z].json } }
extension Quantity: JSONRepresentable {
  var json: JSONValue { .members(["value": value, "unit": Unit.symbol]) }
}
extension Uncertain: JSONRepresentable {
  var json: JSONValue { .measured(value.value, Unit.symbol, standardUncertainty?.value) }
}
