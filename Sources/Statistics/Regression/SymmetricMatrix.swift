/// A small symmetric matrix, row by row: information matrices and normal equations.
struct SymmetricMatrix: Sendable, Hashable {
  let size: Int
  var elements: [Double]

  init(size: Int) {
    self.size = size
    elements = [Double](repeating: 0, count: size * size)
  }

  subscript(i: Int, j: Int) -> Double {
    get { elements[i * size + j] }
    set { elements[i * size + j] = newValue }
  }

  var diagonal: [Double] { (0..<size).map { self[$0, $0] } }

  /// Adds `weight` · x xᵀ.
  mutating func add(_ x: [Double], weight: Double = 1) {
    for i in 0..<size {
      let scaled = weight * x[i]
      for j in 0..<size { elements[i * size + j] += scaled * x[j] }
    }
  }

  /// The rows and columns of `indices`.
  func part(_ indices: [Int]) -> SymmetricMatrix {
    var out = SymmetricMatrix(size: indices.count)
    for (i, a) in indices.enumerated() { for (j, b) in indices.enumerated() { out[i, j] = self[a, b] } }
    return out
  }

  /// xᵀ M x
  func form(_ x: [Double]) -> Double { zip(x, self * x).reduce(0) { $0 + $1.0 * $1.1 } }

  static func * (m: SymmetricMatrix, x: [Double]) -> [Double] {
    (0..<m.size).map { i in (0..<m.size).reduce(0) { $0 + m[i, $1] * x[$1] } }
  }
}

/// M = L Lᵀ of a positive definite matrix.
struct Cholesky {
  private let factor: SymmetricMatrix
  var size: Int { factor.size }

  /// - Throws: `collinear` with the first column that the ones before determine.
  init(_ m: SymmetricMatrix) throws(StatisticsError) {
    var l = m
    for j in 0..<m.size {
      var pivot = m[j, j]
      for k in 0..<j { pivot -= l[j, k] * l[j, k] }
      guard pivot > 1e-11 * abs(m[j, j]), pivot.isFinite else { throw .collinear(column: j) }
      l[j, j] = pivot.squareRoot()
      for i in (j + 1)..<max(j + 1, m.size) {
        var sum = m[i, j]
        for k in 0..<j { sum -= l[i, k] * l[j, k] }
        l[i, j] = sum / l[j, j]
      }
    }
    factor = l
  }

  func solve(_ b: [Double]) -> [Double] {
    var x = b
    for i in 0..<size {
      for k in 0..<i { x[i] -= factor[i, k] * x[k] }
      x[i] /= factor[i, i]
    }
    for i in stride(from: size - 1, through: 0, by: -1) {
      for k in (i + 1)..<max(i + 1, size) { x[i] -= factor[k, i] * x[k] }
      x[i] /= factor[i, i]
    }
    return x
  }

  var inverse: SymmetricMatrix {
    var out = SymmetricMatrix(size: size)
    for j in 0..<size {
      var unit = [Double](repeating: 0, count: size)
      unit[j] = 1
      let column = solve(unit)
      for i in 0..<size { out[i, j] = column[i] }
    }
    return out
  }

  var logDeterminant: Double { 2 * (0..<size).reduce(0) { $0 + factor[$1, $1].log } }
}
