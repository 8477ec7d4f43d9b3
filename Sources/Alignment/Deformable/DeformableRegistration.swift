import Volumes

/// How a moving image was laid onto a fixed one by a deformation before the rigid motion, and how well.
public struct DeformableRegistration: Sendable, Hashable {
  /// The rigid motion that was given, from the fixed to the moving space.
  public var rigid: RigidTransform
  /// Of the fixed space; `nil` where it is not used.
  public var deformation: Deformation?
  /// Of what was found, used or not.
  public var quality: DeformationQuality
  public var refusal: DeformationQuality.Refusal?
  /// What was done, in words for the report.
  public var method: String

  /// From points of the fixed space to points of the moving one, mm LPS: the rigid motion alone where the deformation is
  /// not used.
  public var map: SpatialMap { SpatialMap(rigid, deformation) }
}
