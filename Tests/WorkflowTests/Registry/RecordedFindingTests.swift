import Diagnostics
import Files
import Fixtures
import Foundation
import Quantities
import Testing

@testable import Criteria
@testable import Documents
@testable import Records
@testable import Registry
@testable import Studies
@testable import Workflow

/// Findings, scores, studies and deviations of a registry, and what commands make of them.
@Suite("Findings and scores of a record")
struct RecordedFindingTests {
  let folder: URL
  let registry: Registry
  private let author = try! Author(who: "tester", why: "test")

  init() throws {
    folder = try Fixtures.temporaryFolder()
    registry = try Registry.create(.file(folder.appending(path: "r.sqlite")), anchors: folder).judged()
    try registry.change(by: author) { change in
      try change.insert(["id": "S1", "name": "Site 1"], into: "sites")
      try change.insert(["id": "P01", "site": "S1", "ecog": 1], into: "patients")
      try change.insert(
        ["id": "C1", "patient": "P01", "kind": "TARE", "started": "2024-02-01"], into: "courses")
    }
  }

  private func insert(_ row: Row, _ table: String) throws {
    try registry.change(by: author) { try $0.insert(row, into: table) }
  }

  private func ascites(_ id: String, _ day: String, _ present: Int, grade: Value = .null) throws {
    try insert(
      [
        "id": .text(id), "patient": "P01", "found": .text(day), "term": "ascites",
        "present": .init(integerLiteral: present), "grade": grade, "method": "CT", "reader": "R1",
      ], "findings")
  }

  private func found() throws -> FindingsTable {
    let library = try RuleLibrary()
    let scale = try ToxicityScale(library.rules("CTCAE"), measurands: library.rules("measurands"))
    return try ClinicalRecord(registry, patient: "P01").findings(FindingVocabulary(scale))
  }

  @Test("What was looked for and not found is a statement, and what was not answered is none")
  func absence() throws {
    try ascites("F1", "2024-01-20", 0)
    try ascites("F2", "2024-05-20", 1, grade: 2)
    let all = try found().of("P01", "ascites")
    #expect(all.map(\.present) == [false, true] && all.map(\.grade) == [nil, 2])
    #expect(all.allSatisfy { $0.symptomatic == nil && $0.medical == nil }, "not answered is not no")
  }

  @Test("A finding that is an adverse event too is one; a contradiction of the two is told")
  func events() throws {
    try ascites("F1", "2024-05-20", 1)
    try insert(
      [
        "id": "E1", "patient": "P01", "started": "2024-05-20", "term": "Ascites", "grade": 2,
        "edition": "5.0",
      ], "adverse_events")
    #expect(try found().problems.isEmpty)
    try ascites("F2", "2024-06-20", 0)
    try insert(
      [
        "id": "E2", "patient": "P01", "started": "2024-06-20", "term": "Ascites", "grade": 1,
        "edition": "5.0",
      ], "adverse_events")
    let told = try found().problems.map(\.description).joined()
    #expect(told.contains("findings, row “F2”") && told.contains("was there and that it was not"), "\(told)")
  }

  @Test("Words, grades and scores that cannot be are refused at the door")
  func judged() throws {
    func refused(_ row: Row, _ table: String) -> Bool {
      do { try insert(row, table) } catch { return true }
      return false
    }
    let finding: Row = ["id": "F", "patient": "P01", "found": "2024-05-20", "term": "ascites", "present": 1]
    for (column, value) in [("term", Value.text("ascitis")), ("grade", 0), ("found", "2034-01-01")] {
      var wrong = finding
      wrong[column] = value
      #expect(refused(wrong, "findings"), "\(column)")
    }
    #expect(!refused(finding, "findings"))
    let scores: [(String, Value, Bool)] = [
      ("ECOG", 6, true), ("ECOG", 2, false), ("Karnofsky", 95, true), ("Karnofsky", 90, false),
      ("pain NRS", 11, true), ("pain NRS", 0, false),
    ]
    for (n, (scale, value, isRefused)) in scores.enumerated() {
      let row: Row = [
        "id": .text("S\(n)"), "patient": "P01", "scored": "2024-05-20", "scale": .text(scale),
        "value": .real(value.number ?? -1),
      ]
      #expect(refused(row, "scores") == isRefused, "\(scale) \(value)")
    }
  }

  @Test("Eligibility takes the last performance status up to its day")
  func performance() throws {
    for (id, day, value) in [("a", "2024-03-01", 2.0), ("b", "2024-06-01", 3.0)] {
      try insert(
        [
          "id": .text(id), "patient": "P01", "scored": .text(day), "scale": "ECOG", "value": .real(value),
        ], "scores")
    }
    let record = try ClinicalRecord(registry, patient: "P01")
    for (day, ecog) in [("2024-02-01", "1"), ("2024-04-01", "2"), ("2024-07-01", "3")] {
      let facts = try RecordedFacts(record, on: CalendarDay(iso8601: day)!, days: 30).facts
      #expect(facts.first { $0.key == "ecog" }?.text == ecog, "\(day)")
    }
  }

  @Test("Study, enrolment and deviations are kept, and stand on the page of the patient")
  func study() throws {
    try insert(
      [
        "id": "ST1", "name": "Study 1", "ethics": "EK 12/2024", "registration": "NCT00000000",
        "design": "prospective, one arm", "consent_form": "2.1",
      ], "research_studies")
    try insert(
      [
        "id": "SC1", "patient": "P01", "protocol": "tare 1", "screened": "2024-01-10", "verdict": "eligible",
        "enrolled": 1, "study": "ST1", "consented": "2024-01-11", "consent_form": "2.1", "arm": "A",
      ], "screenings")
    try insert(
      [
        "id": "D1", "patient": "P01", "study": "ST1", "occurred": "2024-02-01",
        "kind": "activity or infusion",
        "description": "infusion took 40 min", "important": 0,
      ], "deviations")
    try ascites("F1", "2024-01-20", 0)
    let page = try PatientContent(ClinicalRecord(registry, patient: "P01")).content
    let text = try page.outcome(to: nil).text
    #expect(
      text.contains("infusion took 40 min") && text.contains("Findings that were looked for"), "\(text)")
  }
}
