/// How well a number foretells a yes/no outcome over all thresholds.
public struct ROC: Sendable, Hashable {
  public let positives, negatives: Int
  /// Probability that a case with the outcome has the higher value; ties count one half.
  public let auc: Double
  /// DeLong, DeLong and Clarke-Pearson (1988, doi:10.2307/2531595), sample variances; of clustered cases Obuchowski's
  /// generalisation (1997, doi:10.2307/2533958), which is DeLong's where every case is a cluster of its own.
  public let standardError: Double
  /// One point per distinct value, from the highest: positive at or above the value.
  public let points: [Point]
  /// Pairs of a case with and a case without the outcome, of other clusters each, that share no cluster.
  private let disjointPairs: Int

  public struct Point: Sendable, Hashable {
    /// Threshold in the unit of the values; sensitivity and specificity, 0…1.
    public var threshold, sensitivity, specificity: Double
    /// Youden's J.
    public var youden: Double { sensitivity + specificity - 1 }
  }

  /// - Parameter clusters: number of the cluster of each case (lesions of one patient); `nil` for independent cases.
  /// - Throws: unless both outcomes occur, in at least two clusters each where there are clusters, and the values vary.
  public init(values: [Double], outcome: [Bool], clusters: [Int]? = nil) throws(StatisticsError) {
    precondition(values.count == outcome.count, "one outcome per value")
    positives = outcome.count { $0 }
    negatives = outcome.count - positives
    guard positives > 0, negatives > 0 else { throw .noVariation("the outcome") }
    guard values.contains(where: { $0 != values[0] }) else { throw .noVariation("the value") }
    disjointPairs = Self.disjointPairs(outcome, clusters)
    points = Self.curve(values, outcome, positives, negatives)
    let placements = Placements(values, outcome)
    auc = placements.positive.mean
    if let clusters {
      standardError = try Obuchowski(placements, outcome, clusters, auc).variance.squareRoot()
    } else {
      standardError =
        (placements.positive.variance / Double(positives) + placements.negative.variance / Double(negatives))
        .squareRoot()
    }
  }

  /// Wald limits, not cut at 0 and 1; at an area of exactly 0 or 1, whose standard error is 0, exact limits.
  ///
  /// If all of k independent pairs are ranked rightly, the area is at least the k-th root of (1 − level)/2 (Clopper and
  /// Pearson's limit for k of k). That holds for disjoint pairs, of which there are as many as cases of the rarer
  /// outcome, so that the limits are rather too wide.
  public func interval(level: Double = 0.95) -> ConfidenceInterval {
    let bound = (((1 - level) / 2).log / Double(max(1, disjointPairs))).exp
    if auc == 1 { return ConfidenceInterval(lower: bound, upper: 1, level: level) }
    if auc == 0 { return ConfidenceInterval(lower: 0, upper: 1 - bound, level: level) }
    return ConfidenceInterval(estimate: auc, standardError: standardError, level: level)
  }

  private static func disjointPairs(_ outcome: [Bool], _ clusters: [Int]?) -> Int {
    let clusters = clusters ?? Array(outcome.indices)
    let yes = Set(zip(clusters, outcome).filter(\.1).map(\.0))
    let no = Set(zip(clusters, outcome).filter { !$0.1 }.map(\.0))
    return min(yes.count, no.count, yes.union(no).count / 2)
  }

  /// The point of largest Youden index; of equal ones (10⁻¹²) the largest threshold.
  public var youden: Point {
    let best = points.map(\.youden).max()!
    return points.first { $0.youden >= best - 1e-12 }!
  }

  private static func curve(_ values: [Double], _ outcome: [Bool], _ p: Int, _ n: Int) -> [Point] {
    let order = values.indices.sorted { values[$0] > values[$1] }
    var (hits, alarms) = (0, 0)
    var points: [Point] = []
    for (place, index) in order.enumerated() {
      if outcome[index] { hits += 1 } else { alarms += 1 }
      let isLast = place + 1 == order.count || values[order[place + 1]] != values[index]
      guard isLast else { continue }
      points.append(
        Point(
          threshold: values[index], sensitivity: Double(hits) / Double(p),
          specificity: 1 - Double(alarms) / Double(n)))
    }
    return points
  }
}

/// For each case the share of cases of the other outcome that it ranks rightly, from ranks alone.
private struct Placements {
  let positive, negative: [Double]

