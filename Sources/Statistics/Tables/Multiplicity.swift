/// Adjustment of several p values; agrees with R `p.adjust`. Results keep the order of the input.
public enum Multiplicity: String, Sendable, Hashable, CaseIterable {
  /// p · m
  case bonferroni
  /// Holm's step-down method: family-wise error, always at least as powerful as Bonferroni's.
  case holm
  /// Benjamini and Hochberg's step-up method: false discovery rate (1995,
  /// doi:10.1111/j.2517-6161.1995.tb02031.x).
  case benjaminiHochberg

  public func adjusted(_ p: [Double]) -> [Double] {
    let m = Double(p.count)
    switch self {
    case .bonferroni: return p.map { min(1, $0 * m) }
    case .holm: return stepped(p, order: p.indices.sorted { p[$0] < p[$1] }, max) { m - Double($0) }
    case .benjaminiHochberg:
      return stepped(p, order: p.indices.sorted { p[$0] > p[$1] }, min) { m / (m - Double($0)) }
    }
  }

  /// Values times a factor of their place in an order, made monotone along it.
  private func stepped(
    _ p: [Double], order: [Int], _ keep: (Double, Double) -> Double, factor: (Int) -> Double
  ) -> [Double] {
    var out = p
    var last: Double?
    for (place, index) in order.enumerated() {
      let value = min(1, p[index] * factor(place))
      last = last.map { keep($0, value) } ?? value
      out[index] = last!
    }
    return out
  }
}
