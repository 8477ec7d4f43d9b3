import Checks
import Diagnostics
import Foundation
import Quantities
import Stages

/// Fits a curve to the time–activity points of a region and integrates it from administration to infinity.
///
/// ```swift
/// let kinetics = try RegionKinetics(physicalHalfLife: .hours(159.528))
/// let fit = try kinetics.fit(region: kidney.identity, points: points)
/// print(fit.timeIntegratedActivity, fit.model, fit.warnings)
/// ```
public struct RegionKinetics: Sendable, Hashable {
  /// No fitted curve ever falls more slowly than this.
  public let physicalHalfLife: TimeSpan
  public var model: CurveModel
  public var weighting: Weighting
  /// Relative standard uncertainty shared by all points of a region (calibration), added to that of the
  /// integral in quadrature. The points' own uncertainties must then not contain it.
  public var common: Double?
  /// What was administered: no curve exceeds it at any time, decayed; measurements that do are reported or refused.
  public var administered: AdministeredActivity?
  /// For `automatic` and one to three points: the population's half-life, which the result names.
  public var prior: PopulationPrior?
  /// Whether a chosen exponential model is shown with the others; `automatic` always compares.
  var comparesModels = true

  /// - Throws: `Problem` if the half-life is not positive and finite or `common` is negative.
  public init(
    physicalHalfLife: TimeSpan, model: CurveModel = .automatic, weighting: Weighting = .automatic,
    common: Double? = nil
  ) throws {
    guard physicalHalfLife.isFinite, physicalHalfLife.value > 0 else {
      throw Problem(
        .usage, what: "a physical half-life of \(physicalHalfLife) is not positive and finite",
        why: "it bounds the end of every curve", remedy: "take it from the table of nuclides")
    }
    guard common.map({ $0 >= 0 && $0.isFinite }) ?? true else {
      throw Problem(
        .usage, what: "the common relative uncertainty must not be negative",
        remedy: "give it as a fraction, for example 0.05")
    }
    (self.physicalHalfLife, self.model) = (physicalHalfLife, model)
    (self.weighting, self.common) = (weighting, common)
  }

  /// Points in any order; several at the same time are replicates, which a trapezoid refuses.
  ///
  /// - Returns: the curve with its integral in Bq·s, uncertainty by first-order propagation (k = 1) and between the
  ///   models that were averaged, 95 % interval, the part of the integral beyond the last time point, and the other
  ///   models that could have been taken.
  /// - Throws: `Problem` for no points, times before administration, no activity above zero, fewer points
  ///   than parameters, an assumption that contradicts physical decay, or activities that were never administered.
  public func fit(region: Region, points: [TimeActivityPoint]) throws -> TimeActivityFit {
    let data = try CurveData(region: region.label, points: points, weighting: weighting)
    let law = law(data.points)
    try law?.check(region.label)
    var fit =
      switch model {
      case .automatic: try automatic(region, data)
      case .exponential(let shape): try exponential(shape, region, data)
      case .trapezoid(let rule): try trapezoid(rule, region, data)
      case .singleTimePoint(let method): try singleTimePoint(method, region, data)
      case .permanentTrapping: try permanentTrapping(region, data)
      }
    if let law { hold(&fit, to: law) }
    addCommonUncertainty(&fit)
    // Trapped activity has no unknown clearance to extrapolate.
    if fit.extrapolatedFraction > 0.2, model != .permanentTrapping {
      fit.warnings.append(.curve(.extrapolated(fraction: fit.extrapolatedFraction)))
    }
    return fit
  }

  func law(_ points: [TimeActivityPoint]) -> CurveLaw? {
    administered.map { CurveLaw($0, points) }
  }

  /// Trapezoids and single-time-point estimates have no bound of their own.
  private func hold(_ fit: inout TimeActivityFit, to law: CurveLaw) {
    fit.warnings += law.notes
    let limit = Quantity<BecquerelSecond>(law.greatestIntegral)
    if let interval = fit.interval, interval.upper > limit {
      fit.interval?.upper = max(limit, fit.timeIntegratedActivity.value)
    }
    guard fit.timeIntegratedActivity.value.value > limit.value * (1 + FitProblem.barrier) else { return }
    fit.timeIntegratedActivity.value = limit
    fit.warnings.append(.curve(.integralHeldAtAdministered))
  }

  private func addCommonUncertainty(_ fit: inout TimeActivityFit) {
    guard let common else { return }
    widenInterval(&fit, by: common)
    guard let own = fit.timeIntegratedActivity.standardUncertainty else { return }
    let shared = common * fit.timeIntegratedActivity.value.value
    let sum = (own.value * own.value + shared * shared).squareRoot()
    fit.timeIntegratedActivity.standardUncertainty = Quantity(sum)
  }

  /// Each side in quadrature, on the scale of the logarithm.
  private func widenInterval(_ fit: inout TimeActivityFit, by common: Double) {
    guard let interval = fit.interval else { return }
    let value = fit.timeIntegratedActivity.value.value
    let shared = 1.96 * common
    func side(_ bound: Double) -> Double { (pow(log(bound / value), 2) + shared * shared).squareRoot() }
    fit.interval?.lower = Quantity(value * exp(-side(interval.lower.value)))
    fit.interval?.upper = Quantity(value * exp(side(interval.upper.value)))
  }

  /// Decay constant of pure physical decay, 1/h.
  var physicalRate: Double { ln2 / physicalHalfLife.inHours }
}

let ln2 = 0.693147180559945309417232121458176568
