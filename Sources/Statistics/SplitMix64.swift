/// Steele, Lea and Flood's 64-bit generator (OOPSLA 2014, doi:10.1145/2660193.2660195).
///
/// Small enough to be written down in a protocol, so that anyone can redraw an allocation list or a bootstrap
/// from its seed. Not a cryptographic generator.
public struct SplitMix64: RandomNumberGenerator, Sendable, Hashable {
  @usableFromInline var state: UInt64

  @inlinable public init(seed: UInt64) { state = seed }

  @inlinable public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return SplitMix64.mix(state)
  }

  /// Uniform in 0..<1, in steps of 2⁻⁵³.
  @inlinable public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// The finaliser: spreads a change of any bit over all others.
  @inlinable public static func mix(_ x: UInt64) -> UInt64 {
    var z = x
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// A whole number in 0..<m, each equally likely: draws at or above the largest multiple of `m` are repeated.
  /// - Precondition: m > 0.
  public mutating func below(_ m: Int) -> Int {
    precondition(m > 0, "a range to draw from")
    let m = UInt64(m)
    // 2⁶⁴ mod m; the accepted draws are those below 2⁶⁴ − rest.
    let rest = (UInt64.max % m + 1) % m
    while true {
      let v = next()
      if rest == 0 || v <= UInt64.max - rest { return Int(v % m) }
    }
  }
}
