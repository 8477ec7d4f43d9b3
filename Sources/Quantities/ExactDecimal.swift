/// A decimal number kept exactly as it was printed, for the comparison of measurements with clinical limits.
///
/// A bilirubin of 1.8 mg/dL *equals* 1.5 × 1.2 mg/dL, but in binary floating point it exceeds it, which is one
/// grade of toxicity. Sums, differences and products here are exact; there is deliberately no division, because
/// a limit is multiplied by its reference instead (`value > 1.5 * reference`). It is not for physics.
///
/// Range of what can be read: magnitude below 10¹², at most 18 decimals and 18 significant digits. That leaves
/// room in 128 bits for the product of two measurements, and for a sum of many times a rule's constant.
public struct ExactDecimal: Hashable, Sendable {
  // Two words, not a stored Int128: Swift 6.3.1 without optimisation misaligns enum payloads of 16-byte alignment
  // on the stack, and crashes.
  private let high: Int64
  private let low: UInt64
  /// The power of ten that multiplies `coefficient`.
  public let exponent: Int

  /// The digits without trailing zeros, with sign.
  public var coefficient: Int128 { Int128(high) << 64 | Int128(low) }

  init(coefficient: Int128, exponent: Int) {
    // Division in 64 bits is ten times faster, and almost every number fits.
    if let small = Int64(exactly: coefficient) {
      self.init(small: small, exponent: exponent)
      return
    }
    var (digits, power) = (coefficient, exponent)
    while digits % 10 == 0 { (digits, power) = (digits / 10, power + 1) }
    self.init(
      high: Int64(truncatingIfNeeded: digits >> 64), low: UInt64(truncatingIfNeeded: digits), exponent: power)
  }

  init(small: Int64, exponent: Int) {
    var (digits, power) = (small, exponent)
    while digits != 0, digits % 10 == 0 { (digits, power) = (digits / 10, power + 1) }
    self.init(
      high: digits >> 63, low: UInt64(bitPattern: digits), exponent: digits == 0 ? 0 : power)
  }

  private init(high: Int64, low: UInt64, exponent: Int) {
    (self.high, self.low, self.exponent) = (high, low, exponent)
  }

  /// The digits where 64 bits hold them, as they do for every number that a laboratory prints.
  var small: Int64? {
    let word = Int64(bitPattern: low)
    return high == word >> 63 ? word : nil
  }

  public static let zero = ExactDecimal(coefficient: 0, exponent: 0)

  public var isNegative: Bool { coefficient < 0 }
  public var magnitude: ExactDecimal { coefficient < 0 ? -self : self }

  /// Nearest binary number, in the unit of the decimal, for formulas that need one.
  public var doubleValue: Double {
    // Both parts are exact in binary, so that one division or product rounds once, to the nearest.
    if let small, small.magnitude < 1 << 53, (-18...18).contains(exponent) {
      let ten = Double(Self.tens[abs(exponent)])
      return exponent < 0 ? Double(small) / ten : Double(small) * ten
    }
    return Double("\(coefficient)e\(exponent)") ?? .nan
  }

  /// Powers of ten that 64 bits hold.
  static let tens: [Int64] = (0...18).map { (0..<$0).reduce(Int64(1)) { power, _ in power * 10 } }
}
