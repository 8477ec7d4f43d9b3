/// Gray's test of equal cumulative incidence of one cause in two or more groups (1988,
/// doi:10.1214/aos/1176350951), with weight one.
///
/// Agrees with R `cmprsk::cuminc`, ties included.
public struct GrayTest: Sendable, Hashable {
  public let test: ChiSquaredTest
  /// Number of events of the cause less those expected under equal incidence, by group.
  public let excess: [Double]

  /// - Parameter groups: number of the group of each patient, from 0 without gaps.
  /// - Throws: for fewer than two groups, and without events of the cause.
  public init(_ data: CompetingData, groups: [Int], cause: Int) throws(StatisticsError) {
    let rows = SurvivalData.rows(of: groups)
    guard rows.count > 1, rows.allSatisfy({ !$0.isEmpty }) else { throw .noVariation("the group") }
    guard data.causes.contains(cause) else { throw .noVariation("the event") }
    let score = GrayScore(GrayStep.all(data, rows, cause), groups: rows.count)
    excess = score.excess
    // The scores add to zero: one group is left out. Which one does not matter.
    let compared = Array(0..<(rows.count - 1))
    let z = compared.map { score.excess[$0] }
    let solved = try Cholesky(score.variance.part(compared)).solve(z)
    test = ChiSquaredTest(zip(z, solved).reduce(0) { $0 + $1.0 * $1.1 }, degreesOfFreedom: compared.count)
  }
}

/// Score and variance of Gray's test.
///
/// With h = Y/S(t−) for each group, the score compares events with h(1 − F₁)/Σh(1 − F₁) of all, which keeps patients
/// with a competing event in the risk set. It is linear in the martingales of both kinds of event: in the
/// coefficient of each, `ahead` carries the effect that an event now has on h later.
private struct GrayScore {
  var excess: [Double]
  var variance: SymmetricMatrix

  init(_ steps: [GrayStep], groups k: Int) {
    excess = [Double](repeating: 0, count: k)
    variance = SymmetricMatrix(size: k)
    // Σ over later times of h_j (δᵢⱼ − h_i/Σh) dΓ, for score i and group j.
    var ahead = [Double](repeating: 0, count: k * k)
    for step in steps.reversed() {
      for i in 0..<k { excess[i] += step.events[i] - step.expected(i) }
      for j in 0..<k where step.atRisk[j] > 0 {
        let later = (0..<k).map { ahead[$0 * k + j] }
        add(step, group: j, later)
        for i in 0..<k { ahead[i * k + j] += step.weight(i, j) * step.hazard }
      }
    }
  }

  private mutating func add(_ step: GrayStep, group j: Int, _ later: [Double]) {
    let stillFree = step.survivalAfter[j] > 0 ? (1 - step.pooledAfter) / step.survivalAfter[j] : 0
    let own = later.indices.map { step.weight($0, j) + (1 - stillFree) * later[$0] }
    variance.add(own, weight: step.varianceOfEvents(j))
    if step.survivalAfter[j] > 0 {
      variance.add(later.map { $0 * stillFree }, weight: step.varianceOfOthers(j))
    }
  }
}

/// What one time of an event adds to Gray's test; arrays by group.
private struct GrayStep {
  var atRisk, events, others: [Double]
  var survivalBefore, survivalAfter, incidenceBefore: [Double]
  /// Cumulative incidence of all groups together.
  var pooledBefore = 0.0, pooledAfter = 0.0

  init(groups k: Int) {
    let none = [Double](repeating: 0, count: k)
    (atRisk, events, others) = (none, none, none)
    (survivalBefore, survivalAfter, incidenceBefore) = (none, none, none)
  }

  var allEvents: Double { events.reduce(0, +) }
  func h(_ j: Int) -> Double { atRisk[j] > 0 ? atRisk[j] / survivalBefore[j] : 0 }
  var allH: Double { atRisk.indices.reduce(0) { $0 + h($1) } }

  func expected(_ i: Int) -> Double {
    let free = { (j: Int) in h(j) * (1 - incidenceBefore[j]) }
    let all = atRisk.indices.reduce(0) { $0 + free($1) }
    return all > 0 ? allEvents * free(i) / all : 0
  }

  func weight(_ i: Int, _ j: Int) -> Double { h(j) * ((i == j ? 1 : 0) - h(i) / allH) }

  /// Increment of the subdistribution hazard of all.
  var hazard: Double { allEvents / (allH * (1 - pooledBefore)) }

  /// With the correction of a hypergeometric variance where events share a time.
  func varianceOfEvents(_ j: Int) -> Double {
    let shared = allEvents > 1 ? 1 - (allEvents - 1) / (allH * survivalBefore[j] - 1) : 1
    return shared * allEvents / (h(j) * allH)
  }

  func varianceOfOthers(_ j: Int) -> Double {
    let shared = others[j] > 1 ? 1 - (others[j] - 1) / (atRisk[j] - 1) : 1
    return shared * others[j] / (h(j) * h(j))
  }

  static func all(_ data: CompetingData, _ rows: [[Int]], _ cause: Int) -> [GrayStep] {
    let tables = rows.map { EventTable(data, rows: $0, cause: cause) }
    let sorted = rows.map { $0.map { data.times[$0] }.sorted() }
    var curves = tables.map { GrayCurve(table: $0) }
    var pooled = 0.0
    return Set(tables.flatMap(\.times)).sorted().map { time in
      var step = GrayStep(groups: rows.count)
      for j in rows.indices {
        let risk = rows[j].count - sorted[j].count(below: time)
        curves[j].advance(to: time, atRisk: Double(risk), into: &step, group: j)
      }
      step.pooledBefore = pooled
      pooled += step.allEvents / step.allH
      step.pooledAfter = pooled
      return step
    }
  }
}

/// Survival from any event and cumulative incidence of the cause in one group, event by event.
private struct GrayCurve {
  let table: EventTable
  var place = 0
  var survival = 1.0
  var incidence = 0.0

  init(table: EventTable) { self.table = table }

  mutating func advance(to time: Double, atRisk: Double, into step: inout GrayStep, group j: Int) {
    (step.atRisk[j], step.survivalBefore[j], step.incidenceBefore[j]) = (atRisk, survival, incidence)
    if place < table.times.count, table.times[place] == time {
      (step.events[j], step.others[j]) = (table.events[place], table.all[place] - table.events[place])
      incidence += survival * table.events[place] / atRisk
      survival *= (atRisk - table.all[place]) / atRisk
      place += 1
    }
    step.survivalAfter[j] = survival
  }
}

extension Array<Double> {
  /// How many of ascending values lie below a limit.
  fileprivate func count(below limit: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < limit { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
