/// Three coordinates in the DICOM patient system (LPS: +x left, +y posterior, +z superior), millimetres.
public typealias Vector3 = SIMD3<Double>

extension SIMD3 where Scalar == Double {
  @inlinable public func dot(_ b: Self) -> Double { (self * b).sum() }
  @inlinable public func cross(_ b: Self) -> Self {
    Self(y * b.z - z * b.y, z * b.x - x * b.z, x * b.y - y * b.x)
  }
  /// Length of the vector, in the unit of its components.
  @inlinable public var norm: Double { dot(self).squareRoot() }
}

/// A 3 × 3 matrix by columns.
@frozen
public struct Matrix3: Hashable, Sendable, Codable {
  public var columns: (x: Vector3, y: Vector3, z: Vector3) {
    get { (c0, c1, c2) }
    set { (c0, c1, c2) = newValue }
  }
  @usableFromInline var c0, c1, c2: Vector3

  @inlinable public init(_ x: Vector3, _ y: Vector3, _ z: Vector3) { (c0, c1, c2) = (x, y, z) }

  public static let identity = Matrix3(Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1))

  @inlinable public static func * (m: Matrix3, v: Vector3) -> Vector3 { m.c0 * v.x + m.c1 * v.y + m.c2 * v.z }
  @inlinable public static func * (a: Matrix3, b: Matrix3) -> Matrix3 {
    Matrix3(a * b.c0, a * b.c1, a * b.c2)
  }
  /// Determinant: the volume factor of the transform, negative for a mirror.
  @inlinable public var determinant: Double { c0.dot(c1.cross(c2)) }
  public var transpose: Matrix3 {
    Matrix3(Vector3(c0.x, c1.x, c2.x), Vector3(c0.y, c1.y, c2.y), Vector3(c0.z, c1.z, c2.z))
  }
  /// Inverse; the determinant must not be zero.
  public var inverse: Matrix3 {
    let d = determinant
    precondition(d != 0, "a singular matrix has no inverse")
    return Matrix3(c1.cross(c2) / d, c2.cross(c0) / d, c0.cross(c1) / d).transpose
  }
}

/// A rigid motion of points: `p ↦ rotation · p + translation`, millimetres, LPS.
public struct RigidTransform: Hashable, Sendable, Codable {
  public var rotation: Matrix3
  public var translation: Vector3

  public init(rotation: Matrix3 = .identity, translation: Vector3 = .zero) {
    self.rotation = rotation
    self.translation = translation
  }

  public static let identity = RigidTransform()
  @inlinable public func callAsFunction(_ p: Vector3) -> Vector3 { rotation * p + translation }
  public var inverse: RigidTransform {
    let back = rotation.transpose
    return RigidTransform(rotation: back, translation: -(back * translation))
  }
  /// First `self`, then `next`.
  public func then(_ next: RigidTransform) -> RigidTransform {
    RigidTransform(rotation: next.rotation * rotation, translation: next(translation))
  }
}
