/// What particles move in and leave energy in.
///
/// Generic code is compiled for each space, so the loops see no existential.
protocol Space {
  /// Moves on by `fraction` of a step whose mass paths are in `rows`, and leaves `energy` (times weight, keV) evenly along the
  /// way, unless this space takes it at the hinge; false if the particle left for good, with the rest of `energy` lost.
  func advance(
    _ place: inout Place, _ direction: Direction, fraction: Float, leaving energy: Float,
    rows: UnsafePointer<StepRow>, steps: Int
  ) -> Bool
  /// Takes the energy of a whole step at its hinge, in a space that leaves none along the way.
  func depositAtHinge(_ energy: Float, _ place: Place)
  /// Number of the medium there.
  func medium(_ place: Place) -> Int
  /// Adds energy times weight, keV.
  func deposit(_ energy: Float, _ place: Place)
  /// Adds what leaves the space, keV.
  func lose(_ energy: Float)
  /// Mass path, g/cm², to the nearest place where anything could change; an electron with less range stays here.
  func clearance(_ place: Place) -> Float
  /// Bremsstrahlung photons sent out for each one in truth, with so much less weight.
  static var radiationRate: Float { get }
  /// Longest mass path, g/cm², of one step from here.
  func longest(_ place: Place) -> Float
}

extension Space {
  static var radiationRate: Float { 1 }

  @inline(__always)
  func depositAtHinge(_ energy: Float, _ place: Place) {}
}

/// Density and material of a voxel.
struct Cell {
  /// cm³/g.
  var inverseDensity: Float
  var medium: Int32
}

/// The grid with its real densities and media; nothing beyond its edges.
struct VoxelSpace: Space {
  let cells: UnsafePointer<Cell>
  let tally: UnsafeMutablePointer<Float>
  /// Where energy beyond the edges is added.
  let outside: UnsafeMutablePointer<Double>
  let lattice: Lattice

  @inline(__always)
  func medium(_ place: Place) -> Int { Int(cells[place.n].medium) }

  @inline(__always)
  func deposit(_ energy: Float, _ place: Place) { tally[place.n] += energy }

  @inline(__always)
  func longest(_ place: Place) -> Float { .infinity }

  @inline(__always)
  func lose(_ energy: Float) { outside.pointee += Double(energy) }

  @inline(__always)
  func clearance(_ p: Place) -> Float { lattice.clearance(p) / cells[p.n].inverseDensity }

  @inline(__always)
  func advance(
    _ p: inout Place, _ d: Direction, fraction: Float, leaving energy: Float, rows: UnsafePointer<StepRow>,
    steps: Int
  ) -> Bool {
    let cell = cells[p.n]
    let t = fraction * rows[Int(cell.medium) * steps].length * cell.inverseDensity
    let speed = lattice.speed(d)
    if lattice.stays(&p, speed, t) {
      tally[p.n] += energy
      return true
    }
    return cross(&p, speed, fraction, energy, rows, steps)
  }

  /// The part of a step that crosses faces: from voxel to voxel, each with its own density and medium.
  @inline(never)
  private func cross(
    _ p: inout Place, _ speed: Lattice.Speed, _ fraction: Float, _ energy: Float,
    _ rows: UnsafePointer<StepRow>, _ steps: Int
  ) -> Bool {
    var left = fraction
    let share = energy / fraction
    while true {
      let cell = cells[p.n]
      let whole = rows[Int(cell.medium) * steps].length * cell.inverseDensity
      let t = left * whole
      let face = lattice.nearestFace(p, speed)
      if t <= face.distance {
        lattice.move(&p, speed, t)
        tally[p.n] += left * share
        return true
      }
      let part = min(left, face.distance / whole)
      tally[p.n] += part * share
      left -= part
      guard lattice.step(&p, speed, face) else {
        lose(left * share)
        return false
      }
    }
  }
}
