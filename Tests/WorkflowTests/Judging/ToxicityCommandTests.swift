import Diagnostics
import Files
import Fixtures
import Foundation
import Parallel
import Testing

@testable import Documents
@testable import Studies
@testable import Workflow

@Suite struct ToxicityCommandTests {
  static let samples = Fixtures.repository.appending(path: "Samples")

  private func job(_ file: String) -> ToxicityJob {
    ToxicityJob(
      files: [Self.samples.appending(path: file).path],
      patients: Self.samples.appending(path: "patients.csv").path)
  }

  private func run(_ job: ToxicityJob) throws -> Outcome { try Toxicity.run(job) { _, _ in } }

  /// Grades by patient and term.
  private func grades(_ job: ToxicityJob) throws -> [String: String] {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var job = job
    job.output = folder
    _ = try run(job)
    let rows = try Fixtures.table(folder.appending(path: "grades.csv"))
    return Dictionary(
      uniqueKeysWithValues: rows.map { row in
        let columns = ["baseline_value", "baseline_grade", "worst_value", "worst_grade", "samples"]
        return ("\(row["patient"]!) \(row["term"]!)", columns.map { row[$0] ?? "?" }.joined(separator: " "))
      })
  }

  @Test func aCohortIsWrittenWhole() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var job = job("labs.csv")
    job.findings = Self.samples.appending(path: "findings.csv").path
    job.output = folder
    let outcome = try run(job)
    #expect(outcome.review.isEmpty)
    let values = try Fixtures.table(Self.samples.appending(path: "labs.csv")).count
    let timeline = try Fixtures.table(folder.appending(path: "timeline.csv"))
    #expect(Set(timeline.compactMap { $0["row"] }).count == values, "no value is lost")
    // Leukocytes and lymphocytes are graded in both directions.
    #expect(try Fixtures.table(folder.appending(path: "grades.csv")).count == 24 * 14)
    let cohort = try Fixtures.table(folder.appending(path: "cohort.csv"))
    for row in cohort where row["grade"] == "0" {
      let counted = ["with_grade", "not_gradable", "without_value"].compactMap { row.number($0) }.reduce(0, +)
      #expect(
        counted == row.number("patients"),
        "\(row["arm"] ?? "") \(row["term"] ?? ""): every patient is counted once")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "problems.csv").path))
  }

  /// The same values as rows, as FHIR observations and as a REDCap export have the same grades.
  @Test func formsOfOneTruthAgree() throws {
    let long = try grades(job("labs.csv"))
    let bundle = try grades(job("observations.json"))
    #expect(Set(bundle.keys) == ["P01 ALT", "P01 TBIL", "P01 PLT"])
    for (key, value) in bundle { #expect(long[key] == value, "\(key)") }
    let wide = try grades(job("labs-wide.csv"))
    #expect(wide.count == 15)
    for (key, value) in wide { #expect(long[key] == value, "\(key)") }
    var redcap = job("redcap.csv")
    redcap.columns = Self.samples.appending(path: "redcap-dictionary.csv").path
    let exported = try grades(redcap)
    #expect(exported.count == 6)
    for (key, value) in exported { #expect(long[key] == value, "\(key)") }
  }

  /// Every fault is told at once with row and column, and nothing but the list is written.
  @Test func faultsStopTheWork() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var job = job("labs-faulty.csv")
    job.output = folder
    let problems = try #require(throws: Problems.self) { try run(job) }.all
    let places = problems.map(\.location)
    for row in [3, 4, 5, 6, 7, 8, 10, 11] {
      #expect(places.contains { $0.contains("row \(row)") }, "row \(row)")
    }
    #expect(problems.count == 8)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["problems.csv"])

    job.keepGoing = true
    let outcome = try run(job)
    #expect(outcome.review.count == 9, "what was left out is said")
    #expect(outcome.json.contains("\"leftOut\""))
    let rows = try Fixtures.table(folder.appending(path: "timeline.csv"))
    #expect(rows.map { $0["row"] } == ["2", "12"], "the rest is graded")
  }

  @Test func forgivenTestsAreLeftOut() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "labs.csv")
    try "patient,date,test,value,unit\nP01,2024-02-09,selenium,1.1,umol/L\n".write(
      to: file, atomically: true, encoding: .utf8)
    var job = job("labs.csv")
    job.files = [file.path]
    #expect(throws: Problems.self) { try run(job) }
    job.ignored = ["selenium"]
    #expect(try run(job).review.isEmpty)
  }

  @Test func editionsAreNotMixed() throws {
    var job = job("labs.csv")
    let five = try run(job)
    job.edition = .six
    let six = try run(job)
    #expect(five.json.contains("v5.0") && !five.json.contains("v6.0"))
    #expect(six.json.contains("v6.0") && !six.json.contains("v5.0"))
  }

  @Test(arguments: [
    ("patient,cycles\nP1,2024-01-01\nP1,2024-02-01\n", "patient"),
    ("patient,cycles\nP1,01.02.2024\n", "cycles"),
    ("patient,cycles,birth\nP1,2024-01-01,2025-01-01\n", "cycles"),
    ("patient,cycles,sex\nP1,2024-01-01,x\n", "sex"),
    ("patient,cycles,end\nP1,2024-01-01,2023-01-01\n", "end"),
    ("patient,cycles,agr\nP1,2024-01-01,2\n", "row 1"),
    ("patient,cycles\nP1,2024-01-01 2024-01-01\n", "cycles"),
  ])
  func tablesOfPatientsAreChecked(_ text: String, _ place: String) throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "patients.csv")
    try text.write(to: file, atomically: true, encoding: .utf8)
    let problems = try PatientTable(file.path).problems
    #expect(problems.count == 1)
    #expect(problems.first?.location.contains(place) ?? false, "\(problems)")
  }

  @Test func sharesHaveExactIntervals() throws {
    let rows = try Fixtures.table(Fixtures.statistics.appending(path: "binomial_ci.csv"))
    #expect(rows.count > 20)
    for row in rows {
      let share = ExactShare(Int(row["x"] ?? "") ?? -1, of: Int(row["n"] ?? "") ?? -1)
      #expect(agree(share.lower! / 100, row.number("clopper_pearson_low")!, relative: 1e-6, absolute: 1e-9))
      #expect(agree(share.upper! / 100, row.number("clopper_pearson_high")!, relative: 1e-6))
    }
    #expect(ExactShare(0, of: 0).text == "0/0")
    #expect(ExactShare(1, of: 15).text == "1/15 (6.7\u{A0}%, 0.17–32\u{A0}%)")
  }

  @Test(arguments: [1, 7, 64, 1000])
  func orderDoesNotDependOnThreads(_ chunk: Int) {
    var seen: [Int] = []
    inOrder(0..<500, chunk: chunk) {
      $0 * 3
    } emit: {
      seen.append($0)
    }
    #expect(seen == (0..<500).map { $0 * 3 })
  }
}

