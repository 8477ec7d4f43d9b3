/// What particles move in and leave energy in.
///
/// Generic code is compiled for each space, so the loops see no existential.
protocol Space {
  /// Moves on by `fraction` of a step whose mass path in medium m is `lengths(m)`; false if the particle left for good.
  func advance(
    _ place: inout Place, _ direction: Direction, fraction: Float, rows: UnsafePointer<StepRow>, steps: Int
  )
    -> Bool
  /// Number of the medium there.
  func medium(_ place: Place) -> Int
  /// Adds energy times weight, keV.
  func deposit(_ energy: Float, _ place: Place)
  /// Adds what leaves the space, keV.
  func lose(_ energy: Float)
  /// Mass path, g/cm², to the nearest place where anything could change; an electron with less range stays here.
  func clearance(_ place: Place) -> Float
  /// Longest mass path, g/cm², of one step from here.
  func longest(_ place: Place) -> Float
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
  let size: (i: Int32, j: Int32, k: Int32)
  /// Voxels per cm.
  let pitch: (x: Float, y: Float, z: Float)
  /// cm.
  let spacing: (x: Float, y: Float, z: Float)

  @inline(__always)
  func medium(_ place: Place) -> Int { Int(cells[place.n].medium) }

  @inline(__always)
  func deposit(_ energy: Float, _ place: Place) { tally[place.n] += energy }

  @inline(__always)
  func longest(_ place: Place) -> Float { .infinity }

  @inline(__always)
  func lose(_ energy: Float) { outside.pointee += Double(energy) }

  @inline(__always)
  func clearance(_ p: Place) -> Float {
    let x = p.x - Float(p.i), y = p.y - Float(p.j), z = p.z - Float(p.k)
    let near = min(
      min(x, 1 - x) * spacing.x, min(min(y, 1 - y) * spacing.y, min(z, 1 - z) * spacing.z))
    return near / cells[p.n].inverseDensity
  }

  @inline(__always)
  func advance(
    _ p: inout Place, _ d: Direction, fraction: Float, rows: UnsafePointer<StepRow>, steps: Int
  ) -> Bool {
    let cell = cells[p.n]
    let t = fraction * rows[Int(cell.medium) * steps].length * cell.inverseDensity
    let (dx, dy, dz) = (d.u * pitch.x, d.v * pitch.y, d.w * pitch.z)
    let (x, y, z) = (p.x + t * dx, p.y + t * dy, p.z + t * dz)
    let (i, j, k) = (Float(p.i), Float(p.j), Float(p.k))
    if x >= i && x <= i + 1 && y >= j && y <= j + 1 && z >= k && z <= k + 1 {
      (p.x, p.y, p.z) = (x, y, z)
      return true
    }
    return cross(&p, dx, dy, dz, fraction, rows, steps)
  }

  /// The part of a step that crosses faces: from voxel to voxel, each with its own density and medium.
  @inline(never)
  private func cross(
    _ p: inout Place, _ dx: Float, _ dy: Float, _ dz: Float, _ fraction: Float,
    _ rows: UnsafePointer<StepRow>, _ steps: Int
  ) -> Bool {
    var left = fraction
    while true {
      let cell = cells[p.n]
      let whole = rows[Int(cell.medium) * steps].length * cell.inverseDensity
      let t = left * whole
      let face = nearestFace(p, dx, dy, dz)
      if t <= face.distance {
        p.x = clamped(p.x + t * dx, p.i)
        p.y = clamped(p.y + t * dy, p.j)
        p.z = clamped(p.z + t * dz, p.k)
        return true
      }
      left -= face.distance / whole
      guard step(&p, dx, dy, dz, face.distance, face.axis) else { return false }
    }
  }

  @inline(__always)
  private func clamped(_ x: Float, _ i: Int32) -> Float { min(max(x, Float(i)), Float(i) + 1) }

  /// Distance in cm to the first face in the direction, and its axis.
  @inline(__always)
  func nearestFace(_ p: Place, _ dx: Float, _ dy: Float, _ dz: Float) -> (distance: Float, axis: Int) {
    let tx = dx > 0 ? (Float(p.i) + 1 - p.x) / dx : dx < 0 ? (Float(p.i) - p.x) / dx : .infinity
    let ty = dy > 0 ? (Float(p.j) + 1 - p.y) / dy : dy < 0 ? (Float(p.j) - p.y) / dy : .infinity
    let tz = dz > 0 ? (Float(p.k) + 1 - p.z) / dz : dz < 0 ? (Float(p.k) - p.z) / dz : .infinity
    if tx <= ty { return tx <= tz ? (max(0, tx), 0) : (max(0, tz), 2) }
    return ty <= tz ? (max(0, ty), 1) : (max(0, tz), 2)
  }

  /// Moves to a face and into the voxel behind it; false beyond the grid.
  @inline(__always)
  func step(_ p: inout Place, _ dx: Float, _ dy: Float, _ dz: Float, _ t: Float, _ axis: Int) -> Bool {
    switch axis {
    case 0:
      p.y = clamped(p.y + t * dy, p.j)
      p.z = clamped(p.z + t * dz, p.k)
      p.x = dx > 0 ? Float(p.i) + 1 : Float(p.i)
      p.i += dx > 0 ? 1 : -1
      p.n += dx > 0 ? 1 : -1
      return p.i >= 0 && p.i < size.i
    case 1:
      p.x = clamped(p.x + t * dx, p.i)
      p.z = clamped(p.z + t * dz, p.k)
      p.y = dy > 0 ? Float(p.j) + 1 : Float(p.j)
      p.j += dy > 0 ? 1 : -1
      p.n += dy > 0 ? Int(size.i) : -Int(size.i)
      return p.j >= 0 && p.j < size.j
    default:
      p.x = clamped(p.x + t * dx, p.i)
      p.y = clamped(p.y + t * dy, p.j)
      p.z = dz > 0 ? Float(p.k) + 1 : Float(p.k)
      p.k += dz > 0 ? 1 : -1
      p.n += dz > 0 ? Int(size.i) * Int(size.j) : -Int(size.i) * Int(size.j)
      return p.k >= 0 && p.k < size.k
    }
  }
}
