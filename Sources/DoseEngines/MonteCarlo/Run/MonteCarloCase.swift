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
  let historiesPerBatch: Int
  let cells: UnsafePointer<Cell>
  let majorant: UnsafePointer<Float>
  let fingerprint: UInt64

  var grid: Grid { task.grid }
  var voxels: Int { grid.size.count }

  init(_ task: DoseTask, materials: MaterialMap?, engine: MonteCarlo) throws {
    (self.task, self.engine) = (task, engine)
    map = try MediaMap(materials, task.densities, grid: task.grid, uniform: engine.uniformMedium)
    sampler = EmissionSampler(task.emissions)
    let settings = engine.settings(grid: task.grid, highest: sampler.highest)
    tables = TransportTables(map.media, settings, photonCutOff: engine.cutOffs.photon)
    source = SourceList(task.decays.relative)
    historiesPerBatch = min(131_072, max(4096, source.offsets.count, task.grid.size.count / 64))
    cells = fixedMemory(map.cells)
    majorant = fixedMemory(VoxelPhotons.values(tables.photon, densest: map.densest))
    fingerprint = MonteCarloCase.fingerprint(
      task, map, engine, settings, tables, historiesPerBatch: historiesPerBatch)
  }

  deinit {
    cells.deallocate()
    majorant.deallocate()
  }

  /// What one batch emits, keV.
  var emittedPerBatch: Double { task.emissions.totalEnergy.value * 1000 * Double(historiesPerBatch) }

  func emptyTally() -> MonteCarloTally {
    MonteCarloTally(
      fingerprint: fingerprint, historiesPerBatch: historiesPerBatch, entries: voxels + 2,
      largest: max(emittedPerBatch * source.largest, sampler.highest))
  }

  private static func fingerprint(
    _ task: DoseTask, _ map: MediaMap, _ engine: MonteCarlo, _ settings: ElectronTable.Settings,
    _ tables: TransportTables, historiesPerBatch: Int
  ) -> UInt64 {
    var print = Fingerprint()
    print.add("Monte Carlo 1")
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
    for cell in map.cells {
      print.add(UInt64(cell.inverseDensity.bitPattern) << 32 | UInt64(UInt32(bitPattern: cell.medium)))
    }
    return print.value
  }
}

/// A copy of an array in memory that does not move; the owner frees it.
func fixedMemory<T>(_ values: [T]) -> UnsafePointer<T> {
  let memory = UnsafeMutablePointer<T>.allocate(capacity: max(1, values.count))
  memory.initialize(from: values, count: values.count)
  return UnsafePointer(memory)
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
