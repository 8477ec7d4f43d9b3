/// Puts everything that a decay sends out onto the stack.
struct Emitter {
  let sampler: EmissionSampler
  let seed: UInt64
  let batch: Int
  /// Coordinates 3 to 7 are direction and energy of the beta particle and the choice of lines.
  let points: LowDiscrepancy

  /// Emissions of one decay; photons only if `withPhotons`.
  @inline(__always)
  func emit(
    _ history: Int, from start: Place, weight: Float, withPhotons: Bool = true, _ stack: inout ParticleStack
  ) {
    var random = RandomStream(seed, batch: batch, history: history)
    func push(_ kind: Particle.Kind, _ energy: Float, _ direction: Direction, _ weight: Float) {
      let particle = Particle(
        kind: kind, energy: energy, place: start, direction: direction, weight: weight, seed: random.next())
      if !stack.push(particle) {
        preconditionFailure("a decay sends out more than \(ParticleStack.capacity)")
      }
    }
    func isotropic() -> Direction {
      Direction.isotropic(height: random.uniform(), turn: random.uniform() - 0.5)
    }
    let direction = Direction.isotropic(height: points(3, history), turn: points(4, history) - 0.5)
    if let beta = sampler.beta {
      push(.electron, beta.energy(points(5, history)), direction, weight * Float(beta.total))
    }
    if let positron = sampler.positron {
      let u = sampler.beta == nil ? points(5, history) : random.uniform()
      let way = sampler.beta == nil ? direction : isotropic()
      push(.positron, positron.energy(u), way, weight * Float(positron.total))
    }
    for draw in 0..<sampler.electrons.draws {
      let u = draw == 0 ? points(6, history) : random.uniform()
      if let energy = sampler.electrons.energy(u) { push(.electron, energy, isotropic(), weight) }
    }
    guard withPhotons else { return }
    for draw in 0..<sampler.photons.draws {
      let u = draw == 0 ? points(7, history) : random.uniform()
      if let energy = sampler.photons.energy(u) { push(.photon, energy, isotropic(), weight) }
    }
  }

  /// One photon that stands for all lines of the decay.
  @inline(__always)
  func forcedPhoton(_ history: Int, from start: Place, weight: Float, _ stack: inout ParticleStack) {
    var random = RandomStream(seed, batch: batch, history: ~history)
    let photon = Particle(
      kind: .photon, energy: sampler.photons.forced(points(7, history)), place: start,
      direction: Direction.isotropic(height: random.uniform(), turn: random.uniform() - 0.5),
      weight: weight * sampler.photons.total, seed: random.next())
    if !stack.push(photon) { preconditionFailure("a decay sends out more than \(ParticleStack.capacity)") }
  }
}
