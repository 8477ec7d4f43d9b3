import Diagnostics
import Fixtures
import Foundation
@testable import Registry
import Testing

@testable import Records
@testable import Studies

@Suite("Cohort reports")
struct CohortTaskTests {
  @Test("The sample becomes a page, a paper and a CSV of each table; equal tables give equal numbers")
  func sample() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = Fixtures.repository.appending(path: "Samples/cohort").path
    let outcome = try CohortTask.run(.init(source: source, folder: folder)) { _, _ in }
    let page = try String(contentsOf: folder.appending(path: "report.html"), encoding: .utf8)
    for words in [
      "Flow of patients", "New grade ≥ 2", "OS by WHO grade", "hazard ratios of the Cox model", "191.3 Gy",
      "59.1 Gy", "Area under the ROC curve", "log-rank", "At risk (events, censored)", "Cumulative incidence",
      "Research use only",
    ] { #expect(page.contains(words), "\(words)") }
    #expect(!page.contains("nan") && !page.contains("NaN"))
    #expect(try Data(contentsOf: folder.appending(path: "report.pdf")).starts(with: Data("%PDF".utf8)))
    let csv = try Fixtures.table(folder.appending(path: "tables/survival-os.csv"))
    #expect(csv[0]["Patients"] == "114" && csv[0]["Events"] == "46")
    #expect(csv[0].number("Median [months]") == 50)
    #expect(page.contains("clustered by patient (sandwich)") && page.contains("resamples of patients"))
    #expect(page.contains("OS by subgroup"))
    let doses = try Fixtures.table(folder.appending(path: "tables/dose-tumour.csv"))
    #expect(doses[0]["What the limits are"]?.contains("sandwich") == true)
    #expect(outcome.json.contains("\"hepatica\" : 1"))
  }

  @Test(
    "On a full disk a report is not there at all, and a former one stays as it was",
    .enabled(if: SmallDisk.here, "mounting a small file system needs root"))
  func fullDisk() throws {
    let disk = try SmallDisk(kilobytes: 4096)
    let folder = disk.folder.appending(path: "report")
    let source = Fixtures.repository.appending(path: "Samples/cohort").path
    let run = { _ = try CohortTask.run(.init(source: source, folder: folder)) { _, _ in } }
    for space in [0, 64 * 1024, 512 * 1024] {
      disk.fill(leaving: space)
      let error = #expect(throws: Problem.self) { try run() }
      #expect(error?.kind == .inputOutput)
      #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
    disk.free()
    try run()
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    let page = try Data(contentsOf: folder.appending(path: "report.html"))
    disk.fill(leaving: 64 * 1024)
    #expect(throws: Problem.self) { try run() }
    #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() == files)
    #expect(try Data(contentsOf: folder.appending(path: "report.html")) == page)
  }

  @Test("Names that were asked for and are not there are told with those that are")
  func unknownNames() throws {
    var request = CohortTask.Request(
      source: Fixtures.repository.appending(path: "Samples/cohort").path,
      folder: URL(filePath: "/nowhere"))
    request.take(covariates: "age_years,height")
    request.take(endpoints: "OS,XYZ")
    let error = #expect(throws: Problems.self) { try CohortTask.run(request) { _, _ in } }
    #expect(error?.all.count == 2)
    #expect(throws: Problem.self) { try request.take(landmarks: "12,x") }
    #expect(throws: Problem.self) { try request.take(level: 100) }
  }

  @Test("A registry gives the cohort that its rows hold")
  func registry() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "r.sqlite")
    let registry = try Registry.create(.file(file), anchors: folder)
    try registry.change(by: Author(who: "test", why: "cohort")) { r in
      try r.insert(["id": "S1", "name": "north"], into: "sites")
      for n in 1...3 {
        try r.insert(
          [
            "id": "P\(n)", "site": "S1", "sex": "female", "birth_year": 1960, "grade": 2,
            "last_seen": n == 1 ? "2025-07-01" : "2026-01-01",
          ],
          into: "patients")
      }
      for n in 1...2 {
        try r.insert(
          ["id": "C\(n)", "patient": "P\(n)", "kind": "TARE", "started": "2025-01-01"], into: "courses")
      }
      try r.insert(["id": "D1", "patient": "P1", "died": "2025-07-02"], into: "deaths")
      try r.insert(
        ["id": "R1", "patient": "P2", "assessed": "2025-04-01", "criterion": "mRECIST", "result": "PR"],
        into: "responses")
      try r.insert(
        [
          "id": "E1", "patient": "P1", "started": "2025-02-01", "term": "Ascites", "grade": 3,
          "attribution": "TARE",
        ],
        into: "adverse_events")
    }
    let tables = Dictionary(
      uniqueKeysWithValues: try RegistryCohort(file.path).tables.map { ($0.name, $0.rows) })
    #expect(RegistryCohort.isRegistry(file.path) && !RegistryCohort.isRegistry("/no/such.csv"))
    #expect(tables["patients"]?.map(\.last) == ["", "", "no course recorded"])
    #expect(tables["responses"] == [["P2", "mRECIST", "PR", "", "no"]])
    #expect(
      tables["toxicity"] == [
        ["P1", "Ascites", "0", "3", "therapy", "event", ""], ["P2", "Ascites", "0", "0", "", "", ""],
      ])
    let overall = try #require(tables["survival"]).filter { $0[1] == "OS" }
    #expect(overall.map(\.last) == ["1", "0"])
    #expect(agree(Double(overall[0][2])!, 182 / 30.4375))
    let outcome = try CohortTask.run(.init(source: file.path, folder: folder.appending(path: "out"))) {
      _, _ in
    }
    #expect(outcome.text.contains("2 treated patients"))
  }

  @Test("A claims table of which something does not hold needs review; one without statements is rejected")
  func claims() throws {
    let file = Fixtures.here.appending(path: "clinical/seed-tables/claims_check.csv")
    let outcome = try ClaimAuditTask.run(file.path)
    #expect(outcome.text.hasPrefix("43 statements recomputed, 8 do not hold"))
    #expect(outcome.review == ["8 statements do not hold"])
    #expect(throws: Problem.self) {
      try ClaimAuditTask.run(Fixtures.here.appending(path: "clinical/statistics/pvalues.csv").path)
    }
  }
}
