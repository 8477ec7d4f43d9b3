import Fixtures
import Foundation
@testable import Statistics

/// Results of R 4.2.2 with survival 3.5.3 and nlme, and of Python beside them (`results_R.csv`,
/// `results_python.csv`), and the data they were computed from. `HEPATICA_STATISTICS` names another folder.
enum Oracle {
  static let version = "R 4.2.2, survival 3.5.3, nlme"

  static func table(_ name: String) throws -> [[String: String]] {
    let rows = try Fixtures.table(Fixtures.statistics.appending(path: name + ".csv"))
    guard !rows.isEmpty else { throw Empty(name: name) }
    return rows
  }
  struct Empty: Error { var name: String }

  static func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: Fixtures.statistics.appending(path: name + ".json"))
    return try JSONSerialization.jsonObject(with: data) as! [String: Any]
  }

  /// How far a result may lie from R's.
  struct Tolerance {
    var relative = 1e-8
    var absolute = 1e-12

    /// Models of two variances are held to 10⁻⁶, and R printed some keys with few decimals.
    static func of(_ key: String) -> Tolerance {
      if key.hasSuffix(".wald") { return Tolerance(relative: 0, absolute: 0.005) }
      // R's glm takes standard errors one iterate before its last; ours are at the maximum, see `ConvergedLogisticTests`.
      if ["logistic.se", "logistic.p", "logistic.D50_se"].contains(where: key.hasPrefix) {
        return Tolerance(relative: 2e-6)
      }
      if key.hasPrefix("lmm") { return Tolerance(relative: 1e-6, absolute: 1e-8) }
      return Tolerance()
    }
    func holds(_ a: Double, _ b: Double) -> Bool { agree(a, b, relative: relative, absolute: absolute) }
  }
}

extension [[String: String]] {
  func column(_ name: String) -> [Double] { map { $0.number(name) ?? .nan } }
}

/// Everything that `results_R.csv` has a key for, computed here from the same data; `nil` where there is no value.
struct OracleResults {
  private(set) var values: [String: Double?] = [:]

  init() throws {
    try pairedTests()
    try mixedModel()
    try survivalCurves()
    try cox()
    try doseResponse()
    try agreement()
    try multiplicity()
  }

  private mutating func set(_ key: String, _ value: Double?) {
    values[key] = value.flatMap { $0.isFinite ? $0 : nil }
  }
  private mutating func set(_ key: String, all list: [Double?]) {
    for (n, value) in list.enumerated() { set("\(key)[\(n + 1)]", value) }
  }
  private mutating func set(_ key: String, _ i: ConfidenceInterval) { set(key, all: [i.lower, i.upper]) }

  private mutating func pairedTests() throws {
    let rows = try Oracle.table("paired_tn")
    let (ia, iv) = (rows.column("tn_ia"), rows.column("tn_iv"))
    let raw = try PairedTTest(differences: zip(ia, iv).map { $0 - $1 })
    set("paired_t.t", raw.t)
    set("paired_t.df", Double(raw.degreesOfFreedom))
    set("paired_t.p", raw.p)
    set("paired_t.mean_diff", raw.meanDifference)
    set("paired_t.ci", raw.interval)
    let log = try PairedRatio(ia, iv)
    set("paired_t_log.t", log.test.t)
    set("paired_t_log.p", log.test.p)
    set("paired_t_log.ratio", log.ratio)
    set("paired_t_log.ratio_ci", log.interval)
    set("sd_log_ratio", log.standardDeviationOfLog)
    set("shapiro_logdiff.p", try ShapiroWilk(zip(ia, iv).map { Foundation.log($0 / $1) }).p)
    let rank = try SignedRankTest(differences: zip(ia, iv).map { $0 - $1 })
    set("wilcoxon.V", rank.v)
    set("wilcoxon.p_exact", rank.pExact)
    set("wilcoxon.hodges_lehmann", rank.hodgesLehmann)
    set("wilcoxon.ci_exact", rank.interval())
    set("wilcoxon.p_normal_cc", rank.pNormal())
    set("wilcoxon.p_normal_nocc", rank.pNormal(continuityCorrection: false))
  }

  private mutating func mixedModel() throws {
    let models = try CycleModels()
    let reml = models.reml
    set("lmm_reml.coef", all: reml.coefficients.map(\.value))
    set("lmm_reml.se", all: reml.coefficients.map(\.standardError))
    set("lmm_reml.df", all: reml.degreesOfFreedom.map(Double.init))
    set("lmm_reml.p", all: reml.coefficients.indices.map { reml.p($0) })
    set("lmm_reml.var_patient", reml.groupVariance)
    set("lmm_reml.var_residual", reml.residualVariance)
    set("lmm_reml.loglik", reml.logLikelihood)
    set("lmm_reml.ratio_IA_IV", exp(reml.coefficients[1].value))
    set("lmm_reml.ratio_ci_z", reml.coefficients[1].interval().mapped { exp($0) })
    set("lmm_ml.loglik_main", models.main.logLikelihood)
    set("lmm_ml.loglik_interaction", models.interaction.logLikelihood)
    let ratio = models.interaction.likelihoodRatio(over: models.main)
    set("lmm_ml.lr_interaction", ratio.statistic)
    set("lmm_ml.lr_df", Double(ratio.degreesOfFreedom))
    set("lmm_ml.lr_p", ratio.p)
  }

