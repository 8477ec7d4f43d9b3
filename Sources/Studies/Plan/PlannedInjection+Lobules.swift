import Documents
import DoseEngines
import Nuclides
import Planning
import Quantities

extension PlannedInjection {
  /// Of the vials that a person compares, in the perfused liver without tumour.
  func lobules(_ prescribed: Activity, _ plan: RadioembolisationPlan) -> [LobuleRecord] {
    guard let rates = bestRates, let kernel = Self.kernel(plan.data.nuclide) else { return [] }
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

  private static func kernel(_ nuclide: String) -> PointKernel? {
    (try? Nuclide.named(nuclide))?.emissions?.kernel
      ?? KernelCache.standard.find(nuclide: nuclide, edition: .evaluated, medium: "water")
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
