import Foundation

/// The least-squares mono-exponential of four voxels at a time.
///
/// For a given rate the best amplitude is linear, A = N/D with N = Σ w y e^(−λt) and D = Σ w e^(−2λt), and the sum of
/// squares is least where N²/D is greatest (variable projection, Golub & Pereyra 1973, doi:10.1137/0710036). One
/// unknown is left: the best point of a lattice of rates is improved by Newton's method, kept between its neighbours
/// by bisection. The result is the exact non-linear least-squares fit with the rate between that of physical decay
/// and a given fastest one.
struct MonoExponentialKernel: Sendable {
  typealias Mask = SIMDMask<SIMD4<Int64>>

  struct Result {
    /// 1/h.
    var rate: Lanes
    var amplitude: Lanes
    /// Variance of amplitude/rate if the weights are inverse variances.
    var variance: Lanes
    /// The best rate is physical decay or slower.
    var atSlowest: Mask
    /// The best rate is the fastest allowed or faster.
    var atFastest: Mask
    /// A positive amplitude was found.
    var good: Mask
  }

  /// Hours after administration, rising.
  let times: [Double]
  /// Rates of the lattice, 1/h.
  let rates: [Double]
  /// e^(−λt), lattice point by lattice point.
  private let table: [Double]

  init(times: [Double], slowest: Double, fastest: Double) {
    self.times = times
    let count = max(3, Int((log(fastest / slowest) / 0.22).rounded(.up)) + 1)
    let step = log(fastest / slowest) / Double(count - 1)
    rates = (0..<count).map { $0 == 0 ? slowest : slowest * exp(step * Double($0)) }
    table = rates.flatMap { rate in times.map { exp(-rate * $0) } }
  }

  /// - Parameters: `n` activities and `n` weights of four voxels.
  @inline(__always)
  func fit(_ y: UnsafePointer<Lanes>, _ w: UnsafePointer<Lanes>) -> Result {
    let start = best(y, w)
    let first = slope(start, y, w)
    let step = rates[1] / rates[0]
    let rising = first.h .> 0
    let slowest = (start .<= rates[0]) .& .!rising
    let fastest = (start .>= rates[rates.count - 1]) .& rising
    var low = start.replacing(with: start / step, where: .!rising)
    var high = (start * step).replacing(with: start, where: .!rising)
    var rate = start
    var moments = first
    var open = .!(slowest .| fastest)
    // Newton doubles the digits each time from 12 %; bisection alone would need forty steps.
    for _ in 0..<48 {
      guard any(open) else { break }
      let newton = rate - moments.h / moments.slope
      let inside = (newton .> low) .& (newton .< high)
      let next = ((low + high) * 0.5).replacing(with: newton, where: inside)
      let moved = Self.magnitude(next - rate) .> rate * 1e-11
      rate.replace(with: next, where: open)
      open = open .& moved
      moments = slope(rate, y, w)
      let up = moments.h .> 0
      low.replace(with: rate, where: open .& up)
      high.replace(with: rate, where: open .& .!up)
    }
    return result(rate, moments, slowest, fastest)
  }

  @inline(__always)
  private static func magnitude(_ x: Lanes) -> Lanes { x.replacing(with: -x, where: x .< 0) }

  /// The lattice rate with the greatest N²/D, N positive.
  @inline(__always)
  private func best(_ y: UnsafePointer<Lanes>, _ w: UnsafePointer<Lanes>) -> Lanes {
    let n = times.count
    var rate = Lanes(repeating: rates[0])
    var score = Lanes(repeating: -.infinity)
    table.withUnsafeBufferPointer { table in
      for g in 0..<rates.count {
        var (top, bottom) = (Lanes.zero, Lanes.zero)
        for i in 0..<n {
          let we = w[i] * table[g * n + i]
          top += we * y[i]
          bottom += we * table[g * n + i]
        }
        let s = top * Self.magnitude(top) / bottom
        let better = s .> score
        score.replace(with: s, where: better)
        rate.replace(with: Lanes(repeating: rates[g]), where: better)
      }
    }
    return rate
  }

  private struct Moments {
    /// Proportional to d(N²/D)/dλ where N is positive, and its derivative.
    var h: Lanes
    var slope: Lanes
    var n: Lanes
    var d: Lanes
    var d1: Lanes
    var d2: Lanes
  }

  @inline(__always)
  private func slope(_ rate: Lanes, _ y: UnsafePointer<Lanes>, _ w: UnsafePointer<Lanes>) -> Moments {
    var (n0, n1, n2) = (Lanes.zero, Lanes.zero, Lanes.zero)
    var (d0, d1, d2) = (Lanes.zero, Lanes.zero, Lanes.zero)
    for i in 0..<times.count {
      let t = times[i]
      let e = exponential(-rate * t)
      let we = w[i] * e
      let (a, b) = (we * y[i], we * e)
      n0 += a
      n1 += a * t
      n2 += a * (t * t)
      d0 += b
      d1 += b * t
      d2 += b * (t * t)
    }
    // N′ = −n1, N″ = n2, D′ = −2 d1, D″ = 4 d2; h = 2N′D − ND′.
    let h = 2 * (n0 * d1 - n1 * d0)
    let slope = 2 * n2 * d0 + 2 * n1 * d1 - 4 * n0 * d2
    return Moments(h: h, slope: slope, n: n0, d: d0, d1: d1, d2: d2)
  }

  @inline(__always)
  private func result(_ rate: Lanes, _ m: Moments, _ slowest: Mask, _ fastest: Mask) -> Result {
    let inverse = 1 / rate
    // (1/λ, −A/λ²) C (1/λ, −A/λ²)ᵀ with C the inverse of the normal matrix; A drops out.
    let top = (m.d2 - 2 * m.d1 * inverse + m.d * inverse * inverse) * inverse * inverse
    let determinant = m.d * m.d2 - m.d1 * m.d1
    return Result(
      rate: rate, amplitude: m.n / m.d, variance: top / determinant, atSlowest: slowest, atFastest: fastest,
      good: (m.n .> 0) .& (m.d .> 0))
  }
}
