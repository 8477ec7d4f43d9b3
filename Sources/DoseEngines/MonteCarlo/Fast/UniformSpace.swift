/// The twin of `VoxelSpace`: the reference medium everywhere and without end. It subtracts what the known dose already
/// contains, so the difference of both is tallied.
struct UniformSpace: Space {
  /// Number of the reference medium.
  let number: Int
  /// The real voxels: the known energy is scaled by their density over that of the reference.
  let cells: UnsafePointer<Cell>
  /// cm³/g of the reference.
  let referenceVolume: Float
  let tally: UnsafeMutablePointer<Float>
  let outside: UnsafeMutablePointer<Double>
  let lattice: Lattice

  @inline(__always)
  func medium(_ place: Place) -> Int { number }
  @inline(__always)
  func longest(_ place: Place) -> Float { .infinity }
  @inline(__always)
  func lose(_ energy: Float) {}

  @inline(__always)
  func deposit(_ energy: Float, _ p: Place) {
    guard lattice.contains(p) else {
      outside.pointee -= Double(energy)
      return
    }
    tally[p.n] -= energy * (referenceVolume / cells[p.n].inverseDensity)
  }

  /// As in the real grid, so that both twins stop at the same step where nothing differs.
  @inline(__always)
  func clearance(_ p: Place) -> Float { lattice.clearance(p) / referenceVolume }

  @inline(__always)
  func advance(
    _ p: inout Place, _ d: Direction, fraction: Float, leaving energy: Float, rows: UnsafePointer<StepRow>,
    steps: Int
  ) -> Bool {
    let t = fraction * rows[number * steps].length * referenceVolume
    let speed = lattice.speed(d)
    if lattice.stays(&p, speed, t) { deposit(energy, p) } else { cross(&p, speed, t, energy) }
    return true
  }

  /// The part of a step that crosses faces, each voxel with its share of the energy.
  @inline(never)
  private func cross(_ p: inout Place, _ speed: Lattice.Speed, _ path: Float, _ energy: Float) {
    var left = path
    let share = energy / path
    while true {
      let face = lattice.nearestFace(p, speed)
      if left <= face.distance {
        lattice.move(&p, speed, left)
        deposit(left * share, p)
        return
      }
      deposit(face.distance * share, p)
      left -= face.distance
      _ = lattice.step(&p, speed, face)
    }
  }
}

/// The real grid for electrons whose own energy is accounted for elsewhere: only the photons that they send out matter.
struct SilentSpace: Space {
  let voxels: VoxelSpace
  /// Bremsstrahlung is rare; many weak photons make its dose as smooth as that of the nuclide's own.
  static var radiationRate: Float { 16 }

  @inline(__always)
  func medium(_ place: Place) -> Int { voxels.medium(place) }
  @inline(__always)
  func longest(_ place: Place) -> Float { .infinity }
  @inline(__always)
  func lose(_ energy: Float) {}
  @inline(__always)
  func deposit(_ energy: Float, _ p: Place) {}
  @inline(__always)
  func clearance(_ p: Place) -> Float { voxels.clearance(p) }
  @inline(__always)
  func advance(
    _ p: inout Place, _ d: Direction, fraction: Float, leaving energy: Float, rows: UnsafePointer<StepRow>,
    steps: Int
  ) -> Bool {
    // Nothing is left: zero times a share is added.
    voxels.advance(&p, d, fraction: fraction, leaving: 0, rows: rows, steps: steps)
  }
}
