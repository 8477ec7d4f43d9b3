import Checks
import Documents
import Foundation
import Quantities
import Reporting
import Stages

extension RadioembolisationTask {
  /// A delivered dose held against what was injected: no region holds more energy than all decays of it leave in tissue.
  ///
  /// - Throws: `Problem` (data rejected) beyond 1.5 times.
  func lawfulness(of injections: [PlannedInjection]) throws -> [Finding] {
    guard let delivered = plan.delivered else { return [] }
    let treated = injections.filter { $0.record.given != nil }
    let activity = (treated.isEmpty ? injections : treated).compactMap(\.finalActivity)
      .reduce(Activity.zero, +)
    guard activity > .zero else { return [] }
    let administered = AdministeredActivity(Uncertain(activity), halfLife: plan.data.decay.halfLife)
    let regions = try readSummary(delivered.summary).regions.map { (region: $0, joule: energy($0)) }
    guard let most = regions.max(by: { $0.joule < $1.joule }) else { return [] }
    // k is what a gigabecquerel leaves by all of its decays.
    let all = plan.energyConstant.joulesPerGigabecquerel * activity.inGigabecquerels
    return try administered.check(
      energy: Quantity(most.joule), perDecay: Quantity(all / administered.greatestDecays.value),
      of: "the delivered dose of “\(most.region.region.label)”", at: delivered.summary.lastPathComponent
    ).map { Finding(PlanNote.deliveredEnergy($0), at: most.region.region.label) }
  }

  /// Mean dose × mass, J.
  private func energy(_ region: RegionDose) -> Double {
    region.bestMean.value.value * region.mass.value.value / 1000
  }
}
