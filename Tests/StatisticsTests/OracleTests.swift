import Fixtures
import Foundation
@testable import Statistics
import Testing

/// Key by key against the results of R 4.2.2 (survival 3.5.3, nlme) and Python; a missing file or key fails.
@Suite("Statistics oracles (R 4.2.2, survival 3.5.3, nlme)")
struct StatisticsOracleTests {
  @Test("Every key of results_R.csv to 1e-8, mixed models to 1e-6")
  func everyKeyOfR() throws {
    let results = try OracleResults().values
    let rows = try Oracle.table("results_R")
    var held = 0
    for row in rows {
      let key = row["V1"]!
      let text = row["V2"]!.trimmingCharacters(in: .whitespaces)
      guard let got = results[key] else {
        Issue.record("\(key) (\(Oracle.version)) is not computed")
        continue
      }
      let agrees =
        text == "NA"
        ? got == nil : Double(text).map { got != nil && Oracle.Tolerance.of(key).holds(got!, $0) } ?? false
      if agrees { held += 1 }
      #expect(agrees, "\(key): got \(got.map { "\($0)" } ?? "no value"), \(Oracle.version) says \(text)")
    }
    print("statistics results_R: \(held) of \(rows.count) keys hold")
  }

  @Test(
    "Every key of results_python.csv: scipy, statsmodels and lifelines, whose own stopping rules are looser")
  func everyKeyOfPython() throws {
    let results = try OracleResults().values
    let rows = try Oracle.table("results_python")
    var held = 0
    for row in rows {
      let key = row["key"]!
      let got = results[key] ?? nil
      let agrees = agree(
        got ?? .nan, row.number("python") ?? .nan, relative: key.hasPrefix("lmm") ? 2e-4 : 1e-6,
        absolute: 1e-10)
      if agrees { held += 1 }
      #expect(agrees, "\(key): got \(String(describing: got)), Python says \(row["python"] ?? "nothing")")
    }
    print("statistics results_python: \(held) of \(rows.count) keys hold")
  }

  /// The reference's search for the variance ratio stopped 2·10⁻⁷ from the maximum (see
  /// `MixedModelTests.exactMaximum`), which moves variances and standard errors in their first order, the rest
  /// in the second.
  @Test("lmm_reference.json: coefficients and likelihoods to 1e-8, variances and standard errors to 1e-6")
  func mixedModelReference() throws {
    let reference = try Oracle.json("lmm_reference")
    let models = try CycleModels()
    for (name, model) in [
      ("REML", models.reml), ("ML_main", models.main), ("ML_interaction", models.interaction),
    ] {
      let expected = try #require(reference[name] as? [String: Any])
      let numbers = { (key: String) in expected[key] as? [Double] ?? [expected[key] as? Double ?? .nan] }
      check(model.coefficients.map(\.value), numbers("coef"), "\(name).coef")
      check(model.coefficients.map(\.standardError), numbers("se"), "\(name).se", 1e-6)
      check([model.logLikelihood], numbers("loglik"), "\(name).loglik")
      check([model.residualVariance], numbers("var_residual"), "\(name).var_residual", 1e-6)
      check([model.groupVariance], numbers("var_patient"), "\(name).var_patient", 1e-6)
      #expect(model.count == expected["n"] as? Int && model.groupCount == expected["patients"] as? Int)
    }
    let test = models.interaction.likelihoodRatio(over: models.main)
    let expected = try #require(reference["lr_interaction"] as? [String: Double])
    // A difference of two log-likelihoods loses four digits.
    #expect(agree(test.statistic, expected["chisq"]!, relative: 1e-8, absolute: 1e-10))
    #expect(test.degreesOfFreedom == Int(expected["df"]!))
    #expect(agree(test.p, expected["p"]!, relative: 1e-8))
    let ratio = try #require(reference["ratio_IA_over_IV"] as? [String: Any])
    let limits = models.reml.coefficients[1].interval().mapped { exp($0) }
    check(
      [exp(models.reml.coefficients[1].value), limits.lower, limits.upper],
      [ratio["estimate"] as! Double] + (ratio["z_ci95"] as! [Double]), "ratio")
  }

  private func check(_ got: [Double], _ expected: [Double], _ name: String, _ relative: Double = 1e-8) {
    #expect(got.count == expected.count, "\(name)")
    for (a, b) in zip(got, expected) {
      #expect(agree(a, b, relative: relative), "\(name): got \(a), expected \(b)")
    }
  }

  @Test("roc_bootstrap.json: the same resamples from the same seed, skipped ones counted")
  func bootstrap() throws {
    let expected = try Oracle.json("roc_bootstrap")
    let rows = try Oracle.table("dose_response")
    let sample = ROCBootstrap(
      values: rows.column("dose_gy"), outcome: rows.map { $0["response"] == "1" },
      replicates: expected["B"] as! Int, seed: UInt64(expected["seed_splitmix64"] as! Int))
    #expect(sample.skipped == expected["skipped"] as? Int)
    check(Array(sample.auc.prefix(5)), expected["auc_first5"] as! [Double], "auc_first5")
    check(Array(sample.threshold.prefix(5)), expected["threshold_first5"] as! [Double], "threshold_first5")
    let (auc, threshold) = (sample.aucInterval(), sample.thresholdInterval())
    check([auc.lower, auc.upper], expected["auc_ci95"] as! [Double], "auc_ci95")
    check([threshold.lower, threshold.upper], expected["threshold_ci95"] as! [Double], "threshold_ci95")
  }

