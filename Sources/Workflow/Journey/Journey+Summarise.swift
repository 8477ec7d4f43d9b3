import Foundation
import Kinetics
import Nuclides
import Quantification
import Quantities
import Stages
import Summaries
import Volumes

extension Journey {
  /// Dose and regions become the table, each mean dose with its budget.
  func summarise(
    _ dose: DoseVolume, _ integration: Integration, over regions: [DefinedRegion], in materials: MaterialMap?
  ) throws -> DoseSummary {
    let given = TherapyDose(
      label: "cycle \(therapy.therapy.cycle)", dose: dose, decays: integration.decays,
      courses: try courses(integration.fits), budgets: try budgets(integration, regions, grid: dose.map.grid))
    var options = SummaryOptions()
    options.doseLevels = therapy.options.volumeDoses
    var summary = try Summaries.summarise(
      [given], title: "\(therapy.therapy.kind.rawValue), cycle \(therapy.therapy.cycle)", over: regions,
      materials: materials, options: options)
    for n in summary.regions.indices { correctForRecovery(&summary.regions[n], integration) }
    return summary
  }

  /// The shape of the dose rate over time, for BED: the effective half-life of the fitted curve's terms.
  private func courses(_ fits: [TimeActivityFit]) throws -> [String: DoseRateCourse] {
    var courses: [String: DoseRateCourse] = [:]
    for fit in fits {
      let mean = fit.timeIntegratedActivity.value.value
      guard mean > 0, let halfLife = fit.slowestHalfLife else { continue }
      courses[fit.region] = DoseRateCourse(effectiveHalfLife: halfLife)
    }
    return courses
  }

  /// The EANM chain per region (Gear et al. 2018, doi:10.1007/s00259-018-4136-7).
  private func budgets(
    _ integration: Integration, _ regions: [DefinedRegion], grid: Grid
  ) throws -> [String: UncertaintyBudget] {
    let emissions = try Nuclide.named(therapy.therapy.nuclide).emissions
    let fits = Dictionary(integration.fits.map { ($0.region, $0) }, uniquingKeysWith: { a, _ in a })
    let curves = Dictionary(integration.activities.map { ($0.region, $0) }, uniquingKeysWith: { a, _ in a })
    var budgets: [String: UncertaintyBudget] = [:]
    for region in regions {
      var chain = UncertaintyChain(volume: volumeUncertainty(region, grid: grid))
      chain.decayData = emissions?.electronUncertainty ?? 0
      chain.calibration = integration.decays.map.common ?? 0
      if let curve = curves[region.name] {
        chain.recoverySlope = curve.recovery.logSlope
        chain.recoveryCurve = curve.recovery.relativeUncertainty ?? 0
        chain.countSlope = countSlope(region, curve.recovery)
      }
      if let fit = fits[region.name] {
        chain.fit = ownUncertainty(of: fit, common: curves[region.name]?.common)
      }
      budgets[region.name] = chain.budget
    }
    return budgets
  }

  /// Fit and counts together: the uncertainty of the integral less what all points share.
  private func ownUncertainty(of fit: TimeActivityFit, common: Double?) -> Double {
    let total = fit.timeIntegratedActivity.relativeUncertainty ?? 0
    let shared = common ?? 0
    return max(0, total * total - shared * shared).squareRoot()
  }

  private func volumeUncertainty(_ region: DefinedRegion, grid: Grid) -> Double {
    UncertaintyChain.volumeUncertainty(
      diameter: region.equivalentDiameter, voxel: Length(cbrt(grid.voxelVolume.value * 1000)),
      fwhm: resolution)
  }

  private func countSlope(_ region: DefinedRegion, _ recovery: Recovery) -> Double {
    UncertaintyChain.countSlope(
      diameter: region.equivalentDiameter, fwhm: resolution, recovery: recovery.coefficient)
  }

  private var resolution: Length { Length(therapy.options.resolution ?? 0) }

  /// Blurring moves activity out of small regions: the mean dose corrected as the region's decays are. Holds where
  /// the region's own decays make its dose.
  private func correctForRecovery(_ region: inout RegionDose, _ integration: Integration) {
    guard let curve = integration.activities.first(where: { $0.region == region.region }),
      curve.recovery.coefficient != 1
    else { return }
    guard let fit = integration.fits.first(where: { $0.region == region.region }),
      let seen = region.timeIntegratedActivity?.value.value, seen > 0
    else { return }
    let factor = fit.timeIntegratedActivity.value.value / seen
    region.recoveryCorrectedMean = Uncertain(
      region.mean.value * factor, standardUncertainty: region.mean.standardUncertainty.map { $0 * factor })
  }
}

extension DefinedRegion {
  /// Diameter of the sphere of the same volume.
  var equivalentDiameter: Length { Length(cbrt(6 / Double.pi * region.millilitres * 1000)) }
}

extension TimeActivityFit {
  /// The longest effective half-life among the parameters, h in the fit.
  var slowestHalfLife: TimeSpan? {
    parameters.filter { $0.unit == "h" && $0.name.contains("half-life") }.map(\.value).max().map {
      .hours($0)
    }
  }
}
