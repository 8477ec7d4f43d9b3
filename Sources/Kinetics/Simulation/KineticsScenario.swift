import Foundation
import Quantities
import Stages
import Statistics

/// Random regions of one kind: how their true curves are drawn, when they are measured, and with what noise.
public struct KineticsScenario: Sendable {
  /// From which population the half-lives are drawn.
  enum Truth: Sendable {
    /// Effective half-lives evenly between bounds, in hours.
    case even(ClosedRange<Double>)
    /// Log-normal with median (h) and geometric standard deviation.
    case logNormal(Double, Double)
  }

  public let name: String
  /// Whether the goals apply: not where the truth comes from another population than the one assumed.
  public let isJudged: Bool
  let shape: ExponentialShape
  let physicalHalfLife: TimeSpan
  let slow: Truth
  /// Half-life of the second washout, h.
  var middle: ClosedRange<Double> = 4...15
  /// Share of the second washout in the amplitudes.
  var share: ClosedRange<Double> = 0.15...0.5
  /// Half-life of the uptake, h.
  var uptake: ClosedRange<Double> = 1...6
  /// Hours after administration.
  let times: [Double]
  /// Relative standard uncertainty of a point.
  let noise: Double
  var prior: PopulationPrior?

  /// Largest accepted relative bias of the mean integral.
  var acceptedBias: Double { times.count <= PopulationPrior.mostPoints ? 0.03 : 0.01 }
  /// Accepted part of the 95 % intervals that hold the truth.
  static let acceptedCoverage = 0.93...0.97

  init(
    _ name: String, _ shape: ExponentialShape, _ physicalHalfLife: Double, _ slow: Truth, _ times: [Double],
    _ noise: Double, prior: PopulationPrior? = nil, isJudged: Bool = true
  ) {
    (self.name, self.shape, self.physicalHalfLife) = (name, shape, .hours(physicalHalfLife))
    (self.slow, self.times, self.noise) = (slow, times, noise)
    (self.prior, self.isJudged) = (prior, isJudged)
  }

  /// One region: the true curve in MBq with its integral (MBq·h), what was administered, and the measured points.
  struct Region: Sendable {
    var curve: ExponentialSum
    var administered: Double
    var points: [TimeActivityPoint]
    var integral: Double { curve.integral() }
  }

  func region(_ random: inout SplitMix64) -> Region {
    let curve = draw(&random)
    let peak = curve.timeOfGreatestShare(
      physicalRate: ln2 / physicalHalfLife.inHours, isUptake: shape.hasUptake)
    let held = curve(peak) * exp(ln2 / physicalHalfLife.inHours * peak)
    let administered = held / random.between(0.02...0.4)
    let points = times.map { t in
      let y = curve(t) * (1 + noise * random.normal())
      return TimeActivityPoint(
        time: .hours(t),
        activity: Uncertain(.megabecquerels(y), standardUncertainty: .megabecquerels(noise * abs(y))))
    }
    return Region(curve: curve, administered: administered, points: points)
  }

  private func draw(_ random: inout SplitMix64) -> ExponentialSum {
    let slowest = physicalHalfLife.inHours
    var half = 0.0
    repeat {
      switch slow {
      case .even(let range): half = random.between(range)
      case .logNormal(let median, let spread): half = median * exp(log(spread) * random.normal())
      }
    } while half > slowest
    let second = shape.amplitudeCount > 1 ? random.between(share) : 0
    let (mid, up) = (random.between(middle), random.between(uptake))
    let scale = 100.0
    switch shape {
    case .mono: return ExponentialSum(amplitudes: [scale, 0, 0, 0], rates: [ln2 / half, 1, 1, 1])
    case .uptakeWashout:
      return ExponentialSum(amplitudes: [scale, -scale, 0, 0], rates: [ln2 / half, ln2 / up, 1, 1])
    case .bi:
      return ExponentialSum(
        amplitudes: [scale * (1 - second), scale * second, 0, 0], rates: [ln2 / half, ln2 / mid, 1, 1])
    case .uptakeBiWashout:
      return ExponentialSum(
        amplitudes: [scale * (1 - second), scale * second, -scale, 0],
        rates: [ln2 / half, ln2 / mid, ln2 / up, 1])
    case .tri:
      return ExponentialSum(
        amplitudes: [scale * (1 - second), scale * second * 0.6, scale * second * 0.4, 0],
        rates: [ln2 / half, ln2 / mid, ln2 / up, 1])
    }
  }
}

extension SplitMix64 {
  mutating func between(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * unit()
  }

  /// Box–Muller.
  mutating func normal() -> Double {
    (-2 * log(1 - unit())).squareRoot() * cos(2 * Double.pi * unit())
  }
}
