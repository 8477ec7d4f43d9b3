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

/// Commands read the record of a registry as they read files.
@Suite("One record, one flow")
struct RecordFlowTests {
  let folder: URL
  let place: String
  private let author = try! Author(who: "tester", why: "test")
  private static let samples = Fixtures.repository.appending(path: "Samples")

  init() throws {
    folder = try Fixtures.temporaryFolder()
    place = folder.appending(path: "r.sqlite").path
    try Registry.create(Location(place), anchors: folder)
  }

  private var registry: Registry {
    get throws { try Registry.open(Location(place), anchors: folder).judged() }
  }

  /// The sample patients with their cycles, and their laboratory file.
  private func fill() throws {
    let patients = try Fixtures.table(Self.samples.appending(path: "patients.csv"))
    let registry = try registry
    try registry.change(by: author) { change in
      try change.insert(["id": "S1", "name": "Site 1"], into: "sites")
      for row in patients {
        let id = row["patient"]!, days = row["cycles"]!.split(separator: " ").map(String.init)
        try change.insert(
          ["id": .text(id), "site": "S1", "sex": row["sex"] == "F" ? "female" : "male"], into: "patients")
        try change.insert(
          [
            "id": .text(id + "/C"), "patient": .text(id), "kind": "IV PRRT", "started": .text(days[0]),
            "planned_cycles": .init(integerLiteral: days.count), "reason_ended": "completed",
          ], into: "courses")
        for (n, day) in days.enumerated() {
          try change.insert(
            [
              "id": .text("\(id)/\(n + 1)"), "patient": .text(id), "course": .text(id + "/C"),
              "cycle": .init(integerLiteral: n + 1), "started": .text(day + "T09:00:00"), "nuclide": "Lu-177",
              "activity_gbq": 7.4,
            ], into: "administrations")
        }
        if row["anticoagulation"] == "yes" {
          try change.insert(
            [
              "patient": .text(id), "id": .text(id + "/drug"), "name": "apixaban", "kind": "anticoagulant",
              "started": "2020-01-01",
            ], into: "drugs")
        }
        if let died = row["death"], !died.isEmpty {
          try change.insert(["id": .text(id), "patient": .text(id), "died": .text(died)], into: "deaths")
        }
      }
    }
    _ = try registry.importLaboratory([Self.samples.appending(path: "labs.csv")], by: author)
  }

  private func grades(_ job: ToxicityJob) throws -> [String: String] {
    let out = folder.appending(path: UUID().uuidString)
    var job = job
    job.output = out
    _ = try Toxicity.run(job) { _, _ in }
    let rows = try Fixtures.table(out.appending(path: "grades.csv"))
    return Dictionary(
      uniqueKeysWithValues: rows.map { row in
        let columns = ["baseline_value", "baseline_grade", "worst_value", "worst_grade", "samples"]
        return ("\(row["patient"]!) \(row["term"]!)", columns.map { row[$0] ?? "?" }.joined(separator: " "))
      })
  }

  @Test("The same values have the same grades from files and from the record")
  func toxicity() throws {
    try fill()
    let files = try grades(
      ToxicityJob(
        files: [Self.samples.appending(path: "labs.csv").path],
        patients: Self.samples.appending(path: "patients.csv").path))
    var job = ToxicityJob(files: [], patients: "")
    job.registry = place
    let record = try grades(job)
    let differing = Set(record.keys).union(files.keys).filter { record[$0] != files[$0] }.sorted()
    // P06 takes an anticoagulant, as the drugs on record say: INR is graded against its baseline.
    #expect(differing.isEmpty, "\(differing.prefix(4).map { [record[$0] ?? "-", files[$0] ?? "-"] })")
    job.patient = "p03"
    let one = try grades(job)
    #expect(!one.isEmpty && one.allSatisfy { $0.key.hasPrefix("P03 ") && files[$0.key] == $0.value })
  }

