import Foundation

/// Measurements in memory that someone else owns; `sigmas` divide the residuals.
struct Samples {
  let count: Int
  let times: UnsafePointer<Double>
  let values: UnsafePointer<Double>
  let sigmas: UnsafePointer<Double>
  /// Rows of the Jacobian, where more residuals than those of the points follow.
  var rows: Int

  init(
    count: Int, times: UnsafePointer<Double>, values: UnsafePointer<Double>, sigmas: UnsafePointer<Double>
  ) {
    (self.count, self.times, self.values, self.sigmas, rows) = (count, times, values, sigmas, count)
  }
}

/// A shape whose slowest rate is free or fixed, on the scale on which it is fitted.
///
/// The parameters are logarithms, so amplitudes and rates stay positive: ln A₁ …, ln λ₁ (absent if fixed),
/// then the logarithms of the gaps λ₂ − λ₁ and λ₃ − λ₂, so that rates keep their order.
struct ExponentialModel: Sendable {
  let shape: ExponentialShape
  /// The slowest rate where it is not fitted.
  var fixedSlowRate: Double?
  private let columns: (SIMD4<Double>, SIMD4<Double>, SIMD4<Double>)
  private let amplitudeCount: Int
  private let rateCount: Int

  init(_ shape: ExponentialShape, fixedSlowRate: Double? = nil) {
    (self.shape, self.fixedSlowRate) = (shape, fixedSlowRate)
    columns = (shape.column(0), shape.column(1), shape.column(2))
    (amplitudeCount, rateCount) = (shape.amplitudeCount, shape.rateCount)
  }

  var parameterCount: Int { shape.parameterCount - (fixedSlowRate == nil ? 0 : 1) }
  private var firstRate: Int { amplitudeCount }

  private func column(_ p: Int) -> SIMD4<Double> { p == 0 ? columns.0 : p == 1 ? columns.1 : columns.2 }

  func rates(_ theta: UnsafePointer<Double>) -> SIMD4<Double> {
    var rates = SIMD4<Double>(repeating: 1)
    var next = firstRate
    for r in 0..<rateCount {
      if r == 0, let fixedSlowRate {
        rates[0] = fixedSlowRate
      } else {
        rates[r] = exp(theta[next]) + (r == 0 ? 0 : rates[r - 1])
        next += 1
      }
    }
    return rates
  }

  func sum(_ theta: UnsafePointer<Double>) -> ExponentialSum {
    var amplitudes = SIMD4<Double>.zero
    for p in 0..<amplitudeCount { amplitudes += exp(theta[p]) * column(p) }
    return ExponentialSum(amplitudes: amplitudes, rates: rates(theta))
  }

  func parameters(amplitudes: SIMD4<Double>, rates: SIMD4<Double>) -> [Double] {
    var theta = (0..<amplitudeCount).map { log(amplitudes[$0]) }
    for r in 0..<rateCount where !(r == 0 && fixedSlowRate != nil) {
      theta.append(log(r == 0 ? rates[0] : rates[r] - rates[r - 1]))
    }
    return theta
  }

  /// Residuals (y − f) / σ and their Jacobian, column by column, as `LeastSquares` wants them.
  func evaluate(
    _ theta: UnsafePointer<Double>, _ data: Samples, _ f: UnsafeMutablePointer<Double>?,
    _ j: UnsafeMutablePointer<Double>?
  ) {
    let sum = sum(theta)
    let m = data.rows
    for i in 0..<data.count {
      let t = data.times[i]
      let inverse = 1 / data.sigmas[i]
      var e = SIMD4<Double>.zero
      for r in 0..<rateCount { e[r] = exp(-sum.rates[r] * t) }
      f?[i] = (data.values[i] - (sum.amplitudes * e).sum()) * inverse
      guard let j else { continue }
      for p in 0..<amplitudeCount { j[i + p * m] = -exp(theta[p]) * (column(p) * e).sum() * inverse }
      let slopes = rateSlopes(theta, perRate: sum.amplitudes * e * (t * inverse))
      for n in firstRate..<parameterCount { j[i + n * m] = slopes[n - firstRate] }
    }
  }

  /// Turns derivatives with respect to the rates into derivatives with respect to the fitted logarithms:
  /// a gap moves its own rate and all faster ones.
  private func rateSlopes(_ theta: UnsafePointer<Double>, perRate d: SIMD4<Double>) -> SIMD4<Double> {
    var slopes = SIMD4<Double>.zero
    var n = 0
    for r in 0..<rateCount where !(r == 0 && fixedSlowRate != nil) {
      var tail = 0.0
      for faster in r..<rateCount { tail += d[faster] }
      slopes[n] = exp(theta[firstRate + n]) * tail
      n += 1
    }
    return slopes
  }

  /// Gradient of the integral from 0 to infinity.
  func integralGradient(_ theta: UnsafePointer<Double>) -> [Double] {
    let sum = sum(theta)
    var gradient = (0..<amplitudeCount).map { exp(theta[$0]) * (column($0) / sum.rates).sum() }
    let slopes = rateSlopes(theta, perRate: -sum.amplitudes / (sum.rates * sum.rates))
    gradient += (0..<parameterCount - amplitudeCount).map { slopes[$0] }
    return gradient
  }

  /// d (A…, λ…) / dθ, row by row: natural parameters against fitted ones. Needs a free slow rate.
  func naturalJacobian(_ theta: UnsafePointer<Double>) -> [[Double]] {
    let k = parameterCount
    return (0..<k).map { row in
      (0..<k).map { column in
        if row < amplitudeCount { return row == column ? exp(theta[row]) : 0 }
        return column >= amplitudeCount && column <= row ? exp(theta[column]) : 0
      }
    }
  }
}
