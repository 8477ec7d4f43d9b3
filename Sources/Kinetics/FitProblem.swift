import Foundation
import Statistics

/// The residuals of one shape: those of the points, the population's opinion on the slowest rate, and barriers that act
/// only beyond what physics allows.
struct FitProblem: Sendable {
  let model: ExponentialModel
  var data: CurveData
  /// Activity at administration that the curve must not exceed in the units of the data; infinite where unknown.
  var ceiling = Double.infinity
  let physicalRate: Double
  var prior: PopulationPrior?
  /// ln Ã towards which the fit is drawn, to trace its profile.
  var target: Double?
  /// Deviation of ln Ã from its target that weighs like one standard deviation.
  var pull = 1e-3
  /// Relative excess over the ceiling that weighs like one standard deviation.
  static let barrier = 1e-3
  /// The same for the logarithm of the fastest rate.
  static let wall = 1e-2

  var hasPriorRow: Bool { prior != nil }
  private var hasCeiling: Bool { ceiling.isFinite }
  /// Index of the fastest rate that is not of uptake.
  var fastestWashoutRate: Int { model.shape.rateCount - (model.shape.hasUptake ? 2 : 1) }
  /// 1/h. A phase of washout of which less than a quarter is left at the first point is not seen by the data, which
  /// would leave its amplitude, and so the integral, open.
  var fastestWashout: Double? {
    guard fastestWashoutRate > 0, let first = data.times.first(where: { $0 > 0 }) else {
      return nil
    }
    return max(2 * ln2 / first, 2 * physicalRate)
  }

  /// Residuals that carry information.
  var informed: Int { data.count + (hasPriorRow ? 1 : 0) }
  var rows: Int {
    informed + (hasCeiling ? 1 : 0) + (fastestWashout == nil ? 0 : 1) + (target == nil ? 0 : 1)
  }

  func minimise(
    _ theta: inout [Double], _ solver: inout LeastSquares, tolerance: Double, evaluations: Int
  ) -> LeastSquares.Outcome {
    data.withSamples { samples in
      solver.minimise(&theta, tolerance: tolerance, maximumEvaluations: evaluations) {
        evaluate($0, samples, $1, $2)
      }
    }
  }

  func evaluate(
    _ theta: UnsafePointer<Double>, _ samples: Samples, _ f: UnsafeMutablePointer<Double>?,
    _ j: UnsafeMutablePointer<Double>?
  ) {
    var samples = samples
    samples.rows = rows
    model.evaluate(theta, samples, f, j)
    var row = data.count
    if let prior {
      put(row, f, j, model.slowRateResidual(theta, prior))
      row += 1
    }
    if hasCeiling {
      put(row, f, j, ceilingResidual(theta))
      row += 1
    }
    if let limit = fastestWashout {
      put(row, f, j, washoutResidual(theta, limit))
      row += 1
    }
    if let target { put(row, f, j, targetResidual(theta, target)) }
  }

  private func put(
    _ row: Int, _ f: UnsafeMutablePointer<Double>?, _ j: UnsafeMutablePointer<Double>?,
    _ r: (value: Double, gradient: [Double])
  ) {
    f?[row] = r.value
    guard let j else { return }
    for n in 0..<model.parameterCount { j[row + n * rows] = r.gradient[n] }
  }

  /// Zero up to the ceiling; beyond it the excess, with the gradient at the time where it is greatest.
  private func ceilingResidual(_ theta: UnsafePointer<Double>) -> (Double, [Double]) {
    let none = (0.0, Array(repeating: 0.0, count: model.parameterCount))
    let sum = model.sum(theta)
    let t = sum.timeOfGreatestShare(physicalRate: physicalRate, isUptake: model.shape.hasUptake)
    let growth = exp(physicalRate * t)
    let excess = sum(t) * growth / ceiling - (1 - Self.barrier)
    guard excess > 0, excess.isFinite else { return excess.isNaN || excess > 0 ? (1e6, none.1) : none }
    let scale = growth / ceiling / Self.barrier
    return (excess / Self.barrier, model.gradient(theta, at: t).map { $0 * scale })
  }

