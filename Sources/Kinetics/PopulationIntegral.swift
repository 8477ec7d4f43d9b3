import Foundation
import Quantities
import Stages
import Statistics

/// The integral of one point over all half-lives of the population, by quadrature.
///
/// Ã = A(t) 2^(t/T) T/ln 2 is least at T = t ln 2, so that near it every other half-life of the population means more
/// decays, never fewer: the mean lies above the integral of the median half-life, and the profile has no lower side.
struct PopulationIntegral {
  /// Of the mean over the integral with the median half-life, and of the standard deviation over the mean.
  private(set) var mean = 1.0
  private(set) var relative: Double?
  /// 2.5 and 97.5 % over the mean.
  private(set) var bounds = (1.0, 1.0)

  init(_ data: CurveData, _ prior: PopulationPrior, _ physicalRate: Double) {
    let t = data.times[0]
    let noise = data.weights == .none ? 0 : data.sigmas[0] / data.values[0]
    var integrals: [(value: Double, weight: Double)] = []
    for n in -80...80 {
      let z = Double(n) / 20
      let rate = exp(prior.logarithmOfRate + prior.sigma * z)
      guard rate >= physicalRate else { continue }
      for m in -16...16 {
        let e = Double(m) / 4
        integrals.append((exp(rate * t) / rate * (1 + noise * e), exp(-(z * z + e * e) / 2)))
      }
    }
    let total = integrals.reduce(0) { $0 + $1.weight }
    let median = exp(exp(prior.logarithmOfRate) * t) / exp(prior.logarithmOfRate)
    let average = integrals.reduce(0) { $0 + $1.value * $1.weight } / total
    let variance = integrals.reduce(0) { $0 + pow($1.value - average, 2) * $1.weight } / total
    mean = average / median
    relative = data.weights == .none ? nil : variance.squareRoot() / average
    let sorted = integrals.sorted { $0.value < $1.value }
    bounds = (
      Self.quantile(0.025 * total, sorted) / average, Self.quantile(0.975 * total, sorted) / average
    )
  }

  private static func quantile(_ weight: Double, _ sorted: [(value: Double, weight: Double)]) -> Double {
    var sum = 0.0
    for (value, w) in sorted {
      sum += w
      if sum >= weight { return value }
    }
    return sorted[sorted.count - 1].value
  }

  /// Scales the curve of the median half-life so that it integrates to the mean.
  func correct(_ fit: inout TimeActivityFit) {
    fit.timeIntegratedActivity.value = fit.timeIntegratedActivity.value * mean
    let value = fit.timeIntegratedActivity.value
    fit.timeIntegratedActivity.standardUncertainty = relative.map { value * $0 }
    fit.terms = fit.terms?.map { .init(amplitude: $0.amplitude * mean, halfLife: $0.halfLife) }
    fit.curve = fit.curve.map { .init(time: $0.time, activity: $0.activity * mean) }
    fit.fitted = fit.fitted.map { $0 * mean }
    guard relative != nil else { return }
    fit.interval = TimeActivityFit.Interval(
      probability: 0.95, lower: value * bounds.0, upper: value * bounds.1)
  }
}
