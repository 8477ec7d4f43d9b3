import Checks
import Diagnostics
import DoseEngines
import Foundation

/// How to simulate; every value has a default that the report prints.
public struct MonteCarloOptions: Sendable, Equatable {
  /// What can be asked for, in a case file and on the command line.
  package static let goals = Plausibility.goal.range, mostHistories = Plausibility.histories.range
  package static let seeds = Plausibility.seed.range, threadCounts = Plausibility.threads.range

  public var mode = MonteCarlo.Mode.fast
  /// Mean relative statistical uncertainty over voxels above half of the maximum at which to stop; used if neither
  /// `histories` nor `seconds` is given, 0.01.
  public var uncertainty: Double?
  /// Tissues and structures in which it has to hold too.
  public var parts: [String] = []
  public var histories: Int?
  /// Wall-clock seconds; the result then depends on the machine.
  public var seconds: Double?
  public var seed: UInt64 = 1
  /// Worker threads; `nil` for one per core. The result does not depend on it.
  public var threads: Int?
  /// Seconds between two checkpoints.
  public var checkpointSeconds = 60.0

  public init() {}

  package var stop: MonteCarlo.Stop {
    let none = uncertainty == nil && histories == nil && seconds == nil
    return MonteCarlo.Stop(
      uncertainty: none ? 0.01 : uncertainty, histories: histories, seconds: seconds)
  }

  package func engine(_ shard: MonteCarlo.Shard = .whole) -> MonteCarlo {
    MonteCarlo(mode: mode, stop: stop, seed: seed, shard: shard)
  }
}

/// The part of a simulation that one job of an array does, as written on the command line: `3/16` is the third of 16.
public struct ShardNumber: Sendable, Equatable {
  /// 1 … count.
  public let number: Int
  public let count: Int

  /// - Throws: a usage `Problem` for anything but `n/count` with 1 ≤ n ≤ count ≤ 10 000.
  public init(_ text: String) throws(Problem) {
    let parts = text.split(separator: "/").map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], (1...10_000).contains(count),
      (1...count).contains(number)
    else {
      throw Problem(
        .usage, what: "“\(text)” is not a shard of a simulation", at: "--shard",
        remedy: "write the shard and their number, for example 3/16 for the third of sixteen")
    }
    (self.number, self.count) = (number, count)
  }

  package var shard: MonteCarlo.Shard { MonteCarlo.Shard(index: number - 1, count: count) }
}

func readMonteCarlo(_ r: inout FieldReader) -> MonteCarloOptions? {
  var o = MonteCarloOptions()
  o.mode = r.choice("mode") ?? o.mode
  o.uncertainty = r.number("uncertainty", .goal)
  o.parts =
    r.optional("parts") { v throws(Problem) in
      try v.array().map { value throws(Problem) in try value.string() }
    } ?? []
  o.histories = r.number("histories", .histories).map { Int($0) }
  o.seconds = r.number("seconds", .simulationTime)
  o.seed = r.number("seed", .seed).map { UInt64($0) } ?? o.seed
  o.threads = r.number("threads", .threads).map { Int($0) }
  o.checkpointSeconds = r.number("checkpointSeconds", .saving) ?? o.checkpointSeconds
  return o
}
