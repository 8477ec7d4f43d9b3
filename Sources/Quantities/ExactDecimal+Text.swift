extension ExactDecimal: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  public init(integerLiteral value: Int) { self.init(coefficient: Int128(value), exponent: 0) }

  /// A constant in source text; a text that is not a decimal is a programming error and stops the program.
  public init(stringLiteral text: String) {
    guard let value = Self(text) else { preconditionFailure("not a decimal: \(text)") }
    self = value
  }
}

extension ExactDecimal: CustomStringConvertible, Codable {
  /// Plain decimal notation without superfluous zeros.
  public var description: String { fixed(decimals: max(0, -exponent)) }

  /// Plain notation padded with zeros to at least this many decimals; never rounds.
  public func fixed(decimals: Int) -> String {
    var digits = String(coefficient.magnitude)
    if exponent > 0 { digits += String(repeating: "0", count: exponent) }
    let held = max(0, -exponent)
    if digits.count <= held { digits = String(repeating: "0", count: held - digits.count + 1) + digits }
    let whole = digits.dropLast(held)
    let fraction = digits.suffix(held) + String(repeating: "0", count: max(0, decimals - held))
    return (coefficient < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let value = Self(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a decimal number")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
