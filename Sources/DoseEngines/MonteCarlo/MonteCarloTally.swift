import Diagnostics
import Foundation

/// What a simulation has added up so far, in whole numbers: the sum over batches of each voxel's energy and of its
/// square. Whole numbers add up to the same bytes in any order, so threads, shards and interruptions leave no trace.
public struct MonteCarloTally: Sendable, Equatable {
  /// SHA-like digest of everything that decides what a batch holds: input, options, seed, data, version.
  public internal(set) var fingerprint: UInt64
  /// Numbers of the batches that are in it, as rising, disjoint ranges.
  public internal(set) var batches: [Range<Int>]
  /// Histories in one batch.
  public internal(set) var historiesPerBatch: Int
  /// Energy of one unit of `sums`, keV per decay scale.
  public internal(set) var quantum: Double
  var sums: [Int64]
  var squares: [Int64]

  public var batchCount: Int { batches.reduce(0) { $0 + $1.count } }
  public var histories: Int { batchCount * historiesPerBatch }

  /// The file content; the same state gives the same bytes.
  public var data: Data { fatalError("under construction") }

  /// - Throws: `Problem` (data rejected) if this is not a whole tally of this version.
  public init(data: Data) throws { fatalError("under construction") }

  /// Both together.
  /// - Throws: `Problem` (data rejected) if they belong to different input or options, or share a batch.
  public func merged(with other: MonteCarloTally) throws -> MonteCarloTally {
    fatalError("under construction")
  }
}
