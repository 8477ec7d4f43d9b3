import Foundation

/// Cross sections of photons in a medium, cm²/g, and the functions that shape the scattering angle.
///
/// Pair production is left out: photons of therapy nuclides above 1022 keV are rare, and it is below 1 % of attenuation in
/// tissue up to 1.5 MeV. Fluorescence is left out: its energy is below 4.1 keV in tissue.
public struct PhotonInteraction: Sendable {
  private let elements: [(element: Element, fraction: Double, perMass: Double)]
  private let electronsPerMass: Double
  /// (Σ S w/A) / (Σ Z w/A), 0…1, over sin(θ/2)/λ in 1/Å.
  private let bound: LogTable

  public init(_ medium: Medium) {
    let parts = medium.parts.map {
      let element = Element($0.atomicNumber)
      return (element: element, fraction: $0.fraction, perMass: $0.fraction / element.atomicWeight)
    }
    let electrons = medium.electronsPerMass
    bound = LogTable(1e-3, 1e3, perDecade: 32) { x in
      parts.reduce(0) { $0 + $1.perMass * $1.element.scatteringFunction(x) } / electrons
    }
    (elements, electronsPerMass) = (parts, electrons)
  }

  public func photoelectric(_ energy: Double) -> Double {
    elements.reduce(0) { $0 + $1.fraction * $1.element.photoelectric(energy) }
  }
  public func compton(_ energy: Double) -> Double {
    elements.reduce(0) { $0 + $1.fraction * $1.element.compton(energy) }
  }
  public func rayleigh(_ energy: Double) -> Double {
    elements.reduce(0) { $0 + $1.fraction * $1.element.rayleigh(energy) }
  }
  /// All three.
  public func attenuation(_ energy: Double) -> Double {
    photoelectric(energy) + compton(energy) + rayleigh(energy)
  }

  /// Share of the electrons that are free to recoil at sin(θ/2)/λ = `x`, 1/Å; the factor on Klein and Nishina's formula.
  public func incoherent(_ x: Double) -> Double { bound(x) }

  /// Square of the form factor per mass at `x`, 1/Å; arbitrary units of one medium.
  public func coherent(_ x: Double) -> Double {
    elements.reduce(0) { $0 + $1.perMass * pow($1.element.formFactor(x), 2) }
  }

  /// Mean energy that one Compton scattering gives to the electron, keV.
  func comptonTransfer(_ energy: Double) -> Double {
    let k = energy / Motion.rest
    var all = 0.0, transferred = 0.0
    let count = 400
    for n in 0..<count {
      let mu = (Double(n) + 0.5) / Double(count)  // (1 − cos θ)/2
      let p = 1 / (1 + 2 * k * mu)
      let cosine = 1 - 2 * mu
      let weight =
        p * p * (p + 1 / p - 1 + cosine * cosine) * bound(mu.squareRoot() * energy / 12.39842)
      all += weight
      transferred += weight * energy * (1 - p)
    }
    return transferred / all
  }

  /// Energy given to electrons per photon energy and path, cm²/g. Bremsstrahlung of those electrons is neglected.
  public func energyTransfer(_ energy: Double) -> Double {
    photoelectric(energy) + compton(energy) * comptonTransfer(energy) / energy
  }
}
