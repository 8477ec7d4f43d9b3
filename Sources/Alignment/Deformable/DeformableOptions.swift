import Volumes

/// Settings of `registerDeformable`. The defaults serve CT of the trunk.
public struct DeformableOptions: Sendable {
  /// What the fixed image is; the moving one is a CT. Emission images are not deformed.
  public var kind: RegistrationKind
  /// Voxel size of the finest level, mm; the others have twice and four times that.
  public var finestSpacing: Double
  /// Distance of control points at the finest level, mm; the others have twice and four times that.
  public var controlSpacing: Double
  /// Points sampled in the body at the finest level, at most.
  public var samples: Int
  /// Weight of the bending energy against the mutual information in nats, mm².
  public var stiffness: Double
  /// Seed of the sampling.
  public var seed: UInt64
  /// Where the fixed image is sampled; `nil` for the whole body.
  public var mask: Occupancy?

  public init(
    kind: RegistrationKind = .ct, finestSpacing: Double = 3, controlSpacing: Double = 20,
    samples: Int = 200_000, stiffness: Double = 300, seed: UInt64 = 1, mask: Occupancy? = nil
  ) {
    precondition(
      finestSpacing > 0 && controlSpacing > finestSpacing && samples >= 1000 && stiffness > 0,
      "sizes of a registration are positive")
    (self.kind, self.finestSpacing, self.controlSpacing) = (kind, finestSpacing, controlSpacing)
    (self.samples, self.stiffness, self.seed, self.mask) = (samples, stiffness, seed, mask)
  }
}

