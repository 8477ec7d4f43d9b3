import Foundation

/// Start values for the exponential models: rates from a logarithmic lattice, amplitudes by linear least squares.
///
/// A lattice does what curve peeling does for well separated phases and cannot be led astray by noise, zeros or a
/// rising first part. The basis curves are computed once for all regions or voxels measured at the same times.
struct RateLattice: Sendable {
  let model: ExponentialModel
  private let rates: [SIMD4<Double>]
  /// Per lattice point and time, the basis curves of the amplitudes.
  private let bases: [SIMD4<Double>]
  private let count: Int
  private let fastest: Double

  /// - Parameter points: rates along one axis, from physical decay to one that is gone before the first time.
  init(_ model: ExponentialModel, _ times: [Double], physicalRate: Double, points: Int) {
    self.model = model
    count = times.count
    let first = times.first { $0 > 0 } ?? 1
    let rates = Self.lattice(model, first: first, physicalRate: physicalRate, points: points)
    self.rates = rates
    fastest = Self.fastest(first, physicalRate)
    bases = rates.flatMap { rate in
      times.map { t in
        var basis = SIMD4<Double>.zero
        for p in 0..<model.shape.amplitudeCount {
          let column = model.shape.column(p)
          for r in 0..<model.shape.rateCount { basis[p] += column[r] * exp(-rate[r] * t) }
        }
        return basis
      }
    }
  }

  static func fastest(_ first: Double, _ physicalRate: Double) -> Double {
    max(20 / first, 8 * physicalRate)
  }

  private static func lattice(
    _ model: ExponentialModel, first: Double, physicalRate: Double, points: Int
  ) -> [SIMD4<Double>] {
    let n = model.shape.rateCount
    let step = log(fastest(first, physicalRate) / physicalRate) / Double(points - 1)
    let axis = (0..<points).map { physicalRate * exp(step * Double($0)) }
    var all: [SIMD4<Double>] = (model.fixedSlowRate.map { [$0] } ?? axis).map { [$0, 1, 1, 1] }
    for r in 1..<max(1, n) {
      all = all.flatMap { rates in
        axis.filter { $0 > rates[r - 1] * 1.05 }.map { faster in
          var longer = rates
          longer[r] = faster
          return longer
        }
      }
    }
    return all
  }

  /// Parameters of the best lattice points with positive amplitudes, from best to worst, each well apart.
  func starts(_ data: Samples, keeping count: Int, prior: PopulationPrior? = nil) -> [[Double]] {
    let all = rates.indices.compactMap { g in
      solve(g, data).map { (g: g, amplitudes: $0.0, explained: $0.1 - penalty(g, prior)) }
    }
    var kept: [(g: Int, theta: [Double])] = []
    for c in all.sorted(by: { $0.explained > $1.explained }) where kept.count < count {
      guard kept.allSatisfy({ apart(rates[$0.g], rates[c.g]) }) else { continue }
      kept.append((c.g, model.parameters(amplitudes: c.amplitudes, rates: rates[c.g])))
    }
    return kept.map(\.theta)
  }

  private func penalty(_ g: Int, _ prior: PopulationPrior?) -> Double {
    guard let prior else { return 0 }
    let z = (log(rates[g][0]) - prior.logarithmOfRate) / prior.sigma
    return z * z
  }

  private func apart(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> Bool {
    (0..<3).contains { abs(log(a[$0] / b[$0])) > 0.6 }
  }

  /// Writes the parameters of the best lattice point with positive amplitudes. `false` if there is none, or if its
  /// fastest exponential is over before the first time, so that the data do not show it.
  func start(_ data: Samples, _ theta: inout [Double]) -> Bool {
    var best = -Double.infinity
    var amplitudes = SIMD4<Double>.zero
    var place = -1
    for g in rates.indices {
      guard let (x, explained) = solve(g, data), explained > best else { continue }
      (best, amplitudes, place) = (explained, x, g)
    }
    guard place >= 0, rates[place][model.shape.rateCount - 1] < fastest * 0.999 else { return false }
    let shape = model.shape
    for p in 0..<shape.amplitudeCount { theta[p] = log(amplitudes[p]) }
    var n = shape.amplitudeCount
    for r in 0..<shape.rateCount where !(r == 0 && model.fixedSlowRate != nil) {
      theta[n] = log(r == 0 ? rates[place][0] : rates[place][r] - rates[place][r - 1])
      n += 1
    }
    return true
  }

  /// Weighted linear least squares for up to three amplitudes by Cholesky, without arrays; `nil` unless all positive.
  @inline(__always)
  private func solve(_ g: Int, _ data: Samples) -> (SIMD4<Double>, Double)? {
    var (a, b, c) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
    var right = SIMD4<Double>.zero
    for i in 0..<count {
      let basis = bases[g * count + i]
      let weighted = basis / (data.sigmas[i] * data.sigmas[i])
      a += weighted * basis.x
      b += weighted * basis.y
      c += weighted * basis.z
      right += weighted * data.values[i]
    }
    let n = model.shape.amplitudeCount
    if n < 2 { b.y = 1 }
    if n < 3 { c.z = 1 }
    let l10 = a.y / a.x
    let l20 = a.z / a.x
    let d1 = b.y - l10 * a.y
    let l21 = (b.z - l10 * a.z) / d1
    let d2 = c.z - l20 * a.z - l21 * (b.z - l10 * a.z)
    let y1 = right.y - l10 * right.x
    let y2 = right.z - l20 * right.x - l21 * y1
    let z = y2 / d2
    let y = y1 / d1 - l21 * z
    let x = right.x / a.x - l10 * y - l20 * z
    guard x > 0, n < 2 || y > 0, n < 3 || z > 0, (x + y + z).isFinite, d1 > 0, d2 > 0 else { return nil }
    return ([x, y, z, 0], x * right.x + y * right.y + z * right.z)
  }
}
