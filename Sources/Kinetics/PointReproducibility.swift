import Quantities
import Stages

extension TimeActivityPoint {
  /// With a further relative standard uncertainty, independent from point to point, added in quadrature.
  public func withFurther(relativeUncertainty: Double) -> TimeActivityPoint {
    let own = activity.standardUncertainty?.value ?? 0
    let other = relativeUncertainty * abs(activity.value.value)
    return TimeActivityPoint(
      time: time,
      activity: Uncertain(
        activity.value, standardUncertainty: Activity((own * own + other * other).squareRoot())))
  }
}
