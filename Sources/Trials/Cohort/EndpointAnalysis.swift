import Checks
import Quantities
import Statistics

/// One endpoint: survival of all and of groups, or cumulative incidence where other events compete.
public struct EndpointAnalysis: Sendable {
  public var endpoint: String
  /// Survival; `nil` where events compete.
  public var overall: CurveSummary?
  public var groups: [GroupComparison]
  public var incidence: [IncidenceSummary]
  public var model: CoxSummary?
  /// `nil` where events compete.
  public var subgroups: SubgroupAnalysis?
  /// What could not be estimated, and why.
  package var notes: [AnalysisNote]
  /// Months at which numbers at risk are printed.
  public var ticks: [Double]

  static func all(_ cohort: Cohort, _ options: CohortOptions) -> [EndpointAnalysis] {
    let byEndpoint = Dictionary(grouping: cohort.followUps, by: \.endpoint)
    let order = byEndpoint.keys.sorted { ($0 != "OS" ? 1 : 0, $0) < ($1 != "OS" ? 1 : 0, $1) }
    return order.filter { options.endpoints?.contains($0) ?? true }.map {
      EndpointAnalysis($0, byEndpoint[$0]!, cohort, options)
    }
  }

  private init(_ name: String, _ rows: [Cohort.FollowUp], _ cohort: Cohort, _ options: CohortOptions) {
    endpoint = name
    (groups, incidence, notes) = ([], [], [])
    ticks = Self.ticks(rows.map(\.months).max() ?? 12)
    if rows.contains(where: { $0.end == .competing }) {
      competing(rows, cohort, options)
    } else {
      survival(rows, cohort, options)
    }
  }

  /// Every 3, 6, 12, 24 … months, at most eight steps.
  private static func ticks(_ last: Double) -> [Double] {
    let step = [3.0, 6, 12, 24, 36, 60, 120].first { last / $0 <= 8 } ?? 240
    return (0...max(1, min(100, Int(saturating: (last / step).rounded(.up))))).map { Double($0) * step }
  }

  private mutating func survival(_ rows: [Cohort.FollowUp], _ cohort: Cohort, _ options: CohortOptions) {
    guard
      let data = noting({ try SurvivalData(times: rows.map(\.months), events: rows.map { $0.end == .event }) }
      )
    else { return }
    overall = CurveSummary("all", data, ticks, options)
    for grouping in Grouping.all(cohort) {
      let labels = rows.map { grouping.label(cohort.patients[$0.patient]) }
      groups.append(GroupComparison(grouping, labels, data, ticks, options))
    }
    adjustGroups()
    model = noting { try CoxSummary(rows, data, cohort, options) }
    subgroups = SubgroupAnalysis(rows, data, cohort, level: options.level)
  }

  private mutating func competing(_ rows: [Cohort.FollowUp], _ cohort: Cohort, _ options: CohortOptions) {
    guard
      let data = noting({ try CompetingData(times: rows.map(\.months), causes: rows.map(\.end.rawValue)) })
    else { return }
    incidence = [
      IncidenceSummary("event", data, cause: 1, ticks, options),
      IncidenceSummary("competing event", data, cause: 2, ticks, options),
    ]
    for grouping in Grouping.all(cohort) {
      let labels = rows.map { grouping.label(cohort.patients[$0.patient]) }
      groups.append(GroupComparison(grouping, labels, incidence: data, options))
    }
    adjustGroups()
  }

  /// The groupings of one endpoint are one family.
  private mutating func adjustGroups() {
    let tested = groups.indices.filter { groups[$0].test != nil }
    let adjusted = Multiplicity.holm.adjusted(tested.map { groups[$0].test!.p })
    for (n, p) in zip(tested, adjusted) { groups[n].holmP = p }
  }

  private mutating func noting<T>(_ make: () throws -> T) -> T? {
    do { return try make() } catch {
      notes.append(.notDone(endpoint: endpoint, because: "\(error)"))
      return nil
    }
  }
}
