import Checks
import Foundation
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
  /// Why the ratios are those of Firth's correction; `nil` where they are those of maximum likelihood.
  package var correction: AnalysisNote?
  package var notes: [AnalysisNote]

  /// Why there is not a model, with the names of covariates.
  public struct Fault: Error, CustomStringConvertible {
    public var description: String
  }

  /// A covariate that follows from others is left out by name and the others stay. Where a covariate separates the
  /// deaths, the ratios are those of Firth's correction.
  ///
  /// - Throws: `Fault` where no covariate can be used or the model has no estimate.
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
    guard !covariates.isEmpty else { throw Fault(description: "no covariate varies among the patients") }
    guard !kept.isEmpty else {
      let names = Self.list(covariates.map(\.name))
      throw Fault(description: "no patient has a value of every covariate (\(names))")
    }
    let part = kept.count == data.count ? data : try data.part(kept)
    let left = Design.dependentColumns(values)
    let used = covariates.indices.filter { !left.contains($0) }
    guard !used.isEmpty else {
      throw Fault(description: "no covariate varies among the patients with all of them")
    }
    (patients, events, leftOut) = (part.count, part.eventCount, data.count - part.count)
    guard part.eventCount > 0 else { throw Fault(description: "no events: no hazards can be compared") }
    let fit = try Self.fit(
      part, used.map { covariates[$0].label }, values.map { row in used.map { row[$0] } }, options.level)
    (self.rows, correction) = (fit.rows, fit.correction)
    (concordance, likelihoodRatio) = (fit.concordance, fit.likelihoodRatio)
    proportionality = fit.proportionality
    notes =
      left.map { Self.leftOut(covariates, values, $0) } + [correction].compactMap(\.self)
      + Self.notes(events, used.count, proportionality)
  }

  private typealias Fit = (
    rows: [Row], concordance: Double, likelihoodRatio: ChiSquaredTest, proportionality: Double?,
    correction: AnalysisNote?
  )

  private static func fit(
    _ data: SurvivalData, _ labels: [String], _ values: [[Double]], _ level: Double
  ) throws -> Fit {
    do {
      let model = try CoxModel(data, covariates: values)
      let tests = try? model.proportionality()
      let rows = labels.indices.map { j in
        let ratio = model.hazardRatio(j, level: level)
        return Row(
          label: labels[j], hazardRatio: ratio.value, interval: ratio.interval, p: model.coefficients[j].p,
          proportionality: tests?.covariates[j].p)
      }
      return (rows, model.concordance, model.likelihoodRatio, tests?.all.p, nil)
    } catch {
      guard error.isSeparation else { throw Fault(description: error.described(with: labels)) }
      return try penalised(data, labels, values, level, why: error.described(with: labels))
    }
  }

  private static func penalised(
    _ data: SurvivalData, _ labels: [String], _ values: [[Double]], _ level: Double, why: String
  ) throws -> Fit {
    guard let model = try? FirthRegression.cox(data, covariates: values, level: level) else {
      throw Fault(description: why)
    }
    let rows = zip(labels, model.coefficients).map { label, c in
      Row(label: label, hazardRatio: exp(c.value), interval: c.interval.mapped { exp($0) }, p: c.p)
    }
    return (
      rows, model.concordance ?? .nan, model.likelihoodRatio, nil,
      .corrected(because: why)
    )
  }

  private static func leftOut(_ covariates: [Covariate], _ values: [[Double]], _ column: Int)
    -> AnalysisNote
  {
    let label = covariates[column].label
    guard values.contains(where: { $0[column] != values[0][column] }) else {
      return .covariateConstant(label)
    }
    return .covariateFollows(
      label, from: covariates.indices.filter { $0 < column }.map { covariates[$0].label })
  }

  private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }

  private static func notes(_ events: Int, _ covariates: Int, _ proportionality: Double?) -> [AnalysisNote] {
    var notes: [AnalysisNote] = events < 10 * covariates ? [.eventsFew(events, covariates: covariates)] : []
    if let proportionality, proportionality < 0.05 { notes.append(.hazardsNotProportional) }
    return notes
  }

  /// Asked by name, or all standard ones that at least four in five patients have and that vary.
  private static func covariates(
    _ rows: [Cohort.FollowUp], _ cohort: Cohort, _ options: CohortOptions
  ) -> [Covariate] {
    let arms = Grouping.arms(cohort)
    let known = Covariate.factor("arm", arms, \.arm) + Covariate.standard
    if let asked = options.covariates {
      let all = known + Covariate.factors(cohort)
      return asked.flatMap { name in
        let own = all.filter { $0.name == name }
        return own.isEmpty ? [.extra(name)] : own
      }
    }
    return known.filter { covariate in
      let values = rows.compactMap { covariate.value(cohort.patients[$0.patient]) }
      return 5 * values.count >= 4 * rows.count && values.contains { $0 != values[0] }
    }
  }
}
