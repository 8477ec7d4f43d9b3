import Criteria
import Diagnostics
import Files
import Fixtures
import Foundation
import Quantities
import Testing

@testable import Documents
@testable import Registry
@testable import Studies
@testable import Workflow

/// What became of toxicities: recovery, composites, new ascites with its imaging, overt hepatotoxicity, and the record.
@Suite("Course of toxicities")
struct ToxicityCourseTests {
  private let folder: URL
  private static let patients = "patient,cycles\nP1,2024-01-10 2024-03-10\nP2,2024-01-10\nP3,2024-01-10\n"

  init() throws { folder = try Fixtures.temporaryFolder() }

  private func job(_ labs: String, _ findings: String? = nil) throws -> ToxicityJob {
    func write(_ text: String, _ name: String) throws -> String {
      let file = folder.appending(path: name)
      try Data(text.utf8).write(to: file)
      return file.path
    }
    var job = ToxicityJob(
      files: [try write("patient,date,test,value,unit,LLN,ULN\n" + labs, "labs.csv")],
      patients: try write(Self.patients, "patients.csv"))
    job.findings = try findings.map {
      try write("patient,date,term,present,medical,invasive,death,grade,attribution\n" + $0, "findings.csv")
    }
    job.output = folder.appending(path: "out")
    return job
  }

  private func run(_ job: ToxicityJob) throws -> Outcome { try Toxicity.run(job) { _, _ in } }
  private func table(_ name: String) throws -> [[String: String]] {
    try Fixtures.table(folder.appending(path: "out/\(name)"))
  }

  /// Platelets below 75 are grade 2, below the limit of normal grade 1.
  private let platelets = """
    P1,2024-01-05,platelets,200,10*9/L,150,400
    P1,2024-02-07,platelets,70,10*9/L,150,400
    P1,2024-03-06,platelets,120,10*9/L,150,400
    P1,2024-04-03,platelets,160,10*9/L,150,400
    P2,2024-01-05,platelets,200,10*9/L,150,400
    P2,2024-02-07,platelets,60,10*9/L,150,400
    P3,2024-01-05,platelets,200,10*9/L,150,400
    P3,2024-02-07,platelets,210,10*9/L,150,400

    """

