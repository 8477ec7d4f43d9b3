import Quantities

/// What one decay emits, per decay of the named nuclide; progeny in secular equilibrium are included.
///
/// Mean energies are the first moments of the embedded spectra, so that all engines share one source. Recommended
/// values of other evaluations differ; `electronUncertainty` covers that. Not included: neutrinos, internal
/// bremsstrahlung (of the order of 0.1 % of the beta energy) and internal pairs.
public struct Emissions: Sendable {
  /// Electrons of beta-minus decay; the sum of the probabilities is their number per decay.
  public let beta: BetaSpectrum
  /// Positrons; the sum of the probabilities is their number per decay.
  public let positrons: BetaSpectrum
  /// Conversion electrons, one line per transition and shell.
  public let conversionElectrons: [EmissionLine]
  /// Auger electrons, and a last line, `LOCAL`, with energy that is deposited at the decay site (soft electrons and
  /// x rays below 1 keV).
  public let augerElectrons: [EmissionLine]
  /// Gamma and x rays, without annihilation quanta: those begin where a positron ends.
  public let photons: [EmissionLine]
  /// Alpha particles with the energy of the recoiling nucleus; deposited at the decay site.
  public let alphas: [EmissionLine]
  /// Tabulated kernel in water; `nil` for nuclides whose kernel has to be simulated.
  public let kernel: PointKernel?
  /// Relative standard uncertainty (k = 1) of the mean electron energy; see `energy_uncertainties.csv`.
  let electronUncertainty: Double
  /// Relative standard uncertainty of the mean photon energy; 0 where there are no photons.
  let photonUncertainty: Double
  /// Which recommended data these are.
  public let edition: DecayDataEdition
  /// The data in words, for reports and provenance.
  public let source: String
  /// What was left out or simplified, one sentence each, for the report.
  public let assumptions: [String]

  /// Mean beta energy per decay, MeV.
  var betaEnergy: Quantity<MegaElectronVolt> { beta.meanEnergy }
  /// Mean kinetic energy of all electrons and positrons per decay, MeV: beta, conversion, Auger and the locally
  /// deposited rest.
  public var electronEnergy: Uncertain<MegaElectronVolt> {
    let mean =
      betaEnergy + positrons.meanEnergy + conversionElectrons.meanEnergy + augerElectrons.meanEnergy
    return Uncertain(mean, standardUncertainty: mean * electronUncertainty)
  }
  /// Mean energy of gamma, x rays and annihilation quanta per decay, MeV; bremsstrahlung is counted with the electrons.
  public var photonEnergy: Uncertain<MegaElectronVolt> {
    let mean = photons.meanEnergy + Emissions.annihilationEnergy * positrons.total
    return Uncertain(mean, standardUncertainty: mean * photonUncertainty)
  }
  /// Mean energy of alpha particles and recoiling nuclei per decay, MeV.
  public var alphaEnergy: Quantity<MegaElectronVolt> { alphas.meanEnergy }
  /// Energy per decay that no engine transports: alphas and the `LOCAL` line, MeV.
  public var localEnergy: Quantity<MegaElectronVolt> {
    alphaEnergy + augerElectrons.filter(\.isLocal).meanEnergy
  }
  /// Relative standard uncertainty (k = 1) of the mean energy of electrons and alphas; that of alphas is negligible.
  public var chargedUncertainty: Double {
    let electrons = electronEnergy.value
    return electronUncertainty * (electrons / (electrons + alphaEnergy))
  }
  /// Everything that is deposited somewhere, MeV.
  public var totalEnergy: Quantity<MegaElectronVolt> {
    electronEnergy.value + photonEnergy.value + alphaEnergy
  }

  /// Twice the electron's rest energy (CODATA 2018), MeV.
  static let annihilationEnergy = Quantity<MegaElectronVolt>(2 * 0.51099895)
}

/// A discrete emission.
public struct EmissionLine: Sendable, Hashable {
  /// Energy of the particle or photon, keV.
  public let energy: Double
  /// Mean number per decay.
  public let intensity: Double
  /// `g` for a gamma ray, `CE K 208.3662`, `Auger KLL`, `XKa1`, … with the progeny's name where it is not the parent.
  public let label: String

  /// Not a particle but energy left at the decay site.
  public var isLocal: Bool { label.hasPrefix("LOCAL") }
}

extension [EmissionLine] {
  /// Mean energy per decay, MeV.
  public var meanEnergy: Quantity<MegaElectronVolt> {
    Quantity(reduce(0) { $0 + $1.energy * $1.intensity } / 1000)
  }
}

/// A continuous spectrum as a histogram.
public struct BetaSpectrum: Sendable, Hashable {
  public struct Bin: Sendable, Hashable {
    /// Edges, keV.
    public let lower, upper: Double
    /// Probability per decay.
    public let probability: Double
  }
  public let bins: [Bin]

  public static let none = BetaSpectrum(bins: [])

  /// Mean number of particles per decay, a ratio of at least 0.
  public var total: Double { bins.reduce(0) { $0 + $1.probability } }
  /// First moment with each bin at its middle, MeV.
  public var meanEnergy: Quantity<MegaElectronVolt> {
    Quantity(bins.reduce(0) { $0 + ($1.lower + $1.upper) / 2 * $1.probability } / 1000)
  }
  /// Upper edge, keV.
  public var endpoint: Double { bins.last?.upper ?? 0 }
}
