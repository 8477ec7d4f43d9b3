import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Documents
@testable import Studies
@testable import Workflow

@Suite struct ResponseCommandTests {
  private static let header =
    "patient,lesion,date,visit,reader,organ,kind,role,state,long_mm,short_mm,slice_mm,enhancing_mm,hu,suvmax,suvmean,sulpeak,volume_ml,tracer"

  private func run(
    _ rows: [String], patients: String? = nil, header: String = header,
    change: (inout ResponseJob) -> Void = { _ in }
  ) throws -> (outcome: Outcome, visits: [[String: String]], best: [[String: String]]) {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "lesions.csv")
    try ([header] + rows).joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    var job = ResponseJob(lesions: file.path)
    if let patients {
      let table = folder.appending(path: "patients.csv")
      try ("patient,cycles\n" + patients).write(to: table, atomically: true, encoding: .utf8)
      job.patients = table.path
    }
    job.output = folder.appending(path: "out")
    change(&job)
    let outcome = try TumourResponse.run(job)
    return (
      outcome, try Fixtures.table(job.output!.appending(path: "visits.csv")),
      try Fixtures.table(job.output!.appending(path: "best.csv"))
    )
  }

  /// `long`, `short`, `enhancing`, `hu`, `suvmax`, `suvmean`, `sulpeak`, `volume`
  private func row(
    _ lesion: String, _ date: String, _ values: String, role: String = "", state: String = "",
    kind: String = "solid", organ: String = "liver"
  ) -> String {
    let v =
      values.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      + Array(repeating: "", count: 8)
    return
      "P1,\(lesion),\(date),,,\(organ),\(kind),\(role),\(state),\(v[0]),\(v[1]),2.5,\(v[2]),\(v[3]),\(v[4]),\(v[5]),\(v[6]),\(v[7]),FDG"
  }

  private func outcomes(_ visits: [[String: String]], _ day: String) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: visits.filter { $0["day"] == day }.map { ($0["criterion"]!, $0["response"]!) })
  }

  /// The same lesions: stable by size, answered by enhancement, density and uptake.
  @Test func criteriaStandSideBySide() throws {
    let result = try run(
      [
        row("A", "2026-01-01", "50 40 48 100 12 8 7.5 40"),
        row("B", "2026-01-01", "30 20 30 100 10 7 6.5 12"),
        row("A", "2026-04-01", "44 36 24 80 6 4 3.5 30"), row("B", "2026-04-01", "27 18 14 82 5 3.5 3 9"),
      ], patients: "P1,2026-01-10 2026-03-01")
    let april = outcomes(result.visits, "90")
    #expect(
      april == [
        "RECIST 1.1": "SD", "mRECIST": "PR", "WHO 1979": "SD", "Choi": "PR", "EORTC 1999": "PMR",
        "PERCIST 1.0": "PMR",
      ])
    let disagreement = result.best.first?["criteria_disagree"] ?? ""
    #expect(disagreement.contains("RECIST 1.1 SD") && disagreement.contains("mRECIST PR"))
    #expect(result.outcome.text.contains("Criteria disagree"))
  }

  @Test func newLesionsNadirAndConfirmation() throws {
    let rows = [
      row("A", "2026-01-01", "50 40"), row("A", "2026-03-01", "30 24"), row("A", "2026-04-10", "29 24"),
      row("A", "2026-06-01", "36 30"), row("A", "2026-08-01", "30 24"),
      row("X", "2026-08-01", "12 9", role: "new", organ: "bone"),
    ]
    let result = try run(rows) { $0.confirmation = true }
    #expect(
      result.visits.filter { $0["criterion"] == "RECIST 1.1" }.map { $0["response"] } == [
        "PR", "PR", "PD", "PD",
      ])
    #expect(outcomes(result.visits, "151")["RECIST 1.1"] == "PD", "36 is 24 % and 7 mm above the nadir of 29")
    #expect(
      outcomes(result.visits, "212")["WHO 1979"] == "PD" && outcomes(result.visits, "212")["Choi"] == "PD")
    #expect(result.best.first?["RECIST 1.1"] == "PR" && result.best.first?["confirmed"] == "yes")
    let late = try run(rows) {
      $0.confirmation = true
      $0.confirmationDays = 60
    }
    #expect(late.best.first?["RECIST 1.1"] == "SD" && late.best.first?["confirmed"] == "no")
  }

  @Test func oneLesionMayProveProgressionByWHO() throws {
    let result = try run([
      row("A", "2026-01-01", "60 50"), row("B", "2026-01-01", "20 20"), row("A", "2026-04-01", "58 50"),
      row("B", "2026-04-01", "25 20"),
    ])
    #expect(outcomes(result.visits, "90")["WHO 1979"] == "PD")
    #expect(result.visits.contains { $0["clause"]?.contains("B alone grew") ?? false })
    #expect(outcomes(result.visits, "90")["RECIST 1.1"] == "SD")
  }

  /// Nothing is judged from what was not measured.
  @Test func missingMeasuresLeaveCriteriaOpen() throws {
    let result = try run([row("A", "2026-01-01", "50"), row("A", "2026-04-01", "49")])
    let april = outcomes(result.visits, "90")
    #expect(
      april == [
        "RECIST 1.1": "SD", "mRECIST": "", "WHO 1979": "", "Choi": "", "EORTC 1999": "", "PERCIST 1.0": "",
      ])
    let missing = Dictionary(uniqueKeysWithValues: result.visits.map { ($0["criterion"]!, $0["missing"]!) })
    #expect(
      missing["WHO 1979"] == "both diameters of each target"
        && missing["PERCIST 1.0"] == "SULpeak of the hottest lesion")
  }

  /// 1.5 × 4 + 2 × 0.5 = 7: a hottest lesion of 7.5 can be followed, with 1.5 × 4.5 + 1 = 7.75 it cannot.
  @Test(arguments: [("4,0.5", "PMR"), ("4.5,0.5", "")])
  func percistNeedsAMeasurableLesion(background: String, response: String) throws {
    let rows = [
      row("A", "2026-01-01", "50 40 48 100 12 8 7.5 40") + "," + background,
      row("A", "2026-04-01", "44 36 24 80 6 4 3.5 30") + ",,",
    ]
    let result = try run(rows, header: Self.header + ",liver_sul_mean,liver_sul_sd")
    #expect(outcomes(result.visits, "90")["PERCIST 1.0"] == response)
  }

  @Test func otherTracersAreNotCompared() throws {
    let base = row("A", "2026-01-01", "50 40 48 100 12 8 7.5 40").replacing("FDG", with: "DOTANOC")
    let later = row("A", "2026-04-01", "49 40 24 80 6 4 3.5 30").replacing("FDG", with: "DOTATATE")
    let april = outcomes(try run([base, later], patients: "P1,2026-01-10").visits, "90")
    #expect(april["EORTC 1999"] == "" && april["PERCIST 1.0"] == "" && april["mRECIST"] == "PR")
  }

  @Test func chosenTargetsAreChecked() throws {
    let lesions = (1...3).map { row("L\($0)", "2026-01-01", "2\($0) 20", role: "target") }
    let faulty =
      lesions + [
        row("N", "2026-01-01", "20 12", role: "target", kind: "node", organ: "node"),
        row("L1", "2026-04-01", "21 20"),
      ]
    let result = try run(faulty)
    #expect(result.outcome.review.count == 2)
    #expect(result.outcome.review.contains { $0.contains("3 targets in liver, 2 are allowed") })
    #expect(result.outcome.review.contains { $0.contains("N is a target and not measurable") })
  }

  @Test(arguments: [
    ("P1,A,2026-01-01,,,liver,solid,,,50,60,,,,,,,,", "short_mm"),
    ("P1,A,2026-01-01,,,liver,solid,,,5O,,,,,,,,,", "long_mm"),
    ("P1,A,01.01.2026,,,liver,solid,,,50,,,,,,,,,", "date"),
    ("P1,A,2026-01-01,,,liver,soild,,,50,,,,,,,,,", "kind"),
    ("P1,A,2026-01-01,,,liver,solid,,gone,50,,,,,,,,,", "state"),
    ("P1,A,2026-01-01,,,liver,solid,,,900,,,,,,,,,", "long_mm"),
    ("P1,A,2026-01-01,,,liver,solid,,absent,50,,,,,,,,,", "state"),
    ("P1,,2026-01-01,,,liver,solid,,,50,,,,,,,,,", "lesion"),
    ("P1,A,2026-01-01,,,liver,solid,,,50,,,,,3,4,,,", "suvmean"),
    ("P1,A,2026-01-01,,,liver,solid,,,50,,,51,,,,,,", "enhancing_mm"),
  ])
  func everyFaultHasItsPlace(_ bad: String, _ column: String) throws {
    let good = row("B", "2026-01-01", "40 30")
    let problems = try #require(throws: Problems.self) { try run([good, bad]) }.all
    #expect(problems.map(\.location) == ["lesions.csv: row 3, column \(column)"])
  }

  @Test func contradictionsBetweenRowsAreFound() throws {
    let twice = [row("A", "2026-01-01", "50 40"), row("A", "2026-01-01", "51 40")]
    #expect(throws: Problems.self) { try run(twice) }
    let visits = ["2026-01-01", "2026-02-01"].map {
      row("A", $0, "50 40").replacing("\($0),,", with: "\($0),baseline,")
    }
    let problems = try #require(throws: Problems.self) { try run(visits) }.all
    #expect(problems.map(\.what) == ["A is there twice at one visit"])
    let organs = [row("A", "2026-01-01", "50 40"), row("A", "2026-02-01", "50 40", organ: "lung")]
    #expect(throws: Problems.self) { try run(organs) }
    // Of two statements neither counts, whichever comes first; the other lesions of the visit do.
    for rows in [twice, twice.reversed()] {
      let alone = try run(rows) { $0.keepGoing = true }
      #expect(!alone.outcome.review.isEmpty && alone.best.isEmpty)
      let going = try run(rows + [row("B", "2026-01-01", "40 30")]) { $0.keepGoing = true }
      #expect(!going.outcome.review.isEmpty && going.best.count == 1)
    }
  }

  @Test func readersAreKeptApart() throws {
    let base = ["R1", "R2", "R3"].map {
      row("A", "2026-01-01", "50 40").replacing(",,,liver", with: ",,\($0),liver")
    }
    let later = [("R1", "30"), ("R2", "33"), ("R3", "40")].map { reader, size in
      row("A", "2026-04-01", "\(size) 20").replacing(",,,liver", with: ",,\(reader),liver")
    }
    let result = try run(base + later)
    #expect(result.best.map { $0["RECIST 1.1"] } == ["PR", "PR", "SD"])
    #expect(result.outcome.review.isEmpty, "two of three agree")
    #expect(throws: Problem.self) { try run(base + later) { $0.reader = "R9" } }
  }

  @Test func theSampleHasItsFigures() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let samples = ToxicityCommandTests.samples
    var job = ResponseJob(lesions: samples.appending(path: "lesions.csv").path)
    job.patients = samples.appending(path: "patients.csv").path
    job.output = folder
    _ = try TumourResponse.run(job)
    for name in ["waterfall.svg", "spider.svg", "swimmer.svg", "response.html", "response.json"] {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      #expect(text.count > 3000, "\(name)")
    }
    let page = try String(contentsOf: folder.appending(path: "response.html"), encoding: .utf8)
    #expect(page.contains("Research use only"))
  }
}
