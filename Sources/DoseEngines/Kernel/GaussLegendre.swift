import Foundation

/// Nodes and weights of Gauss–Legendre quadrature on 0…1 (Abramowitz & Stegun 1964, 25.4.29).
struct GaussLegendre {
  let nodes: [Double]
  let weights: [Double]

  init(_ count: Int) {
    let pairs = (0..<count).map { GaussLegendre.node($0, of: count) }
    nodes = pairs.map(\.0)
    weights = pairs.map(\.1)
  }

  /// Newton iteration on the Legendre polynomial, moved from −1…1 to 0…1.
  private static func node(_ n: Int, of count: Int) -> (Double, Double) {
    var x = cos(.pi * (Double(n) + 0.75) / (Double(count) + 0.5))
    var slope = 1.0
    for _ in 0..<100 {
      var (p, before) = (1.0, 0.0)
      for k in 1...count {
        (p, before) = ((Double(2 * k - 1) * x * p - Double(k - 1) * before) / Double(k), p)
      }
      slope = Double(count) * (x * p - before) / (x * x - 1)
      let change = p / slope
      x -= change
      if abs(change) < 1e-15 { break }
    }
    return ((1 - x) / 2, 1 / ((1 - x * x) * slope * slope))
  }
}
