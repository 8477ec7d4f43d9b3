import Diagnostics
import Foundation
import Quantities
import Stages

/// Effective, physical and biological half-lives: 1/Teff = 1/Tphys + 1/Tbiol.
public enum EffectiveHalfLife {
  /// - Precondition: both positive.
  public static func from(physical: TimeSpan, biological: TimeSpan) -> TimeSpan {
    precondition(physical.value > 0 && biological.value > 0, "half-lives are positive")
    return TimeSpan(physical.value * biological.value / (physical.value + biological.value))
  }

  /// Biological half-life that corresponds to a measured effective one; `nil` where clearance is by physical decay alone.
  public static func biological(effective: TimeSpan, physical: TimeSpan) -> TimeSpan? {
    guard effective < physical else { return nil }
    return TimeSpan(effective.value * physical.value / (physical.value - effective.value))
  }

  /// λ = ln 2 / T, in 1/s.
  public static func rate(_ halfLife: TimeSpan) -> Double { ln2 / halfLife.value }
}

extension TimeActivityFit {
  /// Time-integrated activity coefficient ã = Ã / A₀ (MIRD Pamphlet 21, doi:10.2967/jnumed.108.056036),
  /// formerly *residence time*.
  ///
  /// - Throws: `Problem` if the administered activity is not positive.
  func timeIntegratedActivityCoefficient(administered: Activity) throws -> Uncertain<Second> {
    guard administered.value > 0, administered.isFinite else {
      throw Problem(
        .dataRejected, what: "the administered activity is not above zero", at: region.label,
        why: "the coefficient is per administered activity", remedy: "give the net administered activity")
    }
    return Uncertain(
      TimeSpan(timeIntegratedActivity.value.value / administered.value),
      standardUncertainty: timeIntegratedActivity.standardUncertainty.map {
        TimeSpan($0.value / administered.value)
      })
  }

  /// Time of the greatest fitted activity of an uptake–washout curve, ln(λ₂/λ₁)/(λ₂ − λ₁); `nil` for others.
  var timeOfMaximum: TimeSpan? {
    guard model == ExponentialShape.uptakeWashout.rawValue, parameters.count == 3 else { return nil }
    let (slow, fast) = (ln2 / parameters[1].value, ln2 / parameters[2].value)
    return .hours(log(fast / slow) / (fast - slow))
  }
}
