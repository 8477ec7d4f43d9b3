/// Puts everything that a decay sends out onto the stack.
struct Emitter {
  let sampler: EmissionSampler
  let seed: UInt64
  let batch: Int
  /// Coordinates 3 to 7 are direction and energy of the beta particle and the choice of lines.
  let points: LowDiscrepancy

  /// Returns the energy sent out times weight, keV, without what is deposited locally; annihilation included.
  @inline(__always)
  func emit(_ history: Int, from start: Place, weight: Float, _ stack: inout ParticleStack) -> Double {
    var random = RandomStream(seed, batch: batch, history: history)
    var emitted = 0.0
    func push(_ kind: Particle.Kind, _ energy: Float, _ direction: Direction, _ weight: Float) {
      emitted += Double((energy + (kind == .positron ? 2 * ElectronWalk.rest : 0)) * weight)
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
    for draw in 0..<sampler.photons.draws {
      let u = draw == 0 ? points(7, history) : random.uniform()
      if let energy = sampler.photons.energy(u) { push(.photon, energy, isotropic(), weight) }
    }
    return emitted
  }
}
