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
