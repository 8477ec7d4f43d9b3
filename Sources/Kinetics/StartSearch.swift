import Foundation

/// Start values for the exponential models: rates from a logarithmic lattice, amplitudes by linear least squares.
///
/// A lattice does what curve peeling does for well separated phases and cannot be led astray by noise, zeros
/// or a rising first part.
struct StartSearch {
  let data: CurveData
  let physicalRate: Double

  /// Candidates from best to worst, each from another region of the lattice.
  func starts(_ model: ExponentialModel, keeping count: Int = 3) -> [[Double]] {
    let best = lattice(model).compactMap { rates in
      amplitudes(model, rates).map {
        (theta: model.parameters(amplitudes: $0.0, rates: rates), rss: $0.1, rates: rates)
      }
    }
    .sorted { $0.rss < $1.rss }
    var kept: [(theta: [Double], rates: SIMD4<Double>)] = []
    for c in best where kept.count < count && kept.allSatisfy({ Self.apart($0.rates, c.rates) }) {
      kept.append((c.theta, c.rates))
    }
    return kept.map(\.theta)
  }

  private static func apart(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> Bool {
    (0..<3).contains { abs(log(a[$0] / b[$0])) > 0.6 }
  }

  private func lattice(_ model: ExponentialModel) -> [SIMD4<Double>] {
    let n = model.shape.rateCount
    let axis = axis(n < 3 ? 24 : 14)
    let slow = model.fixedSlowRate.map { [$0] } ?? axis
    var all: [SIMD4<Double>] = []
    for a in slow {
      guard n > 1 else {
        all.append([a, 1, 1, 1])
        continue
      }
      for b in axis where b > a * 1.05 {
        guard n > 2 else {
          all.append([a, b, 1, 1])
          continue
        }
        for c in axis where c > b * 1.05 { all.append([a, b, c, 1]) }
      }
    }
    return all
  }

  /// Rates from physical decay to one that is gone before the first point.
  private func axis(_ count: Int) -> [Double] {
    let first = data.times.first { $0 > 0 } ?? 1
    let fastest = max(20 / first, 8 * physicalRate)
    let step = log(fastest / physicalRate) / Double(count - 1)
    return (0..<count).map { physicalRate * exp(step * Double($0)) }
  }

  /// The positive amplitudes with the least weighted sum of squares; `nil` where they would not be positive.
  private func amplitudes(_ model: ExponentialModel, _ rates: SIMD4<Double>) -> (SIMD4<Double>, Double)? {
    let p = model.shape.amplitudeCount
    var normal = Array(repeating: Array(repeating: 0.0, count: p), count: p)
    var right = Array(repeating: 0.0, count: p)
    var squares = 0.0
    for i in 0..<data.count {
      let w = 1 / (data.sigmas[i] * data.sigmas[i])
      var e = SIMD4<Double>.zero
      for r in 0..<model.shape.rateCount { e[r] = exp(-rates[r] * data.times[i]) }
      let basis = (0..<p).map { (model.shape.column($0) * e).sum() }
      for a in 0..<p {
        for b in 0..<p { normal[a][b] += w * basis[a] * basis[b] }
        right[a] += w * basis[a] * data.values[i]
      }
      squares += w * data.values[i] * data.values[i]
    }
    guard let x = SmallLinear.solve(normal, right), x.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      return nil
    }
    var padded = SIMD4<Double>.zero
    for a in 0..<p { padded[a] = x[a] }
    return (padded, squares - zip(x, right).reduce(0) { $0 + $1.0 * $1.1 })
  }
}
