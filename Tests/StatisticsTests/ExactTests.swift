import Fixtures
import Foundation
@testable import Statistics
import Testing

@Suite("Rank, exact and agreement tests")
struct ExactTests {
  @Test("Rank sums with ties: R coin 1.4-2 exact and wilcox.test of R 4.2.2")
  func mannWhitney() throws {
    let (x, y) = ([1.1, 2.2, 2.2, 3.5, 4.0, 4.0, 5.1], [2.2, 4.0, 6.3, 7.7, 8.1, 8.1])
    #expect(agree(try MannWhitneyTest(x, y).pExact, 0.0506993006993007, relative: 1e-12))
    #expect(agree(try MannWhitneyTest(x, y).pNormal(), 0.0508355822809563, relative: 1e-12))
    let untied = try MannWhitneyTest([1.1, 2.3, 3.5, 4.0], [2.2, 4.1, 6.3, 7.7, 8.1])
    #expect(agree(untied.pExact, 0.111111111111111, relative: 1e-12))
    #expect(try MannWhitneyTest(y, x).pExact == MannWhitneyTest(x, y).pExact)
  }

  @Test("Shapiro and Wilk over their ranges of size: R 4.2.2 shapiro.test")
  func shapiroWilk() throws {
    let all = [2.1, 3.3, 4, 5.2, 9.9, 6.6, 7.1, 3.2, 1.9, 5.5, 30, 14]
    #expect(agree(try ShapiroWilk([2.1, 3.3, 9.9]).p, 0.273773690057934, relative: 1e-8))
    #expect(agree(try ShapiroWilk(Array(all.prefix(5))).p, 0.296632761277484, relative: 1e-8))
    #expect(agree(try ShapiroWilk(Array(all.prefix(11))).p, 4.6742645445504e-05, relative: 1e-8))
    #expect(agree(try ShapiroWilk(all).p, 0.000923771774804932, relative: 1e-8))
    #expect(throws: StatisticsError.noVariation("the sample")) { try ShapiroWilk([1, 1, 1]) }
  }

  @Test("Zero differences are dropped and ties share ranks: R 4.2.2")
  func signedRank() throws {
    let test = try SignedRankTest(differences: [0, 1, -1, 2, 2, 3, -4, 5])
    #expect(test.count == 7 && test.zeros == 1 && test.hasTies && test.pExact == nil)
    #expect(agree(test.pNormal(), 0.308760313527533, relative: 1e-12))
    let six = try SignedRankTest(differences: [3.1, -1.2, 4.4, 2.2, 0.7, 5.9])
    #expect(six.interval() == ConfidenceInterval(lower: -1.2, upper: 5.9))
    #expect(throws: StatisticsError.self) { try SignedRankTest(differences: [0, 0]) }
  }

  @Test("Without ties the permutation p is the exact p")
  func permutation() throws {
    let test = try SignedRankTest(differences: [0.3, -0.1, 2.2, 1.7, -0.9, 4.1, 3.3])
    #expect(agree(test.pPermutation, try #require(test.pExact), relative: 1e-12))
  }

  /// Solved to the last digits: 60.5101, 6.77566 and 3071.03 where R's root finder stopped at 60.458, 6.77567
  /// and 3004.78.
  @Test("The conditional odds ratio of 25/26 against 5/19 and its limits")
  func oddsRatio() throws {
    let test = try FisherExactTest(25, 1, 5, 14)
    #expect(agree(test.conditionalOddsRatio, 60.5101, relative: 1e-6))
    #expect(agree(test.interval().lower, 6.77566, relative: 1e-6))
    #expect(agree(test.interval().upper, 3071.03, relative: 1e-6))
    #expect(try FisherExactTest(0, 5, 3, 2).conditionalOddsRatio == 0)
    #expect(agree(try FisherExactTest(1, 4, 14, 5).p, try FisherExactTest(5, 14, 4, 1).p, relative: 1e-12))
  }

