import Files

/// What a field of the registry can hold. Both databases store the same three kinds.
public enum Value: Hashable, Sendable {
  case null
  case text(String)
  case integer(Int64)
  case real(Double)

  public var text: String? { if case .text(let text) = self { text } else { nil } }
  public var integer: Int? { if case .integer(let n) = self { Int(n) } else { nil } }
  public var isNull: Bool { self == .null }

  /// The value as a number, whole or real, in the unit of its column.
  public var number: Double? {
    switch self {
    case .real(let x): x
    case .integer(let n): Double(n)
    default: nil
    }
  }

  /// Text for people; empty for nothing.
  public var printed: String {
    switch self {
    case .null: ""
    case .text(let text): text
    case .integer(let n): "\(n)"
    case .real(let x): "\(x)"
    }
  }

  /// JSON with the shortest digits that read back as the same number.
  public var json: String {
    switch self {
    case .null: "null"
    case .text(let text): quotedJSON(text)
    case .integer, .real: printed
    }
  }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByNilLiteral, ExpressibleByStringInterpolation
{
  public init(stringLiteral text: String) { self = .text(text) }
  public init(integerLiteral n: Int) { self = .integer(Int64(n)) }
  public init(floatLiteral x: Double) { self = .real(x) }
  public init(nilLiteral: ()) { self = .null }
  public init(_ text: String?) { self = text.map(Value.text) ?? .null }
  public init(_ n: Int?) { self = n.map { .integer(Int64($0)) } ?? .null }
  public init(_ x: Double?) { self = x.map(Value.real) ?? .null }
}
