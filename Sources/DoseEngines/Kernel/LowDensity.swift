import Stages
import Volumes

/// Voxels near lung or air.
enum LowDensity {
  /// True for every voxel whose centre lies within `distance`, mm, of the centre of one below `limit`, g/mL; `nil` for
  /// a uniform body.
  ///
  /// Squared distances are built axis by axis (Felzenszwalb & Huttenlocher 2012, doi:10.4086/toc.2012.v008a019), cut
  /// off at `distance`, so only neighbours within it are compared.
  static func isNear(_ densities: DensityField, grid: Grid, limit: Float, distance: Double) -> [Bool]? {
    guard let values = densities.values else { return nil }
    return isNear(values, grid: grid, distance: distance) { $0 < limit }
  }

  /// True for every voxel whose centre lies within `distance`, mm, of the centre of one whose density obeys a
  /// condition; `nil` where none does.
  static func isNear(_ densities: [Float], grid: Grid, distance: Double, where condition: (Float) -> Bool)
    -> [Bool]?
  {
    let far = Float.infinity
    var squared = densities.map { condition($0) ? 0 : far }
    guard squared.contains(0) else { return nil }
    let size = grid.size
    let axes = [
      (step: 1, count: size.i, spacing: grid.spacing.x),
      (step: size.i, count: size.j, spacing: grid.spacing.y),
      (step: size.i * size.j, count: size.k, spacing: grid.spacing.z),
    ]
    for axis in axes {
      squared = lowered(
        squared, step: axis.step, count: axis.count, spacing: axis.spacing, distance: distance)
    }
    let bound = Float(distance * distance)
    return squared.map { $0 <= bound }
  }

  /// g(n) = min over d of f(n + d) + (d · spacing)², |d · spacing| ≤ distance.
  private static func lowered(_ f: [Float], step: Int, count: Int, spacing: Double, distance: Double)
    -> [Float]
  {
    var g = f
    for d in 1...max(1, Int(distance / spacing)) where Double(d) * spacing <= distance && d < count {
      let cost = Float(Double(d) * spacing * Double(d) * spacing)
      for n in f.indices {
        let place = n / step % count
        if place >= d { g[n] = min(g[n], f[n - d * step] + cost) }
        if place + d < count { g[n] = min(g[n], f[n + d * step] + cost) }
      }
    }
    return g
  }
}

extension MaterialMap {
  /// True for every voxel whose centre lies within `distance`, mm, of one whose density, g/mL, obeys a condition;
  /// `nil` where none does. Voxels outside the CT (NaN) obey no condition.
  public func voxels(within distance: Double, of condition: (Float) -> Bool) -> [Bool]? {
    LowDensity.isNear(density.voxels, grid: density.grid, distance: distance) { !$0.isNaN && condition($0) }
  }
}
