import Foundation
import Quantities
import Volumes

/// A sphere in the patient, laid onto a grid.
public struct Sphere: Sendable, Hashable {
  /// Centre, mm, LPS.
  public var centre: Vector3
  /// Radius, mm, above zero.
  public var radius: Double

  public init(centre: Vector3, radius: Double) {
    precondition(radius > 0 && radius.isFinite, "a sphere has a radius")
    (self.centre, self.radius) = (centre, radius)
  }

  /// The radius of a sphere of `volume`, mm.
  public static func radius(of volume: Quantity<Millilitre>) -> Double {
    cbrt(volume.value * 1000 * 3 / (4 * Double.pi))
  }

  /// How a voxel at the surface counts.
  public enum Rule: String, Sendable, Hashable, Codable {
    /// Whole, if its centre is not outside.
    case centres
    /// By the part of it that lies inside, from 8 × 8 × 8 points.
    case fractions
  }

  /// The part of the sphere that lies on the grid.
  public func occupancy(on grid: Grid, _ rule: Rule) -> Occupancy {
    let box = box(on: grid)
    var fractions: [Float] = []
    fractions.reserveCapacity(box.count)
    for k in box.lower.k..<max(box.lower.k, box.upper.k) {
      for j in box.lower.j..<max(box.lower.j, box.upper.j) {
        for i in box.lower.i..<max(box.lower.i, box.upper.i) {
          fractions.append(fraction(grid, Vector3(Double(i), Double(j), Double(k)), rule))
        }
      }
    }
    return Occupancy(grid: grid, box: box, fractions: fractions)
  }

  private func box(on grid: Grid) -> IndexBox {
    let c = grid.index(of: centre)
    let reach = Vector3(repeating: radius) / grid.spacing + Vector3(repeating: 1)
    func clamp(_ x: Double, _ n: Int) -> Int { Int(max(0, min(Double(n), x))) }
    let (a, b) = (c - reach, c + reach + Vector3(repeating: 1))
    let lower = GridSize(clamp(a.x, grid.size.i), clamp(a.y, grid.size.j), clamp(a.z, grid.size.k))
    let upper = GridSize(clamp(b.x, grid.size.i), clamp(b.y, grid.size.j), clamp(b.z, grid.size.k))
    let box = IndexBox(lower: lower, upper: upper)
    return box.count > 0 ? box : IndexBox(lower: GridSize(0, 0, 0), upper: GridSize(0, 0, 0))
  }

  private func fraction(_ grid: Grid, _ index: Vector3, _ rule: Rule) -> Float {
    let distance = (grid.position(index) - centre).norm
    let half = grid.spacing.norm / 2
    // Positions carry rounding; a centre on the surface counts as inside.
    if rule == .centres { return distance <= radius * (1 + 1e-9) ? 1 : 0 }
    if distance + half <= radius { return 1 }
    if distance - half >= radius { return 0 }
    var inside = 0
    for n in 0..<512 {
      let sub = (Vector3(Double(n & 7), Double((n >> 3) & 7), Double(n >> 6)) + 0.5) / 8 - 0.5
      if (grid.position(index + sub) - centre).norm <= radius { inside += 1 }
    }
    return Float(inside) / 512
  }
}
