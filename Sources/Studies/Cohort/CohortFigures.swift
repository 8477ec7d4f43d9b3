import Records
import Trials

/// One figure of a cohort, by the key under which papers' figures stand in the table of published ones.
package struct CohortFigure: Sendable, Hashable {
  package var count, of: Int?
  package var value, standardDeviation, low, high: Double?
  package var unit = ""
}

/// A cohort's own figures by key and group.
package struct CohortFigures: Sendable {
  package struct Name: Hashable, Sendable { package var key, group: String }
  package private(set) var figures: [Name: CohortFigure] = [:]

  /// - Parameter funnel: of the screening log; its steps are `flow/` and their name.
  package init(
    _ a: CohortAnalysis, _ funnel: ScreeningFunnel? = nil, _ symptoms: RegistrySymptoms? = nil,
    _ status: RegistryPerformance? = nil
  ) {
    if let status { keep("ecog/declined", status.declined, status.evaluable) }
    if let all = symptoms?.overall { keep("symptoms/response", all.controlled, all.evaluable) }
    for step in funnel?.steps ?? [] { keep("flow/\(step.name)", step.passed, step.asked) }
    keep("patients", a.patientCount, a.patientCount)
    a.baseline.categories.forEach { category($0) }
    performance(a)
    numbers(a)
    a.toxicity.forEach { toxicity($0) }
    a.responses.forEach { response($0.criterion, "", $0.counts, $0.objective, $0.control) }
    for g in a.responseGroups {
      response(g.criterion, "\(g.division) \(g.group)", g.counts, g.objective, g.control)
    }
    a.organDoses.forEach { doses($0) }
    if let deaths = a.deaths { self.deaths(deaths) }
    a.endpoints.forEach { endpoint($0) }
  }

  /// The figure of this group, else that of all patients.
  package subscript(key: String, group: String) -> CohortFigure? {
    figures[Name(key: key, group: group)] ?? figures[Name(key: key, group: "")]
  }

  private mutating func keep(_ key: String, _ count: Int, _ of: Int, group: String = "") {
    figures[Name(key: key, group: group)] = CohortFigure(count: count, of: of)
  }

  private mutating func keep(_ key: String, _ share: Share, group: String = "") {
    keep(key, share.count, share.total, group: group)
  }

  private mutating func keep(_ key: String, _ figure: CohortFigure) {
    figures[Name(key: key, group: "")] = figure
  }

  private static let sections = [
    "Sex": "sex", "Primary site": "site", "WHO grade": "grade", "Liver lesions": "lesions",
    "Largest liver lesion": "size", "Cycles": "cycles", "Earlier treatment": "prior", "ECOG": "ecog",
    "Potentially hepatotoxic drugs": "drugs",
  ]

  private mutating func category(_ category: BaselineTable.Category) {
    guard let section = Self.sections[category.section], let share = category.shares.first else { return }
    keep("\(section)/\(section == "grade" ? String(category.item.dropFirst()) : category.item)", share)
  }

  /// The median of a scale of whole numbers.
  private mutating func performance(_ a: CohortAnalysis) {
    let all = a.baseline.categories.filter { $0.section == "ECOG" }.flatMap { row in
      Int(row.item).map { [Int](repeating: $0, count: row.shares.first?.count ?? 0) } ?? []
    }.sorted()
    guard !all.isEmpty else { return }
    let middle = Double(all[(all.count - 1) / 2] + all[all.count / 2]) / 2
    keep(
      "ecog/median",
      CohortFigure(value: middle, low: Double(all[0]), high: Double(all[all.count - 1]), unit: "1"))
  }

  private mutating func numbers(_ a: CohortAnalysis) {
    guard let age = a.baseline.numbers.first(where: { $0.label == "Age" }) else { return }
    keep("age/median", CohortFigure(value: age.median, low: age.least, high: age.most, unit: "a"))
  }

  private mutating func toxicity(_ t: CohortToxicity) {
    let term = t.name == "hepatotoxicity" ? t.name : t.term
    keep("toxicity/\(term)/baseline 1 or more", t.abnormalBaseline)
    keep("toxicity/\(term)/new 1", t.newGrade1)
    for (grade, new) in [(1, t.newGrade1), (2, t.newGrade2), (3, t.newGrade3)] {
      keep("toxicity/\(term)/new \(grade) of all", new.count, t.graded)
    }
    keep("toxicity/\(term)/new 2", t.newGrade2)
    keep("toxicity/\(term)/new 3", t.newGrade3)
    for grade in 1...5 {
      keep("toxicity/\(term)/worst \(grade)", t.worst[grade], t.graded)
      keep("toxicity/\(term)/worst \(grade) or more", t.worst[grade...].reduce(0, +), t.graded)
    }
  }

  private mutating func response(
    _ criterion: String, _ group: String, _ counts: [Int], _ objective: Share, _ control: Share
  ) {
    let stem = "response/\(criterion)/"
    for (best, count) in zip(Cohort.BestResponse.allCases, counts) {
      keep(stem + best.rawValue, count, objective.total, group: group)
    }
    keep(stem + "objective", objective, group: group)
    keep(stem + "control", control, group: group)
  }

  private mutating func doses(_ o: OrganDoseSummary) {
    let figure = { (s: OrganDoseSummary.Spread, unit: String) in
      CohortFigure(of: s.patients, value: s.mean, standardDeviation: s.standardDeviation, unit: unit)
    }
    keep("dose/\(o.organ)/Gy", figure(o.dose, "Gy"))
    if let rate = o.perActivity { keep("dose/\(o.organ)/Gy per GBq", figure(rate, "Gy/GBq")) }
  }

  private mutating func deaths(_ d: DeathSummary) {
    keep("deaths", d.deaths, d.patients)
    for (cause, count) in d.causes { keep("deaths/\(cause)", count, d.deaths) }
    guard let days = d.days else { return }
    keep(
      "deaths/days after last",
      CohortFigure(of: days.patients, value: days.median, low: days.least, high: days.most, unit: "d"))
  }

  private mutating func endpoint(_ e: EndpointAnalysis) {
    guard let all = e.overall else { return }
    let finite = { (x: Double) in x.isFinite ? x : nil }
    if let median = all.median.time {
      keep(
        "survival/\(e.endpoint)/median months",
        CohortFigure(
          of: all.patients, value: median, low: finite(all.median.lower), high: finite(all.median.upper),
          unit: "months"))
    }
    guard e.endpoint == "OS" else { return }
    let seen = all.observed
    keep(
      "follow-up/median months",
      CohortFigure(of: all.patients, value: seen.median, low: seen.least, high: seen.most, unit: "months"))
  }
}
