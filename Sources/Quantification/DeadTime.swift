import Diagnostics
import Foundation

/// How a camera loses counts at high rates (Knoll, Radiation Detection and Measurement, 4th ed., 4.VII).
public enum DeadTime: Sendable, Hashable {
  case none
  /// Each counted event blinds the camera for τ seconds: observed = true/(1 + true·τ).
  case nonParalyzable(seconds: Double)
  /// Each event, counted or not, blinds it for τ seconds: observed = true·e^(−true·τ).
  case paralyzable(seconds: Double)
  /// True over observed rate, measured for this image.
  case factor(Double)

  /// True over observed rate, at least 1 for the models.
  ///
  /// - Parameter rate: observed counts per second of the whole detector.
  /// - Throws: `Problem` if no true rate gives this observed one, or a parameter is out of range.
  func trueOverObserved(rate: Double) throws -> Double {
    switch self {
    case .none: return 1
    case .factor(let f):
      guard f >= 1, f.isFinite else {
        throw impossible("a dead-time factor of \(f) is below 1", "give true divided by observed rate")
      }
      return f
    case .nonParalyzable(let tau):
      guard tau >= 0, rate * tau < 1 else {
        throw impossible("\(rate) counts/s are impossible with τ = \(tau) s", "check τ and its unit")
      }
      return 1 / (1 - rate * tau)
    case .paralyzable(let tau):
      // The greatest observable rate is 1/(e τ), reached at a true rate of 1/τ.
      guard tau >= 0, rate * tau <= exp(-1) else {
        throw impossible("\(rate) counts/s are impossible with τ = \(tau) s", "check τ and its unit")
      }
      return Self.lowBranch(rate * tau)
    }
  }

  /// Solves f = e^(m τ f) for the branch below saturation by Newton's method from below, where it is monotone.
  private static func lowBranch(_ x: Double) -> Double {
    var f = 1.0
    for _ in 0..<60 {
      let e = exp(x * f)
      let step = (e - f) / (1 - x * e)
      guard step.isFinite, step > 1e-15 * f else { break }
      f += step
    }
    return min(f, exp(1))
  }

  private func impossible(_ what: String, _ remedy: String) -> Problem {
    Problem(.dataRejected, what: what, at: "dead time", why: "lost counts are lost activity", remedy: remedy)
  }
}
