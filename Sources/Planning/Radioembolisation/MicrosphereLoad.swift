import func Foundation.log
import Quantities

/// How many microspheres make an activity.
public struct MicrosphereLoad: Sendable, Hashable {
  /// Activity of one sphere at treatment, Bq, above 0.
  public let perSphere: Activity
  let decay: Decay

  public init(perSphere: Activity, decay: Decay) { (self.perSphere, self.decay) = (perSphere, decay) }

  /// Spheres whose decays these are, trapped for good, a number of at least 0.
  public func spheres(_ decays: Quantity<BecquerelSecond>) -> Double {
    max(0, decays.value) * log(2) / decay.halfLife.value / perSphere.value
  }
}

extension MicrosphereData {
  /// Activity of one microsphere so long after calibration; a negative time is before it.
  /// - Parameter stated: at calibration, in place of what the device is known for.
  public func load(
    _ kind: Microspheres, after calibration: TimeSpan, stated: Activity? = nil
  ) -> MicrosphereLoad {
    let (known, decay): (Activity, Decay) =
      switch kind {
      case .glass: (glass.activityPerSphere, glass.decay)
      case .resin: (resin.nominal / resin.spheresPerVial, resin.decay)
      case .holmium: (holmium.activityPerSphere, holmium.decay)
      }
    return MicrosphereLoad(
      perSphere: decay.activity(stated ?? known, after: calibration), decay: decay)
  }
}
