/// The product-limit estimate of survival (Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452).
///
/// Agrees with R `survival::survfit`. One entry per distinct time of follow-up, events or not.
public struct KaplanMeier: Sendable, Hashable {
  /// How a confidence band is laid around the curve; R's `conf.type`.
  public enum Band: String, Sendable, Hashable, CaseIterable {
    /// On the logarithm of survival; R's default.
    case log
    /// On log(−log S): never leaves 0…1.
    case logLog = "log-log"
    /// On survival itself, cut at 0 and 1.
    case plain
  }

  /// Times, in the unit of the data, ascending.
  public let times: [Double]
  /// Patients seen up to each time.
  public let atRisk: [Int]
  public let events, censored: [Int]
  /// Survival probability after each time, 0…1.
  public let survival: [Double]
  /// Greenwood's standard error of survival.
  public let standardError: [Double]

  public init(_ data: SurvivalData) { self.init(unchecked: data.times, data.events) }

  init(unchecked when: [Double], _ dead: [Bool]) {
    let order = when.indices.sorted { when[$0] < when[$1] }
    var (times, atRisk, events, censored): ([Double], [Int], [Int], [Int]) = ([], [], [], [])
    for (place, n) in order.enumerated() {
      if times.last != when[n] {
        times.append(when[n])
        atRisk.append(order.count - place)
        events.append(0)
        censored.append(0)
      }
      if dead[n] { events[events.count - 1] += 1 } else { censored[censored.count - 1] += 1 }
    }
    (self.times, self.atRisk, self.events, self.censored) = (times, atRisk, events, censored)
    (survival, standardError) = Self.product(atRisk, events)
  }

  private static func product(_ atRisk: [Int], _ events: [Int]) -> ([Double], [Double]) {
    var (s, sum) = (1.0, 0.0)
    var (survival, errors): ([Double], [Double]) = ([], [])
    for (n, d) in zip(atRisk, events) {
      s *= Double(n - d) / Double(n)
      if d > 0 { sum += Double(d) / (Double(n) * Double(n - d)) }
      survival.append(s)
      errors.append(s > 0 ? s * sum.squareRoot() : 0)
    }
    return (survival, errors)
  }

  /// The last entry at or before a time; `nil` before the first.
  private func place(at time: Double) -> Int? {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }

  /// 1 before the first time; the last value after the last.
  public func survival(at time: Double) -> Double { place(at: time).map { survival[$0] } ?? 1 }
  public func standardError(at time: Double) -> Double { place(at: time).map { standardError[$0] } ?? 0 }

  /// Patients whose follow-up is not shorter than a time.
  public func atRisk(at time: Double) -> Int {
    guard let n = place(at: time) else { return atRisk.first ?? 0 }
    if times[n] == time { return atRisk[n] }
    return n + 1 < atRisk.count ? atRisk[n + 1] : 0
  }

  /// Limits at a time; `nil` where survival is zero, whose error is not known.
  public func interval(at time: Double, _ band: Band = .log, level: Double = 0.95) -> ConfidenceInterval? {
    guard let n = place(at: time) else { return ConfidenceInterval(lower: 1, upper: 1, level: level) }
    return interval(n, band, z: ConfidenceInterval.normal(level), level: level)
  }

  /// Limits after each time of `times`.
  public func intervals(_ band: Band = .log, level: Double = 0.95) -> [ConfidenceInterval?] {
    let z = ConfidenceInterval.normal(level)
    return times.indices.map { interval($0, band, z: z, level: level) }
  }

  private func interval(_ n: Int, _ band: Band, z: Double, level: Double) -> ConfidenceInterval? {
    let (s, error) = (survival[n], standardError[n])
    guard s > 0 else { return nil }
    guard s < 1 else { return ConfidenceInterval(lower: 1, upper: 1, level: level) }
    switch band {
    case .plain:
      return ConfidenceInterval(lower: max(0, s - z * error), upper: min(1, s + z * error), level: level)
    case .log:
      let reach = z * error / s
      return ConfidenceInterval(lower: s * (-reach).exp, upper: min(1, s * reach.exp), level: level)
    case .logLog:
      let (centre, reach) = ((-s.log).log, z * error / (s * s.log))
      let ends = [(-(centre - reach).exp).exp, (-(centre + reach).exp).exp]
      return ConfidenceInterval(lower: min(ends[0], ends[1]), upper: max(ends[0], ends[1]), level: level)
    }
  }

  /// The first time at which survival is at most 1 − p; `nil` where the curve stays above.
  ///
  /// Its limits are the first times at which the limits of the curve are at most 1 − p (Brookmeyer and Crowley
  /// 1982, doi:10.2307/2530286), infinite where a limit stays above.
  public func quantile(_ p: Double, _ band: Band = .log, level: Double = 0.95) -> Quantile {
    // A product of fractions may miss a half by rounding.
    let target = (1 - p) * (1 + 1e-12)
    let limits = intervals(band, level: level)
    let first = { (value: (Int) -> Double?) in
      times.indices.first { (value($0) ?? .infinity) <= target }.map { times[$0] }
    }
    return Quantile(
      time: first { survival[$0] }, lower: first { limits[$0]?.lower } ?? .infinity,
      upper: first { limits[$0]?.upper } ?? .infinity, level: level)
  }

  public func median(_ band: Band = .log, level: Double = 0.95) -> Quantile {
    quantile(0.5, band, level: level)
  }

  /// A time that a share of the patients reach, with limits.
  public struct Quantile: Sendable, Hashable {
    /// The time, in the unit of the data; `nil` where it was not reached.
    public var time: Double?
    /// Limits of the time, in the unit of the data; infinite where not reached.
    public var lower, upper: Double
    /// Confidence level, a fraction between 0 and 1.
    public var level: Double
  }

  /// Area under the curve from 0 to a time with its standard error: the restricted mean.
  ///
  /// - Throws: where follow-up ends before `limit` while survival is above zero: the area is not known.
  public func restrictedMean(to limit: Double) throws(StatisticsError) -> Estimate {
    guard let last = times.last, last >= limit || survival.last == 0 else {
      throw .outOfRange("follow-up ends before \(limit)")
    }
    let kept = times.indices.filter { times[$0] < limit }
    let corners = kept.map { times[$0] } + [limit]
    // Area beyond each event time, from the last backwards.
    var (area, variance) = (0.0, 0.0)
    for (k, n) in kept.enumerated().reversed() {
      area += survival[n] * (corners[k + 1] - corners[k])
      let (risk, d) = (Double(atRisk[n]), Double(events[n]))
      if d > 0, risk > d { variance += area * area * d / (risk * (risk - d)) }
    }
    area += corners[0]
    return Estimate(area, standardError: variance.squareRoot())
  }
}
