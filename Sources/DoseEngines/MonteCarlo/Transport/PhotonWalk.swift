import Foundation

/// What photons do at the end of a free flight.
enum PhotonWalk {
  /// One interaction; false if the photon is gone. Electrons that it sets free go onto the stack.
  ///
  /// A photoelectron gets the whole energy of the photon: the few hundred electronvolts that bound it are released on the
  /// spot.
  @inline(__always)
  static func interact<S: Space>(
    _ photon: inout Particle, _ row: PhotonRow, _ medium: Int, _ physics: PhotonPhysics, in space: S,
    _ stack: inout ParticleStack, _ random: inout RandomStream
  ) -> Bool {
    let r = random.uniform() * row.attenuation
    if r < row.photoelectric {
      release(
        photon.energy, Direction.isotropic(height: random.uniform(), turn: random.uniform() - 0.5), photon,
        in: space, &stack, &random)
      return false
    }
    let turn = random.uniform() - 0.5
    if r < row.photoelectric + row.rayleigh {
      let cosine = physics.rayleigh(photon.energy, medium, &random)
      photon.direction = photon.direction.turned(
        cosine: cosine, sine: max(0, 1 - cosine * cosine).squareRoot(), turn: turn)
      return true
    }
    let (energy, cosine) = physics.compton(photon.energy, medium, &random)
    let sine = max(0, 1 - cosine * cosine).squareRoot()
    let given = photon.energy - energy
    // Momentum: the electron takes k − k'.
    let along = photon.energy - energy * cosine, across = energy * sine
    let length = max(1e-6, (along * along + across * across).squareRoot())
    let recoil = photon.direction.turned(
      cosine: along / length, sine: across / length, turn: turn > 0 ? turn - 0.5 : turn + 0.5)
    release(given, recoil, photon, in: space, &stack, &random)
    photon.direction = photon.direction.turned(cosine: cosine, sine: sine, turn: turn)
    photon.energy = energy
    return true
  }

  @inline(__always)
  private static func release<S: Space>(
    _ energy: Float, _ direction: Direction, _ photon: Particle, in space: S, _ stack: inout ParticleStack,
    _ random: inout RandomStream
  ) {
    let electron = Particle(
      kind: .electron, energy: energy, place: photon.place, direction: direction, weight: photon.weight,
      seed: random.next())
    if !stack.push(electron) { space.deposit(energy * photon.weight, photon.place) }
  }
}
