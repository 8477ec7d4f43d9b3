import Checks
import Documents
import Planning
import Quantities
import Stages

/// Orders of one injection, searched over vials, calibrations and hours.
struct InjectionOrders {
  let injection: PlannedInjection
  let plan: RadioembolisationPlan
  /// What the other injections of the session give to what all share.
  let others: [PlannedRegion: AbsorbedDose]

  /// The best and its neighbours.
  private static let shown = 9

  var records: [OrderRecord] {
    guard let order = injection.input.order, let prescribed = injection.prescribed,
      let rates = injection.bestRates
    else { return [] }
    let limits = injection.limits.map { limit in
      var limit = limit
      limit.received += others[limit.region] ?? .zero
      return limit
    }
    let search = OrderSearch(
      plan.microspheres, plan.data, catalogue: order.catalogue, rates: rates, limits: limits)
    let all = search.candidates(
      for: prescribed, calibrations: order.calibrations, treatments: order.treatments)
    return all.prefix(Self.shown).enumerated().map { n, candidate in OrderRecord(candidate, isBest: n == 0) }
  }

  var findings: [Finding] {
    guard injection.input.order != nil, injection.prescribed != nil else { return [] }
    guard let best = records.first else {
      return [Finding(PlanNote.orderMissing, at: injection.input.name)]
    }
    if !best.crossed.isEmpty {
      return [Finding(PlanNote.orderBreaks(best.crossed), at: injection.input.name)]
    }
    if abs(best.deviationPercent) > 10 {
      return [Finding(PlanNote.orderOff(percent: best.deviationPercent), at: injection.input.name)]
    }
    return []
  }
}

/// One order, as it is printed.
package struct OrderRecord: Encodable, Sendable {
  package var nominalGBq: Double
  package var source: String
  package var calibration, treatment: DateTime
  package var injectedGBq, deviationPercent: Double
  var dosesGy: DosesRecord
  package var crossed: [String]
  var windowFrom, windowTo: DateTime?
  package var isBest: Bool

  init(_ c: OrderCandidate, isBest: Bool) {
    (nominalGBq, source) = (c.option.nominal.inGigabecquerels, c.option.source)
    (calibration, treatment) = (c.option.calibration, c.treatment)
    (injectedGBq, deviationPercent) = (c.injected.inGigabecquerels, c.deviationPercent)
    (dosesGy, crossed, self.isBest) = (DosesRecord(c.doses), c.crossed.map(\.name), isBest)
    (windowFrom, windowTo) = (c.window?.from, c.window?.to)
  }
}
