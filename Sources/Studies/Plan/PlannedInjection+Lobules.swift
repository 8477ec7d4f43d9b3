import Documents
import DoseEngines
import Nuclides
import Planning
import Quantities

extension PlannedInjection {
  /// Of the vials that a person compares, in the perfused liver without tumour; nothing where no kernel of the nuclide is
  /// known.
  func lobules(_ plan: RadioembolisationPlan) throws -> [LobuleRecord] {
    guard let rates = bestRates, let prescribed,
      let kernel = KernelCache.standard.kernel(of: try Nuclide.named(plan.data.nuclide))
    else { return [] }
    return record.vials.nearTheChosen.compactMap { vial -> LobuleRecord? in
      let all = Activity.gigabecquerels(vial.atTreatmentGBq)
      let injected = plan.microspheres == .glass ? all : min(prescribed, all)
      guard let dose = rates.dose(injected, to: .perfusedNormalLiver), dose.value > .zero else { return nil }
      let perMl =
        plan.energyConstant.activity(for: dose.value, in: Mass(plan.density.value)).value
        / vial.becquerelPerSphere
      return LobuleRecord(
        vial, perMl: perMl,
        LobuleUniformity(spheresPerMillilitre: perMl, kernel: kernel, density: plan.density))
    }
  }
}

extension LobuleRecord {
  init(_ vial: VialRecord, perMl: Double, _ u: LobuleUniformity) {
    self.init(
      vial: "\(vial.nominalGBq.printedShort()) GBq \(vial.source)", region: "perfused normal liver",
      isChosen: vial.isChosen, becquerelPerSphere: vial.becquerelPerSphere, spheresPerMl: perMl,
      spheresPerLobule: u.spheresPerLobule, d98Percent: 100 * u.d98, d90Percent: 100 * u.d90,
      d50Percent: 100 * u.d50, belowHalfPercent: 100 * u.belowHalf)
  }
}
