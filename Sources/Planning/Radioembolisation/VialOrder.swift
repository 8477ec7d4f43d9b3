import Foundation
import Quantities

/// One vial that could be ordered for an injection, and what it holds when.
public struct VialOption: Sendable, Hashable {
  public var product: Microspheres
  /// `standard`, `custom`, or the hours before calibration at which a resin vial is delivered.
  public var source: String
  public var nominal: Activity
  public var calibration: DateTime
  public var atTreatment: Activity
  /// Above what is required, percent; negative if the vial holds less.
  public var excessPercent: Double
  public var activityPerSphere: Activity
  /// Number of microspheres given: the whole glass vial, or the fraction of the resin vial that is drawn up.
  public var spheres: Double
  /// Part of the vial that holds the required activity; 1 for glass, which is given whole.
  public var share: Double
  /// When the vial holds exactly the required activity.
  public var exact: DateTime
  /// While it holds the required activity within the tolerance.
  public var window: TimeWindow
  public var isSufficient: Bool { !(1 + excessPercent / 100).clearlyBelow(1) }
}

/// From one time to another.
public struct TimeWindow: Sendable, Hashable {
  public var from, to: DateTime
}

extension GlassVials {
  /// Every vial of a catalogue, with the hour at which it holds the required activity: the treatment time decides the
  /// vial, or the vial the treatment time.
  public func options(
    for required: Activity, at treatment: DateTime, calibration: DateTime, from catalogue: Catalogue,
    tolerance: Double
  ) -> [VialOption] {
    let elapsed = treatment.since(calibration)
    return (nominal[catalogue] ?? []).map { vial in
      let now = decay.activity(vial, after: elapsed)
      return VialOption(
        product: .glass, source: catalogue.rawValue, nominal: vial, calibration: calibration,
        atTreatment: now,
        excessPercent: 100 * (now / required - 1), activityPerSphere: activityPerSphere(after: elapsed),
        spheres: vial.inGigabecquerels * spheresPerGigabecquerel, share: 1,
        exact: calibration.advanced(by: decay.time(from: vial, to: required)),
        window: decay.window(vial, required, calibration, tolerance))
    }
  }
}

extension ResinVials {
  /// Each delivery before calibration; the required part is drawn from the vial.
  public func options(
    for required: Activity, at treatment: DateTime, calibration: DateTime, tolerance: Double
  ) -> [VialOption] {
    let lead = calibration.since(treatment)
    let now = activity(before: lead)
    return [
      VialOption(
        product: .resin, source: name(before: lead), nominal: nominal, calibration: calibration,
        atTreatment: now,
        excessPercent: 100 * (now / required - 1), activityPerSphere: now / spheresPerVial,
        spheres: spheresPerVial * min(1, required / now), share: required / now,
        exact: calibration.advanced(by: decay.time(from: nominal, to: required)),
        window: decay.window(nominal, required, calibration, tolerance))
    ]
  }
}

extension ResinVials {
  /// The vial as vendors call it: by its activity at delivery, and the days before its calibration.
  public func name(before lead: TimeSpan) -> String {
    guard
      let n = deliveries.indices.min(by: {
        abs(deliveries[$0].value - lead.value) < abs(deliveries[$1].value - lead.value)
      })
    else { return "one size" }
    let size = activity(before: deliveries[n]).inGigabecquerels.rounded(decimals: 1)
    return n == 0
      ? "\(size) GBq, day of calibration" : "\(size) GBq, \(n) day\(n == 1 ? "" : "s") precalibrated"
  }

  /// Hours before calibration at which a vial of this name is delivered; `nil` if none has it.
  public func lead(of named: Activity) -> TimeSpan? {
    deliveries.first { abs(activity(before: $0) / named - 1) < 0.015 }
  }
}

extension Decay {
  /// How long until an activity has become another one; negative if it was so before.
  public func time(from start: Activity, to end: Activity) -> TimeSpan { halfLife * log2(start / end) }

  fileprivate func window(
    _ vial: Activity, _ required: Activity, _ calibration: DateTime, _ tolerance: Double
  ) -> TimeWindow {
    TimeWindow(
      from: calibration.advanced(by: time(from: vial, to: required * (1 + tolerance))),
      to: calibration.advanced(by: time(from: vial, to: required * (1 - tolerance))))
  }
}
