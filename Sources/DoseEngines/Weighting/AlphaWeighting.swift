import Nuclides
import Quantities

/// Dose weighted for the biological effectiveness of alpha particles: absorbed dose of electrons and photons, and that of alphas
/// times a factor. A quantity of its own (MIRD Pamphlet 22, J Nucl Med 2010;51:311–328), never called absorbed dose.
///
/// The factor depends on tissue, endpoint, dose and dose rate, so that it is stated with its source and has no default.
public struct AlphaWeighting: Sendable, Hashable {
  /// Relative biological effectiveness of alpha particles for the endpoint in question, at least 1.
  public let factor: Double
  public let source: String

  /// - Precondition: the factor is finite and at least 1.
  public init(factor: Double, source: String) {
    precondition(factor >= 1 && factor.isFinite, "alphas are at least as effective")
    (self.factor, self.source) = (factor, source)
  }

  /// A mean dose with its alpha part weighted.
  public struct Weighted: Sendable, Hashable {
    /// Part of alphas and recoils in the absorbed dose, Gy.
    public let alpha: AbsorbedDose
    /// The weighted dose, Gy; its uncertainty is that of the absorbed dose, the factor counts as exact.
    public let dose: Uncertain<Gray>
  }

  /// - Parameters:
  ///   - mean: absorbed dose of the region.
  ///   - decays: in the region; alphas stay where they are emitted.
  ///   - mass: of the region, above 0.
  /// - Returns: `nil` where the nuclide emits no alphas.
  public func weighted(
    _ mean: Uncertain<Gray>, decays: Quantity<BecquerelSecond>, mass: Mass, _ emissions: Emissions
  ) -> Weighted? {
    guard emissions.alphaEnergy.value > 0, mass.value > 0 else { return nil }
    let alpha = (emissions.alphaEnergy.inJoules / mass) * decays.value
    let scale = mean.value.value > 0 ? 1 + (factor - 1) * (alpha / mean.value) : 1
    return Weighted(
      alpha: alpha,
      dose: Uncertain(
        mean.value * scale, standardUncertainty: mean.standardUncertainty.map { $0 * abs(scale) }))
  }
}
