/// The sums over patients at risk that the partial likelihood needs, in one sweep from the longest follow-up to
/// the shortest.
struct RiskSets: Sendable {
  struct Sums: Sendable {
    var logLikelihood = 0.0
    var score: [Double]
    var information: SymmetricMatrix
  }

  let columns: Int
  /// Standard deviation of each covariate, by which it was divided.
  let scales: [Double]
  private let efron: Bool
  /// Patients by stratum and descending time.
  private let times: [Double]
  private let deaths: [Bool]
  private let x: [Double]
  /// First patient of each stratum, and the end.
  private let bounds: [Int]

  init(_ data: SurvivalData, _ covariates: [[Double]], _ strata: [Int]?, _ ties: CoxModel.Ties)
    throws(StatisticsError)
  {
    let p = covariates[0].count
    guard p > 0 else { throw .tooFew(needed: 1, got: 0) }
    var (means, deviations): ([Double], [Double]) = ([], [])
    for j in 0..<p {
      let mean = covariates.reduce(0) { $0 + $1[j] } / Double(data.count)
      let square = covariates.reduce(0) { $0 + ($1[j] - mean) * ($1[j] - mean) } / Double(data.count)
      guard square > 1e-24 * (1 + mean * mean) else { throw .collinear(column: j) }
      means.append(mean)
      deviations.append(square.squareRoot())
    }
    let stratum = strata ?? [Int](repeating: 0, count: data.count)
    let order = data.times.indices.sorted {
      (stratum[$0], -data.times[$0]) < (stratum[$1], -data.times[$1])
    }
    (columns, scales, efron) = (p, deviations, ties == .efron)
    times = order.map { data.times[$0] }
    deaths = order.map { data.events[$0] }
    x = order.flatMap { n in (0..<p).map { (covariates[n][$0] - means[$0]) / deviations[$0] } }
    let starts = order.indices.filter { $0 == 0 || stratum[order[$0]] != stratum[order[$0 - 1]] }
    bounds = starts + [order.count]
  }

  func sums(at coefficients: [Double]) -> Sums {
    var sums = Sums(
      score: [Double](repeating: 0, count: columns), information: SymmetricMatrix(size: columns))
    sweep(coefficients) { _, logLikelihood, score, information in
      sums.logLikelihood += logLikelihood
      for j in score.indices { sums.score[j] += score[j] }
      for n in information.indices { sums.information.elements[n] += information[n] }
    }
    return sums
  }

  /// Information of (β, β·g) at (β̂, 0) and the score of the second, g being 1 − S(t−) about its mean.
  func timeInteraction(_ coefficients: [Double]) -> (SymmetricMatrix, [Double]) {
    let g = centredKaplanMeier()
    let p = columns
    var information = SymmetricMatrix(size: 2 * p)
    var total = [Double](repeating: 0, count: p)
    sweep(coefficients) { time, _, score, part in
      let weight = g[time]!
      for i in 0..<p {
        total[i] += weight * score[i]
        for j in 0..<p {
          let v = part[i * p + j]
          information[i, j] += v
          information[i, p + j] += weight * v
          information[p + i, j] += weight * v
          information[p + i, p + j] += weight * weight * v
        }
      }
    }
    return (information, total)
  }

  private func centredKaplanMeier() -> [Double: Double] {
    let curve = KaplanMeier(unchecked: times, deaths)
    var (before, out, sum, count) = (1.0, [Double: Double](), 0.0, 0)
    for n in curve.times.indices where curve.events[n] > 0 {
      out[curve.times[n]] = 1 - before
      sum += (1 - before) * Double(curve.events[n])
      count += curve.events[n]
      before = curve.survival[n]
    }
    return out.mapValues { $0 - sum / Double(count) }
  }

  /// Calls `visit` at each time of death, by stratum, with its share of log-likelihood, score and information.
  private func sweep(_ coefficients: [Double], _ visit: (Double, Double, [Double], [Double]) -> Void) {
    for (start, end) in zip(bounds, bounds.dropFirst()) {
      var all = RiskSum(columns), dying = RiskSum(columns)
      var n = start
      while n < end {
        let time = times[n]
        var (count, logLikelihood) = (0, 0.0)
        var score = [Double](repeating: 0, count: columns)
        while n < end, times[n] == time {
          let log = linear(n, coefficients)
          all.add(log.exp, x, n * columns)
          if deaths[n] {
            if count == 0 { dying.clear() }
            count += 1
            logLikelihood += log
            dying.add(log.exp, x, n * columns)
            for j in 0..<columns { score[j] += x[n * columns + j] }
          }
          n += 1
        }
        guard count > 0 else { continue }
        var information = [Double](repeating: 0, count: columns * columns)
        for k in 0..<count {
          let part = efron ? Double(k) / Double(count) : 0
          logLikelihood -= all.subtract(dying, part, from: &score, addTo: &information)
        }
        visit(time, logLikelihood, score, information)
      }
    }
  }

