import Quantities

/// Vials of glass microspheres: which one to order, and what it holds at treatment.
public struct GlassVials: Sendable, Hashable {
  public enum Catalogue: String, Sendable, Hashable, CaseIterable { case standard, custom }

  /// Nominal activities at calibration, rising, by catalogue.
  public let nominal: [Catalogue: [Activity]]
  public let decay: Decay
  /// Bq at calibration.
  public let activityPerSphere: Activity
  /// Number of microspheres per GBq at calibration, 1/GBq.
  let spheresPerGigabecquerel: Double

  /// A vial at the time of treatment.
  public struct Choice: Sendable, Hashable {
    /// At calibration.
    public var nominal: Activity
    public var atTreatment: Activity
    /// How much more than required, percent.
    public var excessPercent: Double
    /// Number of microspheres in the vial; decay does not change it.
    public var spheres: Double
  }

  /// Activity of one microsphere so long after calibration. More hours mean more spheres for the same activity.
  public func activityPerSphere(after calibration: TimeSpan) -> Activity {
    decay.activity(activityPerSphere, after: calibration)
  }

  /// The smallest vial that still holds the required activity; `nil` if none does, or nothing is required.
  public func choose(
    atLeast required: Activity, after calibration: TimeSpan, from catalogue: Catalogue
  ) -> Choice? {
    guard required.value > 0, required.isFinite else { return nil }
    return (nominal[catalogue] ?? []).lazy.map { vial(nominal: $0, required: required, after: calibration) }
      .first { !$0.atTreatment.value.clearlyBelow(required.value) }
  }

  private func vial(nominal: Activity, required: Activity, after calibration: TimeSpan) -> Choice {
    let now = decay.activity(nominal, after: calibration)
    return Choice(
      nominal: nominal, atTreatment: now, excessPercent: 100 * (now / required - 1),
      spheres: nominal.inGigabecquerels * spheresPerGigabecquerel)
  }
}

/// Vials of resin microspheres: one size, used before or after its calibration.
public struct ResinVials: Sendable, Hashable {
  /// At calibration.
  public let nominal: Activity
  /// Number of microspheres in a vial.
  let spheresPerVial: Double
  public let decay: Decay
  /// Hours before calibration at which vials are delivered.
  let deliveries: [TimeSpan]

  /// Activity of the vial so long before its calibration; negative is after it.
  public func activity(before calibration: TimeSpan) -> Activity {
    decay.activity(nominal, after: -calibration)
  }

  /// The activity of each delivery and of one of its microspheres.
  public var catalogue: [(before: TimeSpan, activity: Activity, perSphere: Activity)] {
    deliveries.map {
      (before: $0, activity: activity(before: $0), perSphere: activity(before: $0) / spheresPerVial)
    }
  }
}
