import Foundation
import Stages

/// Integrals that are linear in the activities: trapezoid, single time point, permanent trapping.
struct LinearPlan: VoxelPlan {
  /// Hours by which each activity is multiplied; their sum is the integral.
  let weights: [Double]
  /// Fraction of them extrapolated beyond the last time point.
  let tails: [Double]
  var commonUncertainty: Double?
  var warnings: [Note] = []

  init(
    _ times: [Double], _ head: Trapezoid.Head, physicalRate: Double, tailHalfLife: Double,
    common: Double? = nil
  ) {
    let last = times.count - 1
    var w = Array(repeating: 0.0, count: times.count)
    w[0] =
      switch head {
      case .constant: times[0]
      case .linearFromZero: times[0] / 2
      case .physicalDecay: expm1(physicalRate * times[0]) / physicalRate
      }
    for n in 0..<last {
      let half = (times[n + 1] - times[n]) / 2
      w[n] += half
      w[n + 1] += half
    }
    w[last] += tailHalfLife / ln2
    weights = w
    tails = times.indices.map { $0 == last ? tailHalfLife / ln2 : 0 }
    commonUncertainty = common
  }

  init(_ estimate: SingleEstimate) {
    weights = [estimate.integralPerActivity]
    tails = [estimate.integralPerActivity * estimate.extrapolatedFraction]
    commonUncertainty = estimate.relativeUncertainty(activity: 0)
    warnings = estimate.warnings
  }

  /// A₀ by least squares of A₀ e^(−λt) with the physical λ and equal weights, divided by λ.
  init(trapped times: [Double], physicalRate: Double) {
    let e = times.map { exp(-physicalRate * $0) }
    let d = e.reduce(0) { $0 + $1 * $1 }
    weights = e.map { $0 / d / physicalRate }
    let left = e[e.count - 1]
    tails = weights.map { $0 * left }
  }

  func integrate(_ range: Range<Int>, _ input: VoxelInput, _ output: VoxelOutput) -> VoxelTally {
    var tally = VoxelTally()
    for n in range {
      var positive = false
      for v in input.values where v[n] > 0 { positive = true }
      if positive {
        tally.active += 1
        tally.fitted += 1
      }
      store(n, input, output, &tally)
    }
    return tally
  }

  func store(
    _ n: Int, _ input: VoxelInput, _ output: VoxelOutput, clipping: Bool = false, _ tally: inout VoxelTally
  ) {
    var (sum, tail, variance) = (0.0, 0.0, 0.0)
    for i in weights.indices {
      let y = clipping ? max(0, Double(input.values[i][n])) : Double(input.values[i][n])
      sum += weights[i] * y
      tail += tails[i] * y
      let s = weights[i] * Double(input.noise?[i][n] ?? 0)
      variance += s * s
    }
    output.store(n, integral: sum, extrapolated: tail, sigma: variance.squareRoot(), &tally)
  }
}
