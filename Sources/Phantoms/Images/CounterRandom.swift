/// Random numbers addressed by number, not by order: the same for any number of threads.
///
/// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014, doi:10.1145/2660193.2660195) started from a hash of seed, stream
/// and index.
struct CounterRandom {
  private var state: UInt64

  init(seed: UInt64, stream: UInt64, index: Int) {
    state =
      Self.mix(Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ stream)
      ^ Self.mix(UInt64(index) &+ 0xD1B5_4A32_D192_ED03)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// Uniform in (0, 1).
  mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

  /// Mean 0, variance 1: sum of four uniform numbers (Irwin–Hall), bounded at ±3.46. Enough for image noise.
  mutating func nearlyNormal() -> Double {
    let bits = next()
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
    return (Double(sum) / 65536 + 4 * 0.5 / 65536 - 2) * 3.0.squareRoot()
  }

  static func mix(_ x: UInt64) -> UInt64 {
    var z = x
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