  /// Zero down to the shortest half-life that the data can show, a steep wall below.
  private func washoutResidual(_ theta: UnsafePointer<Double>, _ limit: Double) -> (Double, [Double]) {
    var gradient = Array(repeating: 0.0, count: model.parameterCount)
    let rates = model.rates(theta)
    let fastest = rates[fastestWashoutRate]
    let excess = log(fastest / limit)
    guard excess > 0 else { return (0, gradient) }
    let free = fastestWashoutRate + (model.fixedSlowRate == nil ? 1 : 0)
    for n in model.shape.amplitudeCount..<model.shape.amplitudeCount + free {
      gradient[n] = exp(theta[n]) / fastest / Self.wall
    }
    return (excess / Self.wall, gradient)
  }

  private func targetResidual(_ theta: UnsafePointer<Double>, _ target: Double) -> (Double, [Double]) {
    let integral = model.sum(theta).integral()
    guard integral > 0, integral.isFinite else {
      return (1e6, Array(repeating: 0, count: model.parameterCount))
    }
    return (
      (log(integral) - target) / pull, model.integralGradient(theta).map { $0 / integral / pull }
    )
  }

  /// Sum of squares of points and prior alone.
  func misfit(_ theta: [Double]) -> Double {
    var all = self
    (all.ceiling, all.target) = (.infinity, nil)
    var f = Array(repeating: 0.0, count: all.rows)
    data.withSamples { all.evaluate(theta, $0, &f, nil) }
    return f.reduce(0) { $0 + $1 * $1 }
  }

  /// Whether the curve keeps the law, but for the width of the barrier.
  func keepsCeiling(_ sum: ExponentialSum) -> Bool {
    guard hasCeiling else { return true }
    let t = sum.timeOfGreatestShare(physicalRate: physicalRate, isUptake: model.shape.hasUptake)
    return sum(t) * exp(physicalRate * t) <= ceiling * (1 + Self.barrier)
  }
}

extension ExponentialSum {
  /// When A(t) 2^(t/T) is greatest: at administration for curves that only fall, at the end of uptake for others.
  func timeOfGreatestShare(physicalRate: Double, isUptake: Bool) -> Double {
    guard isUptake else { return 0 }
    func slope(_ t: Double) -> Double {
      (0..<3).reduce(0.0) { s, r in
        amplitudes[r] == 0
          ? s : s + amplitudes[r] * (physicalRate - rates[r]) * exp((physicalRate - rates[r]) * t)
      }
    }
    var (low, high) = (0.0, 1 / rates[0])
    for _ in 0..<60 where slope(high) > 0 && high < 1e4 { high *= 2 }
    guard slope(high) <= 0 else { return high }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if slope(middle) > 0 { low = middle } else { high = middle }
    }
    return high
  }
}

extension ExponentialModel {
  /// (ln λ₁ − ln λ₀)/σ of the population.
  func slowRateResidual(_ theta: UnsafePointer<Double>, _ prior: PopulationPrior) -> (Double, [Double]) {
    var gradient = Array(repeating: 0.0, count: parameterCount)
    let slow = fixedSlowRate.map { log($0) } ?? theta[shape.amplitudeCount]
    if fixedSlowRate == nil { gradient[shape.amplitudeCount] = 1 / prior.sigma }
    return ((slow - prior.logarithmOfRate) / prior.sigma, gradient)
  }

  /// Gradient of the activity at one time.
  func gradient(_ theta: UnsafePointer<Double>, at time: Double) -> [Double] {
    var j = Array(repeating: 0.0, count: parameterCount)
    var (t, zero, one) = (time, 0.0, 1.0)
    withUnsafePointer(to: &t) { t in
      withUnsafePointer(to: &zero) { y in
        withUnsafePointer(to: &one) { s in
          evaluate(theta, Samples(count: 1, times: t, values: y, sigmas: s), nil, &j)
        }
      }
    }
    return j.map { -$0 }
  }
}
