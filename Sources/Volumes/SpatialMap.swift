/// From points of the fixed space to points of a moving image's space: first a deformation, where there is one, then a
/// rigid motion. Millimetres, LPS.
public struct SpatialMap: Hashable, Sendable {
  public var rigid: RigidTransform
  public var deformation: Deformation?

  public init(_ rigid: RigidTransform, _ deformation: Deformation? = nil) {
    (self.rigid, self.deformation) = (rigid, deformation)
  }

  /// Every point stays.
  public static let rest = SpatialMap(.identity)

  public func callAsFunction(_ p: Vector3) -> Vector3 { rigid(deformation.map { $0(p) } ?? p) }

  /// The point of the fixed space that goes to `q`.
  public func origin(of q: Vector3) -> Vector3 {
    let p = rigid.inverse(q)
    return deformation?.origin(of: p) ?? p
  }
}
