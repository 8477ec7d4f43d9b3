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

/// Best responses by one criterion in one group of patients: an arm, those with as many cycles, those who completed.
public struct ResponseGroup: Sendable {
  public var criterion, division, group: String
  /// In the order of `Cohort.BestResponse`.
  public var counts: [Int]
  public var objective, control: Share

  static func all(_ cohort: Cohort, level: Double) -> [ResponseGroup] {
    let criteria = Dictionary(grouping: cohort.responses.filter { $0.best != nil }, by: \.criterion)
    return criteria.sorted { $0.key < $1.key }.flatMap { criterion, rows in
      divisions(cohort).flatMap { name, labels in
        let groups = Dictionary(grouping: rows) { labels[$0.patient] ?? "" }.filter { !$0.key.isEmpty }
        return groups.sorted { $0.key < $1.key }.map {
          ResponseGroup(criterion, name, $0.key, $0.value, level)
        }
      }
    }
  }

  private init(
    _ criterion: String, _ division: String, _ group: String, _ rows: [Cohort.Response], _ level: Double
  ) {
    (self.criterion, self.division, self.group) = (criterion, division, group)
    counts = Cohort.BestResponse.allCases.map { best in rows.count { $0.best == best } }
    func share(_ outcomes: Set<Cohort.BestResponse>) -> Share {
      Share(rows.count { outcomes.contains($0.best!) }, of: rows.count, level: level)
    }
    (objective, control) = (share([.CR, .PR]), share([.CR, .PR, .SD, .nonCRnonPD]))
  }

  /// Ways to divide that leave more than one group.
  private static func divisions(_ cohort: Cohort) -> [(name: String, labels: [Int: String])] {
    let patients = cohort.patients.enumerated()
    let arms = patients.compactMap { n, patient in patient.arm.map { (n, $0) } }
    let cycles = cohort.cyclesReceived.map { ($0.key, "\($0.value)") }
    let ended = patients.map { n, patient in (n, patient.discontinued == nil ? "completed" : "not completed")
    }
    let combined = patients.compactMap { n, patient in
      Grouping.combination.label(patient).map { (n, $0) }
    }
    return [("arm", arms), ("cycles", cycles), ("treatment", ended), ("combination", combined)].map {
      name, pairs in
      (name, Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }.filter { Set($0.1.values).count > 1 }
  }
}

extension Cohort {
  /// Cycles of each patient by place, where every course states them.
  var cyclesReceived: [Int: Int] {
    Dictionary(grouping: courses, by: \.patient).compactMapValues { own in
      let known = own.compactMap(\.cycles)
      return known.count == own.count ? known.reduce(0, +) : nil
    }
  }
}
