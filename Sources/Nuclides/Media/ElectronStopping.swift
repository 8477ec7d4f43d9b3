/// Stopping power and range of electrons and positrons in a medium.
public struct ElectronStopping: Sendable {
  public let collision: CollisionStopping
  public let radiation: Bremsstrahlung

  public init(_ medium: Medium) {
    (collision, radiation) = (CollisionStopping(medium), Bremsstrahlung(medium))
  }

  /// keV cm²/g; energy in keV, at least 1.
  public func total(_ energy: Double, _ particle: ChargedParticle = .electron) -> Double {
    collision.total(energy, particle) + radiation.stopping(energy)
  }

  /// Path over which a particle stops that loses exactly the mean (csda range), g/cm²; energy in keV, at least 1.
  ///
  /// The last kiloelectronvolt, where Bethe's formula fails, counts E/2S: 2 % of the range at 10 keV.
  public func range(_ energy: Double, _ particle: ChargedParticle = .electron) -> Double {
    GaussRule.logarithmic(1, max(energy, 1.0001)) { 1 / total($0, particle) } + 0.5 / total(1, particle)
  }
}
