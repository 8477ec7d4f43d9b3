import Foundation
import Quantities

/// Activity of a compartment after administration: A(t) = Σ aᵢ · 2^(−t/Tᵢ), amplitudes may be negative (uptake).
public struct ActivityCourse: Sendable, Hashable {
  public struct Term: Sendable, Hashable {
    public var amplitude: Activity
    public var effectiveHalfLife: TimeSpan
    public init(_ amplitude: Activity, effectiveHalfLife: TimeSpan) {
      (self.amplitude, self.effectiveHalfLife) = (amplitude, effectiveHalfLife)
    }
  }
  public var terms: [Term]
  public init(_ terms: [Term]) { self.terms = terms }

  /// Uptake and washout: A (2^(−t/T_out) − 2^(−t/T_in)).
  static func uptakeWashout(_ amplitude: Activity, washout: TimeSpan, uptake: TimeSpan) -> ActivityCourse {
    ActivityCourse([Term(amplitude, effectiveHalfLife: washout), Term(-amplitude, effectiveHalfLife: uptake)])
  }

  public func activity(at time: TimeSpan) -> Activity {
    terms.reduce(.zero) { $0 + $1.amplitude * exp2(-time.value / $1.effectiveHalfLife.value) }
  }

  /// Decays between two times, in closed form.
  public func decays(from start: TimeSpan, to end: TimeSpan) -> Quantity<BecquerelSecond> {
    terms.reduce(.zero) { sum, term in
      let half = term.effectiveHalfLife.value
      let drop = exp2(-start.value / half) - exp2(-end.value / half)
      return sum + Quantity(term.amplitude.value * half / log(2) * drop)
    }
  }

  /// All decays from administration on: Σ aᵢ Tᵢ / ln 2.
  public var timeIntegratedActivity: Quantity<BecquerelSecond> {
    Quantity(terms.reduce(0) { $0 + $1.amplitude.value * $1.effectiveHalfLife.value } / log(2))
  }
}
