import Foundation

/// The least-squares uptake–washout or bi-exponential curve of four voxels at a time.
///
/// The amplitudes are linear and solved exactly for every pair of rates (variable projection, Golub & Pereyra 1973,
/// doi:10.1137/0710036). The best pair of a lattice is improved by Levenberg–Marquardt steps of ln λ₁ and ln(λ₂ − λ₁) with
/// Kaufman's Jacobian (1975, doi:10.1007/BF01932995); λ₁ stays at or above physical decay.
struct TwoRateKernel: Sendable {
  typealias Mask = SIMDMask<SIMD4<Int64>>

  struct Result {
    var slow, fast: Lanes
    /// Signed, of the slow and the fast exponential.
    var first, second: Lanes
    /// Variance of the integral if the weights are inverse variances.
    var variance: Lanes
    /// Held at physical decay.
    var bound: Mask
    /// A curve of this shape was found; without it the voxel shows no second phase.
    var good: Mask
    /// The steps had not come to rest: another method must decide.
    var open: Mask
  }

  let times: [Double]
  private let isUptake: Bool
  private let physicalRate: Double
  private let fastest: Double
  /// Rates of the lattice, and e^(−λt) of both with their products, pair by pair.
  private let pairs: [(slow: Double, fast: Double)]
  private let table: [Basis]

  private struct Basis {
    var a, b, aa, ab, bb: Double
    init(_ a: Double, _ b: Double) { (self.a, self.b, aa, ab, bb) = (a, b, a * a, a * b, b * b) }
  }

  /// - Precondition: a shape of two rates.
  init(_ shape: ExponentialShape, times: [Double], physicalRate: Double) {
    precondition(shape.rateCount == 2, "a kernel for two rates")
    (self.times, self.physicalRate, isUptake) = (times, physicalRate, shape.hasUptake)
    let first = times.first { $0 > 0 } ?? 1
    fastest = RateLattice.fastest(first, physicalRate)
    let count = 14
    let step = log(fastest / physicalRate) / Double(count - 1)
    let axis = (0..<count).map { physicalRate * exp(step * Double($0)) }
    pairs = axis.flatMap { slow in axis.filter { $0 > slow * 1.05 }.map { (slow, $0) } }
    table = pairs.flatMap { p in times.map { Basis(exp(-p.slow * $0), exp(-p.fast * $0)) } }
  }

  /// Moments of the basis curves and the data.
  private struct Sums {
    var (aa, ab, bb, ay, by) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)

    @inline(__always)
    mutating func add(_ w: Lanes, _ a: Lanes, _ b: Lanes, _ y: Lanes) {
      let (wa, wb) = (w * a, w * b)
      aa += wa * a
      ab += wa * b
      bb += wb * b
      ay += wa * y
      by += wb * y
    }

