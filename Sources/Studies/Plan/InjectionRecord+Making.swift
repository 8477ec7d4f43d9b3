import Documents
import Planning
import Quantities

extension InjectionRecord {
  /// What is known before anything is prescribed.
  package init(
    _ input: InjectionInput, _ volume: PerfusedVolume, _ proposals: ActivityPlanner.Proposals,
    _ limits: [DoseAllowance]
  ) {
    self.init(
      name: input.name, session: input.session, perfusedMl: volume.volume, perfusedGrams: volume.mass.value,
      normalMl: Measured(volume.normal),
      compartments: volume.compartments.map {
        CompartmentRecord(
          name: $0.name, isTumour: $0.isTumour, ml: Measured($0.volume),
          massGrams: Measured($0.volume, scale: volume.density.value),
          toNormal: $0.toNormal.map { Measured($0) })
      },
      meanTumourToNormal: volume.meanTumourToNormal, limits: limits.map(LimitRecord.init),
      proposals: proposals.proposals.map(ProposalRecord.init),
      unavailable: proposals.unavailable.map {
        UnavailableRecord(method: $0.method.rawValue, reason: $0.reason)
      },
      spread: Self.spread(proposals.proposals), allowances: proposals.allowances.map(AllowanceRecord.init),
      prescribedGBq: nil, prescribedBy: "", models: [], treatment: nil, vials: [], given: nil, comparison: [],
      publishedResponse: nil)
  }

  private static func spread(_ proposals: [ActivityProposal]) -> [SpreadRecord] {
    let named = proposals.map { (name: $0.method.rawValue, proposal: $0) }
    func row(_ quantity: String, _ unit: String, _ value: (ActivityProposal) -> Double?) -> SpreadRecord? {
      let values = named.compactMap { p in value(p.proposal).map { (name: p.name, value: $0) } }
      guard values.count > 1, let least = values.min(by: { $0.value < $1.value }),
        let greatest = values.max(by: { $0.value < $1.value })
      else { return nil }
      return SpreadRecord(
        quantity: quantity, unit: unit, least: least.value, greatest: greatest.value, leastBy: least.name,
        greatestBy: greatest.name, ratio: least.value > 0 ? greatest.value / least.value : nil)
    }
    return [
      row("activity", "GBq") { $0.activity.inGigabecquerels },
      row("tumour", "Gy") { $0.doses[.allTumours]?.value.value },
      row("normal liver", "Gy") { $0.doses[.normalLiver]?.value.value },
      row("lungs", "Gy") { $0.doses[.lungs]?.value.value },
    ].compactMap { $0 }
  }
}

extension ProposalRecord {
  package init(_ p: ActivityProposal) {
    self.init(
      method: p.method.rawValue, aim: p.aim?.rawValue, madeFor: p.method.madeFor?.rawValue, basis: p.basis,
      activityGBq: p.activity.inGigabecquerels, limiting: p.limiting.map(LimitRecord.init),
      dosesGy: DosesRecord(p.doses), doseModel: p.doseModel, crossed: p.crossed.map(LimitRecord.init))
  }
}

extension AllowanceRecord {
  package init(_ allowance: ActivityPlanner.Allowance) {
    model = allowance.model
    reached = allowance.result.all.map {
      Reached(
        limit: LimitRecord($0.limit),
        activityGBq: $0.activity.isFinite ? $0.activity.inGigabecquerels : nil,
        isLimiting: $0.limit == allowance.result.limiting)
    }
  }
}

extension VialRecord {
  package init(_ v: VialOption, isChosen: Bool, orderBy: DateTime?) {
    self.init(
      microspheres: v.product.rawValue, source: v.source, nominalGBq: v.nominal.inGigabecquerels,
      calibration: v.calibration, atTreatmentGBq: v.atTreatment.inGigabecquerels,
      excessPercent: v.excessPercent,
      becquerelPerSphere: v.activityPerSphere.value, spheres: v.spheres, share: v.share, exactAt: v.exact,
      windowFrom: v.window.from, windowTo: v.window.to, isSufficient: v.isSufficient, isChosen: isChosen,
      orderBy: orderBy)
  }
}
