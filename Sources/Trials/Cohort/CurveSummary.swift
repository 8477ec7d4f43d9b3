import Checks
import Quantities
import Statistics

/// A survival curve in the numbers that are printed of it.
public struct CurveSummary: Sendable {
  public var label: String
  public var patients, events: Int
  public var median: KaplanMeier.Quantile
  /// Reverse Kaplan–Meier: how long patients could have been followed.
  public var followUp: KaplanMeier.Quantile?
  /// Months as they were seen, to the event or the end of follow-up: median, shortest and longest.
  public var observed: (median: Double, least: Double, most: Double)
  public var landmarks: [Landmark]
  /// Mean survival time up to `restriction` months.
  public var restrictedMean: Estimate?
  /// Upper limit of the restricted mean, months.
  public var restriction: Double
  public var shape: CurveShape

  public struct Landmark: Sendable {
    public var months: Double
    /// Survival probability, or cumulative incidence, at that time, 0…1.
    public var survival: Double
    public var interval: ConfidenceInterval?
    public var atRisk: Int
  }

  init(_ label: String, _ data: SurvivalData, _ ticks: [Double], _ options: CohortOptions) {
    let curve = KaplanMeier(data)
    self.label = label
    (patients, events) = (data.count, data.eventCount)
    median = curve.median(.logLog, level: options.level)
    followUp = (try? data.reversed).map { KaplanMeier($0).median(.logLog, level: options.level) }
    let seen = data.times.sorted()
    observed = (seen.quantileOfSorted(0.5), seen[0], seen[seen.count - 1])
    let last = curve.times.last ?? 0
    landmarks = options.landmarks.filter { $0 <= last }.map { month in
      Landmark(
        months: month, survival: curve.survival(at: month),
        interval: curve.interval(at: month, .logLog, level: options.level), atRisk: curve.atRisk(at: month))
    }
    restriction = options.landmarks.filter { $0 <= last }.max() ?? last
    restrictedMean = try? curve.restrictedMean(to: restriction)
    shape = CurveShape(curve, ticks, level: options.level)
  }
}

/// What a figure draws: few enough points that a page of 100 000 patients stays small.
public struct CurveShape: Sendable {
  /// Time in months and probability after it, 0…1, ascending.
  public var steps: [(time: Double, survival: Double)]
  /// Confidence band of the probability, 0…1, after each time in months.
  public var band: [(time: Double, lower: Double, upper: Double)]
  /// Times of censoring in months with the probability there, 0…1.
  public var censored: [(time: Double, survival: Double)]
  /// At each tick: at risk, events before or at it, censored before it.
  public var atRisk, events, lost: [Int]
  /// Last time of follow-up, months.
  public var end: Double

  static let mostPoints = 400

  init(_ curve: KaplanMeier, _ ticks: [Double], level: Double) {
    let eventful = curve.times.indices.filter { curve.events[$0] > 0 }
    let shown = Self.thinned(eventful)
    steps = shown.map { (curve.times[$0], curve.survival[$0]) }
    let limits = shown.map { curve.interval(at: curve.times[$0], .logLog, level: level) }
    band = zip(shown, limits).compactMap { n, interval in
      interval.map { (curve.times[n], $0.lower, $0.upper) }
    }
    censored = Self.thinned(curve.times.indices.filter { curve.censored[$0] > 0 }).map {
      (curve.times[$0], curve.survival[$0])
    }
    atRisk = ticks.map { curve.atRisk(at: $0) }
    let all = curve.atRisk.first ?? 0
    let events = ticks.map { tick in Self.sum(curve.events, curve.times) { $0 <= tick } }
    // At the tick itself nobody who leaves then has left: they are at risk.
    lost = zip(ticks, atRisk).map { tick, risk in
      all - risk - Self.sum(curve.events, curve.times) { $0 < tick }
    }
    self.events = events
    end = curve.times.last ?? 0
  }

  private static func sum(_ counts: [Int], _ times: [Double], _ holds: (Double) -> Bool) -> Int {
    zip(counts, times).reduce(0) { $0 + (holds($1.1) ? $1.0 : 0) }
  }

  /// One of every given number, and always the first and last.
  private static func thinned(_ all: [Int]) -> [Int] {
    guard all.count > mostPoints else { return all }
    let step = Double(all.count - 1) / Double(mostPoints - 1)
    return (0..<mostPoints).map { all[Int(saturating: (Double($0) * step).rounded())] }
  }
}

