import CXraylib
import Foundation

/// Atomic data of xraylib 4.0 (Schoonjans et al. 2011, doi:10.1016/j.sab.2011.09.011), by atomic number.
///
/// A value outside the library's tables is its limit: form factors fall to 0, scattering functions rise to Z.
struct Element {
  let atomicNumber: Int
  private let z: Int32

  init(_ atomicNumber: Int) {
    self.atomicNumber = atomicNumber
    z = Int32(atomicNumber)
  }

  /// g/mol.
  var atomicWeight: Double { AtomicWeight(z, nil) }

  /// Cross sections per mass, cm²/g; energy in keV, as tabulated by xraylib. The tables end at 800 keV: beyond, the
  /// photoelectric effect and Rayleigh scattering go on as powers of the energy, Compton scattering as Klein and Nishina's.
  func photoelectric(_ energy: Double) -> Double { continued(energy) { CS_Photo(z, $0, nil) } }
  func rayleigh(_ energy: Double) -> Double { continued(energy) { CS_Rayl(z, $0, nil) } }
  func compton(_ energy: Double) -> Double {
    guard energy > Self.last else { return CS_Compt(z, energy, nil) }
    // N_A · 1e-24 cm²/barn.
    return 0.60221408 * Double(atomicNumber) / atomicWeight * CS_KN(energy, nil)
  }

  private static let last = 799.0

  private func continued(_ energy: Double, _ table: (Double) -> Double) -> Double {
    guard energy > Self.last else { return table(energy) }
    let power = log(table(Self.last) / table(Self.last * 0.8)) / log(1 / 0.8)
    return table(Self.last) * pow(energy / Self.last, power)
  }

  /// Atomic form factor; `x` = sin(θ/2)/λ, 1/Å.
  func formFactor(_ x: Double) -> Double {
    var error: UnsafeMutablePointer<xrl_error>?
    let value = x > 0 ? FF_Rayl(z, x, &error) : Double(atomicNumber)
    if error != nil { xrl_error_free(error); return x < 1e-3 ? Double(atomicNumber) : 0 }
    return max(0, value)
  }

  /// Incoherent scattering function; `x` = sin(θ/2)/λ, 1/Å.
  func scatteringFunction(_ x: Double) -> Double {
    var error: UnsafeMutablePointer<xrl_error>?
    let value = x > 0 ? SF_Compt(z, x, &error) : 0
    if error != nil { xrl_error_free(error); return x < 1e-3 ? 0 : Double(atomicNumber) }
    return min(Double(atomicNumber), max(0, value))
  }

  /// Kα line, keV, and K fluorescence yield; `nil` for the lightest.
  var kLine: (energy: Double, yield: Double)? {
    let (energy, yield) = (LineEnergy(z, KA_LINE, nil), FluorYield(z, K_SHELL, nil))
    return energy > 0 && yield > 0 ? (energy, yield) : nil
  }

  /// Occupied subshells: electrons and binding energy in a free atom, eV.
  ///
  /// Valence shells of the main elements of tissue after Carlson 1975 (Photoelectron and Auger Spectroscopy, table 1);
  /// all others are xraylib's edges, which are of solids, and at least 10 eV.
  var shells: [(electrons: Double, binding: Double)] {
    let valence: [Int: [Int32: Double]] = [
      6: [1: 16.59, 2: 11.26, 3: 11.26], 7: [1: 20.33, 2: 14.53, 3: 14.53],
      8: [1: 28.48, 2: 13.62, 3: 13.62],
    ]
    return (0..<Int32(31)).compactMap { shell in
      let electrons = ElectronConfig(z, shell, nil)
      guard electrons > 0 else { return nil }
      let edge = valence[atomicNumber]?[shell] ?? max(10, EdgeEnergy(z, shell, nil) * 1000)
      return (electrons, edge)
    }
  }
}

extension Medium {
  /// Electrons per mass relative to one per atomic mass unit: Σ w Z / A, mol/g.
  var electronsPerMass: Double {
    parts.reduce(0) { $0 + $1.fraction * Double($1.atomicNumber) / Element($1.atomicNumber).atomicWeight }
  }
}
