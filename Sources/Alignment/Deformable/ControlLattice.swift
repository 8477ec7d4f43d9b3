import Foundation
import Volumes

/// Control points in the making: coefficients in double precision, refined from level to level.
struct ControlLattice: Sendable {
  let grid: Grid
  /// x, y and z of one control point after the other, mm.
  var coefficients: [Double]

  /// A lattice at rest whose box, of whole cells of `spacing` mm about its middle, holds all points.
  init(around points: [Vector3], like image: Grid, spacing: Double) {
    let axes = image.direction
    let own = points.map { axes.transpose * $0 }
    let low = own.reduce(own[0]) { $0.clamped(lowerBound: Vector3(repeating: -.infinity), upperBound: $1) }
    let high = own.reduce(own[0]) { $0.clamped(lowerBound: $1, upperBound: Vector3(repeating: .infinity)) }
    let cells = ((high - low) / spacing).rounded(.up).clamped(
      lowerBound: Vector3(repeating: 1), upperBound: Vector3(repeating: 1000))
    let corner = (low + high) / 2 - cells * (spacing / 2)
    grid = try! Grid(
      size: GridSize(Int(cells.x) + 3, Int(cells.y) + 3, Int(cells.z) + 3),
      spacing: Vector3(repeating: spacing), direction: axes,
      origin: axes * (corner - Vector3(repeating: spacing)))
    coefficients = [Double](repeating: 0, count: 3 * grid.size.count)
  }

  private init(grid: Grid, coefficients: [Double]) { (self.grid, self.coefficients) = (grid, coefficients) }

  var cells: Vector3 {
    Vector3(Double(grid.size.i - 3), Double(grid.size.j - 3), Double(grid.size.k - 3))
  }

  var deformation: Deformation {
    try! Deformation(lattice: grid, coefficients: coefficients.map { Float($0) })
  }

  /// The same displacement with control points at half the distance: exact, because a cubic B-spline is a sum of narrower
  /// ones (two-scale relation; Forsey and Bartels 1988, doi:10.1145/54852.378512).
  var refined: ControlLattice {
    var values = coefficients
    var sizes = [grid.size.i, grid.size.j, grid.size.k]
    for axis in 0..<3 {
      values = Self.refined(values, sizes: sizes, along: axis)
      sizes[axis] = 2 * sizes[axis] - 3
    }
    // The first control point lies one step before the box; the step is halved.
    let finer = try! Grid(
      size: GridSize(sizes[0], sizes[1], sizes[2]), spacing: grid.spacing / 2, direction: grid.direction,
      origin: grid.position(Vector3(repeating: 0.5)))
    return ControlLattice(grid: finer, coefficients: values)
  }

  private static func refined(_ values: [Double], sizes: [Int], along axis: Int) -> [Double] {
    let inner = 3 * sizes[..<axis].reduce(1, *), outer = sizes[(axis + 1)...].reduce(1, *)
    let length = sizes[axis], count = 2 * length - 3
    var result = [Double](repeating: 0, count: inner * count * outer)
    for o in 0..<outer {
      for f in 0..<count {
        // Fine point f lies at coarse index (f + 1) / 2.
        let n = (f + 1) / 2
        for x in 0..<inner {
          func coarse(_ m: Int) -> Double { values[(o * length + m) * inner + x] }
          result[(o * count + f) * inner + x] =
            f % 2 == 0 ? (coarse(n) + coarse(n + 1)) / 2 : (coarse(n - 1) + 6 * coarse(n) + coarse(n + 1)) / 8
        }
      }
    }
    return result
  }
}
