import Diagnostics
import Fixtures
import Foundation
@testable import Registry
import Testing

@testable import Documents
@testable import Records
@testable import Studies
@testable import Workflow

/// REDCap exports by the data dictionary of their project (labels, choices, validation, ranges).
@Suite("REDCap data dictionaries")
struct RedcapDictionaryTests {
  let folder: URL

  init() throws { folder = try Fixtures.temporaryFolder() }

  private func write(_ name: String, _ text: String) throws -> String {
    let url = folder.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  private func dictionary() throws -> String {
    try write(
      "dictionary.csv",
      """
      "Variable / Field Name","Form Name","Field Type","Field Label","Choices, Calculations, OR Slider Labels","Field Note","Text Validation Type OR Show Slider Number","Text Validation Min","Text Validation Max"
      record_id,enrolment,text,Record ID,,,,,
      lab_date,labs,text,Date,,,date_dmy,,
      alt,labs,text,ALT,,U/L,number,1,500
      alt_uln,labs,text,ALT ULN,,U/L,number,,
      bili,labs,text,Total bilirubin (mg/dL),,,number_2dp_comma_decimal,,
      bili_uln,labs,text,Total bilirubin ULN (mg/dL),,,number_2dp_comma_decimal,,
      anti,labs,radio,Anticoagulated,"1, Yes | 0, No",,,,
      base,labs,checkbox,Baseline,"1, baseline sample",,,,
      side,labs,checkbox,Side effects,"1, Nausea | 2, Fatigue",,,,
      """)
  }

  private static let head =
    "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,lab_date,alt,alt_uln,bili,bili_uln,anti,base___1,side___1,side___2\n"

  private func run(_ export: String, _ columns: String) throws -> (grades: [String: String], outcome: Outcome)
  {
    var job = ToxicityJob(
      files: [export], patients: try write("patients.csv", "patient,cycles\nA1,2024-02-01\n"))
    (job.columns, job.output) = (columns, folder.appending(path: UUID().uuidString))
    let outcome = try Toxicity.run(job) { _, _ in }
    let rows = try Fixtures.table(job.output!.appending(path: "grades.csv"))
    return (
      Dictionary(
        rows.map { ($0["term"]!, "\($0["baseline_value"]!) \($0["worst_value"]!) \($0["worst_grade"]!)") }
      ) {
        a, _ in a
      }, outcome
    )
  }

  @Test("Commas, choices, single checkboxes and codes of missing data are read as the dictionary has them")
  func cells() throws {
    let export = try write(
      "export.csv",
      Self.head
        + "A1,visit_1,labs,1,2024-01-20,30,40,\"0,8\",\"1,2\",0,1,0,0\n"
        + "A1,visit_2,labs,1,2024-02-20,130,40,\"4,0\",\"1,2\",1,0,1,0\n"
        + "A1,visit_2,labs,2,2024-02-22,NASK,40,UNK,\"1,2\",0,0,0,1\n")
    let (grades, outcome) = try run(export, dictionary())
    #expect(grades["ALT"] == "30 130 2" && grades["TBIL"] == "0.8 4 3", "\(grades)")
    #expect(outcome.text.contains("coded as missing: 2"))
    #expect(outcome.text.contains("side___1"), "what is not used is named")
    #expect(outcome.review.isEmpty)
  }

  @Test("Instances restart in every event, and events and instruments repeat in every combination")
  func repeats() throws {
    let rows = [
      "visit_1,labs,1,2024-01-20,30", "visit_2,labs,1,2024-02-20,50", "visit_2,labs,2,2024-02-20,210",
      "visit_3,,1,2024-02-20,90", "visit_3,,2,2024-02-20,91", "visit_4,,,2024-02-20,92",
    ]
    for order in [rows, rows.reversed()] {
      let export = try write(
        "export.csv", Self.head + order.map { "A1,\($0),40,,,,,,\n" }.joined())
      let (grades, outcome) = try run(export, dictionary())
      #expect(grades["ALT"] == "30 210 3")
      #expect(outcome.text.contains("results in the files: 6; read: 6; left out: 0; faulty: 0"))
    }
    let twice = try write(
      "export.csv", Self.head + "A1,v,labs,1,2024-02-20,90,40,,,,,,\nA1,v,labs,1,2024-02-20,91,40,,,,,,\n")
    #expect(throws: Problems.self) { try run(twice, dictionary()) }
  }

  @Test("A value beyond the range of the dictionary is read, and must be looked at")
  func ranges() throws {
    let export = try write(
      "export.csv", Self.head + "A1,v,labs,1,2024-01-20,30,40,,,,,,\nA1,v,labs,2,2024-02-20,900,40,,,,,,\n")
    let (grades, outcome) = try run(export, dictionary())
    #expect(grades["ALT"] == "30 900 4")
    #expect(
      outcome.review.count == 1 && outcome.review[0].contains("1 value of alt")
        && outcome.review[0].contains("row 3"))
  }

  @Test("A dictionary with names and codes of one's own")
  func both() throws {
    _ = try dictionary()
    let map = try write("map.json5", "{ dictionary: 'dictionary.csv', missing: ['-99'], side___1: 'nausea' }")
    let export = try write(
      "export.csv", Self.head + "A1,v,labs,1,2024-01-20,30,40,,,,,1,\nA1,v,labs,2,2024-02-20,-99,40,,,,,,\n")
    let (_, outcome) = try run(export, map)
    #expect(outcome.text.contains("coded as missing: 1") && outcome.text.contains("side___1"))
    let nothing = try write("none.csv", "a,b\n1,2\n")
    #expect(throws: Problem.self) { try run(export, nothing) }
  }

  @Test("The registry reads the same")
  func registry() throws {
    let export = try write(
      "export.csv",
      Self.head
        + "A1,v,labs,1,2024-01-20,30,40,\"0,8\",\"1,2\",0,1,0,0\nA1,v,labs,2,2024-02-20,NASK,40,\"4,0\",\"1,2\",1,0,,\n"
    )
    let registry = try Registry.create(.file(folder.appending(path: "r.sqlite")), anchors: folder)
    let author = try Author(who: "tester", why: "test")
    try registry.change(by: author) { change in
      try change.insert(["id": "S1", "name": "Site"], into: "sites")
      try change.insert(["id": "A1", "site": "S1"], into: "patients")
    }
    let count = try registry.importLaboratory(
      [URL(filePath: export)], columns: URL(filePath: dictionary()), by: author)
    #expect(count.added == 3 && count.leftOut["coded as missing"] == 1)
    let values = try registry.rows("laboratory").map {
      "\($0.text("test")) \($0.text("value")) \($0["anticoagulated"].printed)"
    }
    #expect(Set(values) == ["ALT 30 0", "bilirubin 0.8 0", "bilirubin 4 1"], "\(values)")
  }
}
