/// Follow-up that ends with one of several kinds of event, or without.
public struct CompetingData: Sendable, Hashable {
  /// Times of follow-up, in the unit of the caller, at least 0.
  public let times: [Double]
  /// 0 for a patient lost from view, 1, 2 … for the kinds of event.
  public let causes: [Int]

  /// - Throws: for no patients and for times that are negative or no number.
  public init(times: [Double], causes: [Int]) throws(StatisticsError) {
    precondition(times.count == causes.count && causes.allSatisfy { $0 >= 0 }, "one cause per patient")
    guard !times.isEmpty else { throw .tooFew(needed: 1, got: 0) }
    guard times.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw .outOfRange("a time of follow-up is negative or missing")
    }
    (self.times, self.causes) = (SurvivalData.tied(times), causes)
  }

  public var count: Int { times.count }
}

/// Cumulative incidence of one cause where others compete, by Aalen and Johansen (1978).
///
/// 1 − Kaplan–Meier of the cause would count patients as still at risk who have died otherwise, and is too
/// large. Agrees with R `survival::survfit(Surv(time, factor) ~ 1)`.
public struct CumulativeIncidence: Sendable, Hashable {
  /// Times of any event, in the unit of the data, ascending.
  public let times: [Double]
  /// Probability that the event of the cause came at or before each time.
  public let incidence: [Double]
  /// Standard error of the probability by the delta method (Marubini and Valsecchi 1995, ch. 10), as R `survfit`; `cmprsk`
  /// uses another estimate.
  public let standardError: [Double]

  public init(_ data: CompetingData, cause: Int) {
    let table = EventTable(data, rows: Array(data.times.indices), cause: cause)
    times = table.times
    let curve = table.curve
    incidence = curve.map(\.incidence)
    standardError = curve.indices.map { table.variance(curve, at: $0).squareRoot() }
  }

  public func incidence(at time: Double) -> Double {
    times.lastIndex { $0 <= time }.map { incidence[$0] } ?? 0
  }

  /// Limits on log(−log(1 − F)), which never leave 0…1; `nil` while the incidence is zero.
  public func interval(at time: Double, level: Double = 0.95) -> ConfidenceInterval? {
    guard let n = times.lastIndex(where: { $0 <= time }), incidence[n] > 0, incidence[n] < 1 else {
      return nil
    }
    let s = 1 - incidence[n]
    let reach = ConfidenceInterval.normal(level) * standardError[n] / (s * abs(s.log))
    return ConfidenceInterval(
      lower: 1 - Self.power(s, (-reach).exp), upper: 1 - Self.power(s, reach.exp), level: level)
  }

  private static func power(_ s: Double, _ exponent: Double) -> Double { (s.log * exponent).exp }
}

/// Patients at risk and events at each time of an event.
struct EventTable {
  struct Step: Sendable {
    /// Just before the time.
    var survivalBefore, incidenceBefore: Double
    /// At the time.
    var survival, incidence: Double
  }

  var times: [Double] = []
  var atRisk: [Double] = []
  /// Of the cause, and of any.
  var events: [Double] = []
  var all: [Double] = []

  init(_ data: CompetingData, rows: [Int], cause: Int) {
    let order = rows.sorted { data.times[$0] < data.times[$1] }
    for (place, n) in order.enumerated() where data.causes[n] > 0 {
      if times.last != data.times[n] {
        let first = order[..<place].lastIndex { data.times[$0] < data.times[n] }.map { $0 + 1 } ?? 0
        times.append(data.times[n])
        atRisk.append(Double(order.count - first))
        events.append(0)
        all.append(0)
      }
      all[all.count - 1] += 1
      if data.causes[n] == cause { events[events.count - 1] += 1 }
    }
  }

  var curve: [Step] {
    var (s, f) = (1.0, 0.0)
    return times.indices.map { n in
      let before = (s, f)
      f += s * events[n] / atRisk[n]
      s *= 1 - all[n] / atRisk[n]
      return Step(survivalBefore: before.0, incidenceBefore: before.1, survival: s, incidence: f)
    }
  }

  func variance(_ curve: [Step], at end: Int) -> Double {
    var sum = 0.0
    for n in 0...end {
      let (risk, d, dAll) = (atRisk[n], events[n], all[n])
      let ahead = curve[end].incidence - curve[n].incidence
      let s = curve[n].survivalBefore
      if risk > dAll { sum += ahead * ahead * dAll / (risk * (risk - dAll)) }
      sum += s * s * d * (risk - d) / (risk * risk * risk)
      sum -= 2 * ahead * s * d / (risk * risk)
    }
    return max(0, sum)
  }
}
