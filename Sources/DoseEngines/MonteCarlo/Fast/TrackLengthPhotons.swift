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
    let d = photon.direction
    let (dx, dy, dz) = (d.u * space.pitch.x, d.v * space.pitch.y, d.w * space.pitch.z)
    let energy = photon.energy * photon.weight
    var left = RandomStream.path(&random)
    var p = photon.place
    while true {
      let cell = space.cells[p.n]
      let row = rows[Int(cell.medium)]
      let density = 1 / cell.inverseDensity
      let face = space.nearestFace(p, dx, dy, dz)
      let depth = face.distance * row.attenuation * density
      if depth >= left {
        let path = left / (row.attenuation * density)
        space.deposit(energy * row.transfer * density * path, p)
        p.x = min(max(p.x + path * dx, Float(p.i)), Float(p.i) + 1)
        p.y = min(max(p.y + path * dy, Float(p.j)), Float(p.j) + 1)
        p.z = min(max(p.z + path * dz, Float(p.k)), Float(p.k) + 1)
        photon.place = p
        return true
      }
      space.deposit(energy * row.transfer * density * face.distance, p)
      left -= depth
      guard space.step(&p, dx, dy, dz, face.distance, face.axis) else {
        space.lose(energy)
        return false
      }
    }
  }
}
