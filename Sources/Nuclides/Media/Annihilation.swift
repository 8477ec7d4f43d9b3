import Foundation

/// Annihilation of a positron in flight with an electron at rest, into two photons.
///
/// Heitler's cross section for free electrons (Heitler 1954, The Quantum Theory of Radiation, § 27; Nelson, Hirayama and
/// Rogers 1985, SLAC-265, section 2.12).
public struct Annihilation: Sendable {
  private let electronsPerMass: Double

  public init(_ medium: Medium) { electronsPerMass = medium.electronsPerMass }

  /// Mean number per path, cm²/g; kinetic energy in keV.
  public func perPath(_ energy: Double) -> Double {
    let g = Motion(keV: energy).gamma
    let root = (g * g - 1).squareRoot()
    let shape = (g * g + 4 * g + 1) / (g * g - 1) * log(g + root) - (g + 3) / root
    // N_A π r_e² = 0.150228 cm²/mol.
    return 0.1502285 * electronsPerMass * shape / (g + 1)
  }
}
