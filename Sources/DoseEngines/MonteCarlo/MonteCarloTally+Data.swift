import Diagnostics
import Foundation

/// The file: a magic word, the version and the counts, the batches, then sums and squares; all little-endian 64-bit whole
/// numbers, with a check sum at the end.
extension MonteCarloTally {
  private static let magic: UInt64 = 0x0001_434D_5450_4548  // "HEPTMC", version 1

  /// The file content; the same state gives the same bytes.
  public var data: Data {
    var words: [UInt64] = [MonteCarloTally.magic, fingerprint]
    words += [historiesPerBatch, exponent, squareExponent, batches.count, entries].map {
      UInt64(bitPattern: Int64($0))
    }
    words += batches.flatMap { [UInt64($0.lowerBound), UInt64($0.upperBound)] }
    words += sums.map { UInt64(bitPattern: $0) }
    words += squares.map { UInt64(bitPattern: $0) }
    words.append(Fingerprint.of(words))
    return words.withUnsafeBytes { Data($0) }
  }

  /// - Throws: `Problem` (data rejected) if this is not a whole tally of this version.
  public init(data: Data) throws {
    guard data.count % 8 == 0, data.count >= 64 else { throw Problem.brokenTally }
    var words = [UInt64](repeating: 0, count: data.count / 8)
    _ = words.withUnsafeMutableBytes { data.copyBytes(to: $0) }
    let sum = words.removeLast()
    guard words[0] == MonteCarloTally.magic, sum == Fingerprint.of(words) else { throw Problem.brokenTally }
    let numbers = words[2..<7].map { Int(Int64(bitPattern: $0)) }
    let (ranges, entries) = (numbers[3], numbers[4])
    guard (0...words.count).contains(ranges), (1...words.count).contains(entries),
      words.count == 7 + 2 * ranges + 2 * entries
    else { throw Problem.brokenTally }
    batches = try (0..<ranges).map { n in
      guard let first = Int(exactly: words[7 + 2 * n]), let end = Int(exactly: words[8 + 2 * n]), first <= end
      else { throw Problem.brokenTally }
      return first..<end
    }
    fingerprint = words[1]
    (historiesPerBatch, exponent, squareExponent) = (numbers[0], numbers[1], numbers[2])
    let start = 7 + 2 * ranges
    sums = words[start..<(start + entries)].map { Int64(bitPattern: $0) }
    squares = words[(start + entries)...].map { Int64(bitPattern: $0) }
  }
}

extension Problem {
  static var brokenTally: Problem {
    Problem(
      .dataRejected, what: "this is not a complete Monte Carlo state of this version",
      at: "Monte Carlo state",
      why: "the file is damaged, cut short or of another kind", remedy: "start the simulation again")
  }
}

/// A 64-bit digest of words: FNV-1a's multiplication with a final mix. It distinguishes cases; it is not a protection
/// against intent.
struct Fingerprint {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ word: UInt64) {
    state = (state ^ word) &* 0x0000_0100_0000_01B3
    state ^= state >> 29
  }
  mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
    add(UInt64(text.utf8.count))
  }
  mutating func add(_ values: [Float]) { for v in values { add(UInt64(v.bitPattern)) } }
  mutating func add(_ value: Double) { add(value.bitPattern) }

  var value: UInt64 {
    var seed = state
    return RandomStream.mix(&seed)
  }

  static func of(_ words: [UInt64]) -> UInt64 {
    var print = Fingerprint()
    for word in words { print.add(word) }
    return print.value
  }
}
