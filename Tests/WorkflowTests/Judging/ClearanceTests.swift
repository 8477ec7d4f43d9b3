import Criteria
import Diagnostics
import Files
import Fixtures
import Foundation
import Quantities
import Testing

@testable import Documents
@testable import Records
@testable import Registry
@testable import Studies
@testable import Workflow

/// Clearances that no term grades, the spleen next to late damage, and questions that nobody answered.
@Suite("Clearance, spleen, anticoagulation")
struct ClearanceTests {
  private let folder: URL

  init() throws { folder = try Fixtures.temporaryFolder() }

  private func write(_ text: String, _ name: String) throws -> String {
    let file = folder.appending(path: name)
    try writeText(text, to: file)
    return file.path
  }

  private func job(_ labs: String, patients: String = "patient,cycles\nP1,2024-01-10\nP2,2024-01-10\n") throws
    -> ToxicityJob
  {
    var job = ToxicityJob(
      files: [try write("patient,date,test,value,unit,LLN,ULN\n" + labs, "labs.csv")],
      patients: try write(patients, "patients.csv"))
    job.output = folder.appending(path: UUID().uuidString)
    return job
  }

  private func table(_ job: ToxicityJob, _ name: String) throws -> [[String: String]] {
    try Fixtures.table(job.output!.appending(path: name))
  }

  /// Puranik 2024, Discussion: down by 8 to 10 % at 4 weeks, and back 4 weeks later.
  @Test("A clearance of Tc-99m-DTPA falls, and comes back", arguments: [500, 0])
  func course(fullUpTo: Int) throws {
    let labs = """
      P1,2024-01-05,DTPA GFR,100,mL/min,,
      P1,2024-02-07,DTPA clearance,91,mL/min,,
      P1,2024-03-06,Tc-99m-DTPA GFR,96,mL/min,,
      P1,2024-01-05,EC clearance,400,mL/min,,
      P1,2024-02-07,EC clearance,396,mL/min,,
      P2,2024-02-07,DTPA clearance,50,mL/min,,
      P2,2024-01-05,ALT,20,U/L,,40
      P2,2024-02-07,ALT,30,U/L,,40

      """
    var job = try self.job(labs)
    job.fullUpTo = fullUpTo
    let outcome = try Toxicity.run(job) { _, _ in }
    #expect(!outcome.review.contains { $0.contains("no term of") })
    let rows = try table(job, "clearances.csv")
    #expect(
      rows.map { $0["test"] } == ["Tc-99m-DTPA", "Tc-99m-EC"] && rows.allSatisfy { $0["patient"] == "P1" })
    #expect(rows[0]["change"].flatMap(Double.init).map { agree($0, -9) } == true)
    #expect(rows[0]["recovered_date"] == "2024-03-06" && rows[1]["recovered_date"] == "")
    #expect(outcome.text.contains("1/2"))
    // Per 1.73 m² is another quantity, and its unit is not that of the other.
    let wrong = try self.job("P1,2024-01-05,DTPA clearance,100,mL/min/1.73m2,,\n")
    #expect(throws: Problems.self) { try Toxicity.run(wrong) { _, _ in } }
  }

  @Test(
    "An empty cell of the column of anticoagulation is not no; without the column the page states what is assumed"
  )
  func unanswered() throws {
    let labs = "P1,2024-01-05,INR,2,,,1.2\nP1,2024-02-07,INR,2.6,,,1.2\n"
    func worst(_ patients: String) throws -> (grade: String?, missing: String?, text: String) {
      let job = try self.job(labs, patients: patients)
      let outcome = try Toxicity.run(job) { _, _ in }
      let row = try #require(try table(job, "grades.csv").first { $0["term"] == "INR" })
      let html = try String(contentsOf: job.output!.appending(path: "toxicity.html"), encoding: .utf8)
      #expect(outcome.text.isEmpty == false)
      return (row["worst_grade"], row["missing"], html)
    }
    let none = try worst("patient,cycles\nP1,2024-01-10\n")
    #expect(none.grade == "3" && none.text.contains("INR is graded as without"))
    let no = try worst("patient,cycles,anticoagulation\nP1,2024-01-10,no\n")
    #expect(no.grade == "3" && !no.text.contains("INR is graded as without"))
    #expect(try worst("patient,cycles,anticoagulation\nP1,2024-01-10,yes\n").grade == "1")
    let job = try self.job(labs, patients: "patient,cycles,anticoagulation\nP1,2024-01-10,\n")
    _ = try Toxicity.run(job) { _, _ in }
    let time = try table(job, "timeline.csv").filter { $0["term"] == "INR" }
    #expect(
      time.last?["missing"] == "whether the patient was on anticoagulation" && time.last?["at_least"] == "1")
  }

  @Test("Grades before treatment stand in a table, whatever came after")
  func before() throws {
    let job = try self.job(
      "P1,2024-01-05,ALT,50,U/L,,40\nP1,2024-02-07,ALT,30,U/L,,40\nP2,2024-01-05,ALT,130,U/L,,40\nP2,2024-01-05,ALP,80,U/L,,120\n"
    )
    _ = try Toxicity.run(job) { _, _ in }
    let rows = try table(job, "before.csv")
    #expect(rows.count == 1 && rows[0]["term"] == "ALT" && rows[0]["known"] == "2")
    #expect(rows[0]["grade_1"] == "1" && rows[0]["grade_2"] == "1")
  }

  @Test("A spleen that grew stands next to the signal of late damage, from measurements and from structures")
  func spleen() throws {
    let place = folder.appending(path: "r.sqlite").path
    let registry = try Registry.create(Location(place), anchors: folder).judged()
    try registry.change(by: try Author(who: "t", why: "t")) { change in
      let rows: [(String, Row)] = [
        ("sites", ["id": "S1", "name": "Site"]), ("patients", ["id": "P1", "site": "S1"]),
        ("courses", ["id": "C", "patient": "P1", "kind": "TARE", "started": "2024-01-10"]),
        (
          "administrations",
          [
            "id": "A", "patient": "P1", "course": "C", "cycle": 1, "started": "2024-01-10T09:00",
            "nuclide": "Y-90",
          ]
        ),
        (
          "measurements",
          [
            "id": "M", "patient": "P1", "measured": "2024-01-05", "quantity": "volume", "organ": "spleen",
            "value": 0.2,
            "unit": "L",
          ]
        ),
        ("studies", ["id": "X", "patient": "P1", "started": "2024-09-01T10:00", "modality": "CT"]),
        (
          "structures",
          ["id": "Y", "patient": "P1", "study": "X", "name": "spleen", "role": "spleen", "volume_ml": 330.0]
        ),
        ("findings", ["id": "F0", "patient": "P1", "found": "2024-01-05", "term": "ascites", "present": 0]),
        (
          "findings",
          [
            "id": "F1", "patient": "P1", "found": "2024-09-02", "term": "cirrhosis-like morphology",
            "present": 1,
          ]
        ),
        (
          "findings",
          ["id": "F2", "patient": "P1", "found": "2024-09-02", "term": "ascites", "present": 1, "grade": 2]
        ),
      ]
      for (table, row) in rows { try change.insert(row, into: table) }
    }
    var job = ToxicityJob(files: [], patients: "")
    (job.registry, job.output) = (place, folder.appending(path: "out"))
    job.explain = true
    _ = try Toxicity.run(job) { _, _ in }
    let late = try table(job, "liver.csv").filter { $0["endpoint"]?.contains("late") == true }
    #expect(
      late.count == 1 && late[0]["because"]?.contains("spleen 200 to 330 mL (+65 %)") == true, "\(late)")
  }
}
