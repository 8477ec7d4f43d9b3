import Foundation

/// Simulates batches into a worker's own memory.
struct BatchRunner {
  let work: MonteCarloCase
  private let tally: UnsafeMutablePointer<Float>
  private let outside: UnsafeMutablePointer<Double>
  private var stack = ParticleStack()
  private var emitted = 0.0

  init(_ work: MonteCarloCase) {
    self.work = work
    tally = .allocate(capacity: work.voxels)
    tally.initialize(repeating: 0, count: work.voxels)
    outside = .allocate(capacity: 1)
    outside.initialize(to: 0)
  }

  func deallocate() {
    tally.deallocate()
    outside.deallocate()
    stack.deallocate()
  }

  private var space: VoxelSpace {
    let (size, s) = (work.grid.size, work.grid.spacing * 0.1)
    return VoxelSpace(
      cells: work.cells, tally: tally, outside: outside, size: (Int32(size.i), Int32(size.j), Int32(size.k)),
      pitch: (Float(1 / s.x), Float(1 / s.y), Float(1 / s.z)), spacing: (Float(s.x), Float(s.y), Float(s.z)))
  }

  /// All histories of one batch; its energies wait in this runner until they are moved on.
  mutating func run(_ batch: Int) {
    var random = RandomStream(work.engine.seed, batch: batch, history: -1)
    let points = LowDiscrepancy(&random)
    let emitter = Emitter(sampler: work.sampler, seed: work.engine.seed, batch: batch, points: points)
    let space = space
    let (source, count) = (work.source, work.historiesPerBatch)
    let stride = source.total / Double(count)
    var goal = stride * Double(random.uniform())
    var voxel = 0
    for history in 0..<count {
      while voxel + 1 < source.cumulative.count && source.cumulative[voxel] < goal { voxel += 1 }
      goal += stride
      let start = place(Int(source.offsets[voxel]), points, history)
      let weight = source.weights[voxel]
      space.deposit(Float(work.sampler.local) * weight, start)
      emitted += work.sampler.local * Double(weight)
      emitted += emitter.emit(history, from: start, weight: weight, &stack)
      finish(space)
    }
  }

  /// Uniform in the voxel.
  private func place(_ n: Int, _ points: LowDiscrepancy, _ history: Int) -> Place {
    let size = work.grid.size
    let (i, j, k) = (n % size.i, n / size.i % size.j, n / (size.i * size.j))
    return Place(
      x: Float(i) + points(0, history), y: Float(j) + points(1, history), z: Float(k) + points(2, history),
      i: Int32(i), j: Int32(j), k: Int32(k), n: n)
  }

  /// Follows all that is on the stack, and what it sets free.
  private mutating func finish(_ space: VoxelSpace) {
    let tables = work.tables
    let photons = VoxelPhotons(physics: tables.photon, majorant: work.majorant)
    while let particle = stack.pop() {
      switch particle.kind {
      case .electron: tables.electron.follow(particle, in: space, &stack)
      case .positron: tables.positron.follow(particle, in: space, &stack)
      case .photon: photons.follow(particle, in: space, &stack)
      }
    }
  }

  /// Adds the batch to whole numbers, slab by slab under its lock, and clears this runner.
  mutating func move(to sums: WholeSums) {
    sums.add(tally, extra: [outside.pointee, emitted])
    outside.pointee = 0
    emitted = 0
  }
}