  private func linear(_ n: Int, _ b: [Double]) -> Double {
    var sum = 0.0
    for j in 0..<columns { sum += x[n * columns + j] * b[j] }
    return sum
  }

  /// Pairs are comparable if the earlier time is a death; deaths at one time are not compared with each other.
  func concordance(_ coefficients: [Double]) -> Double {
    var (right, tied, pairs) = (0.0, 0.0, 0.0)
    for (start, end) in zip(bounds, bounds.dropFirst()) {
      let risks = (start..<end).map { linear($0, coefficients) }
      var later = RankCounter(risks)
      var n = start
      while n < end {
        let next = (n..<end).first { times[$0] != times[n] } ?? end
        for m in n..<next where !deaths[m] { later.insert(risks[m - start]) }
        for m in n..<next where deaths[m] {
          let (below, equal) = later.counts(risks[m - start])
          right += Double(below)
          tied += Double(equal)
          pairs += Double(later.total)
        }
        for m in n..<next where deaths[m] { later.insert(risks[m - start]) }
        n = next
      }
    }
    return pairs > 0 ? (right + tied / 2) / pairs : .nan
  }
}

/// Σ w, Σ w x and Σ w x xᵀ.
private struct RiskSum {
  let columns: Int
  var weight = 0.0
  var first, second: [Double]

  init(_ p: Int) {
    columns = p
    first = [Double](repeating: 0, count: p)
    second = [Double](repeating: 0, count: p * p)
  }

  mutating func clear() { self = RiskSum(columns) }

  mutating func add(_ w: Double, _ x: [Double], _ offset: Int) {
    weight += w
    for i in 0..<columns {
      let scaled = w * x[offset + i]
      first[i] += scaled
      for j in 0...i { second[i * columns + j] += scaled * x[offset + j] }
    }
  }

  /// Mean and spread of those at risk, less a part of the dying ones.
  /// - Returns: ln of the remaining weight.
  func subtract(
    _ dying: RiskSum, _ part: Double, from score: inout [Double], addTo information: inout [Double]
  ) -> Double {
    let rest = weight - part * dying.weight
    for i in 0..<columns {
      let a = (first[i] - part * dying.first[i]) / rest
      score[i] -= a
      for j in 0...i {
        let b = (first[j] - part * dying.first[j]) / rest
        let v = (second[i * columns + j] - part * dying.second[i * columns + j]) / rest - a * b
        information[i * columns + j] += v
        if i != j { information[j * columns + i] += v }
      }
    }
    return rest.log
  }
}

/// How many inserted numbers lie below a number, by a Fenwick tree over the ranks of all.
private struct RankCounter {
  private let distinct: [Double]
  private var tree: [Int]
  private(set) var total = 0

  init(_ values: [Double]) {
    var distinct: [Double] = []
    for v in values.sorted() where distinct.last != v { distinct.append(v) }
    self.distinct = distinct
    tree = [Int](repeating: 0, count: distinct.count + 1)
  }

  private func rank(_ v: Double) -> Int {
    var (low, high) = (0, distinct.count)
    while low < high {
      let middle = (low + high) / 2
      if distinct[middle] < v { low = middle + 1 } else { high = middle }
    }
    return low
  }

  mutating func insert(_ v: Double) {
    total += 1
    var n = rank(v) + 1
    while n < tree.count {
      tree[n] += 1
      n += n & -n
    }
  }

  private func sum(_ count: Int) -> Int {
    var (n, sum) = (count, 0)
    while n > 0 {
      sum += tree[n]
      n -= n & -n
    }
    return sum
  }

  func counts(_ v: Double) -> (below: Int, equal: Int) {
    let below = sum(rank(v))
    return (below, sum(rank(v) + 1) - below)
  }
}