  init(_ values: [Double], _ outcome: [Bool]) {
    let all = Ranks(values).midranks
    let (yes, no) = (values.indices.filter { outcome[$0] }, values.indices.filter { !outcome[$0] })
    let (amongYes, amongNo) = (Ranks(yes.map { values[$0] }).midranks, Ranks(no.map { values[$0] }).midranks)
    positive = yes.indices.map { (all[yes[$0]] - amongYes[$0]) / Double(no.count) }
    negative = no.indices.map { 1 - (all[no[$0]] - amongNo[$0]) / Double(yes.count) }
  }
}

/// Variance of the area where cases come in clusters: placements are summed within each.
private struct Obuchowski {
  let variance: Double

  init(_ placements: Placements, _ outcome: [Bool], _ clusters: [Int], _ auc: Double) throws(StatisticsError)
  {
    precondition(clusters.count == outcome.count, "one cluster per value")
    // Deviations of positives and negatives, by cluster.
    var (yes, no): ([Int: Double], [Int: Double]) = ([:], [:])
    var (positive, negative) = (placements.positive.makeIterator(), placements.negative.makeIterator())
    for (cluster, came) in zip(clusters, outcome) {
      if came {
        yes[cluster, default: 0] += positive.next()! - auc
      } else {
        no[cluster, default: 0] += negative.next()! - auc
      }
    }
    guard yes.count > 1, no.count > 1 else { throw .tooFew(needed: 2, got: min(yes.count, no.count)) }
    let (m, n) = (Double(placements.positive.count), Double(placements.negative.count))
    let correction = { (count: Int) in Double(count) / Double(count - 1) }
    let order = Set(clusters).sorted()
    let square = { (sums: [Int: Double]) in
      order.reduce(0) { $0 + (sums[$1] ?? 0) * (sums[$1] ?? 0) } * correction(sums.count)
    }
    let mixed = order.reduce(0) { $0 + (yes[$1] ?? 0) * (no[$1] ?? 0) } * correction(order.count)
    variance = square(yes) / (m * m) + square(no) / (n * n) + 2 * mixed / (m * n)
  }
}

/// Area and Youden threshold of resampled cases.
public struct ROCBootstrap: Sendable, Hashable {
  /// Area (0…1) and threshold (in the unit of the values) of each resample, in the order of drawing.
  public let auc, threshold: [Double]
  /// Resamples that held one outcome only and were left out.
  public let skipped: Int

  /// Draws with one SplitMix64 stream: per replicate as many row numbers as cases, each by `below(n)`.
  public init(values: [Double], outcome: [Bool], replicates: Int = 2000, seed: UInt64) {
    self.init(values, outcome, replicates, seed, members: values.indices.map { [$0] })
  }

  /// Draws whole clusters (all lesions of a patient): per replicate as many cluster numbers as clusters, each by
  /// `below(G)`, in the order in which the clusters first appear.
  public init(values: [Double], outcome: [Bool], clusters: [Int], replicates: Int = 2000, seed: UInt64) {
    precondition(clusters.count == values.count, "one cluster per value")
    var (members, places): ([[Int]], [Int: Int]) = ([], [:])
    for (row, cluster) in clusters.enumerated() {
      let place = places[cluster] ?? members.count
      if place == members.count {
        places[cluster] = place
        members.append([])
      }
      members[place].append(row)
    }
    self.init(values, outcome, replicates, seed, members: members)
  }

  private init(_ values: [Double], _ outcome: [Bool], _ replicates: Int, _ seed: UInt64, members: [[Int]]) {
    var generator = SplitMix64(seed: seed)
    var (auc, threshold, skipped): ([Double], [Double], Int) = ([], [], 0)
    for _ in 0..<replicates {
      let rows = members.indices.flatMap { _ in members[generator.below(members.count)] }
      guard let one = try? ROC(values: rows.map { values[$0] }, outcome: rows.map { outcome[$0] }) else {
        skipped += 1
        continue
      }
      auc.append(one.auc)
      threshold.append(one.youden.threshold)
    }
    (self.auc, self.threshold, self.skipped) = (auc, threshold, skipped)
  }

  /// Percentile limits, quantiles of type 7; NaN if every replicate was skipped.
  public func aucInterval(level: Double = 0.95) -> ConfidenceInterval { Self.limits(auc, level) }
  public func thresholdInterval(level: Double = 0.95) -> ConfidenceInterval { Self.limits(threshold, level) }

  private static func limits(_ values: [Double], _ level: Double) -> ConfidenceInterval {
    let sorted = values.sorted()
    let tail = (1 - level) / 2
    return ConfidenceInterval(
      lower: sorted.quantileOfSorted(tail), upper: sorted.quantileOfSorted(1 - tail), level: level)
  }
}
