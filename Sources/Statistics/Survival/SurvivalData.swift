/// Follow-up of patients: how long each was seen, and whether the event came then.
public struct SurvivalData: Sendable, Hashable {
  /// One unit for all, e.g. months; not negative.
  public let times: [Double]
  /// True where the event was seen; false where the patient was lost from view (censored) at the time.
  public let events: [Bool]

  /// - Throws: for no patients, and for times that are negative or no number.
  public init(times: [Double], events: [Bool]) throws(StatisticsError) {
    precondition(times.count == events.count, "one time and one event per patient")
    guard !times.isEmpty else { throw .tooFew(needed: 1, got: 0) }
    guard times.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw .outOfRange("a time of follow-up is negative or missing")
    }
    (self.times, self.events) = (Self.tied(times), events)
  }

  /// Times that differ by rounding alone made equal: a month computed in two ways is one month. As R `survival` (since
  /// 2.41): neighbours that lie within 1.5·10⁻⁸, or within this share of the mean, take the smallest of them.
  static func tied(_ times: [Double]) -> [Double] {
    let sorted = Set(times).sorted()
    guard sorted.count > 1 else { return times }
    let tolerance = Double.ulpOfOne.squareRoot() * max(1, sorted.reduce(0, +) / Double(sorted.count))
    var (first, moved) = (sorted[0], [Double: Double]())
    for (a, b) in zip(sorted, sorted.dropFirst()) {
      if b - a > tolerance { first = b } else { moved[b] = first }
    }
    return moved.isEmpty ? times : times.map { moved[$0] ?? $0 }
  }

  public var count: Int { times.count }
  public var eventCount: Int { events.count { $0 } }

  /// Event and censoring exchanged: how long patients were, or could have been, followed.
  public var reversed: SurvivalData {
    get throws(StatisticsError) { try SurvivalData(times: times, events: events.map { !$0 }) }
  }

  /// The patients with these indices.
  ///
  /// - Throws: `StatisticsError` if there are none.
  public func part(_ indices: [Int]) throws(StatisticsError) -> SurvivalData {
    try SurvivalData(times: indices.map { times[$0] }, events: indices.map { events[$0] })
  }

  /// Row numbers of each group, in order of the group's number.
  static func rows(of groups: [Int]) -> [[Int]] {
    let count = (groups.max() ?? -1) + 1
    var rows = [[Int]](repeating: [], count: count)
    for (n, group) in groups.enumerated() { rows[group].append(n) }
    return rows
  }
}
