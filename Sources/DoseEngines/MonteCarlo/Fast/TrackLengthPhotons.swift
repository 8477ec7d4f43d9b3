import Foundation

/// Photons whose expected energy transfer is scored along the whole of each flight (track-length estimator); electrons that
/// they set free deposit on the spot, which is right for voxels larger than their range (0.3 mm at 200 keV).
struct TrackLengthPhotons {
  let physics: PhotonPhysics
  let media: Int
  /// One row for each medium, at the photon's energy.
  let rows: UnsafeMutablePointer<PhotonRow>

  @inline(__always)
  func follow(_ start: Particle, in space: VoxelSpace) {
    var photon = start, random = RandomStream(start.seed)
    while photon.energy > physics.cutOff {
      for m in 0..<media { rows[m] = physics.row(photon.energy, m) }
      guard fly(&photon, in: space, &random) else { return }
      let medium = Int(space.cells[photon.place.n].medium)
      let row = rows[medium]
      let r = random.uniform() * row.attenuation
      if r < row.photoelectric { return }
      let turn = random.uniform() - 0.5
      var cosine: Float
      if r < row.photoelectric + row.rayleigh {
        cosine = physics.rayleigh(photon.energy, medium, &random)
      } else {
        (photon.energy, cosine) = physics.compton(photon.energy, medium, &random)
      }
      cosine = min(1, max(-1, cosine))
      photon.direction = photon.direction.turned(
        cosine: cosine, sine: (1 - cosine * cosine).squareRoot(), turn: turn)
    }
    space.deposit(photon.energy * photon.weight, photon.place)
  }

  /// One free flight with its scores; false if the photon leaves the grid.
  @inline(__always)
  private func fly(_ photon: inout Particle, in space: VoxelSpace, _ random: inout RandomStream) -> Bool {
    let energy = photon.energy * photon.weight
    var left = RandomStream.path(&random), travelled: Float = 0
    var ray = Ray(photon.place, space.lattice.speed(photon.direction), space.lattice)
    while true {
      let cell = space.cells[ray.n]
      let row = rows[Int(cell.medium)]
      let face = ray.nearest
      let column = (face.distance - travelled) / cell.inverseDensity
      let depth = column * row.attenuation
      if depth >= left {
        let part = left / row.attenuation
        space.tally[ray.n] += energy * row.transfer * part
        photon.place = ray.place(at: travelled + part * cell.inverseDensity)
        return true
      }
      space.tally[ray.n] += energy * row.transfer * column
      left -= depth
      travelled = face.distance
      guard ray.cross(face.axis) else {
        space.lose(energy)
        return false
      }
    }
  }
}