    /// Amplitudes of the two exponentials, the explained sum of squares, and whether they are positive as asked.
    @inline(__always)
    func solve(isUptake: Bool) -> (first: Lanes, second: Lanes, explained: Lanes, positive: Mask) {
      if isUptake {
        let (top, bottom) = (ay - by, aa - 2 * ab + bb)
        let amplitude = top / bottom
        return (amplitude, -amplitude, amplitude * top, (amplitude .> 0) .& (bottom .> 0))
      }
      let determinant = aa * bb - ab * ab
      let inverse = 1 / determinant
      let first = (ay * bb - by * ab) * inverse
      let second = (by * aa - ay * ab) * inverse
      let good = (first .> 0) .& (second .> 0) .& (determinant .> 1e-14 * aa * bb)
      return (first, second, first * ay + second * by, good)
    }
  }

  /// - Parameters: `n` activities and `n` weights of four voxels, and room for `2 n` exponentials.
  @inline(__always)
  func fit(
    _ y: UnsafePointer<Lanes>, _ w: UnsafePointer<Lanes>, _ e: UnsafeMutablePointer<Lanes>
  ) -> Result {
    let start = best(y, w, e)
    let free = descend(start.slow, start.fast, y, w, e)
    var result = finish(free, y, w, e)
    result.good = result.good .& start.found .& (result.fast .< fastest * 0.999)
    return result
  }

  @inline(__always)
  private func best(
    _ y: UnsafePointer<Lanes>, _ w: UnsafePointer<Lanes>, _ e: UnsafeMutablePointer<Lanes>
  ) -> (slow: Lanes, fast: Lanes, found: Mask) {
    let n = times.count
    for i in 0..<n { e[i] = w[i] * y[i] }
    var (slow, fast) = (Lanes(repeating: physicalRate), Lanes(repeating: 2 * physicalRate))
    var score = Lanes(repeating: -.infinity)
    table.withUnsafeBufferPointer { table in
      for g in pairs.indices {
        var sums = Sums()
        for i in 0..<n {
          let b = table[g * n + i]
          sums.aa += w[i] * b.aa
          sums.ab += w[i] * b.ab
          sums.bb += w[i] * b.bb
          sums.ay += e[i] * b.a
          sums.by += e[i] * b.b
        }
        let s = sums.solve(isUptake: isUptake)
        let better = s.positive .& (s.explained .> score)
        score.replace(with: s.explained, where: better)
        slow.replace(with: Lanes(repeating: pairs[g].slow), where: better)
        fast.replace(with: Lanes(repeating: pairs[g].fast), where: better)
      }
    }
    return (slow, fast, score .> -.infinity)
  }

  private struct Place {
    var slow, gap: Lanes
    var open: Mask
  }

  /// What the normal equations of the rates need: projected on the complement of the basis.
  private struct Step {
    var (m11, m12, m22, r1, r2) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
    var (first, second, explained) = (Lanes.zero, Lanes.zero, Lanes.zero)
    var positive: Mask = .init(repeating: false)
    /// Covariance of basis and rates, for the variance of the integral.
    var (a1, a2, b1, b2) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
    var sums = Sums()
  }

  @inline(__always)
  private func evaluate(
    _ slow: Lanes, _ gap: Lanes, _ y: UnsafePointer<Lanes>, _ w: UnsafePointer<Lanes>,
    _ e: UnsafeMutablePointer<Lanes>
  ) -> Step {
    let n = times.count
    var step = Step()
    for i in 0..<n {
      let a = exponential(-slow * times[i])
      let b = exponential(-(slow + gap) * times[i])
      (e[i], e[n + i]) = (a, b)
      step.sums.add(w[i], a, b, y[i])
    }
    let s = step.sums.solve(isUptake: isUptake)
    (step.first, step.second, step.explained, step.positive) = (s.first, s.second, s.explained, s.positive)
    for i in 0..<n {
      let (p, q) = (step.first * e[i], step.second * e[n + i])
      let d1 = -slow * times[i] * (p + q)
      let d2 = -gap * times[i] * q
      let r = y[i] - p - q
      let (w1, w2) = (w[i] * d1, w[i] * d2)
      step.m11 += w1 * d1
      step.m12 += w1 * d2
      step.m22 += w2 * d2
      step.r1 += w1 * r
      step.r2 += w2 * r
      step.a1 += w1 * e[i]
      step.a2 += w2 * e[i]
      step.b1 += w1 * e[n + i]
      step.b2 += w2 * e[n + i]
    }
    project(&step)
    return step
  }

  /// M − HᵀG⁻¹H. With one amplitude the basis is the difference of the exponentials.
  @inline(__always)
  private func project(_ s: inout Step) {
    if isUptake {
      let g = s.sums.aa - 2 * s.sums.ab + s.sums.bb
      let (h1, h2) = (s.a1 - s.b1, s.a2 - s.b2)
      s.m11 -= h1 * h1 / g
      s.m12 -= h1 * h2 / g
      s.m22 -= h2 * h2 / g
      return
    }
    let determinant = s.sums.aa * s.sums.bb - s.sums.ab * s.sums.ab
    let (x1, z1) = (
      (s.a1 * s.sums.bb - s.b1 * s.sums.ab) / determinant, (s.b1 * s.sums.aa - s.a1 * s.sums.ab) / determinant
    )
    let (x2, z2) = (
      (s.a2 * s.sums.bb - s.b2 * s.sums.ab) / determinant, (s.b2 * s.sums.aa - s.a2 * s.sums.ab) / determinant
    )
    s.m11 -= x1 * s.a1 + z1 * s.b1
    s.m12 -= x1 * s.a2 + z1 * s.b2
    s.m22 -= x2 * s.a2 + z2 * s.b2
  }

  @inline(__always)
  private func descend(
    _ slow: Lanes, _ fast: Lanes, _ y: UnsafePointer<Lanes>, _ w: UnsafePointer<Lanes>,
    _ e: UnsafeMutablePointer<Lanes>
  ) -> Place {
    var place = Place(slow: slow, gap: fast - slow, open: .init(repeating: true))
    var current = evaluate(place.slow, place.gap, y, w, e)
    var damping = Lanes(repeating: 1e-3)
    for _ in 0..<40 {
      guard any(place.open) else { break }
      let (d1, d2) = move(current, place, damping)
      var nextSlow = place.slow * (1 + d1)
      nextSlow.replace(with: Lanes(repeating: physicalRate), where: .!(nextSlow .> physicalRate))
      var nextGap = place.gap * (1 + d2)
      nextGap.replace(with: Lanes(repeating: fastest), where: nextGap .> fastest)
      nextGap.replace(with: Lanes(repeating: 1e-3 * physicalRate), where: .!(nextGap .> 1e-3 * physicalRate))
      let next = evaluate(nextSlow, nextGap, y, w, e)
      let better = place.open .& next.positive .& (next.explained .>= current.explained)
      let moved = magnitude(nextSlow / place.slow - 1) + magnitude(nextGap / place.gap - 1)
      place.slow.replace(with: nextSlow, where: better)
      place.gap.replace(with: nextGap, where: better)
      take(&current, next, better)
      // Gauss–Newton steps shrink at least tenfold near the end: the next would be far below single precision.
      let still = (moved .< 1e-7) .| (.!better .& (damping .> 1e4))
      place.open = place.open .& .!still
      damping = (damping * 20).replacing(with: damping * 0.1, where: better)
    }
    return place
  }

  @inline(__always)
  private func magnitude(_ x: Lanes) -> Lanes { x.replacing(with: -x, where: x .< 0) }

  /// Relative steps of both, at most by half and by one; at the bound the slow rate stays where it would fall.
  @inline(__always)
  private func move(_ s: Step, _ place: Place, _ damping: Lanes) -> (Lanes, Lanes) {
    let (a, b) = (s.m11 * (1 + damping), s.m22 * (1 + damping))
    let determinant = a * b - s.m12 * s.m12
    var d1 = (s.r1 * b - s.r2 * s.m12) / determinant
    var d2 = (s.r2 * a - s.r1 * s.m12) / determinant
    let held = (place.slow .<= physicalRate) .& .!(d1 .> 0)
    d1.replace(with: Lanes.zero, where: held)
    d2.replace(with: s.r2 / b, where: held)
    return (limited(d1), limited(d2))
  }

  @inline(__always)
  private func limited(_ d: Lanes) -> Lanes {
    var x = d
    x.replace(with: Lanes(repeating: 1), where: x .> 1)
    x.replace(with: Lanes(repeating: -0.5), where: .!(x .>= -0.5))
    return x
  }

  @inline(__always)
  private func take(_ current: inout Step, _ next: Step, _ better: Mask) {
    current.m11.replace(with: next.m11, where: better)
    current.m12.replace(with: next.m12, where: better)
    current.m22.replace(with: next.m22, where: better)
    current.r1.replace(with: next.r1, where: better)
    current.r2.replace(with: next.r2, where: better)
    current.explained.replace(with: next.explained, where: better)
  }

  /// Amplitudes and first-order variance of the integral at the end.
  @inline(__always)
  private func finish(
    _ place: Place, _ y: UnsafePointer<Lanes>, _ w: UnsafePointer<Lanes>, _ e: UnsafeMutablePointer<Lanes>
  ) -> Result {
    let s = evaluate(place.slow, place.gap, y, w, e)
    let fast = place.slow + place.gap
    let (u, v) = (1 / place.slow, 1 / fast)
    let held = place.slow .<= physicalRate
    // Gradient of A₁/λ₁ + A₂/λ₂ in the rates, less what the amplitudes make up for.
    var g1 = -place.slow * (s.first * u * u + s.second * v * v)
    var g2 = -place.gap * s.second * v * v
    var own: Lanes
    if isUptake {
      let g = s.sums.aa - 2 * s.sums.ab + s.sums.bb
      own = (u - v) * (u - v) / g
      g1 -= (s.a1 - s.b1) * (u - v) / g
      g2 -= (s.a2 - s.b2) * (u - v) / g
    } else {
      let determinant = s.sums.aa * s.sums.bb - s.sums.ab * s.sums.ab
      let x = (u * s.sums.bb - v * s.sums.ab) / determinant
      let z = (v * s.sums.aa - u * s.sums.ab) / determinant
      own = x * u + z * v
      g1 -= x * s.a1 + z * s.b1
      g2 -= x * s.a2 + z * s.b2
    }
    let determinant = s.m11 * s.m22 - s.m12 * s.m12
    let both = (g1 * g1 * s.m22 - 2 * g1 * g2 * s.m12 + g2 * g2 * s.m11) / determinant
    own += both.replacing(with: g2 * g2 / s.m22, where: held)
    return Result(
      slow: place.slow, fast: fast, first: s.first, second: s.second, variance: own, bound: held,
      good: s.positive, open: place.open)
  }
}
