import Diagnostics
import Foundation

/// What a simulation has added up so far, in whole numbers: the sum over batches of each voxel's energy and of its
/// square. Whole numbers add up to the same bytes in any order, so threads, shards and interruptions leave no trace.
public struct MonteCarloTally: Sendable, Equatable {
  /// Digest of everything that decides what a batch holds: input, options, seed, data, version.
  public let fingerprint: UInt64
  /// Numbers of the batches that are in it, as rising, disjoint ranges that do not touch.
  public internal(set) var batches: [Range<Int>]
  /// Histories in one batch.
  let historiesPerBatch: Int
  /// Powers of two: one unit of `sums` is 2^exponent keV, one unit of `squares` is 2^squareExponent keV².
  let exponent: Int
  let squareExponent: Int
  /// One for each voxel, then the energy that left the grid.
  var sums: [Int64]
  var squares: [Int64]

  var batchCount: Int { batches.reduce(0) { $0 + $1.count } }
  public var histories: Int { batchCount * historiesPerBatch }
  var entries: Int { sums.count }

  /// - Parameter largest: a guess of the largest energy of one voxel in one batch, keV.
  init(fingerprint: UInt64, historiesPerBatch: Int, entries: Int, largest: Double) {
    (self.fingerprint, self.historiesPerBatch, batches) = (fingerprint, historiesPerBatch, [])
    let top = Int(log2(max(1e-30, largest)).rounded(.up))
    // 2^8 of it still fits, 2^24 times.
    exponent = top - 30
    squareExponent = 2 * (top - 18)
    sums = Array(repeating: 0, count: entries)
    squares = sums
  }

  /// Both together.
  /// - Throws: `Problem` (data rejected) if they belong to different input or options, or share a batch.
  public func merged(with other: MonteCarloTally) throws -> MonteCarloTally {
    guard fingerprint == other.fingerprint, historiesPerBatch == other.historiesPerBatch,
      entries == other.entries, exponent == other.exponent, squareExponent == other.squareExponent
    else { throw Problem.foreignTally }
    for a in batches {
      if let b = other.batches.first(where: { $0.overlaps(a) }) {
        throw Problem(
          .dataRejected, what: "batch \(max(a.lowerBound, b.lowerBound)) is in both", at: "Monte Carlo state",
          why: "counted twice, it would make the uncertainty too small",
          remedy: "merge shards of different numbers, each once")
      }
    }
    var all = self
    for n in sums.indices {
      all.sums[n] &+= other.sums[n]
      all.squares[n] &+= other.squares[n]
    }
    all.batches = MonteCarloTally.joined(batches + other.batches)
    return all
  }

  /// Rising, with touching ranges made one.
  static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var all: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = all.last, last.upperBound == range.lowerBound {
        all[all.count - 1] = last.lowerBound..<range.upperBound
      } else {
        all.append(range)
      }
    }
    return all
  }

  func contains(_ batch: Int) -> Bool { batches.contains { $0.contains(batch) } }

  /// Mean over batches and its variance, keV per batch.
  func mean(_ n: Int) -> Double { Double(sums[n]) * exp2(Double(exponent)) / Double(batchCount) }

  func variance(_ n: Int) -> Double {
    let count = Double(batchCount), mean = mean(n)
    let square = Double(squares[n]) * exp2(Double(squareExponent)) / count
    return max(0, square - mean * mean) / (count - 1)
  }
}

extension Problem {
  static var foreignTally: Problem {
    Problem(
      .dataRejected, what: "the saved state belongs to another simulation", at: "Monte Carlo state",
      why: "input, options, seed, data or version differ, so the numbers do not add up",
      remedy: "start again, or use the state with exactly the case and options that made it")
  }
}
