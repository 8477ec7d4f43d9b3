/// Digits seen so far of a number that is being read.
struct DecimalReader {
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
