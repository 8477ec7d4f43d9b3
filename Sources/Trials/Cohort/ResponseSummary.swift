/// Best responses by one criterion. Patients who could not be judged (NE) stay in the denominators.
public struct ResponseSummary: Sendable {
  public var criterion: String
  /// In the order of `Cohort.BestResponse`.
  public var counts: [Int]
  /// CR or PR; CR, PR, SD or non-CR/non-PD.
  public var objective, control: Share
  /// Confirmed CR or PR; `nil` where confirmation was not recorded.
  public var confirmed: Share?
  /// Patients with their deepest change, percent, the largest growth first.
  public var changes: [Change]

  public struct Change: Sendable {
    public var patient: String
    public var percent: Double
    public var best: Cohort.BestResponse?
    public var isConfirmed: Bool?
    public var arm: String?
  }

  static func all(_ cohort: Cohort, level: Double) -> [ResponseSummary] {
    Dictionary(grouping: cohort.responses, by: \.criterion).sorted { $0.key < $1.key }.map {
      ResponseSummary($0.key, $0.value, cohort, level)
    }
  }

  private init(_ criterion: String, _ rows: [Cohort.Response], _ cohort: Cohort, _ level: Double) {
    self.criterion = criterion
    let judged = rows.filter { $0.best != nil }
    counts = Cohort.BestResponse.allCases.map { best in judged.count { $0.best == best } }
    func share(_ outcomes: Set<Cohort.BestResponse>) -> Share {
      Share(judged.count { outcomes.contains($0.best!) }, of: judged.count, level: level)
    }
    (objective, control) = (share([.CR, .PR]), share([.CR, .PR, .SD, .nonCRnonPD]))
    confirmed =
      judged.contains { $0.isConfirmed != nil }
      ? Share(
        judged.count { ($0.best == .CR || $0.best == .PR) && $0.isConfirmed == true }, of: judged.count,
        level: level) : nil
    changes = rows.compactMap { row in
      row.change.map {
        Change(
          patient: cohort.patients[row.patient].id, percent: $0, best: row.best, isConfirmed: row.isConfirmed,
          arm: cohort.patients[row.patient].arm)
      }
    }.sorted { ($1.percent, $0.patient) < ($0.percent, $1.patient) }
  }
}
