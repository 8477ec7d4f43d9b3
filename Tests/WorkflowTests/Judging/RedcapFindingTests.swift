import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Documents
@testable import Records
@testable import Registry
@testable import Studies
@testable import Workflow

/// Findings as forms have them: yes-no fields and checkbox fields, raw and with labels, with the data dictionary and without.
@Suite("Findings of REDCap forms")
struct RedcapFindingTests {
  let folder: URL

  init() throws { folder = try Fixtures.temporaryFolder() }

  private func write(_ name: String, _ text: String) throws -> String {
    let url = folder.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  private static let patients = "patient,cycles\nA1,2024-02-01\nA2,2024-02-01\n"
  private static let labs =
    "patient,date,test,value,unit,ULN\nA1,2024-01-20,ALT,30,U/L,40\nA2,2024-01-20,ALT,30,U/L,40\n"

  private func dictionary() throws -> String {
    try write(
      "dictionary.csv",
      """
      "Variable / Field Name","Form Name","Field Type","Field Label","Choices, Calculations, OR Slider Labels","Field Note","Text Validation Type OR Show Slider Number"
      record_id,enrolment,text,Record ID,,,
      lab_date,labs,text,Date,,,date_ymd
      alt,labs,text,ALT,,U/L,number
      seen,imaging,text,Date,,,date_ymd
      signs,imaging,checkbox,Signs,"1, Ascites | 2, Varices | 3, Splenomegaly | 99, Hepatic dysfunction",,
      prog,imaging,yesno,Disease progression,,,
      asc_g,imaging,text,Ascites grade,,,integer
      """)
  }

  private struct Read {
    var findings: [String] = []
    var problems: [Problem] = []
    var leftOut: [String: Int] = [:]
  }

  private func read(_ table: String, _ change: (inout ToxicityJob) -> Void = { _ in }) throws -> Read {
    var job = ToxicityJob(
      files: [try write("labs.csv", Self.labs)], patients: try write("patients.csv", Self.patients))
    job.findings = try write("findings.csv", table)
    change(&job)
    let inputs = try ToxicityInputs(job)
    let all = inputs.findings.findings.flatMap { patient, found in
      found.map { finding in
        let answer = finding.present.map { $0 ? "yes" : "no" } ?? "?"
        return "\(patient) \(finding.day) \(finding.term) \(answer)" + (finding.grade.map { " \($0)" } ?? "")
      }
    }
    return Read(findings: all.sorted(), problems: inputs.problems, leftOut: inputs.findings.account.leftOut)
  }

  /// Events and repeating instruments in every combination: neither changes whose finding it is, nor of which day.
  private static let places = [
    "visit_1,imaging,1", "visit_1,imaging,2", "visit_2,,1", "visit_2,,", ",imaging,1", ",,",
  ]

  private static let expected = [
    "A1 2024-03-01 ascites yes", "A1 2024-03-01 disease progression no",
    "A1 2024-03-01 liver dysfunction yes",
    "A1 2024-03-01 varices yes", "A2 2024-03-02 splenomegaly yes",
  ]

  @Test("Several boxes ticked, raw, with the dictionary, in every event and instance", arguments: places)
  func raw(_ place: String) throws {
    let head =
      "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,lab_date,alt,seen,signs___1,signs___2,signs___3,signs___99,prog\n"
    let rows = [
      "A1,\(place),,,2024-03-01,1,1,0,1,0", "A1,visit_1,labs,1,2024-01-20,30,,,,,,",
      "A2,\(place),,,2024-03-02,0,0,1,0,",
    ]
    let dictionary = try dictionary()
    for rows in [rows, rows.reversed()] {
      let read = try read(head + rows.joined(separator: "\n")) { $0.columns = dictionary }
      #expect(read.problems.isEmpty, "\(read.problems)")
      #expect(read.findings == Self.expected, "\(read.findings)")
      #expect(read.leftOut["boxes that are not ticked: they do not say no"] == 4)
      #expect(read.leftOut["rows without findings"] == 1)
    }
  }

  @Test("Labels in the header and in the cells, with the dictionary and without", arguments: [true, false])
  func labels(_ withDictionary: Bool) throws {
    let head =
      "Record ID,Event Name,Repeat Instrument,Repeat Instance,Date,Signs (choice=Ascites),Signs (choice=Varices),Signs (choice=Splenomegaly),Signs (choice=Hepatic dysfunction),Disease progression\n"
    let rows = [
      "A1,Visit 1,Imaging,1,2024-03-01,Checked,Checked,Unchecked,Checked,No",
      "A2,Visit 1,Imaging,1,2024-03-02,Unchecked,Unchecked,Checked,Unchecked,",
    ]
    let dictionary = try dictionary()
    let read = try read(head + rows.joined(separator: "\n")) { if withDictionary { $0.columns = dictionary } }
    #expect(read.problems.isEmpty, "\(read.problems)")
    #expect(read.findings == Self.expected, "\(read.findings)")
  }

  @Test("Without the dictionary a code that is a word is read, and one that is a number is refused")
  func codes() throws {
    let words = try read("record_id,date,signs___ascites,signs___varices\nA1,2024-03-01,1,0\n")
    #expect(words.findings == ["A1 2024-03-01 ascites yes"] && words.problems.isEmpty)
    let table = "record_id,date,ascites,signs___1,signs___2\nA1,2024-03-01,yes,1,0\n"
    let numbers = try read(table)
    #expect(numbers.problems.count == 2 && numbers.problems.allSatisfy { $0.remedy.contains("dictionary") })
    let ignored = try read(table) { $0.ignored = ["signs"] }
    #expect(ignored.problems.isEmpty && ignored.findings == ["A1 2024-03-01 ascites yes"])
  }

  @Test("The same twice is one finding, and two that differ on a day are a conflict")
  func repeated() throws {
    let head = "record_id,redcap_repeat_instance,date,ascites,ascites grade,signs___varices\n"
    let row = "A1,1,2024-03-01,yes,2,1"
    let once = try read(head + row)
    #expect(once.findings == ["A1 2024-03-01 ascites yes 2", "A1 2024-03-01 varices yes"])
    let twice = try read(head + row + "\nA1,2,2024-03-01,yes,2,1")
    #expect(twice.findings == once.findings && twice.problems.isEmpty)
    #expect(twice.leftOut["the same finding once more"] == 2)
    let other = try read(head + row + "\nA1,2,2024-03-01,no,,1")
    #expect(other.problems.count == 1 && other.problems[0].why.contains("conflict"))
    #expect(try read(head + "A1,1,2024-03-01,no,2,1").problems.count == 1, "answer and grade")
  }

  @Test(
    "What is neither an answer nor a grade is a fault",
    arguments: [
      ("ascites", "perhaps"), ("ascites", "2"), ("ascites grade", "6"), ("encephalopathy grade", "5"),
      ("nausea grade", "4"), ("signs___varices", "2"), ("signs (choice=Varices)", "maybe"),
      ("hepatic failure grade", "2"),
    ])
  func faults(_ column: String, _ cell: String) throws {
    let read = try read("record_id,date,splenomegaly,\(column)\nA1,2024-03-01,no,\(cell)\n")
    #expect(read.problems.count == 1, "\(read.problems)")
    #expect(read.findings == ["A1 2024-03-01 splenomegaly no"])
  }

  @Test("A misspelt column, a strange patient and an impossible day are told")
  func misspelt() throws {
    #expect(try read("record_id,date,varices,ascitis\nA1,2024-03-01,no,yes\n").problems.count == 1)
    #expect(try read("record_id,date,varices\nA7,2024-03-01,no\n").problems.count == 1)
    #expect(try read("record_id,date,varices\nA1,2024-02-30,no\n").problems.count == 1)
    let dotted = try write("map.json5", "{ dates: 'd.m.y', missing: ['-9'] }")
    let read = try read("record_id,date,varices,ascites\nA1,1.3.2024,no,-9\n") { $0.columns = dotted }
    #expect(read.problems.isEmpty && read.findings == ["A1 2024-03-01 varices no"])
    #expect(read.leftOut["findings coded as missing"] == 1)
    let map = try write("map.json5", "{ varicces: 'varices' }")
    #expect(
      try self.read("record_id,date,varices\nA1,2024-03-01,no\n") { $0.columns = map }.problems.count == 1)
  }

