import Foundation
import Volumes

/// One contour of a region of interest: points in patient coordinates, mm, LPS.
public struct Contour: Sendable, Hashable {
  /// Contour Geometric Type (3006,0042).
  public enum Kind: String, Sendable, Hashable {
    case point = "POINT"
    case openPlanar = "OPEN_PLANAR"
    case openNonplanar = "OPEN_NONPLANAR"
    case closedPlanar = "CLOSED_PLANAR"
    /// Closed contours that are combined by exclusive or; read like `closedPlanar`, which does the same.
    case closedPlanarXor = "CLOSEDPLANAR_XOR"
    /// Closed contours that a program put between drawn ones. The standard does not know the word; such contours are read
    /// like `closedPlanar`, which is reported.
    case interpolatedPlanar = "INTERPOLATED_PLANAR"

    /// True if the contour encloses an area.
    var isClosed: Bool {
      switch self {
      case .closedPlanar, .closedPlanarXor, .interpolatedPlanar: true
      case .point, .openPlanar, .openNonplanar: false
      }
    }
  }

  public var kind: Kind
  /// Vertices in order; the last one is joined to the first without being repeated.
  public var points: [Vector3]
  /// Contour Slab Thickness (3006,0044), mm, where the file states it.
  var slabThickness: Double?

  public init(kind: Kind = .closedPlanar, points: [Vector3], slabThickness: Double? = nil) {
    (self.kind, self.points, self.slabThickness) = (kind, points, slabThickness)
  }
}

extension Contour {
  /// Area vector by Newell's formula: normal to the best plane, length = area, mm².
  ///
  /// Exact for a planar polygon; the mean of the projected areas for a slightly warped one.
  var areaVector: Vector3 {
    guard let first = points.first else { return .zero }
    var sum = Vector3.zero
    for n in points.indices {
      let next = points[n + 1 == points.count ? 0 : n + 1]
      sum += (points[n] - first).cross(next - first)
    }
    return sum * 0.5
  }

  /// A vector normal to the contour's plane whose length measures how well the points span it, mm²; zero for points on
  /// one line.
  ///
  /// The area vector, unless lobes of opposite sense cancel in it (a figure of eight): then the normal of the widest
  /// triangle from the first point.
  var planeVector: Vector3 {
    let area = areaVector
    guard let first = points.first else { return .zero }
    let far = points.max { ($0 - first).norm < ($1 - first).norm } ?? first
    let widest = points.map { (far - first).cross($0 - first) }.max { $0.norm < $1.norm } ?? .zero
    return area.norm > 0.02 * widest.norm ? area : widest / 2
  }

  var centre: Vector3 { points.reduce(.zero, +) / Double(max(1, points.count)) }
}
