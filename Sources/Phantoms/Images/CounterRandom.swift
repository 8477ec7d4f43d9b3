import Statistics

/// Random numbers addressed by number, not by order: the same for any number of threads.
///
/// SplitMix64 started from a hash of seed, stream and index.
struct CounterRandom {
  private var generator: SplitMix64

  init(seed: UInt64, stream: UInt64, index: Int) {
    var first = SplitMix64(seed: seed)
    generator = SplitMix64(
      seed: SplitMix64.mix(first.next() ^ stream) ^ SplitMix64.mix(UInt64(index) &+ 0xD1B5_4A32_D192_ED03))
  }

  mutating func next() -> UInt64 { generator.next() }

  /// Uniform in (0, 1).
  mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

  /// Mean 0, variance 1: sum of four uniform numbers (Irwin–Hall), bounded at ±3.46. Enough for image noise.
  mutating func nearlyNormal() -> Double {
    let bits = next()
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
    return (Double(sum) / 65536 + 4 * 0.5 / 65536 - 2) * 3.0.squareRoot()
  }
}
