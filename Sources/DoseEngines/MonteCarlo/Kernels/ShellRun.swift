import Nuclides
import Parallel

/// Energy in spherical shells around an isotropic point source in a uniform medium: electrons apart from photons.
struct ShellRun {
  let tables: TransportTables
  let sampler: EmissionSampler
  /// g/mL.
  let density: Double
  let mesh: ShellMesh
  let seed: UInt64
  /// Shortest step near the source, mm.
  let finest: Double
  let followsPhotons: Bool

  /// Mean and standard uncertainty in keV per decay of each shell; the last entry is all that lies beyond.
  struct Part {
    var energy: [Double]
    var sigma: [Double]
  }

  /// - Returns: what electrons leave, and what photons of the nuclide, of bremsstrahlung and annihilation leave.
  func run(histories: Int, batches: Int, workers: Int) -> (electrons: Part, photons: Part) {
    let width = 2 * (mesh.count + 1), perBatch = max(1, histories / batches)
    var all = Array(repeating: 0.0, count: width * batches)
    all.withUnsafeMutableBufferPointer { buffer in
      let out = DisjointBuffer(buffer)
      parallelForEach(batches, threads: workers) { range in
        for batch in range { self.batch(batch, perBatch, out.pointer + batch * width) }
      }
    }
    let scale = 1 / Double(perBatch)
    let parts = [0, width / 2].map { start in
      part(all.map { $0 * scale }, start..<(start + width / 2), width, batches)
    }
    return (parts[0], parts[1])
  }

  private func part(_ all: [Double], _ range: Range<Int>, _ width: Int, _ batches: Int) -> Part {
    var part = Part(energy: [], sigma: [])
    for shell in range {
      let values = (0..<batches).map { all[$0 * width + shell] }
      let mean = values.reduce(0, +) / Double(batches)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(batches - 1)
      part.energy.append(mean)
      part.sigma.append((variance / Double(batches)).squareRoot())
    }
    return part
  }

  private func batch(_ batch: Int, _ histories: Int, _ tally: UnsafeMutablePointer<Double>) {
    func space(_ start: Int) -> ShellSpace {
      ShellSpace(
        inverseDensity: Float(1 / density), tally: tally + start, shells: mesh,
        shortest: Float(finest / 10))
    }
    let (electrons, photons) = (space(0), space(mesh.count + 1))
    var stack = ParticleStack()
    defer { stack.deallocate() }
    var shift = RandomStream(seed, batch: batch, history: -1)
    let points = LowDiscrepancy(&shift)
    let origin = Place(x: 0, y: 0, z: 0, i: 0, j: 0, k: 0, n: 0)
    let emitter = Emitter(sampler: sampler, seed: seed, batch: batch, points: points)
    for history in 0..<histories {
      electrons.deposit(Float(sampler.local), origin)
      emitter.emit(history, from: origin, weight: 1, &stack)
      finish(in: electrons, &stack, photonsInto: photons)
    }
  }

  /// Electrons of the decay leave their energy in one tally; a photon and all that it sets free in the other.
  private func finish(in electrons: ShellSpace, _ stack: inout ParticleStack, photonsInto photons: ShellSpace)
  {
    while let particle = stack.pop() {
      switch particle.kind {
      case .electron: tables.electron.follow(particle, in: electrons, &stack)
      case .positron: tables.positron.follow(particle, in: electrons, &stack)
      case .photon where followsPhotons:
        var own = ParticleStack(above: stack)
        follow(particle, photons, &own)
        while let next = own.pop() {
          if next.kind == .photon {
            follow(next, photons, &own)
          } else {
            tables.electron.follow(next, in: photons, &own)
          }
        }
      case .photon: break
      }
    }
  }

  /// Free flights and interactions in the uniform medium.
  private func follow(_ start: Particle, _ space: ShellSpace, _ stack: inout ParticleStack) {
    var photon = start, random = RandomStream(start.seed)
    let physics = tables.photon
    while photon.energy > physics.cutOff {
      let row = physics.row(photon.energy, 0)
      space.fly(
        &photon.place, photon.direction, RandomStream.path(&random) / row.attenuation * space.inverseDensity)
      guard PhotonWalk.interact(&photon, row, 0, physics, in: space, &stack, &random) else { return }
    }
    space.deposit(photon.energy * photon.weight, photon.place)
  }
}
