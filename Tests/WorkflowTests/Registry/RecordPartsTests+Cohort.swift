import Criteria
import Diagnostics
import Files
import Fixtures
import Foundation
import Quantities
import Stages
import Testing
import Trials

@testable import Checks
@testable import Documents
@testable import Records
@testable import Registry
@testable import Studies
@testable import Workflow
/// What a cohort takes from the record and from flat tables.
extension RecordPartsTests {
  @Test("Ki-67, differentiation, drugs that went with the therapy, miliary disease: factors of the cohort")
  func factors() throws {
    try registry.change(by: author) { change in
      for n in 1...4 {
        try change.update(
          "patients", "P\(n)",
          [
            "ki67_percent": .real(Double(n)),
            "differentiation": n < 4 ? "well differentiated" : "poorly differentiated",
          ])
      }
    }
    // An octreotide that nobody ended is known, and no combination; capecitabine went with the second cycle.
    try add(
      "courses",
      [
        ["patient": "P1", "kind": "drug", "product": "octreotide", "started": "2020-01-01"],
        [
          "patient": "P2", "kind": "drug", "product": "capecitabine", "started": "2024-02-01",
          "ended": "2025-02-01",
        ],
        [
          "patient": "P2", "kind": "drug", "product": "sunitinib", "started": "2023-02-01",
          "ended": "2024-02-01",
        ],
      ])
    try add(
      "drugs", [["patient": "P3", "name": "everolimus", "kind": "antitumour", "started": "2025-03-01"]])
    try add(
      "findings",
      [
        ["patient": "P1", "found": "2025-01-02", "term": "miliary metastases", "present": 1],
        ["patient": "P2", "found": "2025-01-02", "term": "miliary disease", "present": 0],
        ["patient": "P3", "found": "2025-05-02", "term": "miliary disease", "present": 1],
        ["patient": "P4", "found": "2025-01-05", "term": "Ascites", "present": 1, "grade": 2],
      ])
    let cohort = try RegistryCohort(place)
    let table = try #require(try cohort.tables.first { $0.name == "patients" })
    func column(_ name: String) throws -> [String] {
      let n = try #require(table.header.firstIndex(of: name), "\(name)")
      return table.rows.map { $0[n] }
    }
    #expect(try column("ki67_percent") == ["1.0", "2.0", "3.0", "4.0"])
    #expect(try column("combined_with") == ["none", "capecitabine", "everolimus", ""])
    #expect(try column("miliary") == ["yes", "no", "", ""])
    let analysis = CohortAnalysis(try CohortReader.read(cohort.tables, name: "x").cohort)
    let combined = analysis.baseline.categories.filter { $0.section == "Combined with" }
    #expect(combined.map(\.item).sorted() == ["capecitabine", "everolimus", "none", "none or unknown"])
    // A finding with a grade counts as an event of its day.
    let ascites = try #require(analysis.toxicity.first { $0.term == "Ascites" })
    #expect(ascites.before == [3, 0, 1, 0, 0, 0] && ascites.abnormalBaseline.count == 1)
  }

  @Test("Response and survival by combination, of those of whom drugs are known")
  func combinations() throws {
    var rows: [Row] = []
    for (n, result) in [(1, "PR"), (2, "SD"), (3, "SD")] {
      rows.append([
        "patient": .text("P\(n)"), "course": .text("C\(n)"), "assessed": "2025-06-01",
        "criterion": "RECIST 1.1",
        "result": .text(result), "scope": "overall",
      ])
    }
    try add("responses", rows)
    try add(
      "drugs",
      [
        ["patient": "P1", "name": "everolimus", "kind": "antitumour", "started": "2024-12-01"],
        ["patient": "P2", "name": "paracetamol", "kind": "potentially hepatotoxic", "started": "2024-12-01"],
        ["patient": "P3", "name": "statin", "kind": "other", "started": "2024-12-01"],
      ])
    let cohort = try CohortReader.read(try RegistryCohort(place).tables, name: "x").cohort
    let groups = CohortAnalysis(cohort).responseGroups.filter { $0.division == "combination" }
    #expect(groups.map(\.group) == ["alone", "with drugs"])
    #expect(groups.map(\.objective.count) == [0, 1] && groups.map(\.objective.total) == [2, 1])
  }

  @Test("Performance status and diaries of the table of scores count as measurements of that name do")
  func scores() throws {
    try add(
      "scores",
      [
        ["patient": "P1", "scored": "2025-01-05", "scale": "ECOG", "value": 0.0],
        ["patient": "P1", "scored": "2025-05-05", "scale": "ECOG", "value": 2.0],
        ["patient": "P1", "scored": "2025-01-05", "scale": "flushes per day", "value": 6.0],
        ["patient": "P1", "scored": "2025-05-05", "scale": "flushes per day", "value": 0.0],
      ])
    let cohort = try RegistryCohort(place)
    let performance = try #require(try cohort.performance)
    #expect(performance.declined == 1 && performance.evaluable == 1 && performance.shift[0][2] == 1)
    let flushes = try #require(try cohort.symptoms?.controls.first { $0.quantity == "flushes" })
    #expect(flushes.outcomes == ["resolved": 1])
  }

  @Test("Names of columns, codes of missing values and decimal commas of flat cohort tables")
  func flatTables() throws {
    let file = folder.appending(path: "cohort.csv")
    try writeText(
      "Patient;Alter;OS;Tot;burden_percent\nA;61,5;12,5;1;-99\nB;50;8;0;40\n", to: file)
    let map = folder.appending(path: "names.json5")
    try writeText(
      "{ Alter: \"age_years\", OS: \"os_months\", Tot: \"os_event\", missing: [\"-99\"] }", to: map)
    var request = CohortTask.Request(source: file.path, folder: folder.appending(path: "out"))
    (request.columns, request.decimalComma) = (map.path, true)
    let text = try CohortTask.run(request) { _, _ in }.json
    let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(json["patients"] as? Int == 2 && text.contains("55.75"))
    #expect((json["input"] as? [String: Any])?["rows"] as? [String: Int] == ["patients": 2])
    request.columns = nil
    #expect(throws: Problems.self) { try CohortTask.run(request) { _, _ in } }
    // A misspelt column is told with the one that it nearly is; a factor of one's own is not.
    let plain = folder.appending(path: "plain.csv")
    try writeText("patient,age_yeras,ki_index,os_months,os_event\nA,61,2,12,1\nB,50,3,8,0\n", to: plain)
    let told = try CohortTask.run(
      CohortTask.Request(source: plain.path, folder: folder.appending(path: "plain"))
    ) { _, _ in }
    #expect(told.review.contains { $0.contains("“age_yeras”") && $0.contains("“age_years”") })
    #expect(told.review.allSatisfy { !$0.contains("ki_index") })
    try writeText("{ Allter: \"age_years\" }", to: map)
    request.columns = map.path
    #expect(throws: Problems.self) { try CohortTask.run(request) { _, _ in } }
  }
}
