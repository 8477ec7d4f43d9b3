import Fixtures
import Foundation
@testable import Statistics
import Testing

@Suite("Survival")
struct SurvivalTests {
  static func committed() throws -> (SurvivalData, rows: [[String: String]]) {
    let rows = try Fixtures.table(Fixtures.here.appending(path: "clinical/statistics/survival.csv"))
    let data = try SurvivalData(
      times: rows.map { $0.number("months")! }, events: rows.map { $0["event"] == "1" })
    return (data, rows)
  }

  @Test(
    "Standard errors of the restricted mean of R survfit 3.5.3",
    arguments: [("IA", 1.52919183045195), ("IV", 1.56746431452988)])
  func restrictedMeanError(arm: String, error: Double) throws {
    let (data, rows) = try Self.committed()
    let part = try data.part(rows.indices.filter { rows[$0]["arm"] == arm })
    #expect(agree(try KaplanMeier(part).restrictedMean(to: 24).standardError, error, relative: 1e-10))
  }

  @Test("Stratified Cox with two covariates, its proportionality and concordance: R survival 3.5.3")
  func stratified() throws {
    let (data, rows) = try Self.committed()
    let model = try CoxModel(
      data, covariates: rows.map { [$0.number("age")!, $0.number("burden_percent")!] },
      strata: rows.map { Int($0["centre"]!)! - 1 })
    #expect(agree(model.coefficients[0].value, 0.02416720419765984, relative: 1e-9))
    #expect(agree(model.coefficients[1].value, 0.00649938755664199, relative: 1e-9))
    let (single, all) = try model.proportionality()
    #expect(agree(single[0].statistic, 0.696051570010899, relative: 1e-8))
    #expect(agree(single[1].statistic, 0.814953681790562, relative: 1e-8))
    #expect(agree(all.statistic, 1.552179245979842, relative: 1e-8))
    #expect(agree(model.concordance, 0.5911823647294590, relative: 1e-12))
  }

  @Test("Hazard ratios do not depend on unit or origin of a covariate")
  func scale() throws {
    let (data, rows) = try Self.committed()
    let age = rows.map { $0.number("age")! }
    let plain = try CoxModel(data, covariates: age.map { [$0] })
    let moved = try CoxModel(data, covariates: age.map { [($0 - 5000) / 365.25] })
    #expect(agree(moved.coefficients[0].value, plain.coefficients[0].value * 365.25, relative: 1e-9))
    #expect(agree(moved.wald.statistic, plain.wald.statistic, relative: 1e-9))
  }

  @Test("Efron and Breslow are one without tied deaths, and two with them")
  func ties() throws {
    let (data, rows) = try Self.committed()
    let arm = rows.map { [$0["arm"] == "IA" ? 1.0 : 0] }
    let both = { (d: SurvivalData) in
      try CoxModel.Ties.allCases.map { try CoxModel(d, covariates: arm, ties: $0).coefficients[0].value }
    }
    let untied = try SurvivalData(
      times: data.times.indices.map { data.times[$0] + Double($0) / 1000 }, events: data.events)
    let (same, other) = (try both(untied), try both(data))
    #expect(agree(same[0], same[1], relative: 1e-12))
    #expect(!agree(other[0], other[1], relative: 1e-4))
  }

  @Test("The score test of one binary covariate is the log-rank test where no deaths are tied")
  func scoreIsLogRank() throws {
    let (data, rows) = try Self.committed()
    let untied = try SurvivalData(
      times: data.times.indices.map { data.times[$0] + Double($0) / 1000 }, events: data.events)
    let arm = rows.map { $0["arm"] == "IA" ? 1 : 0 }
    let cox = try CoxModel(untied, covariates: arm.map { [Double($0)] })
    let rank = try LogRankTest(untied, groups: arm)
    #expect(agree(cox.score.statistic, rank.test.statistic, relative: 1e-10))
  }

  @Test("Without censoring the curve is the share still alive, its error binomial")
  func uncensored() throws {
    let data = try SurvivalData(times: [1, 2, 2, 5], events: [true, true, true, true])
    let curve = KaplanMeier(data)
    #expect(curve.survival == [0.75, 0.25, 0])
    #expect(agree(curve.standardError[0], (0.75 * 0.25 / 4).squareRoot(), relative: 1e-12))
    #expect(curve.median().time == 2)
    #expect(curve.atRisk(at: 1.5) == 3 && curve.atRisk(at: 2) == 3 && curve.atRisk(at: 6) == 0)
    #expect(curve.interval(at: 5) == nil)
    #expect(agree(try curve.restrictedMean(to: 100).value, 2.5, relative: 1e-12))
  }

  @Test("A median not reached has no time, and limits not reached are infinite")
  func notReached() throws {
    let curve = KaplanMeier(try SurvivalData(times: [3, 4, 5], events: [true, false, false]))
    let median = curve.median()
    #expect(median.time == nil && median.upper == .infinity)
    #expect(throws: StatisticsError.self) { try curve.restrictedMean(to: 6) }
  }

  @Test("A covariate that orders the deaths completely has no estimate and says so")
  func monotone() throws {
    let data = try SurvivalData(times: [1, 2, 3, 4, 5, 6], events: [true, true, true, true, true, false])
    #expect(throws: StatisticsError.infiniteEstimate(column: 0)) {
      try CoxModel(data, covariates: [6, 5, 4, 3, 2, 1].map { [$0] })
    }
  }

  @Test("Covariates without variation or information are named")
  func degenerate() throws {
    let (data, rows) = try Self.committed()
    let age = rows.map { $0.number("age")! }
    #expect(throws: StatisticsError.collinear(column: 1)) {
      try CoxModel(data, covariates: age.map { [$0, 1] })
    }
    #expect(throws: StatisticsError.collinear(column: 1)) {
      try CoxModel(data, covariates: age.map { [$0, 2 * $0 + 3] })
    }
    let none = try SurvivalData(times: data.times, events: data.events.map { _ in false })
    #expect(throws: StatisticsError.noVariation("the event")) {
      try CoxModel(none, covariates: age.map { [$0] })
    }
    #expect(throws: StatisticsError.noVariation("the group")) {
      try LogRankTest(data, groups: age.map { _ in 0 })
    }
  }

  @Test("Times that cannot be are refused")
  func times() {
    #expect(throws: StatisticsError.self) { try SurvivalData(times: [1, -1], events: [true, true]) }
    #expect(throws: StatisticsError.self) { try SurvivalData(times: [.infinity], events: [true]) }
    #expect(throws: StatisticsError.tooFew(needed: 1, got: 0)) { try SurvivalData(times: [], events: []) }
  }
}
