import DoseEngines
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
  /// - Parameter other: a dose of another engine in place of the one that counts.
  package func summarise(_ dosed: Dosed, dose other: DoseVolume? = nil) throws -> DoseSummary {
    let (field, integration, dose) = (dosed.field, dosed.integration, other ?? dosed.dose)
    let (regions, materials) = (field.regions, field.materialsOfDose)
    let given = TherapyDose(
      label: "cycle \(therapy.therapy.cycle)", dose: dose, decays: try field.decays(integration.decays),
      courses: try courses(integration.fits),
      budgets: try budgets(dose, integration, regions, dosed.study, in: materials),
      recovery: recovery(integration, dosed.regions))
    var options = SummaryOptions()
    options.doseLevels = therapy.options.volumeDoses
    if let density = therapy.options.uniformDensity {
      (options.assumedDensity, options.isDensityStated) = (Quantity(density), true)
    }
    options.radiobiology.sets.merge(therapy.options.radiobiology) { _, stated in stated }
    return try Summaries.summarise(
      [given], title: therapy.title, over: regions,
      materials: materials, options: options)
  }

  /// The shape of the dose rate over time, for BED.
  private func courses(_ fits: [TimeActivityFit]) throws -> [RegionID: DoseRateCourse] {
    var courses: [RegionID: DoseRateCourse] = [:]
    for fit in fits where fit.timeIntegratedActivity.value.value > 0 {
      courses[fit.region.id] = try fit.course
    }
    return courses
  }

  /// The EANM chain per region (Gear et al. 2018, doi:10.1007/s00259-018-4136-7).
  private func budgets(
    _ dose: DoseVolume, _ integration: Integration, _ regions: [DefinedRegion], _ study: AlignedStudy,
    in materials: MaterialMap?
  ) throws -> [RegionID: UncertaintyBudget] {
    let emissions = nuclide.emissions
    let curves = integration.curves.wrappedValue.byRegion(\.region)
    var budgets: [RegionID: UncertaintyBudget] = [:]
    for region in regions {
      var chain = UncertaintyChain(volume: volumeUncertainty(region, study))
      chain.decayData = emissions?.chargedUncertainty ?? 0
      chain.calibration = calibrationUncertainty(integration)
      if dose.engine == DoseEngine.Kind.monteCarlo.name {
        chain.simulation =
          dose.map.mean(in: region.region, density: materials?.density).relativeUncertainty ?? 0
      }
      if let curve = curves[region.id] {
        chain.recoverySlope = curve.recovery.logSlope
        if let resolution = curve.recovery.resolution {
          (chain.resolution, chain.registration) = (resolution, curve.recovery.registration ?? 0)
        } else {
          chain.recoveryCurve = curve.recovery.relativeUncertainty ?? 0
        }
        chain.countSlope = countSlope(region, curve.recovery)
        // Fitted without what all points share, which stands in the terms above.
        chain.fit = curve.fit.timeIntegratedActivity.relativeUncertainty ?? 0
      }
      budgets[region.id] = chain.budget
    }
    return budgets
  }

  /// What all voxels of all time points share; of entered decays, what their map says.
  private func calibrationUncertainty(_ integration: Integration) -> Double {
    switch therapy.calibration {
    case _ where isEntered: integration.decays.map.common ?? 0
    case .file: calibration?.relativeUncertainty ?? 0
    case .administered: (try? netActivity())?.relativeUncertainty ?? 0
    case .none: 0
    }
  }

  private func volumeUncertainty(_ region: DefinedRegion, _ study: AlignedStudy) -> Double {
    let drawn = thresholds.contains(region.id) ? nil : contourImage(study)
    let image = drawn ?? emissionImage(study.grid)
    return UncertaintyChain.volumeUncertainty(
      diameter: region.equivalentDiameter, voxel: image.voxel, fwhm: image.resolution)
  }

  /// Regions that a threshold drew on the emission image.
  private var thresholds: Set<RegionID> {
    Set(
      therapy.structures.compactMap {
        if case .threshold(let region) = $0 { region.identity.id } else { nil }
      })
  }

  private func emissionImage(_ grid: Grid) -> ContourImage {
    ContourImage(grid, resolution: resolution)
  }

  /// The image on which the structures' contours were drawn: the reference CT, if there is one.
  package func contourImage(_ study: AlignedStudy) -> ContourImage? {
    study.ct.map { ct in
      let spacing = ct.values.grid.spacing
      let coarsest = max(spacing.x, spacing.y, spacing.z)
      return ContourImage(
        ct.values.grid, resolution: Length(therapy.options.contourResolution ?? coarsest))
    }
  }

  private func countSlope(_ region: DefinedRegion, _ recovery: Recovery) -> Double {
    UncertaintyChain.countSlope(
      diameter: region.equivalentDiameter, fwhm: resolution, recovery: recovery.coefficient)
  }

  private var resolution: Length {
    if case .regions(let geometry)? = therapy.options.partialVolume { return geometry.resolution }
    return Length(therapy.options.resolution ?? 0)
  }

  /// Blurring moves activity out of small regions: their true over their imaged decays.
  private func recovery(_ integration: Integration, _ regions: [DefinedRegion]) -> [RegionID: Double] {
    let corrected = integration.curves.wrappedValue.filter { $0.recovery.coefficient != 1 }.byRegion(\.region)
    return regions.reduce(into: [:]) { factors, region in
      guard let curve = corrected[region.id] else { return }
      factors[region.id] = integration.decays.recovery(of: curve.fit, in: region.region)
    }
  }
}

extension Array {
  /// What belongs to each region.
  package func byRegion(_ region: (Element) -> Region) -> [RegionID: Element] {
    reduce(into: [:]) { $0[region($1).id] = $1 }
  }
}
