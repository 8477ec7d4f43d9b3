import Checks
import Criteria
import Diagnostics
import Documents
import Foundation
import Planning
import Quantities
import Stages

/// The PRRT of a plan, from inputs to everything that is printed.
package struct PRRTTask {
  package let plan: PRRTPlan

  package init(_ plan: PRRTPlan) { self.plan = plan }

  package func record() throws -> (record: PRRTRecord, findings: [Finding]) {
    var (outlooks, unjudged) = outlooks()
    outlooks.sort { $0.remainingCycles < $1.remainingCycles }
    let bySchedule = max(0, plan.data.cycles - plan.course.cycles.count)
    let tightest = outlooks.first
    let remaining = outlooks.isEmpty ? nil : min(bySchedule, tightest!.remainingCycles)
    let gates = try plan.gates.map(gate)
    let cycles = cycles()
    let record = PRRTRecord(
      product: plan.product, protocolCitation: plan.data.citation, nextGBq: plan.next.inGigabecquerels,
      plannedCycles: plan.data.cycles, riskFactors: plan.hasRiskFactors, cycles: cycles, outlooks: outlooks,
      unjudged: unjudged, remainingCycles: remaining,
      limitedBy: tightest.map {
        $0.remainingCycles < bySchedule
          ? "\($0.organ), \($0.measure)" : "the \(counted(plan.data.cycles, "cycle")) of the schedule"
      },
      gates: gates, tumourGyPerGBq: plan.tumourDosePerActivity.map { Measured($0) }, assumptions: assumptions)
    return (record, findings(record))
  }

  private func findings(_ record: PRRTRecord) -> [Finding] {
    crossed(record) + irregular(record) + undecided(record) + activities(record)
  }

  private func crossed(_ record: PRRTRecord) -> [Finding] {
    record.outlooks.filter { $0.receivedGy.clearlyExceeds($0.limitGy) }.map {
      Finding(
        CyclePlanNote.limitExceeded(measure: $0.measure, gray: $0.receivedGy, limit: $0.limitGy), at: $0.organ
      )
    }
  }

  private func irregular(_ record: PRRTRecord) -> [Finding] {
    record.cycles.filter(\.isIrregular).map {
      Finding(
        CyclePlanNote.irregular(
          days: $0.daysSincePrevious ?? 0, due: plan.data.intervalDays,
          tolerance: plan.data.intervalToleranceDays),
        at: "cycle \($0.number)")
    }
  }

  private func undecided(_ record: PRRTRecord) -> [Finding] {
    record.gates.filter { !$0.agree }.map {
      Finding(CyclePlanNote.ratiosDisagree(threshold: $0.gate ?? 0), at: $0.kind)
    }
  }

  private func activities(_ record: PRRTRecord) -> [Finding] {
    let given = record.cycles.map { ("cycle \($0.number)", $0.activityGBq) }
    return (given + [("next cycle", record.nextGBq)]).compactMap {
      Plausibility.cycleActivity.finding($0.1, at: $0.0)
    }
  }

  private func outlooks() -> ([OutlookRecord], [UnavailableRecord]) {
    guard !plan.course.cycles.isEmpty else { return ([], []) }
    var all: [OutlookRecord] = []
    var missing: [UnavailableRecord] = []
    for (organ, tolerance) in plan.data.organs.sorted(by: { $0.key < $1.key }) {
      let bed = plan.hasRiskFactors ? tolerance.bedWithRiskFactors : tolerance.bed
      for limit in [tolerance.dose, bed].compactMap({ $0 }) {
        do throws(Problem) {
          let outlook = try OrganOutlook(
            organ, limit: limit, tolerance: tolerance, course: plan.course, next: plan.next)
          all.append(OutlookRecord(outlook))
        } catch {
          missing.append(
            UnavailableRecord(method: "\(organ), \(limit.quantity.rawValue)", reason: error.what))
        }
      }
    }
    return (all, missing)
  }

  private func cycles() -> [CycleRecord] {
    let cycles = plan.course.cycles
    return cycles.enumerated().map { n, cycle in
      let gap = n > 0 ? cycle.day.flatMap { day in cycles[n - 1].day.map { day.days(since: $0) } } : nil
      return CycleRecord(
        number: n + 1, date: cycle.day?.description, activityGBq: cycle.activity.inGigabecquerels,
        doses: cycle.organs.mapValues { Measured($0.dose) }, source: plan.sources[n], daysSincePrevious: gap,
        isIrregular: gap.map { abs($0 - plan.data.intervalDays) > plan.data.intervalToleranceDays } ?? false)
    }
  }

  private func gate(_ input: GateInput) throws -> GateRecord {
    guard let ratios = UptakeRatios(numerators: input.intraArterial, denominators: input.intravenous) else {
      throw Problem(.dataRejected, what: "the uptake values do not make pairs", at: "prrt.intraArterial")
    }
    let aggregates = Aggregation.allCases.map { kind in
      GateRecord.Aggregate(
        aggregation: kind.rawValue, value: ratios.value(kind),
        reachesGate: input.gate.map { gate in ratios.reaches(gate, by: kind) })
    }
    let gain = try IntraArterialGain(intraArterial: input.intraArterial, intravenous: input.intravenous)
    let rate = plan.tumourDosePerActivity
    let expected = rate.map { ExpectedGain($0, gain) }
    return GateRecord(
      kind: input.kind == .enhancement ? "enhancement ratio" : "tumour-to-normal ratio", gate: input.gate,
      source: input.source,
      lesions: ratios.perLesion.enumerated().map { n, ratio in
        .init(
          name: input.lesions.isEmpty ? "lesion \(n + 1)" : input.lesions[n],
          intraArterial: input.intraArterial[n], intravenous: input.intravenous[n], ratio: ratio)
      },
      aggregates: aggregates, agree: Set(aggregates.map(\.reachesGate)).count == 1, gain: gain.gain,
      gainLow: gain.interval?.lowerBound, gainHigh: gain.interval?.upperBound, confidence: gain.confidence,
      expectedGyPerGBq: expected?.mean, expectedU: expected?.uncertainty,
      expectedLow: expected?.interval?.lowerBound,
      expectedHigh: expected?.interval?.upperBound)
  }

  private var assumptions: [String] {
    [
      "Dose per activity of further cycles is the mean of the measured cycles; its uncertainty is that of the next cycle's value, s √(1 + 1/n) over n cycles together with the mean of the uncertainties that the measurements state, or the measurement's own from one cycle. The range of cycles takes two of them either way.",
      "BED of a cycle is D [1 + D g], g = Trep/(Trep + Teff)/(α/β), with one effective half-life per organ.",
      "Limits are customary, not proven; a site states its own in the protocol data.",
      "The expected tumour dose per activity carries the uncertainty of the intravenous one and of the gain, as independent; its 95 % interval adds both half-widths in quadrature. What states no uncertainty counts as exact.",
      "The expected intra-arterial/intravenous dose ratio is the geometric mean of paired lesion ratios with the t interval on logarithms. Lesions of one patient are not independent: the interval describes these lesions. Uptake on one image is not dose; retention may differ.",
    ]
  }
}

extension OutlookRecord {
  package init(_ o: OrganOutlook) {
    self.init(
      organ: o.organ, measure: o.limit.quantity.rawValue, limitGy: o.limit.value.value,
      receivedGy: o.received.value,
      gyPerGBq: Measured(o.rate.mean, u: o.rate.predictionUncertainty), perCycleGyPerGBq: o.rate.perCycle,
      remainingCycles: o.cycles, remainingAtLeast: o.range?.lowerBound, remainingAtMost: o.range?.upperBound,
      largestNextGBq: o.largestActivity.inGigabecquerels, estimatedCycles: o.estimatedCycles,
      source: o.limit.source)
  }
}
