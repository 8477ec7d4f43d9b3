import Quantities

/// Microspheres of Ho-166: each vial is made for one patient, and the same spheres serve as a scout dose before.
public struct HolmiumVials: Sendable, Hashable {
  public let decay: Decay
  public let energyConstant: EnergyConstant
  /// Activity of one microsphere at calibration, Bq.
  let activityPerSphere: Activity
  /// Activity of a scout dose.
  public let scout: Activity

  /// The vial that holds the required activity at treatment.
  func options(
    for required: Activity, at treatment: DateTime, calibration: DateTime, tolerance: Double
  ) -> [VialOption] {
    let elapsed = treatment.since(calibration)
    let nominal = decay.activity(required, after: -elapsed)
    return [
      VialOption(
        product: .holmium, source: "made to order", nominal: nominal, calibration: calibration,
        atTreatment: required,
        excessPercent: 0, activityPerSphere: decay.activity(activityPerSphere, after: elapsed),
        spheres: nominal / activityPerSphere, share: 1, exact: treatment,
        window: TimeWindow(
          from: treatment.advanced(by: decay.time(from: required * (1 + tolerance), to: required) * -1),
          to: treatment.advanced(by: decay.time(from: required, to: required * (1 - tolerance)))))
    ]
  }
}
