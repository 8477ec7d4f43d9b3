import Foundation
import Volumes

/// Simulates batches into a worker's own memory.
struct BatchRunner {
  let work: MonteCarloCase
  private let tally: UnsafeMutablePointer<Float>
  private let outside: UnsafeMutablePointer<Double>
  private let rows: UnsafeMutablePointer<PhotonRow>
  private var stack = ParticleStack()

  init(_ work: MonteCarloCase) {
    self.work = work
    tally = .allocate(capacity: work.voxels)
    tally.initialize(repeating: 0, count: work.voxels)
    outside = .allocate(capacity: 1)
    outside.initialize(to: 0)
    rows = .allocate(capacity: work.map.media.count)
  }

  func deallocate() {
    tally.deallocate()
    outside.deallocate()
    rows.deallocate()
    stack.deallocate()
  }

  private var space: VoxelSpace {
    VoxelSpace(cells: work.cells, tally: tally, outside: outside, lattice: Lattice(work.grid))
  }

  private func twin(_ known: KnownDose) -> UniformSpace {
    UniformSpace(
      number: known.medium, cells: work.cells, referenceVolume: Float(1 / known.density), tally: tally,
      outside: outside, lattice: Lattice(work.grid))
  }

  /// All histories of one batch; its energies wait in this runner until they are moved on.
  mutating func run(_ batch: Int) {
    var random = RandomStream(work.engine.seed, batch: batch, history: -1)
    let points = LowDiscrepancy(&random)
    let emitter = Emitter(sampler: work.sampler, seed: work.engine.seed, batch: batch, points: points)
    if let known = work.known, let sources = work.differences {
      difference(to: known, sources, emitter, shift: random.uniform())
      photons(emitter, shift: random.uniform())
    } else {
      analogue(emitter, shift: random.uniform())
    }
  }

  private mutating func analogue(_ emitter: Emitter, shift: Float) {
    let (space, tables, local) = (space, work.tables, Float(work.sampler.local))
    let photons = VoxelPhotons(physics: tables.photon, majorant: work.majorant.pointer)
    work.source.forEach(work.historiesPerBatch, shift: shift, emitter.points, size: work.grid.size) {
      space.deposit(local * $2, $1)
      emitter.emit($0, from: $1, weight: $2, &stack)
      while let particle = stack.pop() {
        switch particle.kind {
        case .electron: tables.electron.follow(particle, in: space, &stack)
        case .positron: tables.positron.follow(particle, in: space, &stack)
        case .photon: photons.follow(particle, in: space, &stack)
        }
      }
    }
  }

  /// Each electron twice, with the same random numbers: in the real medium, and with the opposite sign in the reference.
  private mutating func difference(
    to known: KnownDose, _ sources: SourceList, _ emitter: Emitter, shift: Float
  ) {
    let (space, twin, tables) = (space, twin(known), work.tables)
    sources.forEach(work.historiesPerBatch, shift: shift, emitter.points, size: work.grid.size) {
      emitter.emit($0, from: $1, weight: $2, withPhotons: false, &stack)
      while let particle = stack.pop() {
        let walk = particle.kind == .positron ? tables.positron : tables.electron
        BatchRunner.shower(particle, walk, tables.electron, in: space, above: stack)
        BatchRunner.shower(particle, walk, tables.electron, in: twin, above: stack)
      }
    }
  }

  /// A particle and its delta rays; photons are left to `photons`.
  @inline(__always)
  private static func shower<S: Space>(
    _ particle: Particle, _ walk: ElectronWalk, _ electron: ElectronWalk, in space: S,
    above stack: ParticleStack
  ) {
    var own = ParticleStack(above: stack)
    walk.follow(particle, in: space, &own)
    while let next = own.pop() {
      if next.kind != .photon { electron.follow(next, in: space, &own) }
    }
  }

  /// Photons of the nuclide, of bremsstrahlung and of annihilation; the electrons that make the latter leave no energy here.
  private mutating func photons(_ emitter: Emitter, shift: Float) {
    let (space, tables) = (space, work.tables)
    let silent = SilentSpace(voxels: space)
    let photons = TrackLengthPhotons(physics: tables.photon, media: work.map.media.count, rows: rows)
    let lines = work.sampler.photons.draws > 0
    work.source.forEach(
      work.photonHistoriesPerBatch, shift: shift, emitter.points, size: work.grid.size
    ) {
      emitter.emit($0, from: $1, weight: $2, withPhotons: false, &stack)
      if lines { emitter.forcedPhoton($0, from: $1, weight: $2, &stack) }
      while let particle = stack.pop() {
        switch particle.kind {
        case .electron: tables.electron.follow(particle, in: silent, &stack)
        case .positron: tables.positron.follow(particle, in: silent, &stack)
        case .photon: photons.follow(particle, in: space)
        }
      }
    }
  }

  /// Adds the batch to whole numbers and clears this runner.
  func move(to sums: WholeSums) {
    sums.add(tally, extra: [outside.pointee] + work.blocks.sums(tally))
    outside.pointee = 0
  }
}

extension Lattice {
  init(_ grid: Grid) {
    let (size, s) = (grid.size, grid.spacing * 0.1)
    self.init(
      size: (Int32(size.i), Int32(size.j), Int32(size.k)),
      pitch: (Float(1 / s.x), Float(1 / s.y), Float(1 / s.z)), spacing: (Float(s.x), Float(s.y), Float(s.z)))
  }
}
