/// Linear algebra on the handful of parameters of a curve.
enum SmallLinear {
  /// Solves the symmetric positive definite system in place by Cholesky; `nil` if it is not positive definite.
  static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    let n = right.count
    var a = matrix
    var x = right
    for c in 0..<n {
      for k in 0..<c { a[c][c] -= a[c][k] * a[c][k] }
      guard a[c][c] > 1e-14 * matrix[c][c], a[c][c].isFinite else { return nil }
      a[c][c] = a[c][c].squareRoot()
      for r in (c + 1)..<max(n, c + 1) {
        for k in 0..<c { a[r][c] -= a[r][k] * a[c][k] }
        a[r][c] /= a[c][c]
      }
    }
    for r in 0..<n {
      for k in 0..<r { x[r] -= a[r][k] * x[k] }
      x[r] /= a[r][r]
    }
    for r in (0..<n).reversed() {
      for k in (r + 1)..<max(n, r + 1) { x[r] -= a[k][r] * x[k] }
      x[r] /= a[r][r]
    }
    return x
  }

  /// vᵀ C v for a matrix given row by row.
  static func quadratic(_ v: [Double], _ c: [Double]) -> Double {
    let n = v.count
    var sum = 0.0
    for r in 0..<n { for k in 0..<n { sum += v[r] * c[r * n + k] * v[k] } }
    return sum
  }

  /// G C Gᵀ, row by row.
  static func propagate(_ g: [[Double]], _ c: [Double]) -> [Double] {
    let n = g.count
    let rows = g.map { row in (0..<n).map { k in (0..<n).reduce(0.0) { $0 + row[$1] * c[$1 * n + k] } } }
    return (0..<n * n).map { index in
      zip(rows[index / n], g[index % n]).reduce(0.0) { $0 + $1.0 * $1.1 }
    }
  }
}
