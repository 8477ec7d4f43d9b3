import Checks
import Diagnostics
import Fixtures
import Foundation
@testable import Statistics
import Reporting
import Testing
@testable import Trials

/// Factors of several levels, covariates that follow from others, separation: what a Cox table says of them.
@Suite("Covariates of a cohort")
struct FactorTests {
  private let months: [Double] = [2, 3.5, 4, 5, 6.2, 7, 8.8, 9, 11, 12, 13, 15, 16, 18, 20, 21, 22, 24]
  private let events = [1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 0, 0]
  private let arms = ["Bar", "Barb", "Baz"]

  private func cohort(_ header: String, _ row: (Int) -> String, events: [Int]? = nil) throws -> Cohort {
    let patients = CohortTests.table(
      "patients", "patient," + header, months.indices.map { "P\($0),\(row($0))" })
    let survival = CohortTests.table(
      "survival", "patient,endpoint,months,event",
      months.indices.map { "P\($0),OS,\(months[$0]),\((events ?? self.events)[$0])" })
    return try CohortReader.read([patients, survival], name: "t").cohort
  }

  private func analysis(_ cohort: Cohort, _ covariates: [String]?) -> EndpointAnalysis {
    var options = CohortOptions()
    options.covariates = covariates
    return CohortAnalysis(cohort, options: options).endpoints[0]
  }

  /// The ratios are those of a model with a column of its own for each level but the first, which R checks elsewhere.
  @Test("A factor of three levels has a ratio for each but the first, which every label names")
  func threeArms() throws {
    let cohort = try cohort("arm,site_code,age_years") {
      "\(arms[$0 % 3]),\(arms[$0 % 3]),\(50 + $0 * 7 % 11)"
    }
    let data = try SurvivalData(times: months, events: events.map { $0 == 1 })
    let dummies = months.indices.map { (n: Int) -> [Double] in [n % 3 == 1 ? 1 : 0, n % 3 == 2 ? 1 : 0] }
    let expected = try CoxModel(data, covariates: dummies)
    for name in ["arm", "site_code"] {
      let model = try #require(analysis(cohort, [name]).model)
      let title = name.replacingOccurrences(of: "_", with: " ")
      #expect(model.rows.map(\.label) == ["\(title) Barb (against Bar)", "\(title) Baz (against Bar)"])
      for n in 0..<2 { #expect(agree(model.rows[n].hazardRatio, expected.hazardRatio(n).value)) }
    }
    #expect(
      analysis(cohort, nil).model?.rows.map(\.label).prefix(2) == [
        "arm Barb (against Bar)", "arm Baz (against Bar)",
      ])
  }

  @Test(
    "A covariate that follows from another is left out by name and the model stays", arguments: [false, true])
  func aliased(isReversed: Bool) throws {
    let cohort = try cohort("arm,sex,age_years") { n in
      let letter = ["F", "M"][n % 2]
      return "\(letter),\(letter),\(50 + n * 7 % 11)"
    }
    let names = isReversed ? ["sex", "arm", "age_years"] : ["arm", "sex", "age_years"]
    let model = try #require(analysis(cohort, names).model)
    #expect(model.rows.count == 2 && model.rows[1].label == "age, per year")
    let left = isReversed ? "arm M (against F)" : "male sex"
    #expect(
      model.notes.contains {
        if case .covariateFollows(left, from: _) = $0 { true } else { false }
      })
    let alone = try #require(analysis(cohort, [names[0], "age_years"]).model)
    #expect(agree(model.rows[0].hazardRatio, alone.rows[0].hazardRatio))
  }

  @Test("An arm without events is told by name, with the ratio of Firth's correction")
  func separated() throws {
    let cohort = try cohort(
      "arm,age_years", { "\($0 < 9 ? "A" : "B"),60" }, events: (0..<18).map { $0 < 9 ? 1 : 0 })
    let e = analysis(cohort, ["arm"])
    let model = try #require(e.model)
    #expect(model.correction?.wording.what.hasPrefix("arm B (against A) separates") == true)
    let data = try SurvivalData(times: months, events: (0..<18).map { $0 < 9 })
    let firth = try FirthRegression.cox(data, covariates: (0..<18).map { [$0 < 9 ? 0 : 1] })
    #expect(agree(model.rows[0].hazardRatio, exp(firth.coefficients[0].value)))
    #expect(model.rows[0].interval.upper < 1 && model.rows[0].hazardRatio > 0)
    #expect(model.notes.contains { $0.wording.what.contains("Firth") })
  }

  @Test("Covariates that nobody has, and endpoints without events, are told in words")
  func words() throws {
    let nobody = try cohort("arm,burden_percent") { $0 % 2 == 0 ? "A," : ",40" }
    #expect(
      analysis(nobody, ["burden_percent", "arm"]).notes.contains {
        $0.wording.what.contains("no patient has a value of every covariate")
      })
    let none = try cohort("age_years", { "\(50 + $0)" }, events: months.map { _ in 0 })
    #expect(
      analysis(none, ["age_years"]).notes.map(\.wording.what) == ["OS: no events: no hazards can be compared"]
    )
  }

  @Test("Separated doses have no D50 by maximum likelihood, but one with Firth's correction")
  func doses() throws {
    let yes = (0..<16).map { $0 >= 8 }
    let dose: [Int] = [20, 30, 40, 50, 60, 70, 80, 100, 100, 110, 120, 130, 140, 150, 160, 170]
    let tables = [
      CohortTests.table("patients", "patient", (0..<16).map { "P\($0)" }),
      CohortTests.table(
        "doses", "patient,region,dose_gy,outcome",
        (0..<16).map { "P\($0),tumour,\(dose[$0]),\(yes[$0] ? "yes" : "no")" }),
    ]
    let effect = CohortAnalysis(try CohortReader.read(tables, name: "t").cohort).doses[0]
    #expect(effect.d50 == nil && effect.gamma50 == nil)
    #expect(
      effect.notes.contains {
        $0.wording.what.contains("the dose separates the outcomes all but completely")
      })
    // 7.301465354139394 / 0.07545697085417735, see SeparationTests.
    #expect(agree(try #require(effect.firth).d50, 96.7632979628837, relative: 1e-6))
  }

  @Test("Names that differ by case, blanks or hyphens only are a fault", arguments: ["os", "O S", "o-s"])
  func spelling(name: String) {
    let patients = CohortTests.table("patients", "patient", ["P1", "P2"])
    let survival = CohortTests.table(
      "survival", "patient,endpoint,months,event", ["P1,OS,5,1", "P2,\(name),7,1"])
    #expect(throws: Problems.self) { try CohortReader.read([patients, survival], name: "t") }
  }

  @Test("Non-CR/non-PD is a best response of its own: control, not response")
  func nonTarget() throws {
    let patients = CohortTests.table("patients", "patient", ["P1", "P2", "P3"])
    let responses = CohortTests.table(
      "responses", "patient,criterion,best_response",
      ["P1,RECIST 1.1,non-CR/non-PD", "P2,RECIST 1.1,PD", "P3,RECIST 1.1,PR"])
    let summary = CohortAnalysis(try CohortReader.read([patients, responses], name: "t").cohort).responses[0]
    #expect(summary.objective.count == 1 && summary.control.count == 2 && summary.control.total == 3)
    #expect(summary.counts.reduce(0, +) == 3)
  }
}
