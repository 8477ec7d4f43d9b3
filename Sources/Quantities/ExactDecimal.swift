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

  private init(small: Int64, exponent: Int) {
    var (digits, power) = (small, exponent)
    while digits != 0, digits % 10 == 0 { (digits, power) = (digits / 10, power + 1) }
    self.init(
      high: digits >> 63, low: UInt64(bitPattern: digits), exponent: digits == 0 ? 0 : power)
  }

  private init(high: Int64, low: UInt64, exponent: Int) {
    (self.high, self.low, self.exponent) = (high, low, exponent)
  }

  /// The digits where 64 bits hold them, as they do for every number that a laboratory prints.
  private var small: Int64? {
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
  private static let tens: [Int64] = (0...18).map { (0..<$0).reduce(Int64(1)) { power, _ in power * 10 } }
}

extension ExactDecimal {
  /// Reads `12`, `-0.30`, `.5`, `1.2e-3`; `nil` for anything else or outside the range of the type.
  public init?(_ text: some StringProtocol) {
    var reader = DecimalReader()
    for byte in text.utf8 where !reader.take(byte) { return nil }
    guard let value = reader.finish() else { return nil }
    self = value
  }

  /// Reads what ``init(_:)-(StringProtocol)`` reads, from the bytes of a file.
  public init?(ascii bytes: UnsafeRawBufferPointer) {
    var (digits, decimals, points) = (Int64(0), 0, 0)
    // Up to twelve digits lie within the range of the type wherever the point is.
    let isShort = (1...13).contains(bytes.count)
    var isPlain = isShort
    for n in 0..<(isShort ? bytes.count : 0) {
      let byte = bytes[n]
      if byte == 0x2E {
        points += 1
      } else if byte >= 0x30, byte <= 0x39 {
        (digits, decimals) = (digits * 10 + Int64(byte) - 0x30, decimals + (points > 0 ? 1 : 0))
      } else {
        isPlain = false
      }
    }
    if isPlain, points <= 1, bytes.count - points > 0, bytes.count - points <= 12 {
      self.init(small: digits, exponent: -decimals)
      return
    }
    var reader = DecimalReader()
    for byte in bytes where !reader.take(byte) { return nil }
    guard let value = reader.finish() else { return nil }
    self = value
  }

  /// The shortest decimal that a binary number prints as: 0.1 becomes one tenth. `nil` outside the range.
  public init?(shortest value: Double) {
    self.init(value.description)
  }
}

/// Digits seen so far of a number that is being read.
private struct DecimalReader {
  private enum Place { case start, whole, fraction, exponentStart, exponent }
  private var place = Place.start
  private var coefficient: Int128 = 0
  private var significant = 0, decimals = 0, power = 0
  private var anyDigit = false, negative = false, powerNegative = false, powerDigit = false

  mutating func take(_ byte: UInt8) -> Bool {
    switch (byte, place) {
    case (0x30...0x39, .exponentStart), (0x30...0x39, .exponent): return takeExponent(Int(byte) - 0x30)
    case (0x30...0x39, _): return takeDigit(Int128(byte) - 0x30)
    case (0x2E, .start), (0x2E, .whole): place = .fraction
    case (0x2D, .start) where !negative && !anyDigit: (negative, place) = (true, .whole)
    case (0x2B, .start): place = .whole
    case (0x65, .whole), (0x65, .fraction), (0x45, .whole), (0x45, .fraction):
      guard anyDigit else { return false }
      place = .exponentStart
    case (0x2D, .exponentStart): (powerNegative, place) = (true, .exponent)
    case (0x2B, .exponentStart): place = .exponent
    default: return false
    }
    return true
  }

  private mutating func takeDigit(_ digit: Int128) -> Bool {
    anyDigit = true
    if place == .fraction { decimals += 1 } else { place = .whole }
    if coefficient != 0 || digit != 0 { significant += 1 }
    // Trailing zeros may go beyond 18 digits; they are removed again in `finish`.
    guard significant <= 30, decimals <= 60 else { return false }
    coefficient = coefficient * 10 + digit
    return true
  }

  private mutating func takeExponent(_ digit: Int) -> Bool {
    (place, powerDigit) = (.exponent, true)
    power = power * 10 + digit
    return power <= 60
  }

  func finish() -> ExactDecimal? {
    let inExponent = place == .exponentStart || place == .exponent
    guard anyDigit, !inExponent || powerDigit else { return nil }
    let value = ExactDecimal(
      coefficient: negative ? -coefficient : coefficient,
      exponent: (powerNegative ? -power : power) - decimals)
    let digits = value.digitCount
    guard digits <= 18, value.exponent >= -18, digits + value.exponent <= 12 else { return nil }
    return value
  }
}

extension ExactDecimal: Comparable {
  public static func < (a: Self, b: Self) -> Bool {
    if let x = a.small, let y = b.small, abs(a.exponent - b.exponent) <= 18 {
      return isLess(x, a.exponent, y, b.exponent)
    }
    if (a.coefficient < 0) != (b.coefficient < 0) { return a.coefficient < b.coefficient }
    if a.coefficient == 0 || b.coefficient == 0 { return a.coefficient < b.coefficient }
    if a.exponent == b.exponent { return a.coefficient < b.coefficient }
    let sizes = (a.digitCount + a.exponent, b.digitCount + b.exponent)
    if sizes.0 != sizes.1 { return (sizes.0 < sizes.1) != (a.coefficient < 0) }
    // Same order of magnitude: aligned, neither needs more digits than the longer one has.
    let both = aligned(a, b)
    return both.fit ? both.x < both.y : (a.exponent < b.exponent) != (a.coefficient < 0)
  }