/// Groups of one division of the patients, compared.
public struct GroupComparison: Sendable {
  public var name: String
  public var curves: [CurveSummary]
  public var incidence: [IncidenceSummary]
  /// Log-rank test, or Gray's where events compete.
  public var test: ChiSquaredTest?
  /// Adjusted for the divisions of the endpoint.
  public var holmP: Double?
  /// Patients whose group is not known.
  public var unknown: Int
  package var note: AnalysisNote?

  init(
    _ grouping: Grouping, _ labels: [String?], _ data: SurvivalData, _ ticks: [Double],
    _ options: CohortOptions
  ) {
    let members = Members(grouping, labels)
    (name, unknown, incidence) = (grouping.name, members.unknown, [])
    curves = zip(members.labels, members.rows).compactMap { label, rows in
      (try? data.part(rows)).map { CurveSummary(label, $0, ticks, options) }
    }
    do {
      let part = try data.part(members.used)
      test = try LogRankTest(part, groups: members.numbers).test
    } catch {
      note = .noLogRankTest(because: "\(error)")
    }
  }

  init(_ grouping: Grouping, _ labels: [String?], incidence data: CompetingData, _ options: CohortOptions) {
    let members = Members(grouping, labels)
    (name, unknown, curves) = (grouping.name, members.unknown, [])
    let part = { (rows: [Int]) in
      try CompetingData(times: rows.map { data.times[$0] }, causes: rows.map { data.causes[$0] })
    }
    incidence = zip(members.labels, members.rows).compactMap { label, rows in
      (try? part(rows)).map { IncidenceSummary(label, $0, cause: 1, [], options) }
    }
    do {
      test = try GrayTest(part(members.used), groups: members.numbers, cause: 1).test
    } catch {
      note = .noGrayTest(because: "\(error)")
    }
  }
}

/// Rows of each group that has any.
private struct Members {
  var labels: [String]
  var rows: [[Int]]
  var unknown: Int
  /// Rows of all groups, and the number of the group of each.
  var used, numbers: [Int]

  init(_ grouping: Grouping, _ all: [String?]) {
    let place = Dictionary(uniqueKeysWithValues: grouping.groups.enumerated().map { ($1, $0) })
    var rows = [[Int]](repeating: [], count: grouping.groups.count)
    for (n, label) in all.enumerated() { if let k = label.flatMap({ place[$0] }) { rows[k].append(n) } }
    let present = rows.indices.filter { !rows[$0].isEmpty }
    labels = present.map { grouping.groups[$0] }
    self.rows = present.map { rows[$0] }
    used = self.rows.flatMap(\.self)
    numbers = self.rows.enumerated().flatMap { k, own in own.map { _ in k } }
    unknown = all.count - used.count
  }
}

/// Cumulative incidence of one kind of event where others compete.
public struct IncidenceSummary: Sendable {
  public var label: String
  public var patients, events: Int
  public var landmarks: [CurveSummary.Landmark]
  /// Time in months and cumulative incidence after it, 0…1, ascending.
  public var steps: [(time: Double, survival: Double)]
  public var atRisk, seen, lost: [Int]
  /// Last time of follow-up, months.
  public var end: Double

  init(_ label: String, _ data: CompetingData, cause: Int, _ ticks: [Double], _ options: CohortOptions) {
    let curve = CumulativeIncidence(data, cause: cause)
    self.label = label
    (patients, events) = (data.count, data.causes.count { $0 == cause })
    end = data.times.max() ?? 0
    landmarks = options.landmarks.filter { $0 <= data.times.max() ?? 0 }.map { month in
      CurveSummary.Landmark(
        months: month, survival: curve.incidence(at: month),
        interval: curve.interval(at: month, level: options.level), atRisk: data.times.count { $0 >= month })
    }
    let step = max(1, curve.times.count / CurveShape.mostPoints)
    steps = stride(from: 0, to: curve.times.count, by: step).map { (curve.times[$0], curve.incidence[$0]) }
    atRisk = ticks.map { tick in data.times.count { $0 >= tick } }
    seen = ticks.map { tick in zip(data.times, data.causes).count { $0 <= tick && $1 == cause } }
    lost = ticks.map { tick in zip(data.times, data.causes).count { $0 < tick && $1 != cause } }
  }
}