  /// Checks columns of every row and prints how many rows held.
  private func everyRow(
    _ name: String, relative: Double = 1e-8, _ results: ([String: String]) throws -> [String: Double?]
  ) throws {
    let rows = try Oracle.table(name)
    var held = 0
    for row in rows {
      let label = row["label"] ?? row["effect_size_dz"] ?? row["b_ia_only"] ?? ""
      var holds = true
      for (column, got) in try results(row) {
        let text = row[column] ?? "(no such column)"
        let agrees =
          switch Double(text.replacingOccurrences(of: "Inf", with: "inf")) {
          case let expected?:
            expected.isInfinite
              ? got == expected : agree(got ?? .nan, expected, relative: relative, absolute: 1e-11)
          case nil: text.isEmpty && got == nil
          }
        #expect(agrees, "\(name) \(label) \(column): got \(String(describing: got)), expected \(text)")
        holds = holds && agrees
      }
      if holds { held += 1 }
    }
    print("statistics \(name): \(held) of \(rows.count) rows hold")
  }

  @Test("binomial_ci.csv: Clopper–Pearson and Wilson limits of published fractions")
  func proportions() throws {
    try everyRow("binomial_ci") { row in
      let share = Proportion(Int(row["x"]!)!, of: Int(row["n"]!)!)
      let (exact, score) = (share.clopperPearson(), share.wilson())
      return [
        "proportion": share.value, "clopper_pearson_low": exact.lower, "clopper_pearson_high": exact.upper,
        "wilson_low": score.lower, "wilson_high": score.upper,
      ]
    }
  }

  @Test("fisher.csv: exact probabilities and sample columns")
  func fisher() throws {
    try everyRow("fisher") { row in
      let cells = ["a", "b", "c", "d"].map { Int(row[$0]!)! }
      let test = try FisherExactTest(cells[0], cells[1], cells[2], cells[3])
      let full = cells.allSatisfy { $0 > 0 }
      return [
        "fisher_p_two_sided": test.p, "p_greater": test.pGreater, "or_sample": test.sampleOddsRatio,
        "a/(a+c)": full ? Double(cells[0]) / Double(cells[0] + cells[2]) : nil,
        "d/(b+d)": full ? Double(cells[3]) / Double(cells[1] + cells[3]) : nil,
      ]
    }
  }

  /// R 4.2.2's root finder leaves up to 0.2 % in the odds ratio and its limits, and 3 % in limits of very wide
  /// intervals.
  @Test("fisher.csv: conditional odds ratio and limits as far as R's root finder went")
  func conditionalOdds() throws {
    for row in try Oracle.table("fisher") {
      let cells = ["a", "b", "c", "d"].map { Int(row[$0]!)! }
      let test = try FisherExactTest(cells[0], cells[1], cells[2], cells[3])
      let interval = test.interval()
      let loose = interval.upper / interval.lower > 100 ? 0.03 : 2e-3
      for (column, got) in [
        ("or_conditional_mle", test.conditionalOddsRatio), ("or_ci_low", interval.lower),
        ("or_ci_high", interval.upper),
      ] {
        let expected = Double(row[column]!.replacingOccurrences(of: "Inf", with: "inf"))!
        #expect(
          expected == got || agree(got, expected, relative: loose),
          "\(row["label"]!) \(column): got \(got), R 4.2.2 says \(expected)")
      }
    }
  }

  @Test("mcnemar_exact.csv")
  func mcNemar() throws {
    try everyRow("mcnemar_exact") { row in
      let test = McNemarTest(firstOnly: Int(row["b_ia_only"]!)!, secondOnly: Int(row["c_iv_only"]!)!)
      return ["p_exact": test.p]
    }
  }

  @Test("Published tables: exact permutation with ties, mean and t", arguments: ["tata", "mayo"])
  func publishedTables(_ source: String) throws {
    try everyRow(source + "_paired_tests") { row in
      let differences = row.numbers("differences")
      let rank = try SignedRankTest(differences: differences)
      let t = try PairedTTest(differences: differences)
      return [
        "n": Double(differences.count), "n_nonzero": Double(rank.count), "signed_rank_T_plus": rank.v,
        "p_exact_permutation_two_sided": rank.pPermutation, "mean_difference": t.meanDifference,
        "paired_t": t.t, "paired_t_p": t.p,
      ]
    }
  }

  @Test("sample_size_paired_t.csv: R power.t.test(strict = TRUE)")
  func sampleSize() throws {
    try everyRow("sample_size_paired_t") { row in
      let (effect, alpha) = (row.number("effect_size_dz")!, row.number("alpha_two_sided")!)
      let n80 = try PairedSampleSize.pairs(effect: effect, power: 0.8, alpha: alpha)
      let power = { PairedSampleSize.power(effect: effect, pairs: $0, alpha: alpha) }
      return [
        "n_for_80": Double(n80), "achieved_power_80": power(n80),
        "n_for_90": Double(try PairedSampleSize.pairs(effect: effect, power: 0.9, alpha: alpha)),
        "power_at_n26": power(26), "power_at_n23": power(23),
      ]
    }
  }
}