  @Test("Exact limits at the ends: none of n, all of n")
  func ends() {
    #expect(agree(Proportion(0, of: 15).clopperPearson().upper, 1 - pow(0.025, 1 / 15), relative: 1e-12))
    #expect(agree(Proportion(15, of: 15).clopperPearson().lower, pow(0.025, 1 / 15), relative: 1e-12))
    #expect(Proportion(0, of: 15).wilson().lower == 0 && Proportion(15, of: 15).wilson().upper == 1)
  }

  @Test(
    "Fleiss' κ of two categories from votes: as from the ratings; 1 for full agreement, −1 for two who contradict"
  )
  func votes() throws {
    let ratings = [[0, 0, 1], [1, 1, 1], [0, 0, 0], [0, 1, 1], [1, 1, 1]]
    let (a, b) = (try FleissKappa(ratings, categories: 2), try FleissKappa(votes: [1, 1, 1, 2]))
    #expect(agree(a.kappa, b.kappa, relative: 1e-14))
    #expect(try FleissKappa(votes: [5, 0, 0, 5]).kappa == 1)
    #expect(agree(try FleissKappa(votes: [0, 8, 0]).kappa, -1))
    for none in [[10, 0, 0, 0], [0, 0, 0], [4, 4]] {
      #expect(throws: StatisticsError.self) { try FleissKappa(votes: none) }
    }
  }

  @Test("The standard error of κ is that of the infinitesimal jackknife")
  func kappaError() throws {
    let (a, b) = ([0, 0, 0, 1, 1, 2, 2, 2, 1, 0], [0, 0, 1, 1, 1, 2, 2, 1, 1, 2])
    for weighting in CohenKappa.Weighting.allCases {
      let kappa = try CohenKappa(a, b, categories: 3, weighting: weighting)
      // Case n once more among many copies of all changes its weight a little.
      let copies = 2000
      let many = { (x: [Int], extra: Int) in (0..<copies).flatMap { _ in x } + [x[extra]] }
      let slopes = try a.indices.map { n in
        try CohenKappa(many(a, n), many(b, n), categories: 3, weighting: weighting).kappa - kappa.kappa
      }
      let size = Double(copies * 10)
      let variance = slopes.reduce(0) { $0 + $1 * $1 } * size * size / 100
      #expect(agree(kappa.standardError, variance.squareRoot(), relative: 1e-3))
    }
    #expect(throws: StatisticsError.self) { try CohenKappa([1, 1], [1, 1], categories: 3) }
  }

  @Test("Adjusted p values keep the order of the input")
  func multiplicity() {
    let p = [0.04, 0.01, 0.03]
    #expect(Multiplicity.holm.adjusted(p).map { ($0 * 1000).rounded() } == [60, 30, 60])
    #expect(Multiplicity.benjaminiHochberg.adjusted(p).map { ($0 * 1000).rounded() } == [40, 30, 40])
    #expect(Multiplicity.bonferroni.adjusted([0.5, 0.9]) == [1, 1])
    #expect(Multiplicity.holm.adjusted([]).isEmpty)
  }

  @Test("The design of LUTIA: what 26 pairs detect, and what the published spread needs")
  func lutia() throws {
    #expect(agree(PairedSampleSize.detectableEffect(pairs: 26, power: 0.8), 0.5716, relative: 2e-4))
    #expect(agree(PairedSampleSize.detectableEffect(pairs: 26, power: 0.9), 0.6617, relative: 2e-4))
    #expect(try PairedSampleSize.pairs(effect: 0.3945, power: 0.8) == 53)
    #expect(throws: StatisticsError.self) { try PairedSampleSize.pairs(effect: 0, power: 0.8) }
  }

  @Test("Quantiles of type 7")
  func quantiles() {
    #expect([3.0, 1, 2, 10].quantile(0.25) == 1.75)
    #expect([3.0, 1, 2].median == 2)
    #expect([Double]().median.isNaN)
  }

  @Test(
    "SplitMix64 from seed 0: the first outputs of the published reference code; below never leaves its range")
  func splitMix() {
    var generator = SplitMix64(seed: 0)
    #expect(generator.next() == 0xE220_A839_7B1D_CDAF)
    #expect(generator.next() == 0x6E78_9E6A_A1B9_65F4)
    var counts = [Int](repeating: 0, count: 3)
    for _ in 0..<3000 { counts[generator.below(3)] += 1 }
    #expect(counts.allSatisfy { (850...1150).contains($0) })
  }
}