  @Test("Rows of other forms of an export are counted in tables with a row for each finding, too")
  func rows() throws {
    let head =
      "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,date,term,present\n"
    let read = try read(
      head + "A1,v1,signs,1,2024-03-01,ascites,yes\nA1,v1,signs,2,2024-03-01,varices,Unchecked\nA1,v1,,,,,\n")
    #expect(read.problems.isEmpty, "\(read.problems)")
    #expect(read.findings == ["A1 2024-03-01 ascites yes", "A1 2024-03-01 varices no"])
    #expect(read.leftOut["rows of other forms"] == 1)
  }

  @Test(
    "Boxes mark a baseline and a value that was looked at, raw and with labels",
    arguments: [
      ("flags___1,flags___2", "1,0", "0,1", true),
      ("flags___baseline,flags___confirmed", "1,0", "0,1", false),
      ("Flags (choice=Baseline),Flags (choice=Confirmed)", "Checked,Unchecked", "Unchecked,Checked", false),
    ])
  func marks(_ head: String, _ first: String, _ second: String, _ withDictionary: Bool) throws {
    let dictionary = try write(
      "d2.csv",
      """
      "Variable / Field Name","Form Name","Field Type","Field Label","Choices, Calculations, OR Slider Labels","Field Note"
      patient,labs,text,Record ID,,
      date,labs,text,Date,,
      flags,labs,checkbox,Flags,"1, Baseline | 2, Confirmed",
      """)
    var job = ToxicityJob(
      files: [
        try write(
          "labs.csv",
          "patient,date,ALT [U/L],ALT ULN [U/L],\(head)\nA1,2024-01-02,30,40,\(first)\nA1,2024-01-20,50,40,0,0\nA1,2024-02-20,20000,40,\(second)\n"
            .replacing(
              "50,40,0,0",
              with: "50,40," + first.replacing("1", with: "0").replacing("Checked", with: "Unchecked")))
      ], patients: try write("patients.csv", Self.patients))
    if withDictionary { job.columns = dictionary }
    job.output = folder.appending(path: UUID().uuidString)
    let outcome = try Toxicity.run(job) { _, _ in }
    #expect(outcome.review.isEmpty, "\(outcome.review)")
    let rows = try Fixtures.table(job.output!.appending(path: "grades.csv"))
    #expect(rows.first?["baseline_value"] == "30" && rows.first?["worst_value"] == "20000", "\(rows)")
  }
}
