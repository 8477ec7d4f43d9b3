/// Ranks with ties.
struct Ranks: Sendable, Hashable {
  /// Rank of each value, from 1; equal values share the mean of their ranks.
  let midranks: [Double]
  /// Sizes of the groups of equal values, in ascending order of the values.
  let groupSizes: [Int]

  /// - Parameter tolerance: neighbours that differ by less or as much are equal.
  init(_ values: [Double], tolerance: Double = 0) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var sizes: [Int] = []
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] - values[order[end - 1]] <= tolerance { end += 1 }
      for n in start..<end { ranks[order[n]] = Double(start + end + 1) / 2 }
      sizes.append(end - start)
      start = end
    }
    (midranks, groupSizes) = (ranks, sizes)
  }

  var hasTies: Bool { groupSizes.contains { $0 > 1 } }
  /// Σ(t³ − t) over the groups, by which ties reduce the variance of rank sums.
  var tieTerm: Double { groupSizes.reduce(0) { $0 + Double($1 * $1 * $1 - $1) } }
}
