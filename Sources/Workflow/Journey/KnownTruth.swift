import Phantoms
import Quantities
import Stages

/// True values of regions, to be shown with the results.
public struct KnownTruth: Sendable {
  package struct Region: Sendable {
    package var timeIntegratedActivity: Quantity<BecquerelSecond>
    package var dose: AbsorbedDose
  }
  package var regions: [String: Region]

  package init(_ truth: PatientTruth) {
    regions = Dictionary(
      truth.regions.map {
        ($0.name, Region(timeIntegratedActivity: $0.timeIntegratedActivity, dose: $0.localMeanDose))
      },
      uniquingKeysWith: { a, _ in a })
  }

  /// Decays and mean dose (recovery-corrected where that was done) of each region with activity.
  package func compare(_ integration: Integration, _ summary: DoseSummary) -> [TruthComparison] {
    // The body is no organ: it mixes clearances that no single curve follows.
    let active = regions.filter { $0.value.timeIntegratedActivity.value > 0 && $0.key != "Body" }
    let decays = integration.fits.compactMap { fit in
      active[fit.region.name].map { truth in
        TruthComparison(
          quantity: "\(fit.region), time-integrated activity", unit: "MBq·h",
          result: fit.timeIntegratedActivity.value.inMegabecquerelHours,
          standardUncertainty: uncertainty(of: fit, summary)?.inMegabecquerelHours,
          truth: truth.timeIntegratedActivity.inMegabecquerelHours)
      }
    }
    let doses = summary.regions.compactMap { region in
      active[region.region.name].map { truth in
        let dose = region.bestMean
        return TruthComparison(
          quantity: "\(region.region), mean dose (truth: local deposition)", unit: "Gy",
          result: dose.value.value,
          standardUncertainty: dose.standardUncertainty?.value, truth: truth.dose.value)
      }
    }
    return decays + doses
  }

  /// With calibration and recovery, which the fit alone does not know.
  private func uncertainty(
    of fit: TimeActivityFit, _ summary: DoseSummary
  ) -> Quantity<BecquerelSecond>? {
    let region = summary.regions.first { $0.region.id == fit.region.id }
    return region?.timeIntegratedActivity?.relativeUncertainty.map { fit.timeIntegratedActivity.value * $0 }
  }
}
