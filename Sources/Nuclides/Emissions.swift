import Quantities

/// What one decay emits: spectra, mean energies, dose-point kernel.
///
/// Mean energies are the first moments of the embedded spectra (DDEP data), so that local deposition and
/// kernel share one source. Recommended values of other evaluations differ; `electronUncertainty` covers that.
public struct Emissions: Sendable {
  /// Beta spectrum, normalised to one beta per decay.
  public let beta: BetaSpectrum
  /// Conversion electrons, one line per transition and shell.
  public let conversionElectrons: [EmissionLine]
  /// Auger electrons, and a last line with energy that is deposited at the decay site (soft electrons and x rays).
  public let augerElectrons: [EmissionLine]
  /// Gamma and x rays.
  public let photons: [EmissionLine]
  public let kernel: PointKernel
  /// Relative standard uncertainty (k = 1) of the mean electron energy; see `energy_uncertainties.csv`.
  public let electronUncertainty: Double
  /// Relative standard uncertainty of the mean photon energy; 0 where there are no photons.
  public let photonUncertainty: Double
  /// The data in words, for reports and provenance.
  public let source: String

  /// Mean beta energy per decay, MeV.
  public var betaEnergy: Quantity<MegaElectronVolt> { beta.meanEnergy }
  /// Mean energy of all electrons per decay, MeV: beta, conversion, Auger and the locally deposited rest.
  public var electronEnergy: Uncertain<MegaElectronVolt> {
    let mean = betaEnergy + conversionElectrons.meanEnergy + augerElectrons.meanEnergy
    return Uncertain(mean, standardUncertainty: mean * electronUncertainty)
  }
  /// Mean energy of gamma and x rays per decay, MeV; bremsstrahlung is counted with the electrons.
  public var photonEnergy: Uncertain<MegaElectronVolt> {
    Uncertain(photons.meanEnergy, standardUncertainty: photons.meanEnergy * photonUncertainty)
  }
}

/// A discrete emission.
public struct EmissionLine: Sendable, Hashable {
  /// keV.
  public let energy: Double
  /// Mean number per decay.
  public let intensity: Double
  /// `g` for a gamma ray, `CE K 208.3662`, `Auger KLL`, `XKa1`, …
  public let label: String
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

  /// First moment with each bin at its middle, MeV.
  public var meanEnergy: Quantity<MegaElectronVolt> {
    Quantity(bins.reduce(0) { $0 + ($1.lower + $1.upper) / 2 * $1.probability } / 1000)
  }
  /// Upper edge, keV.
  public var endpoint: Double { bins.last?.upper ?? 0 }
}
