/// Fractions of a volume by dose in Gy. In JSON an object with the dose as key: `{"30": 0.42}`.
///
/// Files of earlier versions held dose and fraction by turns in one list; they are read too.
@propertyWrapper public struct FractionsByDose: Sendable, Hashable, Codable {
  public var wrappedValue: [Double: Double]

  public init(wrappedValue: [Double: Double]) { self.wrappedValue = wrappedValue }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let turns = try? container.decode([Double: Double].self) {
      wrappedValue = turns
      return
    }
    wrappedValue = [:]
    for (key, fraction) in try container.decode([String: Double].self) {
      guard let dose = Double(key) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "“\(key)” is not a dose in Gy")
      }
      wrappedValue[dose] = fraction
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(
      Dictionary(uniqueKeysWithValues: wrappedValue.map { (Self.key($0), $1) }))
  }

  private static func key(_ dose: Double) -> String {
    Int(exactly: dose).map(String.init) ?? "\(dose)"
  }
}
