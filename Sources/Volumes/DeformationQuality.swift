/// By what a deformable registration is judged. Lengths in mm, information in nats, over points of the fixed body.
public struct DeformationQuality: Sendable, Hashable, Codable {
  /// Least and greatest determinant of the derivative: how much small volumes shrink and grow.
  public var smallestJacobian, largestJacobian: Double
  /// Part of the body's points at which space folds (determinant of 0 or less), 0…1.
  public var foldedFraction: Double
  /// Root mean square distance between a point and its image there and back, by the registration with the images
  /// exchanged: what the result is uncertain by, where nothing else is known.
  public var inverseConsistency: Double
  /// 95 of 100 points come back nearer than this.
  public var inverseConsistency95: Double
  /// Mutual information of the images after the rigid registration, and after the deformation; more is better.
  public var informationBefore, informationAfter: Double
  /// Largest and root mean square displacement by the deformation alone.
  public var largestDisplacement, displacement: Double
  /// Root mean square distance of the given landmarks, rigid and deformable; `nil` without landmarks.
  public var landmarksBefore, landmarksAfter: Double?

  public init(
    jacobian: ClosedRange<Double>, foldedFraction: Double, inverseConsistency: Double,
    inverseConsistency95: Double, informationBefore: Double, informationAfter: Double,
    largestDisplacement: Double, displacement: Double
  ) {
    (smallestJacobian, largestJacobian) = (jacobian.lowerBound, jacobian.upperBound)
    (self.foldedFraction, self.inverseConsistency) = (foldedFraction, inverseConsistency)
    (self.inverseConsistency95, self.informationBefore) = (inverseConsistency95, informationBefore)
    (self.informationAfter, self.largestDisplacement) = (informationAfter, largestDisplacement)
    self.displacement = displacement
  }

  /// Points of which somebody knows where they lie in both images.
  public struct Landmark: Sendable, Hashable, Codable {
    /// Positions in the two images, mm LPS.
    public var fixed, moving: Vector3
    public init(fixed: Vector3, moving: Vector3) { (self.fixed, self.moving) = (fixed, moving) }
  }

  /// Why a deformation is not used.
  public enum Refusal: Sendable, Hashable, Codable {
    /// The part of the body in which space folds.
    case folds(fraction: Double)
    /// Mutual information gained by the deformation, nats; too little to be more than chance, or a loss.
    case gainsNothing(information: Double)
    /// Root mean square inverse consistency and its limit, mm.
    case inconsistent(by: Double, limit: Double)
    /// The landmarks lie farther apart than by the rigid motion alone, mm.
    case landmarksWorse(before: Double, after: Double)
  }
}
