/// The quantity whose error a term of a budget is.
public struct UncertaintySource: RawRepresentable, Sendable, Hashable, Codable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }

  public static let volume = UncertaintySource(rawValue: "volume")
  public static let calibration = UncertaintySource(rawValue: "calibration")
  public static let recoveryCurve = UncertaintySource(rawValue: "recovery curve")
  public static let counts = UncertaintySource(rawValue: "counts")
  public static let curveFit = UncertaintySource(rawValue: "curve fit")
  public static let decayData = UncertaintySource(rawValue: "decay data")
  public static let density = UncertaintySource(rawValue: "density")
  public static let voxelSize = UncertaintySource(rawValue: "voxel size")
  public static let simulation = UncertaintySource(rawValue: "Monte Carlo")
}

/// What an error acts on: the region's time-integrated activity, or the absorbed dose per decay.
public enum UncertaintyEffect: String, Sendable, Hashable, Codable { case activity, dosePerDecay }

/// One contribution to the uncertainty of a region's mean dose, relative, k = 1.
///
/// Source, sign and effect are fields: nothing has to be read out of `name` or `basis`, which are for people.
public struct UncertaintyContribution: Sendable, Hashable, Codable {
  public var name: String
  /// Relative standard uncertainty; negative only for a covariance that lessens the sum.
  public var relative: Double
  /// The formula or source in words.
  public var basis: String
  /// `nil` in files of version 0.1, which do not state it.
  public var source: UncertaintySource?
  /// +1 if the dose rises when the source's value rises, −1 if it falls; counts only within a source.
  public var sign: Int?
  public var effect: UncertaintyEffect?
  /// True for the signed root of what the terms of one source add by being one error.
  public var isCovariance: Bool?
  /// Signed part of the variance of the mean dose; all parts of a budget add to 1.
  public var share: Double?

  public init(
    name: String, relative: Double, basis: String, source: UncertaintySource? = nil, sign: Int? = nil,
    effect: UncertaintyEffect? = nil, isCovariance: Bool? = nil, share: Double? = nil
  ) {
    (self.name, self.relative, self.basis) = (name, relative, basis)
    (self.source, self.sign, self.effect) = (source, sign, effect)
    (self.isCovariance, self.share) = (isCovariance, share)
  }
}
