import Diagnostics
import Quantities
import Stages

extension CurveNote {
  var text: String { ofPoints ?? ofFit ?? ofIntegral ?? ofVoxels }

  private var ofPoints: String? {
    switch self {
    case .someWithoutUncertainty: "Only some points have an uncertainty: the fit is unweighted."
    case .notPositive(let count, let all):
      "\(count) of \(all) measured activities \(count == 1 ? "is" : "are") zero or negative."
    case .noUptakePhase: "No uptake phase was observed: activity decreases from the first time point."
    case .leftOut(let point, let reason): "the point of \(point) is left out of the curve: \(reason)"
    case .population(let name, let halfLife, let spread, let source, let edition):
      "Population of \(name): effective half-life \(rounded(halfLife)) h, geometric standard deviation "
        + "\(rounded(spread)) (\(source); table of edition \(edition))."
    case .populationDisagrees(let alone, let together):
      "Data and population disagree: the points alone give an effective half-life of \(rounded(alone)) h, "
        + "with the population \(rounded(together)) h."
    default: nil
    }
  }

  private var ofFit: String? {
    switch self {
    case .heldAtPhysicalDecay:
      "The best fit is slower than physical decay: the slowest half-life is fixed at the physical one."
    case .notConverged: "The fit did not converge: do not use it."
    case .undetermined: "The data do not determine all parameters of this model: choose a simpler one."
    case .heldAtAdministered:
      "The best fit exceeds the administered activity: the curve is fixed at the administered activity."
    case .phaseHeld(let halfLife):
      "The best fit has a washout phase that ends before the first time point: it is fixed at a half-life of "
        + "\(rounded(halfLife)) h, with zero to twice its time-integrated activity in the uncertainty."
    case .tooFewPoints(let count):
      "\(counted(count, "point", "is", "are")) too few to compare models: the mono-exponential was used without selection."
    case .scatter(let chiSquared, let freedom, let birge):
      "The scatter exceeds the stated uncertainties (χ² = \(rounded(chiSquared)) with \(counted(freedom, "degree")) of freedom); "
        + "uncertainties scaled by the Birge ratio (\(rounded(birge)))."
    case .cyclesScatter(let chiSquared, let freedom, let factor):
      "The scatter of the cycles about their common curve exceeds their uncertainties (χ² = \(rounded(chiSquared)) with "
        + "\(counted(freedom, "degree")) of freedom): the half-life may have changed; uncertainties are enlarged by "
        + "\(rounded(factor))."
    case .rivals(let models):
      "As well supported by the data, with a time-integrated activity more than 10 % different: "
        + "\(models.joined(separator: ", "))."
    default: nil
    }
  }

  private var ofIntegral: String? {
    switch self {
    case .extrapolated(let fraction):
      "\(rounded(100 * fraction)) % of the time-integrated activity is extrapolated beyond the last time point "
        + "(more than 20 %)" + (fraction > 0.5 ? ": more than was measured." : ".")
    case .integralHeldAtAdministered:
      "The model gives more decays than all of the administered activity can make: the integral is held at that."
    case .integralUndetermined:
      "The uncertainty of the time-integrated activity is as large as its value: the data do not determine it."
    case .noFreedom:
      "As many parameters as points and no stated uncertainties: the uncertainty cannot be evaluated."
    case .trapezoidWithoutUncertainty:
      "Without uncertainties of all points the uncertainty is not evaluated."
    case .singleWithoutUncertainty:
      "The uncertainty is not evaluated: it needs that of the activity and the population's spread of half-lives."
    case .pointWithoutUncertainty:
      "One point without stated uncertainty: the uncertainty cannot be evaluated."
    case .lastNotPositive: "The last activity is not above zero: nothing is extrapolated beyond it."
    case .tailHeldAtPhysicalDecay:
      "The last points fall no faster than physical decay: the tail is held at it."
    case .noHalfLife:
      "No effective half-life was given: 0.75 < t/Teff < 2.5 is assumed, and determines the uncertainty."
    case .outsideWindow(let ratio):
      "t/Teff = \(rounded(ratio)) is outside 0.75 … 2.5, where the error of the method exceeds 10 %."
    default: nil
    }
  }

  private var ofVoxels: String {
    func share(_ fraction: Double) -> String { rounded(100 * fraction) + " % of the active voxels" }
    return switch self {
    case .voxelsByTrapezoid(let fraction):
      "\(share(fraction)) could not be fitted and were integrated by trapezoid with physical tail."
    case .voxelsMonoExponential(let fraction): "\(share(fraction)) took a mono-exponential instead."
    case .voxelsAtPhysicalDecay(let fraction): "\(share(fraction)) are held at physical decay."
    default: ""
    }
  }
}
