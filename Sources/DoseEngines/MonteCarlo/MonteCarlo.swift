import Diagnostics
import Nuclides
import Quantities
import Stages

/// Transport of electrons, positrons and photons through the voxels, one history at a time.
public struct MonteCarlo: DoseEngineModel, Sendable, Hashable {
  static let word = "monte-carlo"
  static let name = "Monte Carlo"

  /// How the dose is estimated; both give the same expectation.
  public enum Mode: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every history is followed in the real medium; the reference for the other.
    case analogue
    /// Known dose in a uniform medium plus the simulated difference, photons by track length.
    case fast
  }

  /// When to stop; the first condition that holds ends the simulation. At least one has to be given.
  public struct Stop: Sendable, Hashable, Codable {
    /// Mean relative statistical uncertainty (k = 1) over voxels above half of the maximum dose, and of each part that is
    /// judged.
    public var uncertainty: Double?
    /// Histories over all shards.
    public var histories: Int?
    /// Wall-clock seconds; the number of batches that fit depends on the machine.
    public var seconds: Double?

    public init(uncertainty: Double? = nil, histories: Int? = nil, seconds: Double? = nil) {
      (self.uncertainty, self.histories, self.seconds) = (uncertainty, histories, seconds)
    }
  }

  /// One part of a job: batches whose number leaves the remainder `index` when divided by `count`.
  public struct Shard: Sendable, Hashable, Codable {
    /// 0 ..< count.
    public var index: Int
    public var count: Int
    public init(index: Int, count: Int) { (self.index, self.count) = (index, count) }
    public static let whole = Shard(index: 0, count: 1)
  }

  /// Energies below which particles are not followed, keV; `nil` is chosen from the voxel size.
  public struct CutOffs: Sendable, Hashable, Codable {
    /// Electrons below this energy, keV, are deposited locally.
    public var electron: Double?
    /// Photons below this energy, keV, are deposited locally.
    public var photon: Double
    /// Smallest energy transfer, keV, that produces a separate delta ray.
    public var collision: Double?
    /// Smallest energy, keV, of an emitted bremsstrahlung photon.
    public var bremsstrahlung: Double

    public init(
      electron: Double? = nil, photon: Double = 5, collision: Double? = nil, bremsstrahlung: Double = 10
    ) {
      (self.electron, self.photon) = (electron, photon)
      (self.collision, self.bremsstrahlung) = (collision, bremsstrahlung)
    }
  }

  public var mode: Mode
  public var stop: Stop
  public var seed: UInt64
  public var shard: Shard
  public var cutOffs: CutOffs
  /// What fills the grid where there is no material map; its density is `DoseOptions.uniformDensity`.
  var uniformMedium: Medium
  /// Media that stand in for those of the tissues; for comparison with codes that describe tissue otherwise.
  var substitutes: [Medium: Medium] = [:]
  /// Where `stop.uncertainty` has to hold too.
  public var judged: [DosePart] = []

  public init(
    mode: Mode = .fast, stop: Stop = Stop(uncertainty: 0.01), seed: UInt64 = 1, shard: Shard = .whole,
    cutOffs: CutOffs = CutOffs(), uniformMedium: Medium = .water
  ) {
    (self.mode, self.stop, self.seed, self.shard) = (mode, stop, seed, shard)
    (self.cutOffs, self.uniformMedium) = (cutOffs, uniformMedium)
  }

  static func make(_ means: EngineMeans) -> MonteCarlo { MonteCarlo() }

  /// Called with the state so far; for saving it.
  public typealias Checkpoint = (MonteCarloTally) throws -> Void

  /// Simulates, or goes on with, one shard.
  ///
  /// The result depends on the input, the options and the batches done, never on threads, interruptions or the order
  /// in which shards were merged.
  /// - Parameters:
  ///   - resuming: what was done before, of the same input and options.
  ///   - every: seconds between two checkpoints.
  /// - Throws: as `DoseEngine.dose`; `Problem` (data rejected) if `resuming` belongs to other input or options;
  ///   what `checkpoint` throws. A cancelled simulation calls `checkpoint` once more before it throws.
  public func simulate(
    _ activity: TimeIntegratedActivityVolume, materials: MaterialMap? = nil,
    options: DoseOptions = DoseOptions(), resuming: MonteCarloTally? = nil, every: Double = 60,
    checkpoint: Checkpoint? = nil, progress: ProgressHandler? = nil
  ) throws -> MonteCarloTally {
    let work = try prepare(activity, materials, options, progress)
    var simulation = try Simulation(work, resuming: resuming, every: every, checkpoint: checkpoint)
    return try simulation.run()
  }

  /// The dose of what was tallied, with its statistical uncertainty.
  ///
  /// - Throws: as `DoseEngine.dose`; `Problem` (data rejected) if the tally belongs to other input or options, or
  ///   holds fewer than two batches.
  public func dose(
    of tally: MonteCarloTally, _ activity: TimeIntegratedActivityVolume, materials: MaterialMap? = nil,
    options: DoseOptions = DoseOptions()
  ) throws -> DoseCalculation {
    try prepare(activity, materials, options, nil).dose(tally)
  }

  func run(_ task: DoseTask, materials: MaterialMap?) throws -> DoseCalculation {
    try check()
    try task.step(0, "making tables")
    let work = try MonteCarloCase(task, materials: materials, engine: self)
    var simulation = try Simulation(work, resuming: nil, every: .infinity, checkpoint: nil)
    return try work.dose(simulation.run())
  }

  private func prepare(
    _ activity: TimeIntegratedActivityVolume, _ materials: MaterialMap?, _ options: DoseOptions,
    _ progress: ProgressHandler?
  ) throws -> MonteCarloCase {
    try options.check()
    try check()
    let task = try DoseTask(activity, materials: materials, options: options, progress: progress)
    try task.step(0, "making tables")
    return try MonteCarloCase(task, materials: materials, engine: self)
  }

  private func check() throws {
    var found: [Problem] = []
    func need(_ holds: Bool, _ what: String, _ name: String) {
      if !holds { found.append(.option(what, name)) }
    }
    let inRange = { (value: Double?, range: ClosedRange<Double>) in value.map { range.contains($0) } ?? true }
    need(
      stop.uncertainty != nil || stop.histories != nil || stop.seconds != nil, "no stop condition is given",
      "stop")
    need(
      inRange(stop.uncertainty, 1e-5...1), "uncertainty target is not between 0.00001 and 1",
      "stop.uncertainty")
    need(stop.histories.map { $0 > 0 } ?? true, "number of histories is not positive", "stop.histories")
    need(inRange(stop.seconds, 0.001...1e9), "time limit is not positive", "stop.seconds")
    need(
      shard.count > 0 && shard.index >= 0 && shard.index < shard.count,
      "shard \(shard.index) of \(shard.count) does not exist (the first is 0)", "shard")
    need(
      inRange(cutOffs.electron, 1...200), "electron cut-off is not between 1 and 200 keV", "cutOffs.electron")
    need(inRange(cutOffs.photon, 1...50), "photon cut-off is not between 1 and 50 keV", "cutOffs.photon")
    need(
      inRange(cutOffs.collision, 1...500), "delta-ray cut-off is not between 1 and 500 keV",
      "cutOffs.collision")
    need(
      inRange(cutOffs.bremsstrahlung, 1...500), "bremsstrahlung cut-off is not between 1 and 500 keV",
      "cutOffs.bremsstrahlung")
    if found.count == 1 { throw found[0] }
    if !found.isEmpty { throw Problems(found) }
  }
}
