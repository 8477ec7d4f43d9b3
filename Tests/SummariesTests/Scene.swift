import Quantities
import Stages
import Volumes

@testable import Summaries

/// Small volumes and regions for the tests.
enum Scene {
  static func grid(_ i: Int, _ j: Int, _ k: Int, spacing: Double = 1) -> Grid {
    try! Grid(size: GridSize(i, j, k), spacing: Vector3(repeating: spacing))
  }

  static func field(_ grid: Grid, _ value: (Vector3) -> Double) -> Volume<Float> {
    var volume = Volume<Float>(grid: grid, repeating: 0)
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j {
        for i in 0..<grid.size.i {
          volume[i, j, k] = Float(value(grid.position(Vector3(Double(i), Double(j), Double(k)))))
        }
      }
    }
    return volume
  }

  /// A sphere with fractions by n³ sub-samples per voxel.
  static func sphere(_ grid: Grid, centre: Vector3, radius: Double, parts n: Int = 8) -> Occupancy {
    Occupancy(
      field(grid) { p in
        let distance = (p - centre).norm
        if distance < radius - grid.spacing.norm / 2 { return 1 }
        if distance > radius + grid.spacing.norm / 2 { return 0 }
        var inside = 0
        for part in 0..<(n * n * n) {
          let (x, y, z) = (part % n, part / n % n, part / (n * n))
          let local = (Vector3(Double(x), Double(y), Double(z)) + 0.5) / Double(n) - 0.5
          if (p + local * grid.spacing - centre).norm <= radius { inside += 1 }
        }
        return Double(inside) / Double(n * n * n)
      })
  }

  static func mask(_ grid: Grid, _ inside: (Vector3) -> Bool) -> Occupancy {
    Occupancy(field(grid) { inside($0) ? 1 : 0 })
  }

  static func dose(_ values: Volume<Float>, statistical: Volume<Float>? = nil, common: Double? = nil)
    -> DoseVolume
  {
    DoseVolume(
      map: try! QuantityMap(values: values, statistical: statistical, common: common), engine: "test",
      nuclide: "Lu-177")
  }

  static func structure(_ name: String, _ role: StructureRole, _ region: Occupancy) -> Structure {
    Structure(program: name, role: role, region: region)
  }
}
