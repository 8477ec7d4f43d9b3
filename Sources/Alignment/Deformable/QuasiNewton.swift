import Foundation

/// Limited-memory BFGS (Nocedal 1980, doi:10.1090/S0025-5718-1980-0572855-7) with steps that shrink until they pay.
///
/// Every sum runs in the order of the parameters, so that the same function gives the same path.
struct QuasiNewton {
  var iterations: Int
  /// No parameter changes by more in one iteration.
  var largestStep: Double
  /// Ends when an iteration gains less than this, in units of the function.
  var tolerance: Double
  var memory = 6

  /// Makes `value` small.
  /// - Parameters:
  ///   - value: the function; fills the gradient.
  ///   - step: called after each iteration; false ends the search.
  /// - Returns: the function at the end.
  func minimise(
    _ x: inout [Double], value: ([Double], inout [Double]) -> Double, step: (Double) -> Bool
  ) -> Double {
    var gradient = [Double](repeating: 0, count: x.count)
    var f = value(x, &gradient)
    var history: [Pair] = []
    for _ in 0..<iterations {
      let direction = direction(gradient, history)
      guard let next = search(x, f, gradient, direction, value) else {
        if history.isEmpty { break }
        history = []
        continue
      }
      let pair = Pair(s: minus(next.x, x), y: minus(next.gradient, gradient))
      let gain = f - next.f
      (x, f, gradient) = (next.x, next.f, next.gradient)
      if pair.product > 1e-300 { history = Array((history + [pair]).suffix(memory)) }
      guard step(f), gain > tolerance else { break }
    }
    return f
  }

  private struct Pair {
    var s, y: [Double]
    var product: Double
    init(s: [Double], y: [Double]) { (self.s, self.y, product) = (s, y, dot(s, y)) }
  }

  /// Downhill, within the largest step.
  private func direction(_ gradient: [Double], _ history: [Pair]) -> [Double] {
    var d = gradient.map { -$0 }
    var alphas: [Double] = []
    for pair in history.reversed() {
      let alpha = dot(pair.s, d) / pair.product
      alphas.append(alpha)
      add(-alpha, pair.y, to: &d)
    }
    if let last = history.last { scale(&d, last.product / dot(last.y, last.y)) }
    for (pair, alpha) in zip(history, alphas.reversed()) {
      add(alpha - dot(pair.y, d) / pair.product, pair.s, to: &d)
    }
    let most = d.reduce(0) { max($0, abs($1)) }
    // Without curvature yet, the gradient's length means nothing.
    if most > largestStep || history.isEmpty, most > 0 { scale(&d, largestStep / most) }
    return d
  }

  private func search(
    _ x: [Double], _ f: Double, _ gradient: [Double], _ d: [Double],
    _ value: ([Double], inout [Double]) -> Double
  ) -> (x: [Double], f: Double, gradient: [Double])? {
    let slope = dot(gradient, d)
    guard slope < 0 else { return nil }
    var length = 1.0
    var new = gradient
    for _ in 0..<10 {
      var y = x
      add(length, d, to: &y)
      let g = value(y, &new)
      if g <= f + 1e-4 * length * slope { return (y, g, new) }
      length /= 2
    }
    return nil
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for n in a.indices { sum += a[n] * b[n] }
  return sum
}

private func add(_ factor: Double, _ b: [Double], to a: inout [Double]) {
  for n in a.indices { a[n] += factor * b[n] }
}

private func scale(_ a: inout [Double], _ factor: Double) { for n in a.indices { a[n] *= factor } }

private func minus(_ a: [Double], _ b: [Double]) -> [Double] {
  var c = a
  add(-1, b, to: &c)
  return c
}
