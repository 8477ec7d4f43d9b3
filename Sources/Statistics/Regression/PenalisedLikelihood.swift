/// A log-likelihood with Jeffreys' prior as penalty, ½ ln |I|, and its maximum.
///
/// Firth (1993, doi:10.1093/biomet/80.1.27): the penalty removes the first-order bias of the estimates and keeps them
/// finite where the outcomes are separated. Limits and p are those of the profile of the penalised likelihood (Heinze
/// and Schemper 2002, doi:10.1002/sim.1047), because near separation estimates are far from normal.
struct PenalisedLikelihood {
  struct Point {
    /// Log-likelihood with the penalty, and its gradient.
    var value: Double
    var score: [Double]
    /// Without the penalty.
    var information: SymmetricMatrix
  }
  let size: Int
  /// `nil` where the information is singular.
  let point: ([Double]) -> Point?

  /// The maximum by Newton's method on the Fisher information with steps of at most 5 that are halved where the
  /// likelihood falls; with one coefficient held fast, the maximum over the others.
  func maximum(
    fixing fixed: (index: Int, value: Double)? = nil, from start: [Double]
  ) throws(StatisticsError) -> (coefficients: [Double], point: Point) {
    var at = start
    if let fixed { at[fixed.index] = fixed.value }
    return try maximum(holding: fixed.map { [$0.index] } ?? [], from: at)
  }

  /// The maximum over the coefficients that are not held at their start.
  func maximum(
    holding held: Set<Int>, from start: [Double]
  ) throws(StatisticsError) -> (coefficients: [Double], point: Point) {
    var at = start
    guard var now = point(at) else { throw .notConverged }
    let free = (0..<size).filter { !held.contains($0) }
    for _ in 0..<200 {
      let step = try self.step(now, free)
      guard step.contains(where: { abs($0) > 1e-10 }) else { return (at, now) }
      guard let (moved, next) = improved(at, step, free, now) else { return (at, now) }
      (at, now) = (moved, next)
    }
    throw .notConverged
  }

  private func step(_ now: Point, _ free: [Int]) throws(StatisticsError) -> [Double] {
    guard !free.isEmpty else { return [] }
    let step = try Cholesky(now.information.part(free)).solve(free.map { now.score[$0] })
    let longest = step.map { abs($0) }.max() ?? 0
    return longest > 5 ? step.map { $0 * 5 / longest } : step
  }

  private func improved(
    _ at: [Double], _ step: [Double], _ free: [Int], _ now: Point
  ) -> ([Double], Point)? {
    var fraction = 1.0
    while fraction > 1e-8 {
      var moved = at
      for (n, j) in free.enumerated() { moved[j] += fraction * step[n] }
      if let next = point(moved), next.value >= now.value - 1e-12 * abs(now.value) { return (moved, next) }
      fraction /= 2
    }
    return nil
  }

  /// Where the profile of one coefficient falls by `drop` below its maximum, on one side; infinite if it never does.
  func limit(
    of index: Int, _ best: (coefficients: [Double], point: Point), error: Double, drop: Double, side: Double
  ) -> Double {
    let start = best.coefficients[index]
    let excess = { (value: Double) in
      let profile = try? maximum(fixing: (index, value), from: best.coefficients)
      return best.point.value - (profile?.point.value ?? -.infinity) - drop
    }
    var reach = error
    for _ in 0..<40 {
      let end = start + side * reach
      let value = excess(end)
      if value > 0, value.isFinite { return root(of: excess, between: start, and: end) }
      guard value.isFinite else { return side * .infinity }
      reach *= 1.6
    }
    return side * .infinity
  }
}
