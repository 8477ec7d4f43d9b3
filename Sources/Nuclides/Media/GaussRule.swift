import Foundation

/// Integration of smooth functions by 16 points in each of a few equal pieces.
enum GaussRule {
  /// ∫ f over [low, high] in the logarithm of the variable, pieces of at most a factor e.
  static func logarithmic(_ low: Double, _ high: Double, _ f: (Double) -> Double) -> Double {
    var sum = 0.0
    visit(low, high) { sum += $1 * f($0) }
    return sum
  }

  /// Calls `body` with each point of the rule and its weight, for several integrals at once.
  @inline(__always)
  static func visit(_ low: Double, _ high: Double, _ body: (_ x: Double, _ weight: Double) -> Void) {
    let (a, b) = (log(low), log(high))
    let pieces = max(1, Int((b - a).rounded(.up)))
    let half = (b - a) / Double(2 * pieces)
    for p in 0..<pieces {
      let middle = a + half * Double(2 * p + 1)
      for (node, weight) in zip(nodes, weights) {
        let (up, down) = (exp(middle + half * node), exp(middle - half * node))
        body(up, half * weight * up)
        body(down, half * weight * down)
      }
    }
  }

  /// Abramowitz & Stegun, table 25.4, n = 16.
  private static let nodes = [
    0.095012509837637, 0.281603550779259, 0.458016777657227, 0.617876244402644, 0.755404408355003,
    0.865631202387832, 0.944575023073233, 0.989400934991650,
  ]
  private static let weights = [
    0.189450610455069, 0.182603415044924, 0.169156519395003, 0.149595988816577, 0.124628971255534,
    0.095158511682493, 0.062253523938648, 0.027152459411754,
  ]
}
