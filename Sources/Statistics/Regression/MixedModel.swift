import Foundation

/// A linear model with one random intercept per group, by (restricted) maximum likelihood.
///
/// y = Xβ + b(group) + ε, b ~ N(0, τ²), ε ~ N(0, σ²). The likelihood is profiled over the ratio τ²/σ² and
/// maximised to rounding; groups may have any number of observations. Agrees with R
/// `nlme::lme(…, random = ~ 1 | group)`.
public struct MixedModel: Sendable, Hashable {
  public enum Method: String, Sendable, Hashable { case reml, ml }

  public let method: Method
  /// In the order of the design's columns; standard errors from (Xᵀ V⁻¹ X)⁻¹.
  public let coefficients: [Estimate]
  /// Covariance matrix of the coefficients, row by row, in the product of their units.
  public let covariance: [Double]
  /// Degrees of freedom of each coefficient's t test, by containment as nlme counts them: a column that varies within groups (and
  /// the intercept) is tested within, any other between groups.
  public let degreesOfFreedom: [Int]
  /// Variance within a group, σ², in the squared unit of the outcome.
  public let residualVariance: Double
  /// Variance between groups, τ², in the squared unit of the outcome; zero where the data show none.
  public let groupVariance: Double
  /// Restricted log-likelihood for REML. Compare models with different designs by `ml` only.
  public let logLikelihood: Double
  public let count, groupCount: Int

  /// - Parameters:
  ///   - design: one row of fixed-effect columns per observation, with the intercept.
  ///   - groups: any labels, e.g. the patient.
  /// - Throws: for fewer observations than columns need, collinear columns, and a perfect fit.
  public init(design: [[Double]], response: [Double], groups: [Int], method: Method = .reml)
    throws(StatisticsError)
  {
    precondition(design.count == response.count && groups.count == response.count, "one row each")
    let columns = design.first?.count ?? 0
    guard response.count > columns, columns > 0 else {
      throw .tooFew(needed: columns + 1, got: response.count)
    }
    let profile = try Profile(design, response, groups, method)
    let ratio = try profile.bestRatio()
    let at = try profile.point(ratio)
    guard at.sumOfSquares > 0 else { throw .noVariation("the residual") }
    let variance = at.sumOfSquares / profile.freedom
    let inverse = at.factor.inverse
    self.method = method
    covariance = inverse.elements.map { $0 * variance }
    coefficients = at.coefficients.indices.map {
      Estimate(at.coefficients[$0], standardError: (inverse[$0, $0] * variance).squareRoot())
    }
    degreesOfFreedom = profile.containment(design, groups)
    (residualVariance, groupVariance, logLikelihood) = (variance, ratio * variance, -at.minusTwoLog / 2)
    (count, groupCount) = (response.count, profile.sizes.count)
  }

  /// Two-sided p of a coefficient's t test.
  public func p(_ column: Int) -> Double {
    2
      * StudentT(degreesOfFreedom: Double(degreesOfFreedom[column]))
      .survival(abs(coefficients[column].z))
  }

  /// Likelihood-ratio test against a model nested in this one; both by maximum likelihood.
  public func likelihoodRatio(over smaller: MixedModel) -> ChiSquaredTest {
    precondition(method == .ml && smaller.method == .ml, "designs are compared by maximum likelihood")
    return ChiSquaredTest(
      2 * (logLikelihood - smaller.logLikelihood),
      degreesOfFreedom: coefficients.count - smaller.coefficients.count)
  }

  /// Share of the variance that lies between groups.
  public var intraclassCorrelation: Double { groupVariance / (groupVariance + residualVariance) }
}

/// The likelihood as a function of λ = τ²/σ² alone, from sums by group.
private struct Profile {
  let method: MixedModel.Method
  let sizes: [Double]
  /// XᵀX and Xᵀy, yᵀy; and per group Xᵀ1 and 1ᵀy.
  private var gram: SymmetricMatrix
  private var projected: [Double]
  private var squares: Double
  private var groupColumns: [[Double]]
  private var groupSums: [Double]
  private let count: Int

  struct Point {
    var coefficients: [Double]
    var factor: Cholesky
    /// rᵀ W r with W = (I + λZZᵀ)⁻¹.
    var sumOfSquares: Double
    var minusTwoLog: Double
    /// d(−2 log L)/dλ
    var slope: Double
  }

