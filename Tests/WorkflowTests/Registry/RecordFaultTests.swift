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

  private func add(_ id: String, _ term: String, grade: Int = 2) throws {
    let registry = try Registry.open(Location(place), anchors: folder)
    try registry.change(by: author) { change in
      try change.insert(
        [
          "id": .text(id), "patient": "P01", "started": "2024-03-01", "term": .text(term),
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
    let outcome = try toxicity()
    let review = outcome.review.joined(separator: "\n")
    #expect(review.contains("row “E1”") && review.contains("did you mean “ascites”"), "\(review)")
    #expect(review.contains("row “E2”") && review.contains("has no grade 4"), "\(review)")
    let json = try JSON5.parse(outcome.json, document: "json").object()
    let left = try #require(try json["leftOut"]?.array())
    #expect(left.count == 2)
    #expect(outcome.text.contains("E1") && outcome.text.contains("E2"))
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
}
