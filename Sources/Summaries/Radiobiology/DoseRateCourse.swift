import Diagnostics
import Foundation
import Quantities

/// How the dose rate to a tissue falls (or first rises) with time: R(t) = Σ aᵢ · 2^(−t/Tᵢ).
///
/// Amplitudes may be negative (uptake). Only the shape counts for the Lea–Catcheside factor; amplitudes in Gy/h
/// also give the dose.
public struct DoseRateCourse: Sendable, Hashable {
  public struct Term: Sendable, Hashable {
    /// Gy/h, or relative.
    public var amplitude: Double
    public var halfLife: TimeSpan
    public init(amplitude: Double, halfLife: TimeSpan) {
      (self.amplitude, self.halfLife) = (amplitude, halfLife)
    }
  }
  public let terms: [Term]

  /// - Throws: `Problem` if a half-life is not positive or the integral of the course is not.
  public init(_ terms: [Term]) throws {
    let valid = terms.allSatisfy { $0.amplitude.isFinite && $0.halfLife.value > 0 && $0.halfLife.isFinite }
    let integral = terms.reduce(0) { $0 + $1.amplitude * $1.halfLife.value }
    guard valid, integral > 0 else {
      throw Problem(
        .dataRejected, what: "the dose-rate terms do not integrate to a positive dose",
        why: "the Lea–Catcheside factor and BED have no meaning",
        remedy: "check amplitudes and half-lives of the fit")
    }
    self.terms = terms
  }

  /// A single exponential. For permanently trapped activity it is the physical half-life.
  /// - Precondition: the half-life is positive and finite.
  public init(effectiveHalfLife: TimeSpan) {
    precondition(
      effectiveHalfLife.value > 0 && effectiveHalfLife.isFinite, "an effective half-life is positive")
    terms = [Term(amplitude: 1, halfLife: effectiveHalfLife)]
  }

  /// ∫R dt, Gy for amplitudes in Gy/h.
  public var dose: AbsorbedDose {
    AbsorbedDose(terms.reduce(0) { $0 + $1.amplitude * $1.halfLife.inHours / log(2) })
  }

  /// The Lea–Catcheside factor G, 0 … 1: part of the quadratic effect that survives repair.
  ///
  /// G = (2/D²) Σᵢⱼ aᵢaⱼ / [(λᵢ+λⱼ)(λᵢ+μ)]; μ from the repair half-time. For one exponential T_rep/(T_rep+T_eff).
  /// Lea & Catcheside, J Genet 1942;44:216, doi:10.1007/BF02982830.
  public func leaCatchesideFactor(repairHalfTime: TimeSpan) -> Double {
    let mu = log(2) / repairHalfTime.inHours
    let rates = terms.map { (a: $0.amplitude, lambda: log(2) / $0.halfLife.inHours) }
    var sum = 0.0
    for x in rates { for y in rates { sum += x.a * y.a / ((x.lambda + y.lambda) * (x.lambda + mu)) } }
    return 2 * sum / (dose.value * dose.value)
  }
}
