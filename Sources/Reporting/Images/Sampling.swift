import Volumes

extension SlicePlane {
  /// Trilinear samples of a volume at the pixel centres, rows from the top; NaN outside the outer voxel faces.
  func sample(_ volume: Volume<Float>) -> [Float] {
    sample(volume.voxels, size: volume.grid.size, grid: volume.grid, lower: .zero, outside: .nan)
  }

  /// Trilinear samples of a region's occupancy; 0 outside.
  func sample(_ region: Occupancy) -> [Float] {
    guard region.box.count > 0 else { return [Float](repeating: 0, count: columns * rows) }
    let lower = region.box.lower
    return sample(
      region.fractions, size: region.box.size, grid: region.grid,
      lower: Vector3(Double(lower.i), Double(lower.j), Double(lower.k)), outside: 0)
  }

  private func sample(
    _ voxels: [Float], size: GridSize, grid: Grid, lower: Vector3, outside: Float
  ) -> [Float] {
    let inverse = grid.axes.inverse
    let start = inverse * (origin - grid.origin) - lower
    let across = inverse * (right * pixel)
    let along = inverse * (down * pixel)
    var out = [Float](repeating: outside, count: columns * rows)
    voxels.withUnsafeBufferPointer { voxels in
      for row in 0..<rows {
        for column in 0..<columns {
          let p = start + along * Double(row) + across * Double(column)
          out[column + columns * row] =
            outside.isNaN ? inside(voxels, size, p, outside) : padded(voxels, size, p)
        }
      }
    }
    return out
  }

  /// Interpolates with clamped neighbours; beyond the outer faces it gives `outside`.
  @inline(__always)
  private func inside(_ v: UnsafeBufferPointer<Float>, _ s: GridSize, _ p: Vector3, _ outside: Float) -> Float
  {
    let e = 0.5 + 1e-9
    guard p.x >= -e, p.y >= -e, p.z >= -e, p.x <= Double(s.i) - 1 + e, p.y <= Double(s.j) - 1 + e,
      p.z <= Double(s.k) - 1 + e
    else { return outside }
    let (i, u) = Self.cell(p.x, s.i)
    let (j, w) = Self.cell(p.y, s.j)
    let (k, t) = Self.cell(p.z, s.k)
    let (di, dj, dk) = (s.i > 1 ? 1 : 0, s.j > 1 ? s.i : 0, s.k > 1 ? s.i * s.j : 0)
    let n = i + s.i * (j + s.j * k)
    let near = Self.mix(
      Self.mix(v[n], v[n + di], u), Self.mix(v[n + dj], v[n + di + dj], u), w)
    guard t > 0 else { return near }
    let far = Self.mix(
      Self.mix(v[n + dk], v[n + di + dk], u), Self.mix(v[n + dj + dk], v[n + di + dj + dk], u), w)
    return Self.mix(near, far, t)
  }

  private static func cell(_ x: Double, _ count: Int) -> (Int, Float) {
    let clamped = min(Double(count - 1), max(0, x))
    let first = max(0, min(count - 2, Int(clamped)))
    return (first, Float(clamped - Double(first)))
  }

  @inline(__always) private static func mix(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }

  /// Interpolates with zeros around the array.
  @inline(__always)
  private func padded(_ v: UnsafeBufferPointer<Float>, _ s: GridSize, _ p: Vector3) -> Float {
    guard p.x > -1, p.y > -1, p.z > -1, p.x < Double(s.i), p.y < Double(s.j), p.z < Double(s.k) else {
      return 0
    }
    let (i, j, k) = (Int(p.x.rounded(.down)), Int(p.y.rounded(.down)), Int(p.z.rounded(.down)))
    let (u, w, t) = (Float(p.x - Double(i)), Float(p.y - Double(j)), Float(p.z - Double(k)))
    var sum: Float = 0
    for dk in 0...1 where k + dk >= 0 && k + dk < s.k {
      for dj in 0...1 where j + dj >= 0 && j + dj < s.j {
        for di in 0...1 where i + di >= 0 && i + di < s.i {
          let weight = (di == 0 ? 1 - u : u) * (dj == 0 ? 1 - w : w) * (dk == 0 ? 1 - t : t)
          sum += weight * v[i + di + s.i * (j + dj + s.j * (k + dk))]
        }
      }
    }
    return sum
  }
}
