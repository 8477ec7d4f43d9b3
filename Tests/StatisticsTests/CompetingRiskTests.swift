import Fixtures
import Foundation
@testable import Statistics
import Testing

/// Against R 4.2.2 with survival 3.5.3 and cmprsk 2.2-11 on the committed `survival.csv`, every third death taken as
/// one of another cause.
@Suite("Competing risks")
struct CompetingRiskTests {
  /// - Parameter untied: each month moved by a different part of a tenth, so that no two are equal.
  static func data(untied: Bool = false) throws -> (CompetingData, arms: [Int], grades: [Int]) {
    let file = Fixtures.here.appending(path: "clinical/statistics/survival.csv")
    let rows = try Fixtures.table(file)
    let times = rows.indices.map { n in
      rows[n].number("months")! + (untied ? Double((n + 1) * 37 % 60) / 1000 : 0)
    }
    let causes = rows.map { $0["event"] == "0" ? 0 : Int($0["id"]!)! % 3 == 0 ? 2 : 1 }
    return (
      try CompetingData(times: times, causes: causes), rows.map { $0["arm"] == "IA" ? 0 : 1 },
      rows.map { Int($0["grade"]!)! - 1 }
    )
  }

  @Test(
    "Incidence and standard error of R survfit at 6, 12, 24 and 36 months",
    arguments: [
      (
        1, [0.133333333333333, 0.266666666666667, 0.431451612903226, 0.482829432848408],
        [0.0438853725736256, 0.0570899225718450, 0.0656747237208413, 0.0689107870289812]
      ),
      (
        2, [0.116666666666667, 0.166666666666667, 0.166666666666667, 0.267531098460890],
        [0.0414438486701295, 0.0481125224324688, 0.0481125224324688, 0.0626381960814779]
      ),
    ])
  func incidence(cause: Int, incidence: [Double], errors: [Double]) throws {
    let curve = CumulativeIncidence(try Self.data().0, cause: cause)
    for (n, month) in [6.0, 12, 24, 36].enumerated() {
      let place = try #require(curve.times.lastIndex { $0 <= month })
      #expect(agree(curve.incidence(at: month), incidence[n], relative: 1e-12))
      #expect(agree(curve.standardError[place], errors[n], relative: 1e-12))
    }
  }

  @Test("Incidences of all causes and survival from any add to one")
  func sum() throws {
    let (data, _, _) = try Self.data()
    let any = KaplanMeier(try SurvivalData(times: data.times, events: data.causes.map { $0 > 0 }))
    let curves = [1, 2].map { CumulativeIncidence(data, cause: $0) }
    for month in [0.0, 3, 11, 24, 60] {
      let all = curves.reduce(any.survival(at: month)) { $0 + $1.incidence(at: month) }
      #expect(agree(all, 1, relative: 1e-12))
    }
  }

  @Test("With one cause, incidence and error are those of Kaplan and Meier")
  func single() throws {
    let (data, _, _) = try Self.data()
    let one = try CompetingData(times: data.times, causes: data.causes.map { min(1, $0) })
    let curve = CumulativeIncidence(one, cause: 1)
    let product = KaplanMeier(try SurvivalData(times: data.times, events: data.causes.map { $0 > 0 }))
    for (n, time) in curve.times.enumerated() {
      #expect(agree(curve.incidence[n], 1 - product.survival(at: time), relative: 1e-12))
      #expect(agree(curve.standardError[n], product.standardError(at: time), relative: 1e-10))
    }
  }

  @Test("Gray's test of cmprsk 2.2-11, with ties and without")
  func gray() throws {
    let (tied, arms, grades) = try Self.data()
    let (untied, _, _) = try Self.data(untied: true)
    let cases: [(CompetingData, [Int], Int, Double, Int)] = [
      (tied, arms, 1, 0.9493471394537751, 1), (tied, arms, 2, 0.0109733080676949, 1),
      (tied, grades, 1, 1.25529465968353, 2), (tied, grades, 2, 2.12554379766369, 2),
      (untied, arms, 1, 0.9167149425819149, 1), (untied, arms, 2, 0.0127345633675499, 1),
    ]
    for (data, groups, cause, statistic, freedom) in cases {
      let result = try GrayTest(data, groups: groups, cause: cause)
      #expect(agree(result.test.statistic, statistic, relative: 1e-10))
      #expect(result.test.degreesOfFreedom == freedom)
      #expect(abs(result.excess.reduce(0, +)) < 1e-10)
    }
  }

  @Test("Without the event there is no test, and no patients are no data")
  func refusals() throws {
    let (data, arms, _) = try Self.data()
    #expect(throws: StatisticsError.noVariation("the event")) { try GrayTest(data, groups: arms, cause: 3) }
    #expect(throws: StatisticsError.tooFew(needed: 1, got: 0)) { try CompetingData(times: [], causes: []) }
    #expect(throws: StatisticsError.self) { try CompetingData(times: [.nan], causes: [1]) }
  }
}
