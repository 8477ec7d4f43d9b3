import Diagnostics
import Files
import Fixtures
import Foundation
import Testing

@testable import Criteria
@testable import Documents
@testable import Records
@testable import Registry
@testable import Studies
@testable import Workflow

/// A registry may have rows from before a rule: nothing of them vanishes.
@Suite("Rows that today’s rules would not take")
struct RecordFaultTests {
  let folder: URL
  let place: String
  private let author = try! Author(who: "tester", why: "test")

  init() throws {
    folder = try Fixtures.temporaryFolder()
    place = folder.appending(path: "r.sqlite").path
    let registry = try Registry.create(Location(place), anchors: folder)
    // Without the judge: as a program wrote it that did not know the rule.
    try registry.change(by: author) { change in
      try change.insert(["id": "S1", "name": "Site 1"], into: "sites")
      try change.insert(["id": "P01", "site": "S1"], into: "patients")
      try change.insert(
        ["id": "C1", "patient": "P01", "kind": "IV PRRT", "started": "2024-02-01"], into: "courses")
      try change.insert(
        [
          "id": "A1", "patient": "P01", "course": "C1", "cycle": 1, "started": "2024-02-01T09:00:00",
          "nuclide": "Lu-177", "activity_gbq": 7.4,
        ], into: "administrations")
      for (n, row) in Self.values.enumerated() {
        try change.insert(
          [
            "id": .text("L\(n)"), "patient": "P01", "sampled": .text(row.0), "test": "ALT",
            "value": .text(row.1),
            "unit": "U/L", "upper": "40",
          ], into: "laboratory")
      }
    }
  }

  private static let values = [("2024-01-20", "30"), ("2024-02-20", "130")]

  private func add(_ id: String, _ term: String, grade: Int = 2, day: Int = 1) throws {
    let registry = try Registry.open(Location(place), anchors: folder)
    try registry.change(by: author) { change in
      try change.insert(
        [
          "id": .text(id), "patient": "P01", "started": .text("2024-03-\(day < 10 ? "0" : "")\(day)"),
          "term": .text(term),
          "grade": .init(integerLiteral: grade),
        ], into: "adverse_events")
    }
  }

  private func toxicity(_ change: (inout ToxicityJob) -> Void = { _ in }) throws -> Outcome {
    var job = ToxicityJob(files: [], patients: "")
    (job.registry, job.output) = (place, folder.appending(path: UUID().uuidString))
    change(&job)
    return try Toxicity.run(job) { _, _ in }
  }

  @Test(
    "A misspelt term, or a grade that the term does not have, is told on the page, in JSON and by the status")
  func told() throws {
    try add("E1", "ascitis")
    try add("E2", "Nausea", grade: 4)
    var output: URL?
    let outcome = try toxicity { output = $0.output }
    let review = outcome.review.joined(separator: "\n")
    #expect(review.contains("row “E1”") && review.contains("did you mean “ascites”"), "\(review)")
    #expect(review.contains("row “E2”") && review.contains("has no grade 4"), "\(review)")
    let json = try JSON5.parse(outcome.json, document: "json").object()
    let left = try #require(try json["leftOut"]?.array())
    #expect(left.count == 2)
    let page = try String(contentsOf: #require(output).appending(path: "toxicity.html"), encoding: .utf8)
    #expect(page.contains("E1") && page.contains("E2"))
    // The rest is graded all the same.
    #expect(try json["values"]?.integer() == 2)
  }

  @Test("The check of the registry lists the same rows, and the door takes none of them")
  func checked() throws {
    try add("E1", "ascitis")
    let check = try RegistryCheck.run(place, patient: nil, to: nil)
    #expect(check.text.contains("E1") && !check.review.isEmpty)
    let registry = try Registry.open(Location(place), anchors: folder).judged()
    #expect(throws: (any Error).self) {
      try registry.change(by: author) { change in
        try change.insert(
          ["id": "E9", "patient": "P01", "started": "2024-03-01", "term": "ascitis", "grade": 2],
          into: "adverse_events")
      }
    }
  }

  @Test("Every way to write a term is read: title, code, synonym, test, and another one of its class")
  func written() throws {
    let terms = [
      "Nausea", "nausea ", "10028813", "tiredness", "Fatigue", "ALT", "10001551", "ascites", "10003445",
      "Hepatobiliary disorders - Other, specify: biloma", "Thrombocytopenia", "Dysuria",
    ]
    for (n, term) in terms.enumerated() {
      let id = "E\(n)"
      try add(id, term, grade: term == "Dysuria" ? 1 : 2, day: n + 1)
    }
    let record = try ClinicalRecord(place)
    let library = try RuleLibrary()
    for rules in ["CTCAE", "CTCAE-6.0"] {
      let scale = try ToxicityScale(library.rules(rules), measurands: library.rules("measurands"))
      let table = try record.findings(FindingVocabulary(scale))
      #expect(table.problems.isEmpty, "\(rules): \(table.problems)")
      #expect(table.findings["P01"]?.count == terms.count)
      #expect(table.ungraded["Nausea"] == 3 && table.ungraded["Fatigue"] == 2)
      #expect(table.of("P01", "ascites").count == 2 && table.of("P01", "ALT").count == 2)
    }
    #expect(try toxicity().review.isEmpty)
  }

  @Test("A cohort counts a term once, however it was written, and tells what it does not know")
  func cohort() throws {
    for (n, term) in ["Nausea", "nausea", "10028813"].enumerated() {
      try add("E\(n)", term, grade: n + 1, day: n + 1)
    }
    try add("E9", "ascitis")
    let cohort = try RegistryCohort(place)
    let table = try #require(try cohort.tables.first { $0.name == "toxicity" })
    let nausea = table.rows.filter { $0[1].lowercased().contains("nausea") || $0[1] == "10028813" }
    #expect(nausea.count == 1 && nausea.first?[3] == "3", "\(nausea)")
    #expect(cohort.notes.contains { $0.sentence.contains("E9") }, "\(cohort.notes)")
  }
}
