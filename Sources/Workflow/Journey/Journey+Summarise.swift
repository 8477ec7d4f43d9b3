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
  package func summarise(_ dose: DoseVolume, _ results: Results) throws -> DoseSummary {
    let field = results.field ?? DoseField(structures: results.structures, regions: results.regions)
    let (integration, regions, materials) = (results.integration!, field.regions, field.materialsOfDose)
    let given = TherapyDose(
      label: "cycle \(therapy.therapy.cycle)", dose: dose, decays: try field.decays(integration.decays),
      courses: try courses(integration.fits),
      budgets: try budgets(dose, integration, regions, results.study, in: materials),
      recovery: recovery(integration, results.regions))
    var options = SummaryOptions()
    options.doseLevels = therapy.options.volumeDoses
    options.radiobiology.sets.merge(therapy.options.radiobiology) { _, stated in stated }
    return try Summaries.summarise(
      [given], title: "\(therapy.therapy.kind.rawValue), cycle \(therapy.therapy.cycle)", over: regions,
      materials: materials, options: options)
  }

  /// The shape of the dose rate over time, for BED.
  private func courses(_ fits: [TimeActivityFit]) throws -> [String: DoseRateCourse] {
    var courses: [String: DoseRateCourse] = [:]
    for fit in fits where fit.timeIntegratedActivity.value.value > 0 {
      courses[fit.region] = try fit.course
    }
    return courses
  }

  /// The EANM chain per region (Gear et al. 2018, doi:10.1007/s00259-018-4136-7).
  private func budgets(
    _ dose: DoseVolume, _ integration: Integration, _ regions: [DefinedRegion], _ study: AlignedStudy,
    in materials: MaterialMap?
  ) throws -> [String: UncertaintyBudget] {
    let emissions = nuclide.emissions
    let fits = Dictionary(integration.fits.map { ($0.region, $0) }, uniquingKeysWith: { a, _ in a })
    let curves = Dictionary(integration.activities.map { ($0.region, $0) }, uniquingKeysWith: { a, _ in a })
    var budgets: [String: UncertaintyBudget] = [:]
    for region in regions {
      var chain = UncertaintyChain(volume: volumeUncertainty(region, study))
      chain.decayData = emissions?.chargedUncertainty ?? 0
      chain.calibration = calibrationUncertainty(integration)
      if dose.engine == DoseEngine.monteCarlo().name {
        chain.simulation =
          dose.map.mean(in: region.region, density: materials?.density).relativeUncertainty ?? 0
      }
      if let curve = curves[region.name] {
        chain.recoverySlope = curve.recovery.logSlope
        chain.recoveryCurve = curve.recovery.relativeUncertainty ?? 0
        chain.countSlope = countSlope(region, curve.recovery)
      }
      if let fit = fits[region.name] {
        // Fitted without what all points share, which stands in the terms above.
        chain.fit = fit.timeIntegratedActivity.relativeUncertainty ?? 0
      }
      budgets[region.name] = chain.budget
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
    let drawn = thresholds.contains(region.name) ? nil : contourImage(study)
    let image = drawn ?? emissionImage(study.grid)
    return UncertaintyChain.volumeUncertainty(
      diameter: region.equivalentDiameter, voxel: image.voxel, fwhm: image.resolution)
  }

  /// Regions that a threshold drew on the emission image.
  private var thresholds: Set<String> {
    Set(therapy.structures.compactMap { if case .threshold(let region) = $0 { region.name } else { nil } })
  }

  private func emissionImage(_ grid: Grid) -> ContourImage {
    ContourImage(voxel: grid.meanSpacing, resolution: resolution)
  }

  /// The image on which the structures' contours were drawn: the reference CT, if there is one.
  package func contourImage(_ study: AlignedStudy) -> ContourImage? {
    study.ct.map { ct in
      let spacing = ct.values.grid.spacing
      let coarsest = max(spacing.x, spacing.y, spacing.z)
      return ContourImage(
        voxel: ct.values.grid.meanSpacing,
        resolution: Length(therapy.options.contourResolution ?? coarsest))
    }
  }

  private func countSlope(_ region: DefinedRegion, _ recovery: Recovery) -> Double {
    UncertaintyChain.countSlope(
      diameter: region.equivalentDiameter, fwhm: resolution, recovery: recovery.coefficient)
  }

  private var resolution: Length { Length(therapy.options.resolution ?? 0) }

  /// Blurring moves activity out of small regions: their true over their imaged decays.
  private func recovery(_ integration: Integration, _ regions: [DefinedRegion]) -> [String: Double] {
    let fits = Dictionary(integration.fits.map { ($0.region, $0) }, uniquingKeysWith: { a, _ in a })
    let corrected = Set(integration.activities.filter { $0.recovery.coefficient != 1 }.map(\.region))
    let volume = integration.decays.map.grid.voxelVolume.value
    var factors: [String: Double] = [:]
    for region in regions where corrected.contains(region.name) {
      var seen = 0.0
      region.region.forEach { offset, part in
        seen += Double(part) * Double(integration.decays.map.values.voxels[offset])
      }
      guard let fit = fits[region.name], seen > 0 else { continue }
      factors[region.name] = fit.timeIntegratedActivity.value.value / (seen * volume)
    }
    return factors
  }
}

/// How finely the image shows on which contours were drawn: it makes the uncertainty of volumes.
package struct ContourImage: Sendable {
  /// Edge of the cube of the same volume as a voxel.
  package var voxel: Length
  /// Full width at half maximum.
  package var resolution: Length
}

extension Grid {
  fileprivate var meanSpacing: Length { Length(cbrt(voxelVolume.value * 1000)) }
}

extension DefinedRegion {
  /// Diameter of the sphere of the same volume.
  package var equivalentDiameter: Length { Length(cbrt(6 / Double.pi * region.millilitres * 1000)) }
}

extension TimeActivityFit {
  /// All exponentials of the curve; the drawn curve with its tail for a trapezoid; the population's half-life for a
  /// single time point. `nil` where the clearance is not known.
  package var course: DoseRateCourse? {
    get throws {
      if let terms {
        return try DoseRateCourse(
          terms.map { .init(amplitude: $0.amplitude.inMegabecquerels, halfLife: $0.halfLife) })
      }
      guard let tail = slowestHalfLife else { return nil }
      guard points.count > 1, let last = points.last else { return DoseRateCourse(effectiveHalfLife: tail) }
      let measured = curve.filter { $0.time < last.time }.map {
        DoseRateCourse.Point(time: $0.time, rate: $0.activity.inMegabecquerels)
      }
      let end = DoseRateCourse.Point(
        time: last.time, rate: max(0, last.activity.value.inMegabecquerels))
      return try DoseRateCourse(points: measured + [end], tailHalfLife: tail)
    }
  }

  /// The longest effective half-life among the parameters, h in the fit.
  package var slowestHalfLife: TimeSpan? {
    parameters.filter { $0.unit == "h" && $0.name.contains("half-life") }.map(\.value).max().map {
      .hours($0)
    }
  }
}
