/// Agreement of two readers beyond chance, for categories in their natural order.
public struct CohenKappa: Sendable, Hashable {
  /// Weight of a disagreement by a number of steps.
  public enum Weighting: String, Sendable, Hashable, CaseIterable {
    /// Only equal answers agree.
    case none
    /// 1 − |i − j| / (k − 1)
    case linear
    /// 1 − ((i − j) / (k − 1))²
    case quadratic
  }
  public let kappa: Double
  /// Asymptotic standard error of κ, dimensionless, for its limits (Fleiss, Cohen and Everitt 1969, doi:10.1037/h0028106).
  public let standardError: Double
  public let count: Int

  /// - Parameters:
  ///   - first, second: category of each case, 0..<categories.
  /// - Throws: for no cases, and where chance agreement is complete.
  public init(_ first: [Int], _ second: [Int], categories k: Int, weighting: Weighting = .none)
    throws(StatisticsError)
  {
    precondition(first.count == second.count && k > 1, "two readers of the same cases")
    count = first.count
    guard count > 0 else { throw .tooFew(needed: 1, got: 0) }
    let table = AgreementTable(first, second, categories: k, weighting: weighting)
    guard table.chance < 1 - 1e-12 else { throw .noVariation("the readers' category") }
    kappa = (table.observed - table.chance) / (1 - table.chance)
    standardError = table.standardError(kappa, count: count)
  }

  public var estimate: Estimate { Estimate(kappa, standardError: standardError) }
}

/// Shares of all pairs of answers.
private struct AgreementTable {
  let shares: [[Double]]
  let weights: [[Double]]
  let rows, columns: [Double]

  init(_ a: [Int], _ b: [Int], categories k: Int, weighting: CohenKappa.Weighting) {
    var shares = [[Double]](repeating: [Double](repeating: 0, count: k), count: k)
    for (i, j) in zip(a, b) { shares[i][j] += 1 / Double(a.count) }
    self.shares = shares
    rows = shares.map { $0.reduce(0, +) }
    columns = (0..<k).map { j in shares.reduce(0) { $0 + $1[j] } }
    weights = (0..<k).map { i in
      (0..<k).map { j in
        let distance = Double(abs(i - j)) / Double(k - 1)
        return switch weighting {
        case .none: i == j ? 1 : 0
        case .linear: 1 - distance
        case .quadratic: 1 - distance * distance
        }
      }
    }
  }

  private func sum(_ term: (Int, Int) -> Double) -> Double {
    rows.indices.reduce(0) { all, i in columns.indices.reduce(all) { $0 + term(i, $1) } }
  }
  var observed: Double { sum { weights[$0][$1] * shares[$0][$1] } }
  var chance: Double { sum { weights[$0][$1] * rows[$0] * columns[$1] } }

  func standardError(_ kappa: Double, count: Int) -> Double {
    let ofRow = rows.indices.map { i in columns.indices.reduce(0) { $0 + columns[$1] * weights[i][$1] } }
    let ofColumn = columns.indices.map { j in rows.indices.reduce(0) { $0 + rows[$1] * weights[$1][j] } }
    let squares = sum { i, j in
      let term = weights[i][j] - (ofRow[i] + ofColumn[j]) * (1 - kappa)
      return shares[i][j] * term * term
    }
    let offset = kappa - chance * (1 - kappa)
    return (max(0, squares - offset * offset) / Double(count)).squareRoot() / (1 - chance)
  }
}

/// Agreement of any number of readers beyond chance, for categories without order (Fleiss 1971,
/// doi:10.1037/h0031619).
public struct FleissKappa: Sendable, Hashable {
  public let kappa: Double

  /// - Parameter ratings: for each case the category of each reader, 0..<categories, as many readers each time.
  /// - Throws: for no cases, fewer than two readers, and where all answers are one category.
  public init(_ ratings: [[Int]], categories k: Int) throws(StatisticsError) {
    let readers = ratings.first?.count ?? 0
    precondition(ratings.allSatisfy { $0.count == readers }, "as many readers for each case")
    try self.init(
      votes: ratings.map { row in (cases: 1, counts: (0..<k).map { c in row.count { $0 == c } }) },
      readers: readers)
  }

  /// Agreement on two categories from votes.
  /// - Parameter votes: number of cases in which 0, 1, … n of n readers voted yes.
  /// - Throws: `StatisticsError` for fewer than two readers or no case.
  public init(votes: [Int]) throws(StatisticsError) {
    let readers = votes.count - 1
    try self.init(votes: votes.enumerated().map { ($1, [$0, readers - $0]) }, readers: readers)
  }

  /// Cases by how many readers chose each category.
  private init(votes: [(cases: Int, counts: [Int])], readers: Int) throws(StatisticsError) {
    guard readers > 1 else { throw .tooFew(needed: 2, got: max(0, readers)) }
    let (n, m) = (Double(votes.reduce(0) { $0 + $1.cases }), Double(readers))
    guard n > 0, let categories = votes.first?.counts.indices else { throw .tooFew(needed: 1, got: 0) }
    let observed =
      votes.reduce(0.0) { sum, vote in
        let squares = vote.counts.reduce(0.0) { $0 + Double($1 * $1) }
        return sum + Double(vote.cases) * (squares - m) / (m * (m - 1))
      } / n
    let shares = categories.map { c in
      votes.reduce(0.0) { $0 + Double($1.cases * $1.counts[c]) } / (n * m)
    }
    let chance = shares.reduce(0) { $0 + $1 * $1 }
    guard chance < 1 - 1e-12 else { throw .noVariation("the readers' category") }
    kappa = (observed - chance) / (1 - chance)
  }
}
