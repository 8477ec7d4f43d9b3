import Diagnostics
import Foundation
import Quantities
import Volumes

/// The longest diameter of a region in the planes of its image and the longest one perpendicular to it in the same
/// plane, as RECIST 1.1 measures lesions (doi:10.1016/j.ejca.2008.10.026, section 4.2).
///
/// The outline is where the occupied fraction crosses one half between voxel centres. For a binary mask that is half a
/// voxel beyond the outermost centres, so that a voxelised disc has its diameter within one voxel.
public struct LesionDiameters: Sendable, Hashable {
  /// Longest diameter in the plane, mm.
  public var long: Double
  /// Longest chord perpendicular to `long` in the same plane, mm.
  public var short: Double
  /// Index of the plane, from 0.
  public var slice: Int

  /// - Throws: `Problem` for an empty region.
  public init(_ region: Occupancy, named name: String = "region") throws {
    var best: (slice: Int, a: SIMD2<Double>, b: SIMD2<Double>, length: Double)?
    for k in region.box.lower.k..<region.box.upper.k {
      let hull = convexHull(Self.outline(region, k))
      for (n, a) in hull.enumerated() {
        for b in hull[(n + 1)...] {
          let length = simdLength(b - a)
          if length > best?.length ?? 0 { best = (k, a, b, length) }
        }
      }
    }
    guard let best else {
      throw Problem(
        .dataRejected, what: "the structure is empty", at: name, why: "it has no diameter",
        remedy: "check the contour, or leave it out")
    }
    (long, slice) = (best.length, best.slice)
    short = Self.across(region, best.slice, best.a, best.b)
  }

  /// Points of a plane's outline in mm from the first voxel centre.
  private static func outline(_ region: Occupancy, _ k: Int) -> [SIMD2<Double>] {
    let (box, step) = (region.box, SIMD2(region.grid.spacing.x, region.grid.spacing.y))
    var points: [SIMD2<Double>] = []
    func cross(_ i: Int, _ j: Int, _ di: Int, _ dj: Int) {
      let (a, b) = (Double(region[i, j, k]), Double(region[i + di, j + dj, k]))
      guard (a >= 0.5) != (b >= 0.5) else { return }
      let t = (0.5 - a) / (b - a)
      points.append(SIMD2(Double(i) + t * Double(di), Double(j) + t * Double(dj)) * step)
    }
    for j in (box.lower.j - 1)..<box.upper.j {
      for i in (box.lower.i - 1)..<box.upper.i {
        cross(i, j, 1, 0)
        cross(i, j, 0, 1)
      }
    }
    return points
  }

  /// The longest unbroken chord perpendicular to a line, from samples a fifth of a voxel apart.
  private static func across(
    _ region: Occupancy, _ k: Int, _ a: SIMD2<Double>, _ b: SIMD2<Double>
  ) -> Double {
    let along = (b - a) / simdLength(b - a)
    let normal = SIMD2(-along.y, along.x)
    let step = min(region.grid.spacing.x, region.grid.spacing.y) / 5
    let reach = Int(simdLength(b - a) / step)
    var longest = 0
    for n in 0...reach {
      var run = 0
      for m in -reach...reach {
        let point = a + along * (Double(n) * step) + normal * (Double(m) * step)
        run = fraction(region, k, point) >= 0.5 ? run + 1 : 0
        longest = max(longest, run)
      }
    }
    return Double(longest) * step
  }

  /// Bilinear between voxel centres.
  private static func fraction(_ region: Occupancy, _ k: Int, _ point: SIMD2<Double>) -> Double {
    let at = point / SIMD2(region.grid.spacing.x, region.grid.spacing.y)
    let (i, j) = (Int(at.x.rounded(.down)), Int(at.y.rounded(.down)))
    let (u, v) = (at.x - Double(i), at.y - Double(j))
    func f(_ di: Int, _ dj: Int) -> Double { Double(region[i + di, j + dj, k]) }
    return (1 - u) * (1 - v) * f(0, 0) + u * (1 - v) * f(1, 0) + (1 - u) * v * f(0, 1) + u * v * f(1, 1)
  }
}

private func simdLength(_ v: SIMD2<Double>) -> Double { (v * v).sum().squareRoot() }

/// Andrew's monotone chain: the corners of the smallest convex polygon around points.
private func convexHull(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
  let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
  guard sorted.count > 2 else { return sorted }
  func half(_ points: some Sequence<SIMD2<Double>>) -> [SIMD2<Double>] {
    var hull: [SIMD2<Double>] = []
    for p in points {
      while hull.count > 1 {
        let (u, v) = (hull[hull.count - 1] - hull[hull.count - 2], p - hull[hull.count - 1])
        if u.x * v.y - u.y * v.x > 0 { break }
        hull.removeLast()
      }
      hull.append(p)
    }
    return hull.dropLast()
  }
  return half(sorted) + half(sorted.reversed())
}
