import Diagnostics
import Foundation
import Quantities

/// How the dose rate to a tissue falls (or first rises) with time: R(t) = Σ aᵢ · 2^(−t/Tᵢ), or straight lines between
/// points with an exponential after the last.
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
  /// Exponentials; with points only the last one's fall, from there on.
  public let terms: [Term]
  /// Dose rate at times, in order of time; empty for a course of exponentials alone.
  public let points: [Point]

  /// Dose rate at a time after administration.
  public struct Point: Sendable, Hashable {
    public var time: TimeSpan
    /// Gy/h, or relative.
    public var rate: Double
    public init(time: TimeSpan, rate: Double) { (self.time, self.rate) = (time, rate) }
  }

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
    (self.terms, points) = (terms, [])
  }

  /// Straight lines between points, then an exponential from the last one on: a trapezoid with its tail.
  /// - Throws: `Problem` if times do not rise, a rate is not finite, the tail's half-life is not positive, or the
  ///   integral is not.
  public init(points: [Point], tailHalfLife: TimeSpan) throws {
    let rising = zip(points, points.dropFirst()).allSatisfy { $0.time < $1.time }
    guard rising, let last = points.last, points.allSatisfy({ $0.rate.isFinite && $0.time.isFinite }),
      tailHalfLife.value > 0, tailHalfLife.isFinite
    else {
      throw Problem(
        .dataRejected, what: "the dose-rate points are not a time course",
        why: "the Lea–Catcheside factor and BED have no meaning", remedy: "check times and activities")
    }
    (self.points, terms) = (points, [Term(amplitude: last.rate, halfLife: tailHalfLife)])
    guard dose.value > 0 else {
      throw Problem(
        .dataRejected, what: "the dose-rate points do not integrate to a positive dose",
        why: "the Lea–Catcheside factor and BED have no meaning", remedy: "check times and activities")
    }
  }

  /// A single exponential. For permanently trapped activity it is the physical half-life.
  /// - Precondition: the half-life is positive and finite.
  public init(effectiveHalfLife: TimeSpan) {
    precondition(
      effectiveHalfLife.value > 0 && effectiveHalfLife.isFinite, "an effective half-life is positive")
    (terms, points) = ([Term(amplitude: 1, halfLife: effectiveHalfLife)], [])
  }

  /// ∫R dt, Gy for amplitudes in Gy/h.
  public var dose: AbsorbedDose {
    AbsorbedDose(
      terms.reduce(segments.reduce(0) { $0 + $1.area }) { $0 + $1.amplitude * $1.halfLife.inHours / log(2) })
  }

  /// The Lea–Catcheside factor G, 0 … 1: part of the quadratic effect that survives repair.
  ///
  /// G = (2/D²) Σᵢⱼ aᵢaⱼ / [(λᵢ+λⱼ)(λᵢ+μ)]; μ from the repair half-time. For one exponential T_rep/(T_rep+T_eff).
  /// Lea & Catcheside, J Genet 1942;44:216, doi:10.1007/BF02982830.
  func leaCatchesideFactor(repairHalfTime: TimeSpan) -> Double {
    let mu = log(2) / repairHalfTime.inHours
    // Damage that waits for repair at the end of the points; it meets the tail.
    var (waiting, met) = (0.0, 0.0)
    for segment in segments { segment.pass(mu: mu, waiting: &waiting, met: &met) }
    let rates = terms.map { (a: $0.amplitude, lambda: log(2) / $0.halfLife.inHours) }
    var sum = 0.0
    for x in rates { for y in rates { sum += x.a * y.a / ((x.lambda + y.lambda) * (x.lambda + mu)) } }
    sum += met + rates.reduce(0) { $0 + waiting * $1.a / ($1.lambda + mu) }
    return 2 * sum / (dose.value * dose.value)
  }

  private var segments: [Segment] {
    zip(points, points.dropFirst()).map {
      Segment(length: $1.time.inHours - $0.time.inHours, from: $0.rate, to: $1.rate)
    }
  }
}

/// A straight piece of a course: dose rate and the damage Q that waits for repair, Q′ = R − μQ.
private struct Segment {
  /// h.
  let length: Double
  /// Gy/h at its ends.
  let from, to: Double

  var area: Double { (from + to) / 2 * length }

  /// Adds ∫R·Q dt to `met` and leaves Q at the end in `waiting`: by steps of a quarter of the repair time, in which
  /// Q is exact at the ends and R·Q is integrated by Simpson's rule.
  func pass(mu: Double, waiting q: inout Double, met: inout Double) {
    let count = max(1, Int((length * mu * 4).rounded(.up)))
    let h = length / Double(count), slope = (to - from) / length
    for n in 0..<count {
      let start = from + slope * h * Double(n)
      func damage(_ x: Double) -> Double {
        let kept = -expm1(-mu * x) / mu
        return q * exp(-mu * x) + start * kept + slope * (x - kept) / mu
      }
      let (middle, end) = (damage(h / 2), damage(h))
      met += h / 6 * (start * q + 4 * (start + slope * h / 2) * middle + (start + slope * h) * end)
      q = end
    }
  }
}
