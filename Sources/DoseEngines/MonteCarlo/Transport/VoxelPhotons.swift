import Foundation

/// Photons through voxels by Woodcock's method: free flights in a medium as dense as the densest, interactions kept in
/// proportion to the real one (Woodcock et al. 1965).
struct VoxelPhotons {
  let physics: PhotonPhysics
  /// Largest attenuation of all voxels at each node of the photon table, 1/cm.
  let majorant: UnsafePointer<Float>

  @inline(__always)
  func follow(_ start: Particle, in space: VoxelSpace, _ stack: inout ParticleStack) {
    var photon = start, random = RandomStream(start.seed)
    var top = largest(photon.energy)
    while true {
      guard photon.energy > physics.cutOff else {
        space.deposit(photon.energy * photon.weight, photon.place)
        return
      }
      let path = RandomStream.path(&random) / top
      guard space.fly(&photon.place, photon.direction, path) else {
        space.lose(photon.energy * photon.weight)
        return
      }
      let cell = space.cells[photon.place.n]
      let row = physics.row(photon.energy, Int(cell.medium))
      guard random.uniform() * top * cell.inverseDensity < row.attenuation else { continue }
      guard
        PhotonWalk.interact(&photon, row, Int(cell.medium), physics, in: space, &stack, &random)
      else { return }
      top = largest(photon.energy)
    }
  }

  @inline(__always)
  private func largest(_ energy: Float) -> Float {
    let (n, t) = PhotonPhysics.node(energy)
    return majorant[n] + t * (majorant[n + 1] - majorant[n])
  }

  /// The values that `majorant` has to point to.
  static func values(_ physics: PhotonPhysics, densest: [Float]) -> [Float] {
    (0..<PhotonTable.nodes).map { node in
      densest.enumerated().map { medium, density in
        physics.rows[medium * PhotonTable.nodes + node].attenuation * density
      }.max()!
    }
  }
}

extension VoxelSpace {
  /// A straight line of `path` cm, whatever lies on it; false beyond the grid.
  @inline(__always)
  func fly(_ p: inout Place, _ d: Direction, _ path: Float) -> Bool {
    let speed = lattice.speed(d), size = lattice.size
    (p.x, p.y, p.z) = (p.x + path * speed.x, p.y + path * speed.y, p.z + path * speed.z)
    let (x, y, z) = (p.x.rounded(.down), p.y.rounded(.down), p.z.rounded(.down))
    guard x >= 0, y >= 0, z >= 0, x < Float(size.i), y < Float(size.j), z < Float(size.k) else {
      return false
    }
    (p.i, p.j, p.k) = (Int32(x), Int32(y), Int32(z))
    p.n = Int(p.i) + Int(size.i) * (Int(p.j) + Int(size.j) * Int(p.k))
    return true
  }
}
