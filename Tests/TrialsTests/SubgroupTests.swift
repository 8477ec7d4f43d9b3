import Fixtures
import Foundation
@testable import Statistics
import Testing
@testable import Trials

/// Hazard ratios by subgroup; reference values of R in `clinical/clustered/reference_R.csv`, data `survival.csv`.
@Suite("Subgroups")
struct SubgroupTests {
  let reference: [String: Double]
  let rows: [[String: String]]

  init() throws {
    let table = try Fixtures.table(Fixtures.here.appending(path: "clinical/clustered/reference_R.csv"))
    reference = Dictionary(
      uniqueKeysWithValues: table.compactMap { row in row.number("value").map { (row["key"]!, $0) } })
    rows = try Fixtures.table(Fixtures.here.appending(path: "clinical/statistics/survival.csv"))
  }

  private func subgroups(_ columns: [String]) throws -> SubgroupAnalysis {
    let names = [
      "id": "patient", "arm": "arm", "grade": "who_grade", "burden_percent": "burden_percent",
      "months": "os_months", "event": "os_event",
    ]
    let table = CohortTests.table(
      "patients", columns.map { names[$0]! }.joined(separator: ","),
      rows.map { row in columns.map { row[$0]! }.joined(separator: ",") })
    let cohort = try CohortReader.read([table], name: "survival", wide: true).cohort
    return try #require(CohortAnalysis(cohort).endpoints[0].subgroups)
  }

  /// Newton's method ends where the likelihood no longer changes, at about the root of rounding.
  private func same(_ a: Double?, _ key: String) -> Bool {
    guard let a, let b = reference[key] else { return false }
    return agree(a, b, relative: 1e-6)
  }

  @Test("Ratios, limits and interaction tests are those of R coxph with strata")
  func arms() throws {
    let s = try subgroups(["id", "arm", "grade", "burden_percent", "months", "event"])
    // The first arm in alphabetical order is the reference, so the ratio is of IV against IA: R's turned round.
    #expect(s.contrast == "arm IV against IA")
    let keys = [
      "WHO grade": ("grade", ["1", "2", "3"]),
      "liver burden": ("band", ["below25", "to50", "to75", "above75"]),
    ]
    #expect(s.divisions.map(\.name) == ["WHO grade", "liver burden"])
    for division in s.divisions {
      let (by, groups) = try #require(keys[division.name])
      for (row, group) in zip(division.rows, groups) {
        let stem = "subgroup.\(by).\(group)."
        #expect(same(row.hazardRatio.map { 1 / $0 }, stem + "hr"), "\(stem)")
        #expect(same(row.interval.map { 1 / $0.upper }, stem + "lower"), "\(stem)")
        #expect(same(row.interval.map { 1 / $0.lower }, stem + "upper"), "\(stem)")
      }
      #expect(same(division.test?.statistic, "interaction.\(by).chisq"))
      #expect(same(division.test?.p, "interaction.\(by).p"))
      #expect(division.test?.degreesOfFreedom == groups.count - 1)
      #expect(division.rows.reduce(0) { $0 + $1.patients } == rows.count)
      #expect(division.rows.reduce(0) { $0 + $1.events } == s.overall?.events)
    }
  }

  @Test("Without two treatments each group is held against the first")
  func oneArm() throws {
    let s = try subgroups(["id", "grade", "months", "event"])
    let grade = s.divisions[0]
    #expect(s.contrast == nil && s.overall == nil && grade.rows[0].isReference)
    #expect(same(grade.rows[1].hazardRatio, "against.grade.2.hr"))
    #expect(same(grade.rows[2].hazardRatio, "against.grade.3.hr"))
    #expect(same(grade.test?.statistic, "against.grade.chisq"))
  }

  @Test("A subgroup without events has no ratio, and the others are still compared")
  func noEvents() throws {
    let lines = (0..<60).map { n in
      let grade = n % 3 + 1
      return "P\(n),\(n % 2 == 0 ? "A" : "B"),\(grade),\(n + 1),\(grade == 1 ? 0 : n % 5 == 0 ? 0 : 1)"
    }
    let table = CohortTests.table("patients", "patient,arm,who_grade,os_months,os_event", lines)
    let cohort = try CohortReader.read([table], name: "few", wide: true).cohort
    let division = try #require(CohortAnalysis(cohort).endpoints[0].subgroups?.divisions.first)
    #expect(division.rows[0].hazardRatio == nil && division.rows[0].events == 0)
    #expect(division.test?.degreesOfFreedom == 1)
  }

  @Test(
    "Patients of two kinds of therapy are compared where there are no arms; those who had both are in neither"
  )
  func therapies() throws {
    let patients = CohortTests.table(
      "patients", "patient,who_grade", (0..<40).map { "P\($0),\($0 % 2 + 1)" })
    let courses = CohortTests.table(
      "courses", "patient,therapy", (0..<40).map { "P\($0),\($0 % 4 < 2 ? "PRRT" : "TARE")" } + ["P0,TARE"])
    let survival = CohortTests.table(
      "survival", "patient,endpoint,months,event",
      (0..<40).map { "P\($0),OS,\($0 + 1),\($0 % 3 == 0 ? 0 : 1)" })
    let cohort = try CohortReader.read([patients, courses, survival], name: "therapies").cohort
    let s = try #require(CohortAnalysis(cohort).endpoints[0].subgroups)
    #expect(s.contrast == "therapy TARE against PRRT")
    #expect(s.overall?.patients == 39)
  }
}