  private mutating func survivalCurves() throws {
    let rows = try Oracle.table("survival")
    let data = try SurvivalData(times: rows.column("months"), events: rows.column("event").map { $0 == 1 })
    let curve = KaplanMeier(data)
    let months = [6.0, 12, 24, 36]
    for band in KaplanMeier.Band.allCases {
      let median = curve.median(band)
      set("km.\(band.rawValue).median", median.time)
      set("km.\(band.rawValue).median_lower", median.lower)
      set("km.\(band.rawValue).median_upper", median.upper)
      set("km.\(band.rawValue).surv_6_12_24_36", all: months.map { curve.survival(at: $0) })
      set("km.\(band.rawValue).lower", all: months.map { curve.interval(at: $0, band)?.lower })
      set("km.\(band.rawValue).upper", all: months.map { curve.interval(at: $0, band)?.upper })
    }
    set("km.greenwood_se", all: months.map { curve.standardError(at: $0) })
    set("km.n_risk", all: months.map { Double(curve.atRisk(at: $0)) })
    let followUp = KaplanMeier(try data.reversed).median()
    set("reverse_km.median_followup", followUp.time)
    set("reverse_km.lower_log", followUp.lower)
    set("reverse_km.upper_log", followUp.upper)
    try logRank(data, rows)
    try restrictedMeans(data, rows)
    try smallCurve()
  }

  private mutating func logRank(_ data: SurvivalData, _ rows: [[String: String]]) throws {
    let arm = rows.map { $0["arm"] == "IA" ? 1 : 0 }
    let plain = try LogRankTest(data, groups: arm)
    set("logrank.chisq", plain.test.statistic)
    set("logrank.p", plain.test.p)
    set("logrank.obs_IV_IA", all: plain.observed)
    set("logrank.exp_IV_IA", all: plain.expected)
    let stratified = try LogRankTest(data, groups: arm, strata: rows.column("centre").map { Int($0) - 1 })
    set("logrank_strat.chisq", stratified.test.statistic)
    set("logrank_strat.p", stratified.test.p)
    let grade = try LogRankTest(data, groups: rows.column("grade").map { Int($0) - 1 })
    set("logrank_grade.chisq", grade.test.statistic)
    set("logrank_grade.df", Double(grade.test.degreesOfFreedom))
    set("logrank_grade.p", grade.test.p)
  }

  private mutating func restrictedMeans(_ data: SurvivalData, _ rows: [[String: String]]) throws {
    for arm in ["IV", "IA"] {
      let part = try data.part(rows.indices.filter { rows[$0]["arm"] == arm })
      set("rmst24.\(arm)", try KaplanMeier(part).restrictedMean(to: 24).value)
    }
  }

  private mutating func smallCurve() throws {
    let rows = try Oracle.table("km_small")
    let data = try SurvivalData(times: rows.column("time"), events: rows.column("event").map { $0 == 1 })
    let curve = KaplanMeier(data)
    set("km_small.time", all: curve.times)
    set("km_small.n_risk", all: curve.atRisk.map(Double.init))
    set("km_small.n_event", all: curve.events.map(Double.init))
    set("km_small.surv", all: curve.survival)
    set("km_small.se_greenwood", all: curve.standardError)
    set("km_small.median", curve.median().time)
  }

  private mutating func cox() throws {
    let rows = try Oracle.table("survival")
    let data = try SurvivalData(times: rows.column("months"), events: rows.column("event").map { $0 == 1 })
    let covariates = rows.map { row in
      [row["arm"] == "IA" ? 1 : 0] + ["age", "grade", "burden_percent"].map { row.number($0)! }
    }
    for ties in CoxModel.Ties.allCases {
      let model = try CoxModel(data, covariates: covariates, ties: ties)
      set(model, "cox.\(ties.rawValue)")
      guard ties == .efron else { continue }
      set("cox.efron.concordance", model.concordance)
      let (single, all) = try model.proportionality()
      set("cox_zph.chisq", all: (single + [all]).map(\.statistic))
      set("cox_zph.p", all: (single + [all]).map(\.p))
    }
    let stratified = try CoxModel(
      data, covariates: covariates.map { [$0[0]] }, strata: rows.column("centre").map { Int($0) - 1 })
    set("cox_strat.efron.coef", stratified.coefficients[0].value)
    set("cox_strat.efron.se", stratified.coefficients[0].standardError)
  }

