import Foundation
import Nuclides
import Quantities

/// What is left out, as an upper bound on the part of the emitted energy that ends elsewhere for it.
public struct NeglectedEnergy: Sendable {
  public var process, nuclide: String
  /// Part of the emitted energy, 0…1.
  public var bound: Double

  /// Photons that would make a pair: all their energy counts, though most of it ends where it would anyway.
  ///
  /// - Throws: `Problem` if the nuclide is unknown or has no emission data.
  public static func pairs(_ nuclide: Nuclide) throws -> NeglectedEnergy {
    NeglectedEnergy(
      process: "pair production by photons", nuclide: nuclide.name,
      bound: pairs(try nuclide.requireEmissions()))
  }

  /// The bound alone.
  static func pairs(_ emissions: Emissions) -> Double {
    let water = PhotonInteraction(.water)
    func part(_ energy: Double) -> Double {
      let pairs = PairProduction.inWater(energy)
      return pairs / (pairs + water.attenuation(energy))
    }
    let lines = emissions.photons.reduce(0) { $0 + $1.energy * $1.intensity * part($1.energy) }
    let spectra = (emissions.beta.bins + emissions.positrons.bins).reduce(0.0) { sum, bin in
      sum + bin.probability * bremsstrahlung((bin.lower + bin.upper) / 2) * part(bin.upper)
    }
    return (lines + spectra) / (emissions.totalEnergy.value * 1000)
  }

  /// Energy of photons above 1022 keV that an electron sends out until it has slowed down to that, keV.
  private static func bremsstrahlung(_ energy: Double) -> Double {
    let steps = 20, low = 1022.0
    guard energy > low else { return 0 }
    let stopping = ElectronStopping(.water), step = (energy - low) / Double(steps)
    return (0..<steps).reduce(0) { sum, n in
      let e = low + (Double(n) + 0.5) * step
      return sum + step / stopping.total(e) * stopping.radiation.photons(e, above: low, moment: 1)
    }
  }

  /// Bounds for every nuclide with emission data, largest first.
  ///
  /// - Throws: `Problem` if the nuclide is unknown or has no emission data.
  public static func pairs() throws -> [NeglectedEnergy] {
    try Nuclide.knownForDose.map { try pairs(.named($0)) }.sorted { $0.bound > $1.bound }
  }
}
