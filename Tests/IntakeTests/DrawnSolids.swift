import Foundation
@testable import Intake
import Volumes

/// Solids drawn as contours in planes of any direction, with their analytic volumes.
struct DrawnSolid: CustomStringConvertible, Sendable {
  var description: String
  var contours: [Contour]
  /// Analytic volume, mL.
  var millilitres: Double

  /// A frame in which contours are drawn: `w` is the normal.
  struct Frame: Sendable {
    var centre = Vector3(3.1, -7.7, 12.3)
    var u = Vector3(1, 0, 0)
    var v = Vector3(0, 1, 0)
    var w: Vector3 { u.cross(v) }

    static func tilted(_ degrees: Double, about axis: Int = 0) -> Frame {
      let (c, s) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
      let rotation = [
        Matrix3(Vector3(1, 0, 0), Vector3(0, c, s), Vector3(0, -s, c)),
        Matrix3(Vector3(c, 0, -s), Vector3(0, 1, 0), Vector3(s, 0, c)),
        Matrix3(Vector3(c, s, 0), Vector3(-s, c, 0), Vector3(0, 0, 1)),
      ][axis]
      return Frame(u: rotation * Vector3(1, 0, 0), v: rotation * Vector3(0, 1, 0))
    }

    func point(_ x: Double, _ y: Double, _ z: Double) -> Vector3 { centre + u * x + v * y + w * z }
  }

  /// A regular polygon with the area of the circle.
  static func circle(
    _ radius: Double, at height: Double, in frame: Frame, x: Double = 0, y: Double = 0, corners: Int = 180
  ) -> Contour {
    let n = Double(corners)
    let outer = radius * (2 * .pi / n / sin(2 * .pi / n)).squareRoot()
    return Contour(
      points: (0..<corners).map { k in
        let angle = 2 * .pi * Double(k) / n
        return frame.point(x + outer * cos(angle), y + outer * sin(angle), height)
      })
  }

  static func heights(_ half: Double, _ step: Double) -> [Double] {
    let count = Int((2 * half / step).rounded())
    return (0..<count).map { -half + (Double($0) + 0.5) * step }
  }

  static func sphere(_ radius: Double, step: Double, in frame: Frame = Frame()) -> DrawnSolid {
    DrawnSolid(
      description: "sphere of \(radius) mm, planes \(step) mm apart",
      contours: heights(radius, step).map {
        circle((radius * radius - $0 * $0).squareRoot(), at: $0, in: frame)
      }, millilitres: 4 / 3 * .pi * radius * radius * radius / 1000)
  }

  static func cylinder(_ radius: Double, length: Double, step: Double, in frame: Frame = Frame())
    -> DrawnSolid
  {
    DrawnSolid(
      description: "cylinder of \(radius) mm × \(length) mm",
      contours: heights(length / 2, step).map { circle(radius, at: $0, in: frame) },
      millilitres: .pi * radius * radius * length / 1000)
  }

  /// A torus lying in the planes: each section is an annulus of two nested circles.
  static func torus(_ large: Double, _ small: Double, step: Double, in frame: Frame = Frame()) -> DrawnSolid {
    DrawnSolid(
      description: "torus of \(large) and \(small) mm",
      contours: heights(small, step).flatMap { z in
        let half = (small * small - z * z).squareRoot()
        return [circle(large + half, at: z, in: frame), circle(large - half, at: z, in: frame)]
      }, millilitres: 2 * .pi * .pi * large * small * small / 1000)
  }

  /// An annulus drawn as one contour with a channel of no width from the outer to the inner circle.
  static func keyhole(
    _ outer: Double, _ inner: Double, length: Double, step: Double, in frame: Frame = Frame()
  ) -> DrawnSolid {
    DrawnSolid(
      description: "keyhole annulus of \(outer) and \(inner) mm",
      contours: heights(length / 2, step).map { z in
        let ring = circle(outer, at: z, in: frame).points
        let hole = Array(circle(inner, at: z, in: frame).points.reversed())
        let start = [hole[hole.count - 1]]
        return Contour(points: ring + [ring[0]] + start + hole.dropLast() + start)
      }, millilitres: .pi * (outer * outer - inner * inner) * length / 1000)
  }
}

enum Grids {
  /// A cube of voxels around the patient origin.
  static func cube(_ count: Int, spacing: Double, direction: Matrix3 = .identity) -> Grid {
    let half = Double(count - 1) / 2 * spacing
    return try! Grid(
      size: GridSize(count, count, count), spacing: Vector3(repeating: spacing), direction: direction,
      origin: direction * Vector3(repeating: -half))
  }

  /// All 48 ways to lay axes of a volume along the patient's.
  static let orientations: [Matrix3] = {
    let axes = [Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)]
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
    return orders.flatMap { order in
      (0..<8).map { bits in
        let signed = order.indices.map { axes[order[$0]] * (bits >> $0 & 1 == 0 ? 1 : -1) }
        return Matrix3(signed[0], signed[1], signed[2])
      }
    }
  }()
}
