import Foundation

/// Energy emitted by single decays compared with the energy found: in voxels, and beyond the grid. Analogue transport.
struct EnergyLedger {
  /// Sums over all decays, keV.
  private(set) var sent = 0.0, found = 0.0
  /// Of the energy sent out by one decay, for its standard deviation.
  private var squares = 0.0
  private(set) var decays = 0
  /// Largest relative difference of one decay.
  private(set) var worst = 0.0

  var mean: Double { sent / Double(decays) }
  /// Relative standard uncertainty of `mean`, for independent decays.
  var uncertainty: Double {
    let n = Double(decays)
    return (max(0, squares / n - mean * mean) / n).squareRoot() / mean
  }

  /// - Parameter count: decays to follow, from the first of a batch that no simulation uses.
  init(_ work: MonteCarloCase, decays count: Int) {
    let tally = UnsafeMutablePointer<Float>.allocate(capacity: work.voxels)
    let outside = UnsafeMutablePointer<Double>.allocate(capacity: 1)
    var stack = ParticleStack()
    defer {
      tally.deallocate()
      outside.deallocate()
      stack.deallocate()
    }
    tally.initialize(repeating: 0, count: work.voxels)
    outside.initialize(to: 0)
    let space = VoxelSpace(cells: work.cells, tally: tally, outside: outside, lattice: Lattice(work.grid))
    let photons = VoxelPhotons(physics: work.tables.photon, majorant: work.majorant.pointer)
    var random = RandomStream(work.engine.seed, batch: -1, history: -1)
    let points = LowDiscrepancy(&random)
    let emitter = Emitter(sampler: work.sampler, seed: work.engine.seed, batch: -1, points: points)
    work.source.forEach(count, shift: random.uniform(), points, size: work.grid.size) { history, place, _ in
      space.deposit(Float(work.sampler.local), place)
      emitter.emit(history, from: place, weight: 1, &stack)
      let sent = stack.energy + work.sampler.local
      while let particle = stack.pop() {
        switch particle.kind {
        case .electron: work.tables.electron.follow(particle, in: space, &stack)
        case .positron: work.tables.positron.follow(particle, in: space, &stack)
        case .photon: photons.follow(particle, in: space, &stack)
        }
      }
      var found = outside.pointee
      for n in 0..<work.voxels where tally[n] != 0 {
        found += Double(tally[n])
        tally[n] = 0
      }
      outside.pointee = 0
      add(sent: sent, found: found)
    }
  }

  private mutating func add(sent: Double, found: Double) {
    self.sent += sent
    self.found += found
    squares += sent * sent
    decays += 1
    if sent > 0 { worst = max(worst, abs(found / sent - 1)) }
  }
}

extension ParticleStack {
  /// Of all particles that wait, times their weights, with the rest energy that a positron sets free; keV.
  var energy: Double {
    (0..<count).reduce(0) { sum, n in
      let particle = self[n]
      let rest = particle.kind == .positron ? 2 * Double(ElectronWalk.rest) : 0
      return sum + (Double(particle.energy) + rest) * Double(particle.weight)
    }
  }
}