  /// Aligned in 128 bits, which hold any product of two numbers of 64.
  private static func isLess(_ x: Int64, _ e: Int, _ y: Int64, _ f: Int) -> Bool {
    if e == f { return x < y }
    if e > f {
      let wide = x.multipliedFullWidth(by: tens[e - f])
      let sign = y >> 63
      return wide.high != sign ? wide.high < sign : wide.low < UInt64(bitPattern: y)
    }
    let wide = y.multipliedFullWidth(by: tens[f - e])
    let sign = x >> 63
    return sign != wide.high ? sign < wide.high : UInt64(bitPattern: x) < wide.low
  }

  var digitCount: Int {
    var (rest, count) = (coefficient.magnitude, 0)
    while rest > UInt64.max { (rest, count) = (rest / 10, count + 1) }
    var small = UInt64(rest)
    while small > 0 { (small, count) = (small / 10, count + 1) }
    return count
  }

  /// Both coefficients at the smaller exponent; without meaning unless they `fit` 128 bits.
  static func aligned(_ a: Self, _ b: Self) -> (x: Int128, y: Int128, exponent: Int, fit: Bool) {
    let exponent = min(a.exponent, b.exponent)
    let (x, y) = (a.coefficient(at: exponent), b.coefficient(at: exponent))
    return (x.value, y.value, exponent, x.fits && y.fits)
  }

  private func coefficient(at lower: Int) -> (value: Int128, fits: Bool) {
    guard exponent - lower <= 38 else { return (0, false) }
    let (value, overflow) = coefficient.multipliedReportingOverflow(by: Self.powerOfTen(exponent - lower))
    return (value, !overflow)
  }

  static func powerOfTen(_ n: Int) -> Int128 {
    var (result, rest) = (Int128(1), n)
    while rest > 0 { (result, rest) = (result * 10, rest - 1) }
    return result
  }
}

extension ExactDecimal {
  /// The exact sum; `nil` if it needs more than 128 bits.
  public func adding(_ other: Self) -> Self? {
    if coefficient == 0 { return other }
    if other.coefficient == 0 { return self }
    let both = Self.aligned(self, other)
    let (sum, overflow) = both.x.addingReportingOverflow(both.y)
    return both.fit && !overflow ? Self(coefficient: sum, exponent: both.exponent) : nil
  }

  /// The exact product; `nil` if it needs more than 128 bits.
  public func multiplied(by other: Self) -> Self? {
    if let x = small, let y = other.small {
      let (product, overflow) = x.multipliedReportingOverflow(by: y)
      if !overflow { return Self(small: product, exponent: exponent + other.exponent) }
    }
    let (product, overflow) = coefficient.multipliedReportingOverflow(by: other.coefficient)
    return overflow ? nil : Self(coefficient: product, exponent: exponent + other.exponent)
  }

  public static prefix func - (a: Self) -> Self { Self(coefficient: -a.coefficient, exponent: a.exponent) }

  // The operators are for numbers whose size the caller knows; values of a file that meet in several
  // operations go through `adding` and `multiplied`.

  /// - Precondition: the sum fits 128 bits, which it does for any two numbers of at most 12 decimals.
  public static func + (a: Self, b: Self) -> Self {
    guard let sum = a.adding(b) else { preconditionFailure("the sum needs more than 128 bits") }
    return sum
  }

  /// - Precondition: as for the sum.
  public static func - (a: Self, b: Self) -> Self { a + -b }

  /// - Precondition: the product fits 128 bits, which it does for any two numbers that were read.
  public static func * (a: Self, b: Self) -> Self {
    guard let product = a.multiplied(by: b) else {
      preconditionFailure("the product needs more than 128 bits")
    }
    return product
  }

  /// `self / divisor`, rounded half to even, for printing only; `nil` for a divisor of 0 or beyond 128 bits.
  public func divided(by divisor: Self, decimals: Int) -> Self? {
    guard divisor.coefficient != 0 else { return nil }
    if coefficient == 0 { return .zero }
    let shift = exponent - divisor.exponent + decimals
    guard digitCount + max(shift, 0) <= 38, divisor.digitCount + max(-shift, 0) <= 38 else { return nil }
    let numerator = coefficient.magnitude * UInt128(Self.powerOfTen(max(shift, 0)))
    let denominator = divisor.coefficient.magnitude * UInt128(Self.powerOfTen(max(-shift, 0)))
    var (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    let twice = remainder.multipliedReportingOverflow(by: 2)
    if twice.overflow || twice.partialValue > denominator
      || (twice.partialValue == denominator && quotient % 2 == 1)
    {
      quotient += 1
    }
    let sign: Int128 = (coefficient < 0) == (divisor.coefficient < 0) ? 1 : -1
    return Self(coefficient: sign * Int128(quotient), exponent: -decimals)
  }
}

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

extension Double {
  /// True if `self` lies above a limit by more than the noise of binary arithmetic (relative 10⁻⁹): a computed
  /// lung dose of 30.000000000000004 Gy does not exceed 30 Gy.
  public func clearlyExceeds(_ limit: Double) -> Bool {
    self - limit > 1e-9 * Swift.max(abs(self), abs(limit))
  }
  /// True if `self` lies below a limit by more than the noise of binary arithmetic (relative 10⁻⁹).
  public func clearlyBelow(_ limit: Double) -> Bool { limit.clearlyExceeds(self) }
}
