import Foundation

/// xoshiro256++ (Blackman and Vigna 2021, doi:10.1145/3460772), seeded by SplitMix64.
///
/// Every history has a stream of its own, numbered by seed, batch and history, so nothing depends on the order of work.
struct RandomStream {
  private var s0, s1, s2, s3: UInt64

  init(_ seed: UInt64) {
    var state = seed
    s0 = RandomStream.mix(&state)
    s1 = RandomStream.mix(&state)
    s2 = RandomStream.mix(&state)
    s3 = RandomStream.mix(&state)
  }

  @inline(__always)
  init(_ seed: UInt64, batch: Int, history: Int) {
    var state = seed
    let a = RandomStream.mix(&state) ^ (UInt64(truncatingIfNeeded: batch) &* 0x9FB2_1C65_1E98_DF25)
    state = a
    self.init(RandomStream.mix(&state) ^ (UInt64(truncatingIfNeeded: history) &* 0xD6E8_FEB8_6659_FD93))
  }

  /// SplitMix64.
  @inline(__always)
  static func mix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  @inline(__always)
  mutating func next() -> UInt64 {
    let sum = s0 &+ s3
    let result = ((sum << 23) | (sum >> 41)) &+ s0
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }

  /// 0 < u < 1, in steps of 2⁻²⁴.
  @inline(__always)
  mutating func uniform() -> Float { RandomStream.unit(next() >> 40) }

  /// A path in mean free paths.
  @inline(__always)
  static func path(_ random: inout RandomStream) -> Float { -log(random.uniform()) }

  /// From 24 bits.
  @inline(__always)
  static func unit(_ bits: UInt64) -> Float { (Float(UInt32(truncatingIfNeeded: bits)) + 0.5) * 0x1p-24 }
}
