import Statistics

/// Who died, of what, and how long after the last administration.
public struct DeathSummary: Sendable {
  public var deaths, patients: Int
  /// In descending frequency.
  public var causes: [(cause: String, count: Int)]
  /// Days from the last administration to death, of those of whom it is known.
  public var days: OrganDoseSummary.Spread?

  init?(_ cohort: Cohort) {
    let overall = cohort.followUps.filter { $0.endpoint == "OS" }
    let died = overall.filter { $0.end == .event }.map { cohort.patients[$0.patient] }
    guard !died.isEmpty else { return nil }
    (deaths, patients) = (died.count, overall.count)
    let counts = Dictionary(grouping: died) { $0.causeOfDeath ?? "not stated" }.mapValues(\.count)
    causes = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    let known = died.compactMap(\.daysAfterLast)
    days = known.isEmpty ? nil : OrganDoseSummary.Spread(known)
  }
}
