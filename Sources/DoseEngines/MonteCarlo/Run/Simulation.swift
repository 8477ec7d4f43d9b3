import Diagnostics
import Dispatch
import Foundation
import Parallel

/// Runs the batches of one shard until a stop condition holds.
struct Simulation {
  let work: MonteCarloCase
  let checkpoint: MonteCarlo.Checkpoint?
  let every: Double
  private let sums: WholeSums
  private var runners: Runners?
  private let workers: Int
  private var tally: MonteCarloTally
  /// Batches of this shard that are in the tally.
  private var done: Int
  private let clock = Stopwatch()
  private var saved = 0.0
  private var secondsPerBatch: Double?
  /// Where it is requested.
  private var noise: DoseNoise?
  /// Of the noisiest part that is judged, relative.
  private var uncertainty: Double { noise?.worst.uncertainty ?? .infinity }

  init(
    _ work: MonteCarloCase, resuming: MonteCarloTally?, every: Double, checkpoint: MonteCarlo.Checkpoint?
  ) throws {
    let state = resuming ?? work.emptyTally(entries: 0)
    guard state.fingerprint == work.fingerprint, resuming == nil || state.entries == work.entries else {
      throw Problem.foreignTally
    }
    let shard = work.engine.shard
    done = (0...).first { !state.contains(shard.index + $0 * shard.count) }!
    sums = WholeSums(state, entries: work.entries)
    tally = state
    // Kept once: `write` and `finish` bring them back.
    (tally.sums, tally.squares) = ([], [])
    // Each worker fills a grid of its own.
    workers = Memory.workers(
      work.task.options.workers, each: work.voxels * MemoryLayout<Float>.stride)
    runners = Runners(workers, work)
    (self.work, self.checkpoint, self.every) = (work, checkpoint, every)
  }

  mutating func run() throws -> MonteCarloTally {
    assess()
    try report()
    while let goal = nextGoal() {
      runBatches(min(goal, done + chunk))
      assess()
      try report()
      try saveIfDue()
    }
    runners = nil
    sums.finish(into: &tally)
    return tally
  }

  /// The number of batches to be reached next; `nil` when it is time to stop.
  private func nextGoal() -> Int? {
    let stop = work.engine.stop
    if done >= 2, let seconds = stop.seconds, clock.seconds >= seconds { return nil }
    if let limit = lastBatch, done >= limit { return nil }
    if let target = stop.uncertainty, Simulation.isCheckPoint(done), uncertainty <= target * shardFactor {
      return nil
    }
    let next = ((done + 1)...).first { Simulation.isCheckPoint($0) }!
    return min(next, lastBatch ?? next)
  }

  /// Batches of this shard when all histories are done; at least two of the whole job, for a variance.
  private var lastBatch: Int? {
    work.engine.stop.histories.map { histories in
      let all = max(2, (histories + work.historiesPerBatch - 1) / work.historiesPerBatch)
      let shard = work.engine.shard
      return all / shard.count + (shard.index < all % shard.count ? 1 : 0)
    }
  }

  /// A shard alone is noisier than all of them together.
  private var shardFactor: Double { Double(work.engine.shard.count).squareRoot() }

  /// Numbers of batches at which the uncertainty is looked at: the same whatever the speed. 32, 40, 48, 56, 64, 80, …
  ///
  /// With 32 batches a normal variable lies within one estimated standard deviation in 67.5 % of all cases (Student's t),
  /// which is near enough to the 68.3 % of a known one.
  static func isCheckPoint(_ count: Int) -> Bool {
    guard count >= 32 else { return false }
    let octave = 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount)
    return count % (octave / 4) == 0
  }

  /// As many batches as take about half a second.
  private var chunk: Int {
    guard let secondsPerBatch, secondsPerBatch > 0 else { return workers }
    return workers * max(1, Int(0.5 / (secondsPerBatch * Double(workers))))
  }

  private mutating func runBatches(_ end: Int) {
    let (start, shard, runners, sums) = (done, work.engine.shard, runners!.memory, sums)
    let watch = Stopwatch()
    parallelForEach(end - start, threads: workers, scratch: { runners.pointer + $0 }) { batches, runner in
      for n in batches {
        runner.pointee.run(shard.index + (start + n) * shard.count)
        runner.pointee.move(to: sums)
      }
    }
    secondsPerBatch = watch.seconds / Double(end - start)
    let ranges = (start..<end).map { shard.index + $0 * shard.count }.map { $0..<($0 + 1) }
    tally.batches = MonteCarloTally.joined(tally.batches + ranges)
    done = end
  }

  private mutating func write() { sums.write(to: &tally) }

  private mutating func saveIfDue() throws {
    guard let checkpoint, clock.seconds - saved >= every else { return }
    write()
    try checkpoint(tally)
    saved = clock.seconds
  }

  /// Reports progress; on cancellation saves the state and throws.
  private mutating func report() throws {
    do {
      try work.task.step(fraction, sentence)
    } catch {
      if done > 0, let checkpoint {
        write()
        try checkpoint(tally)
      }
      throw error
    }
  }

  private mutating func assess() {
    let isWanted = work.engine.stop.uncertainty != nil || work.task.progress != nil
    if isWanted { noise = sums.noise(work, tally: tally) ?? noise }
  }

  private var fraction: Double {
    let stop = work.engine.stop
    var parts: [Double] = []
    if let lastBatch { parts.append(Double(done) / Double(max(1, lastBatch))) }
    if let seconds = stop.seconds { parts.append(clock.seconds / seconds) }
    if let target = stop.uncertainty, done >= 2 {
      let ratio = target * shardFactor / max(1e-9, uncertainty)
      parts.append(ratio * ratio)
    }
    return min(1, parts.max() ?? 0)
  }

  /// Which part decides, where there is a choice.
  private var place: String {
    guard let noise, noise.parts.count > 1 else { return "" }
    return " in \(noise.worst.name ?? "the voxels above half of the maximum")"
  }

  private var sentence: String {
    let threads =
      workers < work.task.options.workers
      ? " (\(workers) of \(work.task.options.workers) threads, limited by memory)" : ""
    guard done >= 2 else { return "following particles\(threads)" }
    let fraction = fraction
    let left = fraction > 0 ? clock.seconds * (1 - fraction) / fraction : 0
    return
      "following particles\(threads): \(tally.histories) histories, uncertainty \(percent(uncertainty))\(place), "
      + "about \(Int(left.rounded())) s left"
  }
}

/// One runner per worker, kept from chunk to chunk.
private final class Runners: Sendable {
  let memory: DisjointBuffer<BatchRunner>

  init(_ count: Int, _ work: MonteCarloCase) {
    let buffer = UnsafeMutableBufferPointer<BatchRunner>.allocate(capacity: count)
    for n in 0..<count { buffer.initializeElement(at: n, to: BatchRunner(work)) }
    memory = DisjointBuffer(buffer)
  }

  deinit {
    for n in 0..<memory.count { memory[n].deallocate() }
    memory.deallocate()
  }
}

/// Seconds since it was made.
struct Stopwatch {
  private let start = DispatchTime.now().uptimeNanoseconds
  var seconds: Double { Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9 }
}
