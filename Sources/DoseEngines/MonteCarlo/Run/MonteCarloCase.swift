import Diagnostics
import Foundation
import Nuclides
import Stages
import Volumes

/// Everything that one simulation needs, made once and read by all workers.
final class MonteCarloCase: @unchecked Sendable {
  // Sendable because nothing is written after `init`.
  let task: DoseTask
  let engine: MonteCarlo
  let map: MediaMap
  let sampler: EmissionSampler
  let tables: TransportTables
  let source: SourceList
  /// Only in fast mode: what needs no simulation, and the sources of the difference to it.
  let known: KnownDose?
  let differences: SourceList?
  let historiesPerBatch: Int
  let majorant: FixedArray<Float>
  let fingerprint: UInt64
  /// What is judged in addition to the voxels above half of the maximum.
  let judged: [JudgedVoxels]
  /// What the batches are summed up in to see the correlation of the noise.
  let blocks: BlockSums

  var grid: Grid { task.grid }
  var voxels: Int { grid.size.count }
  /// Of a tally: the voxels, the energy that left the grid, the cubes of voxels.
  var entries: Int { voxels + 1 + blocks.count }
  /// Voxels whose dose is asked for.
  var wanted: [Range<Int>] {
    var rows: [Range<Int>] = []
    task.options.grid?.forEachRow { rows.append($0) }
    return rows.isEmpty ? [0..<voxels] : rows
  }

  init(_ task: DoseTask, materials: MaterialMap?, engine: MonteCarlo) throws {
    (self.task, self.engine) = (task, engine)
    map = try MediaMap(materials, task.densities, grid: task.grid, uniform: engine.uniformMedium)
      .replacing(engine.substitutes)
    judged = try engine.judged.map { try JudgedVoxels($0, task, materials) }
    sampler = EmissionSampler(task.emissions)
    let settings = engine.settings(grid: task.grid, highest: sampler.highest)
    tables = TransportTables(map.media, settings, photonCutOff: engine.cutOffs.photon)
    source = SourceList(task)
    (known, differences) = engine.mode == .fast ? try KnownDose.make(task, map) : (nil, nil)
    historiesPerBatch = min(262_144, max(4096, 2 * source.offsets.count))
    blocks = BlockSums(task.grid.size)
    majorant = FixedArray(VoxelPhotons.values(tables.photon, densest: map.densest))
    fingerprint = MonteCarloCase.fingerprint(
      task, map, engine, known, settings, tables, historiesPerBatch: historiesPerBatch)
  }

  var cells: UnsafePointer<Cell> { map.cells.pointer }

  /// Decays whose photons are followed in fast mode: they carry a few percent of the dose.
  var photonHistoriesPerBatch: Int {
    historiesPerBatch / (sampler.photons.draws > 0 || sampler.positron != nil ? 2 : 4)
  }

  func emptyTally(entries: Int) -> MonteCarloTally {
    MonteCarloTally(
      fingerprint: fingerprint, historiesPerBatch: historiesPerBatch, entries: entries,
      largest: task.emissions.totalEnergy.value * 1000)
  }

  private static func fingerprint(
    _ task: DoseTask, _ map: MediaMap, _ engine: MonteCarlo, _ known: KnownDose?,
    _ settings: ElectronTable.Settings,
    _ tables: TransportTables, historiesPerBatch: Int
  ) -> UInt64 {
    var print = Fingerprint()
    print.add("Monte Carlo 2")
    print.add(known?.kernel ?? "")
    print.add(engine.mode.rawValue)
    print.add(engine.seed)
    print.add(UInt64(historiesPerBatch))
    print.add(task.nuclide.name)
    print.add(task.emissions.source)
    print.add("\(settings) \(engine.cutOffs.photon)")
    for medium in map.media { print.add("\(medium)") }
    let (size, spacing) = (task.grid.size, task.grid.spacing)
    for n in [size.i, size.j, size.k] { print.add(UInt64(n)) }
    for s in [spacing.x, spacing.y, spacing.z] { print.add(s) }
    print.add(task.decays.scale)
    print.add(task.decays.relative)
    if let transfer = task.transfer {
      print.add("\(transfer.source)")
      print.add(transfer.decays)
    }
    for n in 0..<map.cells.count {
      let cell = map.cells.pointer[n]
      print.add(UInt64(cell.inverseDensity.bitPattern) << 32 | UInt64(UInt32(bitPattern: cell.medium)))
    }
    return print.value
  }
}

extension MonteCarlo {
  /// Cut-offs and steps for the voxels: an electron below the cut-off has a range of 1/200 of the smallest edge, a delta
  /// ray that is not followed 1/100.
  func settings(grid: Grid, highest: Double) -> ElectronTable.Settings {
    let edge = grid.spacing.min() / 10
    var settings = ElectronTable.Settings()
    settings.highest = highest * 1.001
    settings.cutOff = cutOffs.electron ?? min(50, max(10, WaterRange.energy(edge / 200)))
    settings.collision = cutOffs.collision ?? min(100, max(10, WaterRange.energy(edge / 100)))
    settings.radiation = cutOffs.bremsstrahlung
    settings.strength = 0.2
    settings.loss = 0.12
    settings.shortest = edge / 25
    return settings
  }
}

/// Range of slow electrons in water, good enough to choose a cut-off.
enum WaterRange {
  /// Energy in keV of a range in cm; a power law through ESTAR's 10 keV (2.515e-4) and 100 keV (1.431e-2).
  static func energy(_ range: Double) -> Double { 10 * pow(range / 2.515e-4, 1 / 1.755) }
}
