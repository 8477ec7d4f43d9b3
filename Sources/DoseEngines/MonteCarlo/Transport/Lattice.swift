/// The faces between voxels, and how particles move among them.
struct Lattice {
  let size: (i: Int32, j: Int32, k: Int32)
  /// Voxels per cm.
  let pitch: (x: Float, y: Float, z: Float)
  /// cm.
  let spacing: (x: Float, y: Float, z: Float)

  /// Voxels per cm of path along each axis.
  typealias Speed = (x: Float, y: Float, z: Float)
  /// Distance in cm to a face, and the axis that it cuts.
  typealias Face = (distance: Float, axis: Int)

  @inline(__always)
  func speed(_ d: Direction) -> Speed { (d.u * pitch.x, d.v * pitch.y, d.w * pitch.z) }

  @inline(__always)
  func contains(_ p: Place) -> Bool {
    UInt32(bitPattern: p.i) < UInt32(size.i) && UInt32(bitPattern: p.j) < UInt32(size.j)
      && UInt32(bitPattern: p.k) < UInt32(size.k)
  }

  /// Distance to the nearest face in any direction, cm.
  @inline(__always)
  func clearance(_ p: Place) -> Float {
    let x = p.x - Float(p.i), y = p.y - Float(p.j), z = p.z - Float(p.k)
    return min(min(x, 1 - x) * spacing.x, min(min(y, 1 - y) * spacing.y, min(z, 1 - z) * spacing.z))
  }

  /// Moves on by `t` cm if that ends in the same voxel; else changes nothing.
  @inline(__always)
  func stays(_ p: inout Place, _ speed: Speed, _ t: Float) -> Bool {
    let (x, y, z) = (p.x + t * speed.x, p.y + t * speed.y, p.z + t * speed.z)
    let (i, j, k) = (Float(p.i), Float(p.j), Float(p.k))
    guard x >= i && x <= i + 1 && y >= j && y <= j + 1 && z >= k && z <= k + 1 else { return false }
    (p.x, p.y, p.z) = (x, y, z)
    return true
  }

  /// Moves on by `t` cm, which is not beyond the next face.
  @inline(__always)
  func move(_ p: inout Place, _ speed: Speed, _ t: Float) {
    p.x = clamped(p.x + t * speed.x, p.i)
    p.y = clamped(p.y + t * speed.y, p.j)
    p.z = clamped(p.z + t * speed.z, p.k)
  }

  @inline(__always)
  private func clamped(_ x: Float, _ i: Int32) -> Float { min(max(x, Float(i)), Float(i) + 1) }

  /// The first face in the direction of travel.
  @inline(__always)
  func nearestFace(_ p: Place, _ speed: Speed) -> Face {
    let tx = way(p.x, p.i, speed.x), ty = way(p.y, p.j, speed.y), tz = way(p.z, p.k, speed.z)
    if tx <= ty { return tx <= tz ? (max(0, tx), 0) : (max(0, tz), 2) }
    return ty <= tz ? (max(0, ty), 1) : (max(0, tz), 2)
  }

  @inline(__always)
  private func way(_ x: Float, _ i: Int32, _ speed: Float) -> Float {
    speed > 0 ? (Float(i) + 1 - x) / speed : speed < 0 ? (Float(i) - x) / speed : .infinity
  }

  /// Moves to a face and into the next voxel; false beyond the grid.
  @inline(__always)
  func step(_ p: inout Place, _ speed: Speed, _ face: Face) -> Bool {
    let t = face.distance
    switch face.axis {
    case 0:
      p.y = clamped(p.y + t * speed.y, p.j)
      p.z = clamped(p.z + t * speed.z, p.k)
      p.x = speed.x > 0 ? Float(p.i) + 1 : Float(p.i)
      p.i += speed.x > 0 ? 1 : -1
      p.n += speed.x > 0 ? 1 : -1
      return p.i >= 0 && p.i < size.i
    case 1:
      p.x = clamped(p.x + t * speed.x, p.i)
      p.z = clamped(p.z + t * speed.z, p.k)
      p.y = speed.y > 0 ? Float(p.j) + 1 : Float(p.j)
      p.j += speed.y > 0 ? 1 : -1
      p.n += speed.y > 0 ? Int(size.i) : -Int(size.i)
      return p.j >= 0 && p.j < size.j
    default:
      p.x = clamped(p.x + t * speed.x, p.i)
      p.y = clamped(p.y + t * speed.y, p.j)
      p.z = speed.z > 0 ? Float(p.k) + 1 : Float(p.k)
      p.k += speed.z > 0 ? 1 : -1
      p.n += speed.z > 0 ? Int(size.i) * Int(size.j) : -Int(size.i) * Int(size.j)
      return p.k >= 0 && p.k < size.k
    }
  }
}
