import Statistics

/// A Cox model of prognostic factors, as its table and forest show it.
public struct CoxSummary: Sendable {
  public struct Row: Sendable {
    public var label: String
    public var hazardRatio: Double
    public var interval: ConfidenceInterval
    public var p: Double
    /// p value of the test of proportional hazards for this covariate, 0…1.
    public var proportionality: Double?
  }
  public var rows: [Row]
  public var patients, events: Int
  /// Patients without one of the covariates.
  public var leftOut: Int
  public var concordance: Double
  public var likelihoodRatio: ChiSquaredTest
  /// p value of the global test of proportional hazards, 0…1.
  public var proportionality: Double?
  public var notes: [String]

  /// - Throws: `StatisticsError` where no covariate can be used or the model has no estimate.
  init(_ rows: [Cohort.FollowUp], _ data: SurvivalData, _ cohort: Cohort, _ options: CohortOptions) throws {
    let covariates = Self.covariates(rows, cohort, options)
    var (kept, values): ([Int], [[Double]]) = ([], [])
    for (n, row) in rows.enumerated() {
      let own = covariates.compactMap { $0.value(cohort.patients[row.patient]) }
      if own.count == covariates.count {
        kept.append(n)
        values.append(own)
      }
    }
    guard !covariates.isEmpty else { throw StatisticsError.noVariation("any covariate") }
    let part = kept.count == data.count ? data : try data.part(kept)
    let model = try CoxModel(part, covariates: values)
    let tests = try? model.proportionality()
    self.rows = covariates.indices.map { j in
      let ratio = model.hazardRatio(j, level: options.level)
      return Row(
        label: covariates[j].label, hazardRatio: ratio.value, interval: ratio.interval,
        p: model.coefficients[j].p, proportionality: tests?.covariates[j].p)
    }
    (patients, events, leftOut) = (part.count, part.eventCount, data.count - part.count)
    (concordance, likelihoodRatio) = (model.concordance, model.likelihoodRatio)
    proportionality = tests?.all.p
    notes = Self.notes(events, covariates.count, proportionality)
  }

  private static func notes(_ events: Int, _ covariates: Int, _ proportionality: Double?) -> [String] {
    var notes: [String] = []
    if events < 10 * covariates {
      notes.append(
        "\(events) events for \(covariates) covariates: fewer than ten events each, the estimates are unstable"
      )
    }
    if let proportionality, proportionality < 0.05 {
      notes.append("the hazards are not proportional (all covariates together): ratios are means over time")
    }
    return notes
  }

  /// Asked by name, or all standard ones that at least four in five patients have and that vary.
  private static func covariates(
    _ rows: [Cohort.FollowUp], _ cohort: Cohort, _ options: CohortOptions
  ) -> [Covariate] {
    let arms = Grouping.arms(cohort)
    let known = (arms.count == 2 ? [Covariate.arm(arms)] : []) + Covariate.standard
    if let asked = options.covariates {
      return asked.map { name in known.first { $0.name == name } ?? .extra(name) }
    }
    return known.filter { covariate in
      let values = rows.compactMap { covariate.value(cohort.patients[$0.patient]) }
      return 5 * values.count >= 4 * rows.count && values.contains { $0 != values[0] }
    }
  }
}
