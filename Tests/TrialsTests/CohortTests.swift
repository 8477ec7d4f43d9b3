import Diagnostics
import Fixtures
import Foundation
@testable import Statistics
import Testing
@testable import Trials

@Suite("Cohorts")
struct CohortTests {
  static func table(_ name: String, _ header: String, _ rows: [String]) -> TextTable {
    let split = { (line: String) in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return TextTable(name: name, place: name + ".csv", header: split(header), rows: rows.map(split))
  }

  static func sample() throws -> Cohort {
    try CohortReader.read(Fixtures.repository.appending(path: "Samples/cohort").path).cohort
  }

  @Test("The sample: its flow adds up, and its truth lies within the limits of the estimates")
  func sample() throws {
    let analysis = CohortAnalysis(try Self.sample())
    #expect(analysis.flow.trunk[0].count == 120 && analysis.patientCount == 114)
    let left = analysis.flow.trunk[1].leaving.reduce(0) { $0 + $1.count }
    #expect(analysis.flow.trunk[0].count - left == analysis.flow.trunk[1].count)
    #expect(analysis.flow.branches.reduce(0) { $0 + $1[1].count } == analysis.patientCount)
    // make-cohort.py: D50 130 and 62 Gy; log hazard ratios 0.45 per grade and 0.014 per percent of burden.
    #expect(analysis.doses[0].d50!.interval(0.99).contains(130))
    #expect(analysis.doses[1].d50!.interval(0.99).contains(62))
    let model = try #require(analysis.endpoints[0].model)
    let truth = ["WHO grade, per step": exp(0.45), "liver burden, per percent": exp(0.014)]
    for (label, ratio) in truth {
      let row = try #require(model.rows.first { $0.label == label })
      let wide = ConfidenceInterval(
        estimate: log(row.hazardRatio), standardError: log(row.interval.upper / row.interval.lower) / 3.92,
        level: 0.999)
      #expect(wide.contains(log(ratio)))
    }
  }

  @Test("Numbers at risk, events and losses account for every patient at every tick")
  func conservation() throws {
    for endpoint in CohortAnalysis(try Self.sample()).endpoints {
      for curve in (endpoint.overall.map { [$0] } ?? []) + endpoint.groups.flatMap(\.curves) {
        for n in endpoint.ticks.indices.dropLast() {
          let seen = curve.shape.atRisk[n] + curve.shape.events[n] + curve.shape.lost[n]
          // Deaths at the tick itself are both at risk and seen.
          #expect(seen >= curve.patients && seen <= curve.patients + curve.shape.events[n])
        }
      }
    }
  }

  @Test("A condition present before cannot come up: it leaves the denominator")
  func denominators() throws {
    let patients = Self.table("patients", "patient", (1...5).map { "P\($0)" })
    let rows = ["P1,ALT,0,2", "P2,ALT,2,3", "P3,ALT,1,1", "P4,ALT,,2", "P5,ALT,0,"]
    let toxicity = Self.table("toxicity", "patient,term,baseline_grade,worst_grade", rows)
    let summary = CohortAnalysis(try CohortReader.read([patients, toxicity], name: "t").cohort).toxicity[0]
    #expect(summary.newGrade2.count == 1 && summary.newGrade2.total == 2)
    #expect(summary.newGrade3.count == 1 && summary.newGrade3.total == 3)
    #expect(summary.graded == 4 && summary.notGradable == 1)
    #expect(summary.worst == [0, 1, 2, 1, 0, 0])
  }

  @Test("Patients who could not be judged stay in the denominator of response")
  func notEvaluable() throws {
    let patients = Self.table("patients", "patient", (1...4).map { "P\($0)" })
    let rows = ["P1,RECIST 1.1,PR,yes", "P2,RECIST 1.1,NE,", "P3,RECIST 1.1,SD,", "P4,RECIST 1.1,CR,no"]
    let responses = Self.table("responses", "patient,criterion,best_response,confirmed", rows)
    let summary = CohortAnalysis(try CohortReader.read([patients, responses], name: "r").cohort).responses[0]
    #expect(summary.objective.count == 2 && summary.objective.total == 4)
    #expect(summary.confirmed?.count == 1)
    #expect(summary.control.count == 3)
  }

  @Test("Where events compete no Kaplan–Meier curve is printed, but cumulative incidence")
  func competing() throws {
    let patients = Self.table("patients", "patient", (1...4).map { "P\($0)" })
    let rows = ["P1,progression,3,1", "P2,progression,4,2", "P3,progression,5,0", "P4,progression,6,1"]
    let survival = Self.table("survival", "patient,endpoint,months,event", rows)
    let endpoint = CohortAnalysis(try CohortReader.read([patients, survival], name: "c").cohort).endpoints[0]
    #expect(endpoint.overall == nil && endpoint.model == nil)
    #expect(endpoint.incidence.map(\.events) == [2, 1])
    #expect(agree(endpoint.incidence[0].steps.last!.survival, 0.75))
  }

  @Test("The sample's wide form gives the same survival as its tables")
  func wide() throws {
    let cohort = try Self.sample()
    let follow = Dictionary(
      uniqueKeysWithValues: cohort.followUps.filter { $0.endpoint == "OS" }.map { ($0.patient, $0) })
    let rows = cohort.patients.enumerated().map { n, p in
      let f = follow[n]
      return
        "\(p.id),\(p.arm ?? ""),\(f.map { "\($0.months)" } ?? ""),\(f.map { "\($0.end.rawValue)" } ?? ""),\(p.excluded ?? ""),\(p.untreated ?? "")"
    }
    let table = Self.table(
      "patients", "patient,arm,os_months,os_event,excluded_reason,untreated_reason", rows)
    let other = CohortAnalysis(try CohortReader.read([table], name: "wide", wide: true).cohort)
    let same = CohortAnalysis(cohort)
    #expect(other.endpoints[0].overall!.median == same.endpoints[0].overall!.median)
    #expect(other.endpoints[0].groups[0].test == same.endpoints[0].groups[0].test)
  }

  @Test(
    "All faults of all tables are told at once, with row and column, and without the text that stands there")
  func faults() throws {
    let patients = Self.table(
      "patients", "patient,who_grade,burden_percent,sex",
      ["P1,4,20,F", "P1,2,120,M", ",2,20,F", "P3,two,20,X"])
    let survival = Self.table(
      "survival", "patient,endpoint,months,event", ["P1,OS,-3,1", "SECRET,OS,3,1", "P1,OS,,1", "P3,OS,3,7"])
    do {
      _ = try CohortReader.read([patients, survival], name: "bad")
      Issue.record("bad tables were read")
    } catch let problems as Problems {
      let places = problems.all.map(\.location)
      for place in [
        "patients.csv: row 2, column who_grade", "patients.csv: row 3, column burden_percent",
        "patients.csv: row 3, column patient", "patients.csv: row 4, column patient",
        "patients.csv: row 5, column who_grade", "patients.csv: row 5, column sex",
        "survival.csv: row 2, column months", "survival.csv: row 3, column patient",
        "survival.csv: row 4, column months", "survival.csv: row 5, column event",
      ] { #expect(places.contains(place), "\(place)") }
      #expect(!problems.description.contains("SECRET") && !problems.description.contains("two"))
    }
  }

  @Test("Missing columns and folders are named")
  func missing() {
    let survival = Self.table("survival", "patient,months", ["P1,3"])
    let patients = Self.table("patients", "patient", ["P1"])
    #expect(throws: Problems.self) { try CohortReader.read([patients, survival], name: "x") }
    #expect(throws: Problem.self) { try CohortReader.read("/nowhere/at/all") }
  }

  @Test("One patient, no events, equal doses: notes instead of numbers, never a crash")
  func degenerate() throws {
    let patients = Self.table("patients", "patient,who_grade,age_years", ["P1,1,50"])
    let survival = Self.table("survival", "patient,endpoint,months,event", ["P1,OS,0,0"])
    let doses = Self.table("doses", "patient,region,dose_gy,outcome", ["P1,tumour,100,yes"])
    let analysis = CohortAnalysis(try CohortReader.read([patients, survival, doses], name: "one").cohort)
    #expect(analysis.endpoints[0].model == nil && !analysis.endpoints[0].notes.isEmpty)
    #expect(analysis.doses[0].d50 == nil && analysis.doses[0].roc == nil && !analysis.doses[0].notes.isEmpty)
  }

  @Test(
    "Bands of burden have exact limits",
    arguments: [
      (24.9, BurdenBand.below25), (25, .to50), (50, .to50), (50.1, .to75), (75, .to75), (75.1, .above75),
    ])
  func bands(percent: Double, band: BurdenBand) { #expect(BurdenBand(percent: percent) == band) }

  @Test("Every column that the reader knows stands in the printed dictionary")
  func dictionary() {
    let lines = CohortDictionary.standard.csv.split(separator: "\n")
    #expect(lines.count == 1 + CohortDictionary.standard.tables.reduce(0) { $0 + $1.columns.count })
    #expect(lines.contains { $0.hasPrefix("doses,dose_gy,number,Gy,yes,0…5000,") })
  }
}
