import Foundation

/// A smooth displacement of points: cubic B-splines on a regular lattice of control points
/// (Rueckert et al. 1999, doi:10.1109/42.796284).
///
/// A point p goes to p + u(p), u(p) = Σ β³(x − i) β³(y − j) β³(z − k) c(i, j, k), with x, y, z the point in steps of the
/// lattice. The lattice reaches one step beyond the box that it describes; outside that box the displacement is that of
/// the nearest point on its border, so that nothing tears there. Axes as of the fixed image; lengths in mm, LPS.
///
/// It is *not* a field on voxels: a field follows by evaluating it, and DICOM objects hold such a field.
public struct Deformation: Hashable, Sendable {
  /// Control points; at least four along each axis.
  public let lattice: Grid
  /// Coefficients of the control points, mm: x, y and z of one after the other, i fastest.
  public let coefficients: [Float]
  /// From mm to steps of the lattice.
  private let toSteps: Matrix3

  /// - Throws: `GridError` if the coefficients do not fill the lattice, it has fewer than four points along an axis, or a
  ///   coefficient is not finite.
  public init(lattice: Grid, coefficients: [Float]) throws(GridError) {
    let size = lattice.size
    guard min(size.i, size.j, size.k) >= 4 else { throw .emptySize(size) }
    guard coefficients.count == 3 * size.count else {
      throw .voxelCount(expected: 3 * size.count, found: coefficients.count)
    }
    guard coefficients.allSatisfy(\.isFinite) else { throw .badOrigin }
    (self.lattice, self.coefficients) = (lattice, coefficients)
    toSteps = lattice.axes.inverse
  }

  /// Number of steps of the described box along i, j and k.
  private var cells: Vector3 {
    Vector3(Double(lattice.size.i - 3), Double(lattice.size.j - 3), Double(lattice.size.k - 3))
  }

  /// Displacement of a point, mm.
  public func displacement(at p: Vector3) -> Vector3 {
    let place = LatticePlace(steps(p), cells)
    return coefficients.withUnsafeBufferPointer { c in
      sum(c.baseAddress!, place, place.x.values, place.y.values, place.z.values)
    }
  }

  /// Where a point goes.
  public func callAsFunction(_ p: Vector3) -> Vector3 { p + displacement(at: p) }

  /// Determinant of the derivative of p + u(p): how much a small volume grows; 0 or less where space folds.
  public func jacobian(at p: Vector3) -> Double {
    let place = LatticePlace(steps(p), cells)
    let derivative = coefficients.withUnsafeBufferPointer { c in
      let c = c.baseAddress!
      return Matrix3(
        sum(c, place, place.x.slopes, place.y.values, place.z.values),
        sum(c, place, place.x.values, place.y.slopes, place.z.values),
        sum(c, place, place.x.values, place.y.values, place.z.slopes))
    }
    let m = derivative * toSteps
    return Matrix3(
      m.columns.x + Vector3(1, 0, 0), m.columns.y + Vector3(0, 1, 0), m.columns.z + Vector3(0, 0, 1)
    ).determinant
  }

  /// The point that goes to `q`, by fixed-point iteration to a micrometre; where the displacement changes faster than
  /// space (Jacobian near 0) it may not be reached, and the best of 50 steps is returned.
  public func origin(of q: Vector3) -> Vector3 {
    var p = q
    for _ in 0..<50 {
      let error = q - self(p)
      p += error
      if error.norm < 1e-3 { break }
    }
    return p
  }

  /// The same displacement, of points that lie `shift` further.
  public func shifted(by shift: Vector3) -> Deformation {
    let grid = try! Grid(
      size: lattice.size, spacing: lattice.spacing, direction: lattice.direction,
      origin: lattice.origin + shift, frameOfReference: lattice.frameOfReference)
    return try! Deformation(lattice: grid, coefficients: coefficients)
  }

  /// Steps of the lattice from the corner of the described box.
  private func steps(_ p: Vector3) -> Vector3 { toSteps * (p - lattice.origin) - Vector3(repeating: 1) }

  private func sum(
    _ c: UnsafePointer<Float>, _ place: LatticePlace, _ wx: SIMD4<Double>, _ wy: SIMD4<Double>,
    _ wz: SIMD4<Double>
  ) -> Vector3 {
    var total = Vector3.zero
    for k in 0..<4 {
      for j in 0..<4 {
        let weight = wy[j] * wz[k]
        let row = 3 * lattice.offset(place.i, place.j + j, place.k + k)
        for i in 0..<4 {
          let n = row + 3 * i
          total += Vector3(Double(c[n]), Double(c[n + 1]), Double(c[n + 2])) * (wx[i] * weight)
        }
      }
    }
    return total
  }
}

/// Which control points act on a place, and by how much.
package struct LatticePlace {
  /// Index of the first control point along each axis.
  package var i, j, k: Int
  package var x, y, z: SplineWeights

  /// - Parameters:
  ///   - steps: from the corner of the described box, in steps of the lattice; beyond it the border counts.
  ///   - cells: steps of the box along each axis.
  package init(_ steps: Vector3, _ cells: Vector3) {
    let s = steps.clamped(lowerBound: .zero, upperBound: cells)
    let first = s.rounded(.down).clamped(lowerBound: .zero, upperBound: cells - 1)
    (i, j, k) = (Int(first.x), Int(first.y), Int(first.z))
    let t = s - first
    (x, y, z) = (SplineWeights(t.x), SplineWeights(t.y), SplineWeights(t.z))
  }
}

/// Weights of four neighbouring control points at the part t, 0…1, of the way from the second to the third.
package struct SplineWeights {
  package var values, slopes: SIMD4<Double>

  package init(_ t: Double) {
    let s = 1 - t
    values = SIMD4(s * s * s, 3 * t * t * t - 6 * t * t + 4, 3 * s * s * s - 6 * s * s + 4, t * t * t) / 6
    slopes = SIMD4(-s * s, 3 * t * t - 4 * t, -3 * s * s + 4 * s, t * t) / 2
  }
}

/// As a record: the lattice, and the coefficients as the bytes of little-endian 32-bit numbers.
extension Deformation: Codable {
  private enum Key: String, CodingKey { case lattice, coefficients }

  public init(from decoder: any Decoder) throws {
    let c = try decoder.container(keyedBy: Key.self)
    let bytes = [UInt8](try c.decode(Data.self, forKey: .coefficients))
    let values = stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map { n in
      Float(
        bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[n + $1]) << UInt32(8 * $1) })
    }
    try self.init(lattice: c.decode(Grid.self, forKey: .lattice), coefficients: values)
  }

  public func encode(to encoder: any Encoder) throws {
    var c = encoder.container(keyedBy: Key.self)
    try c.encode(lattice, forKey: .lattice)
    try c.encode(Data(bytes), forKey: .coefficients)
  }

  /// Coefficients as little-endian bytes: what digests are made of.
  package var bytes: [UInt8] {
    coefficients.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
  }
}