@Suite("Regression models")
struct RegressionTests {
  /// Maximised with 40 digits (mpmath): lme's own search stops 10⁻⁸ away.
  @Test("The mixed model at its exact maximum")
  func exactMaximum() throws {
    guard ProcessInfo.processInfo.environment["HEPATICA_STATISTICS"] == nil else { return }
    let models = try CycleModels()
    #expect(agree(models.reml.groupVariance, 0.192551644085410179, relative: 1e-11))
    #expect(agree(models.reml.residualVariance, 0.0505269332142915248, relative: 1e-11))
    #expect(agree(models.main.groupVariance, 0.185009363002602602, relative: 1e-11))
    #expect(agree(models.interaction.groupVariance, 0.185038738387438227, relative: 1e-11))
    // Sums of squares lose three digits to cancellation.
    #expect(agree(models.interaction.logLikelihood, -26.4019354571278754, relative: 1e-11))
  }

  @Test("A covariate of the patient is tested between patients: R nlme")
  func containment() throws {
    let rows = try Fixtures.table(Fixtures.here.appending(path: "clinical/statistics/tn_cycles.csv"))
    let patients = rows.map { Int($0["patient"]!)! }
    let design = rows.map { row in
      [1, row["arm"] == "IV" ? 1 : 0, Double(Int(row["patient"]!)! % 2)]
    }
    let model = try MixedModel(
      design: design, response: rows.map { Foundation.log($0.number("tn")!) }, groups: patients)
    #expect(model.degreesOfFreedom == [175, 175, 24])
  }

  @Test("Groups that do not differ have no variance between them")
  func boundary() throws {
    let groups = (0..<12).map { $0 / 2 }
    let response = groups.indices.map { $0 % 2 == 0 ? 1.0 : -1 }
    let model = try MixedModel(design: groups.map { _ in [1] }, response: response, groups: groups)
    #expect(model.groupVariance == 0)
    #expect(agree(model.residualVariance, 12.0 / 11, relative: 1e-12))
  }

  @Test("A dose that separates responders completely has no finite curve")
  func separation() throws {
    #expect(throws: StatisticsError.infiniteEstimate(column: 0)) {
      try DoseResponse(dose: [1, 2, 3, 4, 5, 6], response: [false, false, false, true, true, true])
    }
    #expect(throws: StatisticsError.collinear(column: 0)) {
      try DoseResponse(dose: [2, 2, 2, 2], response: [true, false, true, false])
    }
    #expect(throws: StatisticsError.noVariation("the outcome")) {
      try DoseResponse(dose: [1, 2, 3], response: [true, true, true])
    }
  }

  @Test("At D50 the curve gives one half, and its slope is γ50")
  func d50() throws {
    let rows = try Fixtures.table(Fixtures.here.appending(path: "clinical/statistics/dose_response.csv"))
    let curve = try DoseResponse(
      dose: rows.map { $0.number("dose_gy")! }, response: rows.map { $0["response"] == "1" })
    let d50 = curve.d50.value
    #expect(agree(curve.fit.probability(at: [d50]).value, 0.5, relative: 1e-12))
    let step = 1e-4 * d50
    let slope =
      (curve.fit.probability(at: [d50 + step]).value - curve.fit.probability(at: [d50 - step]).value)
      / (2 * step)
    #expect(agree(slope * d50, curve.gamma50, relative: 1e-6))
    #expect(curve.fit.probability(at: [d50]).interval.contains(0.5))
  }

  @Test("Reversed outcomes mirror the ROC curve")
  func mirror() throws {
    let (values, outcome) = ([1.0, 2, 2, 3, 4], [false, true, false, true, false])
    let (there, back) = (
      try ROC(values: values, outcome: outcome), try ROC(values: values, outcome: outcome.map { !$0 })
    )
    #expect(agree(there.auc + back.auc, 1))
    #expect(agree(there.standardError, back.standardError, relative: 1e-12))
  }
}