  /// Divisor of the residual sum of squares.
  var freedom: Double { Double(count) - (method == .reml ? Double(projected.count) : 0) }

  init(_ design: [[Double]], _ response: [Double], _ groups: [Int], _ method: MixedModel.Method)
    throws(StatisticsError)
  {
    self.method = method
    count = response.count
    let columns = design[0].count
    let order = Dictionary(grouping: groups.indices) { groups[$0] }.sorted { $0.key < $1.key }.map(\.value)
    sizes = order.map { Double($0.count) }
    gram = SymmetricMatrix(size: columns)
    for row in design { gram.add(row) }
    projected = (0..<columns).map { j in response.indices.reduce(0) { $0 + design[$1][j] * response[$1] } }
    squares = response.reduce(0) { $0 + $1 * $1 }
    groupColumns = order.map { rows in (0..<columns).map { j in rows.reduce(0) { $0 + design[$1][j] } } }
    groupSums = order.map { rows in rows.reduce(0) { $0 + response[$1] } }
    _ = try Cholesky(gram)
  }

  func point(_ ratio: Double) throws(StatisticsError) -> Point {
    var (normal, right, sum) = (gram, projected, squares)
    var logDeterminant = 0.0
    for (i, n) in sizes.enumerated() {
      let shrink = ratio / (1 + ratio * n)
      normal.add(groupColumns[i], weight: -shrink)
      for j in right.indices { right[j] -= shrink * groupColumns[i][j] * groupSums[i] }
      sum -= shrink * groupSums[i] * groupSums[i]
      logDeterminant += (ratio * n).log1p
    }
    let factor = try Cholesky(normal)
    let coefficients = factor.solve(right)
    let residual = max(0, sum - zip(coefficients, right).reduce(0) { $0 + $1.0 * $1.1 })
    let f = freedom
    var minusTwoLog = f * (1 + (2 * .pi * residual / f).log) + logDeterminant
    if method == .reml { minusTwoLog += factor.logDeterminant }
    return Point(
      coefficients: coefficients, factor: factor, sumOfSquares: residual, minusTwoLog: minusTwoLog,
      slope: slope(ratio, coefficients, factor, residual))
  }

  /// Since the coefficients minimise the sum of squares, only the weights' own change counts.
  private func slope(_ ratio: Double, _ b: [Double], _ factor: Cholesky, _ residual: Double) -> Double {
    var slope = 0.0
    for (i, n) in sizes.enumerated() {
      let change = 1 / ((1 + ratio * n) * (1 + ratio * n))
      let left = groupSums[i] - zip(b, groupColumns[i]).reduce(0) { $0 + $1.0 * $1.1 }
      slope += n / (1 + ratio * n) - freedom * change * left * left / residual
      if method == .reml {
        let solved = factor.solve(groupColumns[i])
        slope -= change * zip(solved, groupColumns[i]).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    return slope
  }

  /// The global minimum over a grid of λ, sharpened by the root of the slope; zero if the likelihood falls from
  /// there.
  func bestRatio() throws(StatisticsError) -> Double {
    let grid = [0] + (-24...24).map { Foundation.pow(10, Double($0) / 4) }
    var values: [Double] = []
    for ratio in grid { values.append(try point(ratio).minusTwoLog) }
    let best = values.indices.min { values[$0] < values[$1] }!
    guard best + 1 < grid.count else { throw .notConverged }
    let low = best == 0 ? 0 : grid[best - 1]
    let slope = { (ratio: Double) in (try? point(ratio).slope) ?? .nan }
    if best == 0, slope(0) >= 0 { return 0 }
    return root(of: slope, between: low, and: grid[best + 1])
  }

  /// Observations less groups less columns that vary within groups; groups less the other columns.
  func containment(_ design: [[Double]], _ groups: [Int]) -> [Int] {
    let columns = projected.count
    let first = Dictionary(zip(groups, design), uniquingKeysWith: { a, _ in a })
    let within = (0..<columns).map { j in design.indices.contains { design[$0][j] != first[groups[$0]]![j] } }
    let constant = (0..<columns).map { j in design.allSatisfy { $0[j] == design[0][j] } }
    let inner = count - sizes.count - within.count { $0 }
    let outer = sizes.count - within.count { !$0 }
    return (0..<columns).map { within[$0] || constant[$0] ? inner : outer }
  }
}
