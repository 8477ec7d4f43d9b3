/// Questions to the covariates of a model before it is fitted.
public enum Design {
  /// Columns that do not vary or that are a combination of those before them, in ascending order: a model loses nothing
  /// without them. R leaves the same ones out (`NA`).
  ///
  /// - Parameter rows: one per case, without intercept.
  public static func dependentColumns(_ rows: [[Double]]) -> [Int] {
    guard let columns = rows.first?.count else { return [] }
    var (basis, dependent): ([[Double]], [Int]) = ([], [])
    for j in 0..<columns {
      let mean = rows.reduce(0) { $0 + $1[j] } / Double(rows.count)
      let centred = rows.map { $0[j] - mean }
      var rest = centred
      // Twice, because one pass leaves rounding errors of near-dependent columns.
      for _ in 0..<2 { for unit in basis { rest = remove(unit, from: rest) } }
      let (all, left) = (square(centred), square(rest))
      guard all > 1e-24 * Double(rows.count) * (1 + mean * mean), left > 1e-10 * all else {
        dependent.append(j)
        continue
      }
      basis.append(rest.map { $0 / left.squareRoot() })
    }
    return dependent
  }

  private static func square(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }

  private static func remove(_ unit: [Double], from x: [Double]) -> [Double] {
    let share = zip(unit, x).reduce(0) { $0 + $1.0 * $1.1 }
    return zip(x, unit).map { $0 - share * $1 }
  }
}
