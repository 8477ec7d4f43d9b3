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
  let size: (i: Int32, j: Int32, k: Int32)
  let pitch: (x: Float, y: Float, z: Float)
  let spacing: (x: Float, y: Float, z: Float)

  @inline(__always)
  func medium(_ place: Place) -> Int { number }
  @inline(__always)
  func longest(_ place: Place) -> Float { .infinity }
  @inline(__always)
  func lose(_ energy: Float) {}

  @inline(__always)
  func deposit(_ energy: Float, _ p: Place) {
    let (x, y, z) = (p.x.rounded(.down), p.y.rounded(.down), p.z.rounded(.down))
    guard x >= 0, y >= 0, z >= 0, x < Float(size.i), y < Float(size.j), z < Float(size.k) else {
      outside.pointee -= Double(energy)
      return
    }
    let n = Int(x) + Int(size.i) * (Int(y) + Int(size.j) * Int(z))
    tally[n] -= energy * (referenceVolume / cells[n].inverseDensity)
  }

  /// As in the real grid, so that both twins stop at the same step where nothing differs.
  @inline(__always)
  func clearance(_ p: Place) -> Float {
    let x = p.x - p.x.rounded(.down), y = p.y - p.y.rounded(.down), z = p.z - p.z.rounded(.down)
    let near = min(
      min(x, 1 - x) * spacing.x, min(min(y, 1 - y) * spacing.y, min(z, 1 - z) * spacing.z))
    return near / referenceVolume
  }

  @inline(__always)
  func advance(
    _ p: inout Place, _ d: Direction, fraction: Float, rows: UnsafePointer<StepRow>, steps: Int
  ) -> Bool {
    let t = fraction * rows[number * steps].length * referenceVolume
    p.x += t * d.u * pitch.x
    p.y += t * d.v * pitch.y
    p.z += t * d.w * pitch.z
    return true
  }
}

/// The real grid for electrons whose own energy is accounted for elsewhere: only the photons that they send out matter.
struct SilentSpace: Space {
  let voxels: VoxelSpace

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
    _ p: inout Place, _ d: Direction, fraction: Float, rows: UnsafePointer<StepRow>, steps: Int
  ) -> Bool {
    voxels.advance(&p, d, fraction: fraction, rows: rows, steps: steps)
  }
}
