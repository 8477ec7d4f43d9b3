import Foundation
import Stages

/// The mono-exponential in every voxel, four at a time.
struct MonoPlan: VoxelPlan {
  let kernel: MonoExponentialKernel
  /// For voxels that cannot be fitted: constant head, trapezoids over activities cut at zero, physical tail.
  let fallback: LinearPlan
  var commonUncertainty: Double? { nil }
  var warnings: [Note] { [] }

  init(kernel: MonoExponentialKernel, physicalRate: Double) {
    self.kernel = kernel
    fallback = LinearPlan(
      kernel.times, .constant, physicalRate: physicalRate, tailHalfLife: ln2 / physicalRate)
  }

  func integrate(_ range: Range<Int>, _ input: VoxelInput, _ output: VoxelOutput) -> VoxelTally {
    var tally = VoxelTally()
    let count = kernel.times.count
    withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 2 * count) { lanes in
      let (y, w) = (lanes.baseAddress!, lanes.baseAddress! + count)
      for start in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
        let lanesInUse = min(4, range.upperBound - start)
        let positive = load(start, lanesInUse, input, y, w)
        guard positive.max() > 0 else { continue }
        store(start, lanesInUse, kernel.fit(y, w), positive, input, output, &tally)
      }
    }
    return tally
  }

  /// - Returns: how many of each voxel's activities are positive.
  @inline(__always)
  func load(
    _ start: Int, _ used: Int, _ input: VoxelInput, _ y: UnsafeMutablePointer<Lanes>,
    _ w: UnsafeMutablePointer<Lanes>
  ) -> SIMD4<Int> {
    var positive = SIMD4<Int>.zero
    for i in 0..<kernel.times.count {
      y[i] = .zero
      w[i] = Lanes(repeating: 1)
      for lane in 0..<used {
        let v = Double(input.values[i][start + lane])
        y[i][lane] = v
        if v > 0 { positive[lane] += 1 }
        if input.weighted, let noise = input.noise { w[i][lane] = weight(noise[i][start + lane]) }
      }
    }
    return positive
  }

  /// A voxel whose uncertainty is zero or no number would rule its fit; it is given a weight of almost nothing.
  @inline(__always)
  private func weight(_ sigma: Float) -> Double {
    sigma > 0 && sigma.isFinite ? 1 / (Double(sigma) * Double(sigma)) : 1e-30
  }

  @inline(__always)
  private func store(
    _ start: Int, _ used: Int, _ r: MonoExponentialKernel.Result, _ positive: SIMD4<Int>, _ input: VoxelInput,
    _ output: VoxelOutput, _ tally: inout VoxelTally
  ) {
    let integral = r.amplitude / r.rate
    let left = exponential(-r.rate * kernel.times[kernel.times.count - 1])
    for lane in 0..<used where positive[lane] > 0 {
      tally.active += 1
      let n = start + lane
      guard positive[lane] > 1, r.good[lane], integral[lane].isFinite else {
        tally.trapezoidInstead += 1
        fallback.store(n, input, output, clipping: true, &tally)
        continue
      }
      tally.fitted += 1
      if r.atSlowest[lane] { tally.atPhysicalDecay += 1 }
      if r.atFastest[lane] { tally.atShortestHalfLife += 1 }
      let sigma =
        input.weighted ? max(0, r.variance[lane]).squareRoot() : unweightedSigma(n, r.rate[lane], input)
      output.store(
        n, integral: integral[lane], extrapolated: integral[lane] * left[lane], sigma: sigma, &tally)
    }
  }

  /// Equal weights but known noise: σ² = Σ (∂Ã/∂yᵢ)² σᵢ² with the derivatives of the least-squares solution.
  private func unweightedSigma(_ n: Int, _ rate: Double, _ input: VoxelInput) -> Double {
    guard let noise = input.noise else { return 0 }
    var (d, d1, d2) = (0.0, 0.0, 0.0)
    for t in kernel.times {
      let e2 = exp(-2 * rate * t)
      d += e2
      d1 += e2 * t
      d2 += e2 * t * t
    }
    let determinant = d * d2 - d1 * d1
    var variance = 0.0
    for (i, t) in kernel.times.enumerated() {
      let e = exp(-rate * t)
      // Columns of (JᵀJ)⁻¹Jᵀ for J = (e, −A t e), combined with (1/λ, −A/λ²): A drops out.
      let a = e * (d2 - d1 * t) / determinant
      let l = e * (d1 - d * t) / determinant
      let s = (a / rate - l / (rate * rate)) * Double(noise[i][n])
      variance += s * s
    }
    return variance.squareRoot()
  }
}
