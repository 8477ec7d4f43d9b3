import Quantities

/// How far two dose maps may differ: so much in dose or so far in place.
public struct GammaCriteria: Sendable, Hashable {
  /// What the dose difference is a percentage of.
  public enum Normalisation: String, Sendable, Hashable, CaseIterable {
    /// The largest reference dose.
    case global
    /// The reference dose at the point itself.
    case local
  }
  /// Percent; positive.
  public var doseDifference: Double
  /// Distance to agreement; positive.
  public var distance: Length
  public var normalisation: Normalisation
  /// Points below this part of the largest reference dose are not judged, 0…1.
  public var lowDoseCutoff: Double
  /// Largest γ that is searched, dimensionless; larger values are reported as this value.
  public var limit: Double

  /// - Precondition: differences and limit are positive, the cut-off lies in 0…1.
  public init(
    doseDifference: Double = 3, distance: Length = Length(3), normalisation: Normalisation = .global,
    lowDoseCutoff: Double = 0.1, limit: Double = 2
  ) {
    precondition(doseDifference > 0 && distance.value > 0 && limit > 0, "gamma criteria are positive")
    precondition((0...1).contains(lowDoseCutoff), "the cut-off is a fraction")
    (self.doseDifference, self.distance, self.normalisation) = (doseDifference, distance, normalisation)
    (self.lowDoseCutoff, self.limit) = (lowDoseCutoff, limit)
  }

  /// `3 % / 3 mm, global, above 10 % of the maximum`.
  public var printed: String {
    "\(doseDifference) % / \(distance.value) mm, \(normalisation.rawValue), above \(lowDoseCutoff * 100) % of the maximum"
  }
}
