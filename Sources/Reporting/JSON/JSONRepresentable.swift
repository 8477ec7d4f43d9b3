import Files
import Quantities

/// What the report's JSON can hold.
protocol JSONRepresentable {
  var json: JSON { get }
}

extension JSON: JSONRepresentable {
  var json: JSON { self }

  /// An object with its members in the order written.
  static func members(_ pairs: KeyValuePairs<String, any JSONRepresentable>) -> JSON {
    .object(pairs.map { ($0.key, $0.value.json) })
  }

  /// A number with its unit and standard uncertainty, `null` where it was not evaluated.
  static func measured(_ value: Double, _ unit: String, _ u: Double?) -> JSON {
    .members(["value": value, "unit": unit, "u": u])
  }

  /// An object from a dictionary, keys sorted.
  static func sorted(_ texts: [String: String]) -> JSON {
    .object(texts.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
  }
}

extension String: JSONRepresentable { var json: JSON { .text(self) } }
extension Double: JSONRepresentable { var json: JSON { .number(self) } }
extension Int: JSONRepresentable { var json: JSON { .number(Double(self)) } }
extension Bool: JSONRepresentable { var json: JSON { .flag(self) } }
extension DateTime: JSONRepresentable { var json: JSON { .text(description) } }
extension Array: JSONRepresentable where Element: JSONRepresentable {
  var json: JSON { .array(map(\.json)) }
}
extension Optional: JSONRepresentable where Wrapped: JSONRepresentable {
  var json: JSON { self?.json ?? .null }
}
extension SIMD3: JSONRepresentable where Scalar == Double { var json: JSON { [x, y, z].json } }
extension Quantity: JSONRepresentable {
  var json: JSON { .members(["value": value, "unit": Unit.symbol]) }
}
extension Uncertain: JSONRepresentable {
  var json: JSON { .measured(value.value, Unit.symbol, standardUncertainty?.value) }
}
