import Foundation
import Stages
import Statistics

/// A sum of exponentials in every voxel that has enough positive activities; the mono-exponential elsewhere.
struct ShapePlan: VoxelPlan {
  let free: ExponentialModel
  let bound: ExponentialModel
  let lattice: RateLattice
  let boundLattice: RateLattice
  let mono: MonoPlan
  let physicalRate: Double
  let times: [Double]
  var commonUncertainty: Double? { nil }
  var warnings: [Note] { [] }

  init(_ shape: ExponentialShape, _ input: VoxelInput, mono: MonoPlan, physicalRate: Double) {
    free = ExponentialModel(shape)
    bound = ExponentialModel(shape, fixedSlowRate: physicalRate)
    let points = shape.rateCount < 3 ? 14 : 9
    lattice = RateLattice(free, input.times, physicalRate: physicalRate, points: points)
    boundLattice = RateLattice(bound, input.times, physicalRate: physicalRate, points: points)
    (self.mono, self.physicalRate, times) = (mono, physicalRate, input.times)
  }

  func integrate(_ range: Range<Int>, _ input: VoxelInput, _ output: VoxelOutput) -> VoxelTally {
    var tally = mono.integrate(range, input, output)
    let monoFitted = tally.fitted
    (tally.fitted, tally.atPhysicalDecay, tally.atShortestHalfLife) = (0, 0, 0)
    for n in range { refit(n, input, output, &tally) }
    tally.monoInstead = monoFitted - min(monoFitted, tally.fitted)
    return tally
  }

  /// One voxel: its curve of this shape in place of what is stored, if there is one.
  func refit(_ n: Int, _ input: VoxelInput, _ output: VoxelOutput, _ tally: inout VoxelTally) {
    var fitter = VoxelFitter(self)
    let y = input.values.map { Double($0[n]) }
    guard y.filter({ $0 > 0 }).count >= free.shape.parameterCount else { return }
    let s = times.indices.map { i in
      let sigma = input.weighted ? Double(input.noise?[i][n] ?? 1) : 1
      return sigma > 0 && sigma.isFinite ? sigma : 1e15
    }
    guard let fit = fitter.fit(y, s) else { return }
    tally.fitted += 1
    if fit.bound { tally.atPhysicalDecay += 1 }
    let total = fit.sum.integral()
    // A stated noise that does not weigh the fit says nothing here that is worth its cost.
    let sigma = input.weighted ? fit.sigma : Double(output.noise?[n] ?? 0) / 3600
    let left = fit.sum.integral(from: times[times.count - 1])
    output.store(n, integral: total, extrapolated: left, sigma: sigma, &tally)
  }
}

/// Work space of one thread.
private struct VoxelFitter: ~Copyable {
  struct Fit {
    var sum: ExponentialSum
    var sigma: Double
    var bound: Bool
  }
  let plan: ShapePlan
  var freeSolver: LeastSquares
  var boundSolver: LeastSquares
  var theta: [Double]
  var covariance: [Double]

  init(_ plan: ShapePlan) {
    self.plan = plan
    let n = plan.times.count
    freeSolver = LeastSquares(residuals: n, parameters: plan.free.parameterCount)
    boundSolver = LeastSquares(residuals: n, parameters: plan.bound.parameterCount)
    theta = Array(repeating: 0, count: plan.free.parameterCount)
    covariance = Array(repeating: 0, count: theta.count * theta.count)
  }

  mutating func fit(_ y: [Double], _ s: [Double]) -> Fit? {
    plan.times.withUnsafeBufferPointer { t in
      y.withUnsafeBufferPointer { y in
        s.withUnsafeBufferPointer { s in
          fit(Samples(count: t.count, times: t.baseAddress!, values: y.baseAddress!, sigmas: s.baseAddress!))
        }
      }
    }
  }

  private mutating func fit(_ data: Samples) -> Fit? {
    if plan.lattice.start(data, &theta) {
      let outcome = freeSolver.minimise(&theta, tolerance: 1e-10, maximumEvaluations: 40) { [plan] in
        plan.free.evaluate($0, data, $1, $2)
      }
      if outcome.converged, plan.free.rates(theta)[0] >= plan.physicalRate {
        freeSolver.covariance(into: &covariance)
        return fit(plan.free, bound: false)
      }
    }
    guard plan.boundLattice.start(data, &theta) else { return nil }
    let outcome = boundSolver.minimise(&theta, tolerance: 1e-10, maximumEvaluations: 40) { [plan] in
      plan.bound.evaluate($0, data, $1, $2)
    }
    guard outcome.converged else { return nil }
    boundSolver.covariance(into: &covariance)
    return fit(plan.bound, bound: true)
  }

  private func fit(_ model: ExponentialModel, bound: Bool) -> Fit? {
    let sum = model.sum(theta)
    let gradient = model.integralGradient(theta)
    let variance = SmallLinear.quadratic(gradient, covariance)
    guard sum.integral().isFinite, variance.isFinite else { return nil }
    return Fit(sum: sum, sigma: max(0, variance).squareRoot(), bound: bound)
  }
}
