import Diagnostics
import Quantities
import Stages
import Volumes

import func Foundation.erf
import func Foundation.exp
import func Foundation.log

/// The chain from a contour to the uncertainty of a mean dose, after the EANM guidance
/// (Gear et al., Eur J Nucl Med Mol Imaging 2018;45:2456, doi:10.1007/s00259-018-4136-7).
///
/// D = Ã·S and Ã ∝ C/(Q·R): counts C, calibration Q, recovery R, all relative to their values. The contour's volume
/// V enters three times: more volume takes in more counts (+φ/2R), is given a larger recovery coefficient
/// (−∂lnR/∂lnV) and a larger mass (−c, with S ∝ V^−c).
public struct UncertaintyChain: Sendable, Hashable {
  /// Relative standard uncertainty of the volume.
  public var volume: Double
  /// c in S ∝ V^−c, about 1 for beta emitters.
  var massExponent: Double
  /// Exponent ∂lnR/∂lnV of the recovery curve at this volume, dimensionless; 0 without recovery correction.
  public var recoverySlope: Double
  /// Exponent ∂lnC/∂lnV = φ/2R at this volume, dimensionless; see `countSlope(diameter:fwhm:recovery:)`.
  public var countSlope: Double
  /// Relative standard uncertainty of the camera calibration, shared by all time points and cycles.
  public var calibration: Double
  /// Relative standard uncertainty of the recovery curve itself (its fit).
  public var recoveryCurve: Double
  /// Relative standard uncertainty of the counts, as it acts on the integral.
  public var counts: Double
  /// Relative standard uncertainty of the time integral by the fit to the time points.
  public var fit: Double
  /// Relative standard uncertainty of energies and yields per decay.
  public var decayData: Double
  /// Relative standard uncertainty of the tissue density, which turns volume into mass.
  public var density: Double
  /// Relative standard uncertainty of the mean dose by the finite number of simulated histories.
  public var simulation = 0.0
  /// Relative standard uncertainties of an activity that the geometry of all regions corrected, by the resolution of the image
  /// and by where the regions lie on it.
  public var resolution = 0.0
  public var registration = 0.0

  public init(
    volume: Double, massExponent: Double = 1, recoverySlope: Double = 0, countSlope: Double = 0,
    calibration: Double = 0, recoveryCurve: Double = 0, counts: Double = 0, fit: Double = 0,
    decayData: Double = 0,
    density: Double = 0
  ) {
    (self.volume, self.massExponent) = (volume, massExponent)
    (self.recoverySlope, self.countSlope, self.calibration) = (recoverySlope, countSlope, calibration)
    (self.recoveryCurve, self.counts, self.fit) = (recoveryCurve, counts, fit)
    (self.decayData, self.density) = (decayData, density)
  }
}

extension UncertaintyChain {
  /// u(d) = √(voxel²/6 + FWHM²/(4 ln 2)), mm: two edges, each uncertain by voxel size and resolution.
  ///
  /// The resolution is that of the image on which the contour was drawn.
  static func diameterUncertainty(voxel: Length, fwhm: Length) -> Length {
    Length((square(voxel.value) / 6 + square(fwhm.value) / (4 * log(2))).squareRoot())
  }

  /// u(V)/V = 3 u(d)/d of a region of equivalent diameter d.
  public static func volumeUncertainty(diameter: Length, voxel: Length, fwhm: Length) -> Double {
    3 * (diameterUncertainty(voxel: voxel, fwhm: fwhm) / diameter)
  }

  /// u(S)/S = c·u(V)/V.
  var doseFactor: Double { massExponent * volume }
  /// u(A)/A of one time point without covariance: calibration, counts and recovery curve in quadrature.
  public var activity: Double { (square(calibration) + square(counts) + square(recoveryCurve)).squareRoot() }
  /// Relative standard uncertainty u(Ã)/Ã without covariance.
  public var timeIntegratedActivity: Double { (square(activity) + square(fit)).squareRoot() }

  /// ∂lnC/∂lnV = φ/2R for a sphere of uniform activity seen with a Gaussian of the given width:
  /// φ/2 is the blurred concentration on the true border.
  /// φ = erf(2r/(σ√2)) − 2σ/(r√(2π)) (1 − exp(−2r²/σ²)); Gear 2018, section on the count rate.
  public static func countSlope(diameter: Length, fwhm: Length, recovery: Double) -> Double {
    guard fwhm.value > 0 else { return 0 }
    let r = diameter.value / 2
    let sigma = fwhm.sigmaOfWidth
    let spread = 2 * sigma / (r * (2 * Double.pi).squareRoot()) * (1 - exp(-2 * square(r / sigma)))
    return (erf(2 * r / (sigma * 2.0.squareRoot())) - spread) / (2 * recovery)
  }

  /// The terms with their shared volume error. Terms of exactly zero are left out.
  public var budget: UncertaintyBudget {
    let all = [
      term(
        "volume → mass", -massExponent * volume, .volume, "S ∝ V^−c, c = \(massExponent)",
        effect: .dosePerDecay),
      term(
        "volume → recovery", -recoverySlope * volume, .volume,
        "∂lnR/∂lnV = \(recoverySlope.printedShort(decimals: 3))"),
      term(
        "volume → counts", countSlope * volume, .volume,
        "∂lnC/∂lnV = φ/2R = \(countSlope.printedShort(decimals: 3))"),
      term(
        "calibration", calibration, .calibration, "camera sensitivity, shared by all time points and cycles"),
      term("recovery curve", -recoveryCurve, .recoveryCurve, "fit of the recovery curve"),
      term(
        "resolution", resolution, .resolution, "width of the point spread function; spill between regions"),
      term("registration", registration, .registration, "where the regions lie on the emission image"),
      term("counts", counts, .counts, "counting statistics"),
      term("curve fit", fit, .curveFit, "fit and extrapolation of the time–activity curve"),
      term("decay data", decayData, .decayData, "energy per decay", effect: .dosePerDecay),
      term("density", -density, .density, "tissue density", effect: .dosePerDecay),
      term(
        "Monte Carlo", simulation, .simulation,
        "finite number of histories; neighbours correlated as the batches show"),
    ]
    return UncertaintyBudget(all.filter { $0.relative > 0 }, volume: volume)
  }

  /// - Parameter value: relative change of the dose with the source's value: negative where the dose falls.
  private func term(
    _ name: String, _ value: Double, _ source: UncertaintySource, _ basis: String,
    effect: UncertaintyEffect = .activity
  ) -> UncertaintyBudget.Term {
    UncertaintyBudget.Term(
      name, relative: abs(value), sign: value < 0 ? -1 : 1, source: source, effect: effect, basis: basis)
  }
}

extension UncertaintySource {
  /// Width of the point spread function, by which regions are told apart.
  public static let resolution = UncertaintySource(rawValue: "resolution")
  /// Position of the regions on the emission image.
  public static let registration = UncertaintySource(rawValue: "registration")
}
