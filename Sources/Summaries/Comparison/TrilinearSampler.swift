import Volumes

/// Reads a volume between its voxel centres. Up to half a voxel beyond the outermost centres the border value holds.
struct TrilinearSampler {
  private let voxels: UnsafePointer<Float>
  private let size: SIMD3<Int>
  private let last: Vector3

  /// The pointer must outlive the sampler.
  init(_ voxels: UnsafePointer<Float>, grid: Grid) {
    self.voxels = voxels
    size = SIMD3(grid.size.i, grid.size.j, grid.size.k)
    last = Vector3(Double(size.x - 1), Double(size.y - 1), Double(size.z - 1))
  }

  /// Value at a fractional index; `nil` outside the volume.
  @inline(__always) func value(_ index: Vector3) -> Double? {
    guard let cell = Cell(index, last, size) else { return nil }
    let c = corners(cell)
    let (fx, fy, fz) = (cell.fraction.x, cell.fraction.y, cell.fraction.z)
    let low = mix(mix(c.0, c.1, fx), mix(c.2, c.3, fx), fy)
    let high = mix(mix(c.4, c.5, fx), mix(c.6, c.7, fx), fy)
    return mix(low, high, fz)
  }

  /// Value and its derivatives by the fractional index.
  @inline(__always) func gradient(_ index: Vector3) -> (value: Double, slope: Vector3)? {
    guard let cell = Cell(index, last, size) else { return nil }
    let c = corners(cell)
    let (fx, fy, fz) = (cell.fraction.x, cell.fraction.y, cell.fraction.z)
    let (x00, x10) = (mix(c.0, c.1, fx), mix(c.2, c.3, fx))
    let (x01, x11) = (mix(c.4, c.5, fx), mix(c.6, c.7, fx))
    let (low, high) = (mix(x00, x10, fy), mix(x01, x11, fy))
    let dx = mix(mix(c.1 - c.0, c.3 - c.2, fy), mix(c.5 - c.4, c.7 - c.6, fy), fz)
    return (mix(low, high, fz), Vector3(dx, mix(x10 - x00, x11 - x01, fz), high - low))
  }

  @inline(__always) private func mix(_ a: Double, _ b: Double, _ t: Double) -> Double { a + (b - a) * t }

  @inline(__always) private func corners(
    _ cell: Cell
  ) -> (Double, Double, Double, Double, Double, Double, Double, Double) {
    let a = cell.base
    let (x, y, z) = (cell.step.x, cell.step.y, cell.step.z)
    return (
      Double(voxels[a]), Double(voxels[a + x]), Double(voxels[a + y]), Double(voxels[a + x + y]),
      Double(voxels[a + z]), Double(voxels[a + x + z]), Double(voxels[a + y + z]),
      Double(voxels[a + x + y + z])
    )
  }

  /// The eight centres around a point. An axis of one voxel has step 0.
  private struct Cell {
    let base: Int
    let step: SIMD3<Int>
    let fraction: Vector3

    @inline(__always) init?(_ index: Vector3, _ last: Vector3, _ size: SIMD3<Int>) {
      // 1e-6: an exact copy of the last half voxel may round outwards.
      guard all(index .>= -0.500001), all(index .<= last + 0.500001) else { return nil }
      let inside = pointwiseMin(pointwiseMax(index, .zero), last)
      let (x, y, z) = (
        min(Int(inside.x), max(0, size.x - 2)), min(Int(inside.y), max(0, size.y - 2)),
        min(Int(inside.z), max(0, size.z - 2))
      )
      base = x + size.x * (y + size.y * z)
      step = SIMD3(size.x > 1 ? 1 : 0, size.y > 1 ? size.x : 0, size.z > 1 ? size.x * size.y : 0)
      fraction = inside - Vector3(Double(x), Double(y), Double(z))
    }
  }
}
