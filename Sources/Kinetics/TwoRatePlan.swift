import Foundation
import Stages
import Statistics

/// The uptake–washout or bi-exponential curve in every voxel that shows one, four at a time; the mono-exponential
/// elsewhere.
struct TwoRatePlan: VoxelPlan {
  let kernel: TwoRateKernel
  let shape: ExponentialShape
  let mono: MonoPlan
  /// For the few voxels whose steps do not come to rest.
  let careful: ShapePlan
  var commonUncertainty: Double? { nil }
  var warnings: [Note] { [] }

  init(_ shape: ExponentialShape, _ input: VoxelInput, mono: MonoPlan, physicalRate: Double) {
    kernel = TwoRateKernel(shape, times: input.times, physicalRate: physicalRate)
    (self.shape, self.mono) = (shape, mono)
    careful = ShapePlan(shape, input, mono: mono, physicalRate: physicalRate)
  }

  func integrate(_ range: Range<Int>, _ input: VoxelInput, _ output: VoxelOutput) -> VoxelTally {
    var tally = mono.integrate(range, input, output)
    let monoFitted = tally.fitted
    (tally.fitted, tally.atPhysicalDecay, tally.atShortestHalfLife) = (0, 0, 0)
    let count = kernel.times.count
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 4 * count) { lanes in
      let (y, w) = (lanes.baseAddress!, lanes.baseAddress! + count)
      let e = lanes.baseAddress! + 2 * count
      for start in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
        let used = min(4, range.upperBound - start)
        let positive = mono.load(start, used, input, y, w)
        guard positive.max() >= shape.parameterCount else { continue }
        store(start, used, kernel.fit(y, w, e), positive, input, output, &tally)
      }
    }
    tally.monoInstead = monoFitted - min(monoFitted, tally.fitted)
    return tally
  }

  @inline(__always)
  private func store(
    _ start: Int, _ used: Int, _ r: TwoRateKernel.Result, _ positive: SIMD4<Int>, _ input: VoxelInput,
    _ output: VoxelOutput, _ tally: inout VoxelTally
  ) {
    let integral = r.first / r.slow + r.second / r.fast
    let last = kernel.times[kernel.times.count - 1]
    let left =
      r.first / r.slow * exponential(-r.slow * last) + r.second / r.fast * exponential(-r.fast * last)
    for lane in 0..<used where positive[lane] >= shape.parameterCount {
      let n = start + lane
      if r.open[lane] {
        careful.refit(n, input, output, &tally)
        continue
      }
      guard r.good[lane], integral[lane].isFinite, integral[lane] > 0, r.variance[lane].isFinite else {
        continue
      }
      tally.fitted += 1
      if r.bound[lane] { tally.atPhysicalDecay += 1 }
      // A stated noise that does not weigh the fit says nothing here that is worth its cost.
      let sigma =
        input.weighted ? max(0, r.variance[lane]).squareRoot() : Double(output.noise?[n] ?? 0) / 3600
      output.store(n, integral: integral[lane], extrapolated: left[lane], sigma: sigma, &tally)
    }
  }
}
