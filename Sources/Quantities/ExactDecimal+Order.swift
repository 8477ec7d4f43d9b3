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
