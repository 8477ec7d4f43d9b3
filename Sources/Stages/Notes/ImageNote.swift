/// What was noticed while an image became activity. Fractions are 0…1.
public enum ImageNote: Sendable, Hashable, Codable {
  case calibrationNotApplied
  case deadTimeOfImage
  case notNumbers(voxels: Int)
  case clipped(voxels: Int)
  case collimatorUnknown(calibrated: String)
  case voxelSizeUnknown
  case withoutValidity
  case withoutUncertainty
  /// Activity on the reference grid over that on its own.
  case total(fraction: Double)
  /// Activity-weighted mean concentration on the reference grid over that on its own.
  case sharpness(fraction: Double)
}

/// What was found against the law that nothing is in a patient that was not given. MBq, h, MBq·h, J.
public enum AdministeredNote: Sendable, Hashable, Codable {
  case image(activity: Double, hours: Double, share: Double, left: Double, isLittle: Bool)
  case decays(decays: Double, share: Double, greatest: Double)
  case energy(subject: String, joules: Double, share: Double)
  case curve(share: Double)
  case header(stated: Double, header: Double, place: String)
}

/// What registration noticed. Lengths in mm, angle in degrees.
public enum RegistrationNote: Sendable, Hashable, Codable {
  case byChoice(timePoint: String)
  case runsDisagree(by: Double, limit: Double)
  /// The images match better as they lie than after the registration that was found.
  case notUsed
  case matchesLess
  case lowCorrelation(coefficient: Double)
  case littleOverlap(fraction: Double)
  case largeRotation(degrees: Double)
  case byUptake
  /// As the last, because the case file asked for it.
  case byUptakeAsAsked
  case frameUnknown
}

/// What the dose calculation noticed, as fractions of the emitted energy or of the activity.
public enum DoseNote: Sendable, Hashable, Codable {
  case balanceOpen(fraction: Double)
  case escapes(fraction: Double)
  case nearCut(fraction: Double)
  case inAir(fraction: Double)
  case nearLungOrAir(fraction: Double)
  case outsideBody(fraction: Double)
}