@Suite struct EligibilityCommandTests {
  private func run(_ text: String, _ name: String, _ rules: String, keepGoing: Bool = false) throws -> Outcome
  {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try text.write(to: file, atomically: true, encoding: .utf8)
    var job = EligibilityJob(path: file.path, rules: rules)
    (job.explain, job.keepGoing) = (true, keepGoing)
    return try PatientSelection.run(job)
  }

  private var own: String { ToxicityCommandTests.samples.appending(path: "our-protocol.json5").path }

  @Test func theSampleSaysWhatWouldSettleIt() throws {
    let outcome = try PatientSelection.run(
      EligibilityJob(path: ToxicityCommandTests.samples.appending(path: "patient.json5").path, rules: "tare"))
    #expect(outcome.text.contains("cannot be assessed"))
    #expect(outcome.text.contains("platelets (10^9/L)"))
    #expect(outcome.text.contains("WAIT second lobe 4-6 weeks after the first"))
    #expect(outcome.review.count == 1)
  }

  @Test func tablesConvertUnits() throws {
    let outcome = try run(
      "patient,ecog,platelets [/uL],bilirubin [umol/L]\nA,1,120000,34.208\nB,1,69999,34.3\n", "t.csv", own)
    #expect(outcome.text.contains("A: eligible"))
    #expect(outcome.text.contains("B: not eligible (tbil)"), "34.208 µmol/L is exactly 2 mg/dL")
    #expect(outcome.text.contains("plateletsMinimum = 70 10^9/L, local"))
  }

  @Test func clearanceIsComputedWhereItCanBe() throws {
    let outcome = try run(
      "{ \"creatinine [mg/dL]\": 1.0, age: 60, weight: 72, sex: 'F' }", "p.json5", "tata-ia-prrt")
    #expect(outcome.text.contains("creatinine clearance 68 mL/min computed"))
  }

  @Test(arguments: [
    "{ platelets: 120 }", "{ 'platelets [10^9/L]': 'many' }", "{ plateletts: '120 10^9/L' }",
    "{ 'platelets [g/L]': 1 }",
    "{ highlySelective: 2 }", "{ 'bilirubin [mg/dL]': 400 }", "{ ecog: -1 }",
  ])
  func badFactsAreRefused(_ text: String) throws {
    #expect(throws: Problems.self) { try run(text, "p.json5", "tare") }
    #expect(!(try run(text, "p.json5", "tare", keepGoing: true).review.isEmpty))
  }

  @Test func wrongProtocolsAreRefusedWithTheirLine() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "site.json5")
    let text = try String(contentsOf: URL(filePath: own), encoding: .utf8)
    try text.replacing("platelets < plateletsMinimum", with: "plateletts < plateletsMinimum").write(
      to: file, atomically: true, encoding: .utf8)
    let problems = try #require(throws: Problems.self) { try Protocols.list(file.path) }.all
    let line = try #require(
      text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
        $0.contains("token: \"plt\"")
      })
    #expect(problems.map(\.location) == ["site.json5:\(line + 1)"])
    #expect(throws: Problem.self) { try PatientSelection.run(EligibilityJob(path: own, rules: "RECIST")) }
    #expect(throws: Problem.self) { try Protocols.list("no-such-rules") }
  }
}
