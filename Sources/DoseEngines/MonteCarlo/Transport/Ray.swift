/// A straight way through the voxels that knows the distance from its start to the next face of each axis (Amanatides and
/// Woo 1987), so that a step costs an addition.
struct Ray {
  private let start: Place
  private let speed: Lattice.Speed
  private let size: (i: Int32, j: Int32, k: Int32)
  /// Distances in cm, from the start to the next face and between faces.
  private var next: (x: Float, y: Float, z: Float)
  private let pitch: (x: Float, y: Float, z: Float)
  private let stride: (x: Int, y: Int, z: Int)
  private var i, j, k: Int32
  private(set) var n: Int

  @inline(__always)
  init(_ p: Place, _ speed: Lattice.Speed, _ lattice: Lattice) {
    (start, self.speed, size) = (p, speed, lattice.size)
    (i, j, k, n) = (p.i, p.j, p.k, p.n)
    pitch = (abs(1 / speed.x), abs(1 / speed.y), abs(1 / speed.z))
    next = (
      Ray.way(p.x, p.i, speed.x, pitch.x), Ray.way(p.y, p.j, speed.y, pitch.y),
      Ray.way(p.z, p.k, speed.z, pitch.z)
    )
    let row = Int(size.i), slice = row * Int(size.j)
    stride = (speed.x > 0 ? 1 : -1, speed.y > 0 ? row : -row, speed.z > 0 ? slice : -slice)
  }

  @inline(__always)
  private static func way(_ x: Float, _ i: Int32, _ speed: Float, _ pitch: Float) -> Float {
    let part = x - Float(i)
    return speed == 0 ? .infinity : max(0, speed > 0 ? 1 - part : part) * pitch
  }

  @inline(__always)
  var nearest: Lattice.Face {
    if next.x <= next.y { return next.x <= next.z ? (next.x, 0) : (next.z, 2) }
    return next.y <= next.z ? (next.y, 1) : (next.z, 2)
  }

  /// Into the voxel beyond the face; false beyond the grid.
  @inline(__always)
  mutating func cross(_ axis: Int) -> Bool {
    switch axis {
    case 0:
      next.x += pitch.x
      n += stride.x
      i += stride.x > 0 ? 1 : -1
      return UInt32(bitPattern: i) < UInt32(size.i)
    case 1:
      next.y += pitch.y
      n += stride.y
      j += stride.y > 0 ? 1 : -1
      return UInt32(bitPattern: j) < UInt32(size.j)
    default:
      next.z += pitch.z
      n += stride.z
      k += stride.z > 0 ? 1 : -1
      return UInt32(bitPattern: k) < UInt32(size.k)
    }
  }

  /// The place at a distance from the start that lies in the present voxel.
  @inline(__always)
  func place(at distance: Float) -> Place {
    func clamped(_ x: Float, _ i: Int32) -> Float { min(max(x, Float(i)), Float(i) + 1) }
    return Place(
      x: clamped(start.x + distance * speed.x, i), y: clamped(start.y + distance * speed.y, j),
      z: clamped(start.z + distance * speed.z, k), i: i, j: j, k: k, n: n)
  }
}
