import Quantities

/// How activities of regions are corrected for what blurring moves across their borders. Voxels are never corrected.
public enum PartialVolumeCorrection: Sendable, Hashable {
  /// As imaged.
  case none
  /// By the recovery curve of the calibration, where it has one.
  case curve
  /// By the blurring of all regions into each other.
  case regions(RegionCorrection)

  /// Corrects regions that overlap, and unions of them, as they are.
  public var knowsOverlaps: Bool { if case .regions = self { true } else { false } }
}

/// Correction by the geometry of all regions: what each spills into each other one is computed from a Gaussian point spread
/// function (geometric transfer matrix, Rousset et al., J Nucl Med 1998;39:904), and the image inside a region follows what was
/// measured (region-based voxel correction, Thomas et al., Eur J Nucl Med Mol Imaging 2011;38:1104,
/// doi:10.1007/s00259-011-1745-9).
public struct RegionCorrection: Sendable, Hashable {
  /// Full width at half maximum of the emission images, mm, above 0.
  public var resolution: Length
  /// Relative standard uncertainty of `resolution`.
  public var relativeUncertainty: Double
  /// Standard uncertainty of where the regions lie on the emission image, along each axis, mm.
  public var registration: Length

  public static let usualUncertainty = 0.05
  public static let usualRegistration = Length(1)

  /// - Precondition: the resolution is above 0, the uncertainties are not negative.
  public init(
    resolution: Length, relativeUncertainty: Double = usualUncertainty,
    registration: Length = usualRegistration
  ) {
    precondition(
      resolution.value > 0 && relativeUncertainty >= 0 && registration.value >= 0,
      "a resolution above 0, uncertainties not below")
    (self.resolution, self.relativeUncertainty) = (resolution, relativeUncertainty)
    self.registration = registration
  }
}