  @Test("A value without its limit among graded ones is told: the worst grade may have been missed")
  func partlyGraded() throws {
    let labs = platelets + "P3,2024-02-20,platelets,80,10*9/L,,\nP3,2024-02-27,platelets,90,10*9/L,,\n"
    let outcome = try run(job(labs))
    let words = outcome.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("whose worst grade may be higher"))
    #expect(words.contains("Platelet count decreased: 2 values of 1 patient"))
    #expect(outcome.json.contains("\"partlyGraded\" : 1"))
    let cohort = try table("cohort.csv").filter { $0["arm"] == "all" && $0["term"] == "PLT" }
    #expect(cohort.allSatisfy { $0["partly_graded"] == "1" && $0["with_grade"] == "3" })
    #expect(!(try run(job(platelets)).text.contains("may be higher")))
  }

  @Test(
    "Recovery counts from the worst value to the first with the grade before; who was not seen again has not recovered"
  )
  func recovery() throws {
    let text = try run(job(platelets)).text
    #expect(text.contains("RECOVERY") && text.contains("1/2 (50 %"))
    let rows = try table("recovery.csv")
    #expect(rows.map { $0["patient"] } == ["P1", "P2"])
    #expect(
      rows[0]["worst_grade"] == "2" && rows[0]["recovered_date"] == "2024-04-03" && rows[0]["days"] == "56")
    #expect(rows[1]["recovered_date"] == "" && rows[1]["last_date"] == "2024-02-07")
    // The table by visit: before, 4 and 8 weeks after each cycle.
    let visits = try table("visit-values.csv").filter { $0["patient"] == "P1" }
    #expect(
      visits.map { "\($0["cycle"]!) \($0["visit"]!) \($0["value"]!) \($0["grade"]!)" } == [
        "0 before 200 0", "1 4 weeks 70 2", "1 8 weeks 120 1", "2 4 weeks 160 0",
      ])
  }

  @Test("A composite of a user's own is the worst of its terms, and known only where each of them is")
  func composite() throws {
    let labs =
      platelets + """
        P1,2024-01-05,haemoglobin,13,g/dL,12,16
        P1,2024-02-07,haemoglobin,7.5,g/dL,12,16
        P3,2024-01-05,haemoglobin,13,g/dL,12,16
        P3,2024-02-07,haemoglobin,13,g/dL,12,16

        """
    var asked = try job(labs)
    asked.composites = ["cytopenia": ["PLT", "HGB"]]
    let record = try #require(
      JSONSerialization.jsonObject(with: Data(run(asked).json.utf8)) as? [String: Any])
    let arms = try #require(record["arms"] as? [[String: Any]])
    let terms = try #require(arms[0]["terms"] as? [[String: Any]])
    let term = try #require(terms.first { $0["code"] as? String == "cytopenia" })
    // P1 grade 3 by haemoglobin, P3 grade 0; of P2 no haemoglobin is known, and it could be worse.
    let worst = try #require(term["worst"] as? [[String: Any]])
    #expect(worst.map { $0["count"] as? Int } == [1, 0, 0, 1, 0] && term["withGrade"] as? Int == 2)
    asked.composites = ["cytopenia": ["PLT", "XYZ"]]
    #expect(throws: Problem.self) { try run(asked) }
    asked.composites = ["PLT": ["HGB"]]
    #expect(throws: Problem.self) { try run(asked) }
  }

  @Test("New ascites: who, when, which imaging showed none before, and what it is attributed to")
  func ascites() throws {
    let findings = """
      P1,2023-12-01,ascites,no,,,,,
      P1,2024-01-02,ascites,no,,,,,
      P1,2024-02-20,ascites,yes,no,no,,,progression
      P2,2024-02-20,ascites,yes,yes,no,,,
      P3,2024-01-02,ascites,yes,,,,,

      """
    let outcome = try run(job(platelets, findings))
    let rows = try table("ascites.csv")
    #expect(rows.map { $0["new"] } == ["yes", "not known: no imaging before", "no, there before"])
    #expect(rows[0]["first_seen"] == "2024-02-20" && rows[0]["none_before"] == "2024-01-02")
    #expect(rows[0]["attribution"] == "progression")
    #expect(outcome.text.contains("new ascites"))
  }

  @Test(
    "Overt hepatotoxicity: encephalopathy, ascites that needed treatment, or death from liver failure",
    arguments: [
      ("P1,2024-02-20,ascites,yes,yes,,,,\n", "yes"), ("P1,2024-02-20,ascites,yes,,yes,,,\n", "yes"),
      ("P1,2024-02-20,encephalopathy,yes,,,,2,\n", "yes"),
      // Before treatment it is none of it.
      ("P1,2023-12-20,encephalopathy,yes,,,,2,\nP1,2024-02-20,ascites,no,,,,,\n", "cannot be assessed"),
      ("P1,2024-02-20,ascites,no,,,,,\nP1,2024-02-20,encephalopathy,no,,,,,\n", "no"),
      ("P1,2024-02-20,ascites,yes,,,,,\nP1,2024-02-20,encephalopathy,no,,,,,\n", "cannot be assessed"),
    ])
  func overt(_ findings: String, _ outcome: String) throws {
    _ = try run(job(platelets, findings))
    let rows = try table("liver.csv").filter { $0["endpoint"] == "clinically overt hepatotoxicity" }
    #expect(rows.map { $0["outcome"] } == [outcome])
  }

  @Test("What came up goes into the record once, with its recovery")
  func record() throws {
    let place = folder.appending(path: "r.sqlite").path
    let author = try Author(who: "tester", why: "test")
    let registry = try Registry.create(Location(place), anchors: folder)
    try registry.change(by: author) { r in
      try r.insert(["id": "S1", "name": "north"], into: "sites")
      try r.insert(["id": "P1", "site": "S1"], into: "patients")
      try r.insert(
        ["id": "C1", "patient": "P1", "kind": "IV PRRT", "started": "2024-01-10"], into: "courses")
      for (n, day, value) in [(1, "2024-01-05", "200"), (2, "2024-02-07", "70"), (3, "2024-04-03", "160")] {
        try r.insert(
          [
            "id": .text("L\(n)"), "patient": "P1", "sampled": .text(day), "test": "platelets",
            "value": .text(value),
            "unit": "10*9/L", "lower": "150", "upper": "400",
          ], into: "laboratory")
      }
    }
    var asked = ToxicityJob(files: [], patients: "")
    (asked.registry, asked.patient, asked.recording) = (place, "P1", ("tester", "test"))
    #expect(try run(asked).text.contains("1 adverse event recorded, 0 were there already"))
    let events = try Registry.open(Location(place), anchors: folder).rows(of: AdverseEventColumn.self)
    #expect(events.map { $0.text(.term) } == ["Platelet count decreased"])
    #expect(events[0][.grade].integer == 2 && events[0].text(.started) == "2024-02-07")
    #expect(events[0].text(.ended) == "2024-04-03" && events[0].text(.edition) == "v5.0")
    #expect(try run(asked).text.contains("0 adverse events recorded, 1 were there already"))
  }
}