  private mutating func set(_ model: CoxModel, _ name: String) {
    set("\(name).coef_arm_age_grade_burden", all: model.coefficients.map(\.value))
    set("\(name).se", all: model.coefficients.map(\.standardError))
    let ratios = (0..<4).map { model.hazardRatio($0) }
    set("\(name).hr", all: ratios.map(\.value))
    set("\(name).hr_lower", all: ratios.map(\.interval.lower))
    set("\(name).hr_upper", all: ratios.map(\.interval.upper))
    set("\(name).p", all: model.coefficients.map(\.p))
    set("\(name).loglik_null_model", all: [model.nullLogLikelihood, model.logLikelihood])
    set("\(name).lr", model.likelihoodRatio.statistic)
    set("\(name).wald", model.wald.statistic)
    set("\(name).score", model.score.statistic)
  }

  private mutating func doseResponse() throws {
    let rows = try Oracle.table("dose_response")
    let (dose, response) = (rows.column("dose_gy"), rows.map { $0["response"] == "1" })
    let curve = try DoseResponse(dose: dose, response: response)
    set("logistic.coef", all: curve.fit.coefficients.map(\.value))
    set("logistic.se", all: curve.fit.coefficients.map(\.standardError))
    set("logistic.p", all: curve.fit.coefficients.map(\.p))
    set("logistic.deviance", curve.fit.deviance)
    set("logistic.null_deviance", curve.fit.nullDeviance)
    set("logistic.lr_p", curve.fit.likelihoodRatio.p)
    set("logistic.D50", curve.d50.value)
    set("logistic.D50_se_delta", curve.d50.standardError)
    set("logistic.D50_ci_delta", curve.d50.interval())
    set("logistic.gamma50", curve.gamma50)
    let roc = try ROC(values: dose, outcome: response)
    set("roc.auc", roc.auc)
    set("roc.delong_se", roc.standardError)
    set("roc.delong_ci", roc.interval())
    set("roc.youden_threshold", roc.youden.threshold)
    set("roc.youden_J", roc.youden.youden)
    set("roc.youden_sens", roc.youden.sensitivity)
    set("roc.youden_spec", roc.youden.specificity)
    let parts = [true, false].map { wanted in dose.indices.filter { response[$0] == wanted }.map { dose[$0] }
    }
    set("mannwhitney.p_normal_cc", try MannWhitneyTest(parts[0], parts[1]).pNormal())
  }

  private mutating func agreement() throws {
    let categories = ["CR", "PR", "SD", "PD"]
    let rows = try Oracle.table("readers")
    let reader = { (n: Int) in rows.map { categories.firstIndex(of: $0["reader\(n)"]!)! } }
    let kappa = { (a: Int, b: Int, w: CohenKappa.Weighting) in
      try CohenKappa(reader(a), reader(b), categories: 4, weighting: w).kappa
    }
    set("cohen.kappa_12", try kappa(1, 2, .none))
    set("cohen.linear_12", try kappa(1, 2, .linear))
    set("cohen.quadratic_12", try kappa(1, 2, .quadratic))
    set("cohen.kappa_13", try kappa(1, 3, .none))
    let all = (1...3).map(reader)
    set("fleiss.kappa", try FleissKappa(rows.indices.map { n in all.map { $0[n] } }, categories: 4).kappa)
  }

  private mutating func multiplicity() throws {
    let p = try Oracle.table("pvalues").column("p")
    set("holm", all: Multiplicity.holm.adjusted(p))
    set("bh", all: Multiplicity.benjaminiHochberg.adjusted(p))
    set("bonferroni", all: Multiplicity.bonferroni.adjusted(p))
  }
}

/// log(T/N) ~ arm + cycle + (1 | patient) of `tn_cycles.csv`.
struct CycleModels {
  let reml, main, interaction: MixedModel

  init() throws {
    let rows = try Oracle.table("tn_cycles")
    let patients = rows.column("patient").map { Int($0) }
    let response = rows.column("tn").map { Foundation.log($0) }
    let cycles = Set(rows.column("cycle")).sorted().dropFirst()
    let design = rows.map { row in
      [1, row["arm"] == "IA" ? 1.0 : 0] + cycles.map { row.number("cycle") == $0 ? 1.0 : 0 }
    }
    let crossed = design.map { row in row + row.dropFirst(2).map { $0 * row[1] } }
    let fit = { (design: [[Double]], method: MixedModel.Method) in
      try MixedModel(design: design, response: response, groups: patients, method: method)
    }
    reml = try fit(design, .reml)
    main = try fit(design, .ml)
    interaction = try fit(crossed, .ml)
  }
}