  @Test("Time counts from the index therapy; several without a mark are named")
  func index() throws {
    try fill()
    let registry = try registry
    try registry.change(by: author) {
      try $0.insert(
        [
          "id": "old", "patient": "P01", "kind": "TARE", "started": "2020-01-06", "reason_ended": "completed",
        ],
        into: "courses")
    }
    let open = try ClinicalRecord(registry, patient: "P01")
    #expect(open.index.starts["P01"] == CalendarDay(iso8601: "2020-01-06") && open.index.ambiguous == ["P01"])
    let cohort = try RegistryCohort(place)
    #expect(cohort.notes.contains { $0.code.rawValue == "registry.index-therapy" })
    try registry.change(by: author) { try $0.update("courses", "P01/C", ["index_therapy": 1]) }
    let marked = try ClinicalRecord(registry, patient: "P01")
    #expect(
      marked.index.starts["P01"] == CalendarDay(iso8601: "2024-02-21") && marked.index.ambiguous.isEmpty)
    #expect(marked.index.days["P01"]?.count == 2)
    #expect(try RegistryCohort(place).notes.allSatisfy { $0.code.rawValue != "registry.index-therapy" })
  }

  @Test(
    "An open course is not completed, nor one that lacks cycles",
    arguments: [
      ("completed", 2, ""), ("completed", 4, "stated as completed with 2 of 4"),
      ("", 4, "2 of 4 planned cycles"),
      ("", 2, ""), ("progression", 4, "progression"),
    ])
  func completeness(_ reason: String, _ planned: Int, _ words: String) throws {
    try fill()
    try registry.change(by: author) {
      try $0.update(
        "courses", "P01/C",
        [
          "reason_ended": reason.isEmpty ? .null : .text(reason),
          "planned_cycles": .init(integerLiteral: planned),
        ])
    }
    let table = try RegistryCohort(place).patientTable
    let column = try #require(table.header.firstIndex(of: "discontinued_reason"))
    let row = try #require(table.rows.first { $0[0] == "P01" })
    #expect(words.isEmpty ? row[column].isEmpty : row[column].contains(words), "\(row[column])")
  }

  @Test("Facts of the record answer a protocol; the verdict goes back once; what is not there stays unknown")
  func eligibility() throws {
    try fill()
    let registry = try registry
    try registry.change(by: author) {
      try $0.update("patients", "P01", ["ecog": 1, "burden_percent": 30.0, "birth_year": 1964])
    }
    var job = EligibilityJob(path: "", rules: "tare")
    (job.registry, job.patient, job.day, job.oldest) = (place, "P01", "2024-02-20", 60)
    job.recording = ("tester", "board")
    let outcome = try PatientSelection.run(job)
    #expect(outcome.text.contains("1 verdicts recorded"))
    #expect(
      try PatientSelection.run(job).text.contains("0 verdicts recorded"), "the same verdict twice is one")
    let kept = try registry.rows("screenings")
    #expect(kept.count == 1 && kept[0].text("verdict") == "cannot be assessed")
    let record = try ClinicalRecord(registry, patient: "P01")
    let facts = try RecordedFacts(record, on: CalendarDay(iso8601: "2024-02-20")!, days: 60)
    let keys = Dictionary(facts.facts.map { ($0.key, $0.text) }, uniquingKeysWith: { a, _ in a })
    #expect(
      keys["ecog"] == "1" && keys["bilirubin [mg/dL]"] == "0.61" && keys["bilirubinULN [mg/dL]"] == "1.2")
    #expect(keys["extrahepatic"] == nil, "no lesion on record is not an answer")
    #expect(facts.facts.allSatisfy { $0.place.hasPrefix("registry, table ") })
    let later = try RecordedFacts(record, on: CalendarDay(iso8601: "2024-02-20")!, days: 3)
    #expect(
      !later.facts.contains { $0.key.hasPrefix("bilirubin") }
        && later.notes.contains { $0.contains("days old") })
    // A file that says otherwise is a conflict.
    let file = folder.appending(path: "facts.json5")
    try Data("{ patient: \"P01\", ecog: 3 }".utf8).write(to: file)
    job.path = file.path
    #expect(throws: Problems.self) { try PatientSelection.run(job) }
  }

  @Test("Measured lesions are judged from the record as from a table, and judgements go back once")
  func response() throws {
    try fill()
    let registry = try registry
    let sizes: [(String, String, Double, String)] = [
      ("T1", "2024-02-15", 40, "1"), ("T1", "2024-05-20", 20, "1"), ("T2", "2024-02-15", 30, "1"),
      ("T2", "2024-05-20", 22, "1"), ("T1", "2024-05-20", 38, "2"), ("T1", "2024-02-15", 40, "2"),
    ]
    try registry.change(by: author) { change in
      for name in ["T1", "T2"] {
        try change.insert(
          ["id": .text(name), "patient": "P01", "name": .text(name), "organ": "liver"], into: "lesions")
      }
      for (n, size) in sizes.enumerated() {
        try change.insert(
          [
            "id": .text("M\(n)"), "patient": "P01", "lesion": .text(size.0), "measured": .text(size.1),
            "quantity": "longest diameter", "value": .real(size.2), "unit": "mm", "reader": .text(size.3),
          ], into: "measurements")
      }
    }
    var job = ResponseJob(lesions: "")
    (job.registry, job.patient, job.recording) = (place, "P01", ("tester", "week 12"))
    let outcome = try TumourResponse.run(job)
    #expect(outcome.text.contains("judgements recorded"))
    let kept = try registry.rows("responses")
    let recist = kept.filter { $0.text("criterion") == "RECIST 1.1" }
    #expect(recist.first { $0.text("reader") == "1" }?.text("result") == "PR", "70 mm to 42 mm")
    #expect(recist.first { $0.text("reader") == "2" }?.text("result") == "SD", "each reader alone")
    _ = try TumourResponse.run(job)
    #expect(try registry.rows("responses") == kept)
    let table = try ClinicalRecord(registry, patient: "P01")
    #expect(try RecordedLesions(table).problems.isEmpty)
    // Two values of one reader and day: neither is taken, and it is told.
    try registry.store.run(
      "INSERT INTO measurements (id, patient, lesion, measured, quantity, value, unit, reader) VALUES ('X', 'P01', 'T1', '2024-05-20', 'longest diameter', 60, 'mm', '1')"
    )
    let lesions = try RecordedLesions(ClinicalRecord(registry, patient: "P01"))
    #expect(lesions.problems.count == 1)
    #expect(try RegistryCohort(place).lesions.conflicts.count == 1)
  }

  @Test("The page of a patient has every section, from the record alone")
  func page() throws {
    try fill()
    let out = folder.appending(path: "page")
    _ = try PatientPage.run(place, patient: "p01", to: out)
    let html = try String(contentsOf: out.appending(path: "patient.html"), encoding: .utf8)
    for title in [
      "Therapy", "Laboratory", "Lesions and response", "Dose account", "Open questions", "2024-04-17",
    ] {
      #expect(html.contains(title), "\(title)")
    }
    let therapy = try Fixtures.table(out.appending(path: "therapy.csv"))
    #expect(therapy.count == 2, "every cycle")
    #expect(throws: Problem.self) { try PatientPage.run(place, patient: "P99", to: nil) }
  }
}
