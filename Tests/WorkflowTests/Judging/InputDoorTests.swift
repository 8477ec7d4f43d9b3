import Diagnostics
import Files
import Fixtures
import Foundation
@testable import Registry
import Testing

@testable import Demonstrations
@testable import Documents
@testable import Records
@testable import Studies

/// One door for clinical values: whatever the form, the order and the spelling, the numbers stay or the change is said.
@Suite("One door for clinical values")
struct InputDoorTests {
  let folder: URL

  init() throws { folder = try Fixtures.temporaryFolder() }

  private func write(_ name: String, _ text: String) throws -> String {
    let url = folder.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  private static let patients =
    "patient,cycles,sex,birth\nA1,2024-02-01 2024-04-01,M,1960-01-01\nA2,2024-02-01,F,1955-05-05\n"

  /// Rows of two patients: a baseline of two samples of one day, and a follow-up.
  private static let header = ["patient", "date", "test", "value", "unit", "LLN", "ULN"]
  private static let rows = [
    ["A1", "2024-01-20T09:05", "ALT", "100", "U/L", "", "40"],
    ["A1", "2024-01-20T10:30", "ALT", "30", "U/L", "", "40"],
    ["A1", "2024-02-20", "ALT", "130", "U/L", "", "40"],
    ["A1", "2024-01-20", "TBIL", "0.8", "mg/dL", "", "1.2"],
    ["A1", "2024-02-20", "TBIL", "4.0", "mg/dL", "", "1.2"],
    ["A2", "2024-01-25", "PLT", "210", "10^9/L", "150", ""],
    ["A2", "2024-02-20T08:00", "PLT", "60", "10^9/L", "150", ""],
    ["A2", "2024-02-20T15:00", "PLT", "40", "10^9/L", "150", ""],
  ]

  private func csv(_ header: [String], _ rows: [[String]]) -> String {
    csvLine(header) + rows.map { csvLine($0) }.joined()
  }

  private struct Result: Equatable {
    var grades: [String: String] = [:]
    var review: [String] = []
    var problems: [Problem] = []
    var text = ""
  }

  /// Grades by patient and term, or what is wrong.
  private func grades(
    _ files: [String], findings: String? = nil, columns: String? = nil,
    change: (inout ToxicityJob) -> Void = { _ in }
  ) throws -> Result {
    var job = ToxicityJob(files: files, patients: try write("patients.csv", Self.patients))
    job.output = folder.appending(path: UUID().uuidString)
    (job.findings, job.columns) = (findings, columns)
    change(&job)
    var result = Result()
    do {
      let outcome = try Toxicity.run(job) { _, _ in }
      (result.review, result.text) = (outcome.review, outcome.text)
    } catch let problems as Problems {
      result.problems = problems.all
      return result
    } catch let problem as Problem {
      result.problems = [problem]
      return result
    }
    for row in try Fixtures.table(job.output!.appending(path: "grades.csv")) where row["worst_grade"] != "" {
      let columns = ["baseline_value", "baseline_grade", "worst_value", "worst_grade"]
      result.grades["\(row["patient"]!) \(row["term"]!)"] = columns.map { row[$0] ?? "?" }.joined(
        separator: " ")
    }
    return result
  }

  private func expected() throws -> [String: String] {
    let plain = try grades([write("plain.csv", csv(Self.header, Self.rows))])
    #expect(plain.problems.isEmpty && plain.review.isEmpty, "\(plain.problems)")
    #expect(
      plain.grades["A1 ALT"]?.hasSuffix("2") == true, "130 U/L is more than three times 40 after a normal 30")
    #expect(plain.grades["A1 TBIL"]?.hasSuffix("3") == true && plain.grades["A2 PLT"]?.hasSuffix("3") == true)
    return plain.grades
  }

  // MARK: Laws of tables

  @Test("Permuted rows and columns, and a file in two parts, leave every number")
  func order() throws {
    let expected = try expected()
    var random = SystemRandomNumberGenerator()
    for _ in 0..<6 {
      let columns = Array(Self.header.indices).shuffled(using: &random)
      let rows = Self.rows.shuffled(using: &random).map { row in columns.map { row[$0] } }
      let file = try write("p.csv", csv(columns.map { Self.header[$0] }, rows))
      #expect(try grades([file]).grades == expected)
      let cut = Int.random(in: 1..<rows.count, using: &random)
      let head = columns.map { Self.header[$0] }
      let parts = [
        try write("1.csv", csv(head, Array(rows[..<cut]))),
        try write("2.csv", csv(head, Array(rows[cut...]))),
      ]
      #expect(try grades(parts).grades == expected)
      #expect(try grades(parts.reversed()).grades == expected)
    }
  }

  @Test("A row twice is one result, and counted", arguments: 0..<8)
  func twice(_ n: Int) throws {
    let result = try grades([write("t.csv", csv(Self.header, Self.rows + [Self.rows[n]]))])
    #expect(try result.grades == expected())
    #expect(result.text.contains("the same result once more: 1"))
  }

  @Test("Letters' case and blanks of names, tests and units say nothing")
  func spelling() throws {
    let expected = try expected()
    let shouting = Self.rows.map { row in row.enumerated().map { $0 == 2 || $0 == 4 ? $1.uppercased() : $1 } }
    #expect(
      try grades([write("a.csv", csv(Self.header.map { $0.uppercased() }, shouting))]).grades == expected)
    let spaced = Self.rows.map { $0.map { " \($0) " } }
    #expect(try grades([write("b.csv", csv(Self.header.map { "  \($0) " }, spaced))]).grades == expected)
    let names = ["sgpt": "ALT", "Bilirubin,  total": "TBIL", "Thrombozyten": "PLT"]
    for (name, code) in names {
      let rows = Self.rows.map { row in row.map { $0 == code ? name : $0 } }
      #expect(try grades([write("c.csv", csv(Self.header, rows))]).grades == expected, "\(name)")
    }
  }

  @Test(
    "A misspelt header, test, unit or status is said, whatever it was",
    arguments: [
      (0, "patiant"), (1, "dat"), (2, "tset"), (3, "valeu"), (4, "untt"), (6, "ULM"),
    ])
  func misspeltHeader(_ column: Int, _ name: String) throws {
    var header = Self.header
    header[column] = name
    #expect(try !grades([write("h.csv", csv(header, Self.rows))]).problems.isEmpty)
  }

  @Test(
    "Every misspelt cell is a fault with row and column",
    arguments: [(2, "ALTT"), (3, "13O"), (4, "U/X"), (1, "2024-02-31")])
  func misspeltCell(_ column: Int, _ text: String) throws {
    var rows = Self.rows
    rows[2][column] = text
    let problems = try grades([write("m.csv", csv(Self.header, rows))]).problems
    #expect(problems.count == 1 && problems[0].location.contains("row 4"))
    #expect(!problems[0].description.contains("13O"))
  }

  @Test("Instants are compared, not texts")
  func zones() throws {
    let rows = [
      ["A1", "2024-01-20T08:30:00+02:00", "ALT", "100", "U/L", "", "40"],
      ["A1", "2024-01-20T07:00:00Z", "ALT", "30", "U/L", "", "40"],
      ["A1", "2024-02-20", "ALT", "130", "U/L", "", "40"],
    ]
    for order in [rows, rows.reversed()] {
      #expect(try grades([write("z.csv", csv(Self.header, order))]).grades["A1 ALT"] == "30 0 130 2")
    }
    let same = [
      ["A1", "2024-01-20T09:00+02:00", "ALT", "30", "U/L", "", "40"],
      ["A1", "2024-01-20T07:00Z", "ALT", "31", "U/L", "", "40"],
    ]
    #expect(
      try grades([write("s.csv", csv(Self.header, same))]).problems.count == 1, "one moment, two values")
    var odd = rows
    odd[0][1] = "2024-01-20 half past nine"
    #expect(
      try grades([write("o.csv", csv(Self.header, odd))]).problems.first?.what == "this is not a time of day")
  }

  @Test("Two columns of one test are both read, and must agree")
  func twoColumns() throws {
    let head = "patient,date,TBIL [mg/dL],TBIL ULN [mg/dL],TBIL [umol/L]\n"
    let both = try grades([
      write("w.csv", head + "A1,2024-01-20,0.8,1.2,\nA1,2024-02-20,4.0,1.2,68.4\nA1,2024-02-25,,,15\n")
    ])
    #expect(both.problems.isEmpty && both.grades["A1 TBIL"] == "0.8 0 4 3", "\(both)")
    let clash = try grades([write("w.csv", head + "A1,2024-02-20,4.0,1.2,20\n")])
    #expect(clash.problems.map(\.what) == ["two columns of total bilirubin disagree"])
    let twice = try grades([write("w.csv", "patient,date,ALT [U/L],SGPT [U/l]\nA1,2024-02-20,30,30\n")])
    #expect(twice.problems.count == 1)
  }

  @Test("Status: a later result of the sample replaces the earlier one, a retracted one is none")
  func status() throws {
    let head = Self.header + ["status"]
    func value(_ rows: [(String, String)]) throws -> Result {
      let rows = rows.map { ["A1", "2024-02-20", "ALT", $0.0, "U/L", "", "40", $0.1] }
      return try grades([write("st.csv", csv(head, rows))])
    }
    for order in [
      [("900", "preliminary"), ("60", "final")], [("60", "final"), ("900", "preliminary")],
      [("900", "final"), ("60", "corrected")], [("60", "amended"), ("900", "final")],
    ] {
      let result = try value(order)
      #expect(result.grades["A1 ALT"]?.hasSuffix("60 1") == true, "\(order): \(result.grades)")
      #expect(result.text.contains("replaced by a later result of the same sample: 1"))
    }
    let wrong = try value([("900", "entered-in-error"), ("60", "F")])
    #expect(wrong.grades["A1 ALT"]?.hasSuffix("60 1") == true && wrong.text.contains("entered in error: 1"))
    #expect(try value([("60", "fine")]).problems.count == 1)
    #expect(try value([("60", "final"), ("900", "final")]).problems.count == 1, "neither wins")
  }

  @Test("A column that is not used is named; a misspelt finding is a fault with the likely term")
  func nothingVanishes() throws {
    let rows = Self.rows.map { $0 + ["fasting"] }
    let result = try grades([write("u.csv", csv(Self.header + ["remark"], rows))])
    #expect(result.text.contains("columns of u.csv that are not used: remark"))
    let head = "patient,date,term,present,grade\n"
    let labs = try write("l.csv", csv(Self.header, Self.rows))
    let misspelt = try grades([labs], findings: write("f.csv", head + "A1,2024-03-20,ascitis,yes,\n"))
    #expect(misspelt.problems.first?.remedy == "did you mean “ascites”?")
    let known = try grades([labs], findings: write("f.csv", head + "A1,2024-03-20,Hepatic  FAILURE,yes,3\n"))
    #expect(known.problems.isEmpty && known.text.contains("“Hepatic failure”, recorded and not graded: 1"))
    let clash = try grades(
      [labs], findings: write("f.csv", head + "A1,2024-03-20,ascites,yes,\nA1,2024-03-20,ascites,no,\n"))
    #expect(clash.problems.count == 1)
  }

  @Test("A decimal comma is announced by one message for a whole file, for every table")
  func decimalComma() throws {
    let rows = Self.rows.map { row in row.map { $0.replacing(".", with: ",") } }.filter { $0[2] == "TBIL" }
    let file = try write("k.csv", csv(Self.header, rows))
    let refused = try grades([file]).problems
    #expect(refused.count == 1 && refused[0].remedy.contains("--decimal-comma"))
    #expect(try grades([file]) { $0.decimalComma = true }.grades["A1 TBIL"] == "0.8 0 4 3")
    let lesions = try write(
      "lesions.csv",
      "patient;lesion;date;organ;long_mm\nA1;L1;2024-01-01;liver;20,5\nA1;L1;2024-03-01;liver;40,5\nA1;L1;2024-05-01;liver;41,5\n"
    )
    var job = ResponseJob(lesions: lesions)
    let problems = try #require(throws: Problems.self) { try TumourResponse.run(job) }.all
    #expect(problems.count == 1 && problems[0].what == "3 numbers have a decimal comma")
    job.decimalComma = true
    #expect(try TumourResponse.run(job).text.contains("A1"))
  }

  @Test("A table without header is refused, and nothing of it is repeated")
  func noHeader() throws {
    for text in [
      "Canary Surname,1960-01-01,S\nOther,1961-01-01,S\n", "Canary,2024-01-01\rCanary,2024-01-02\r",
    ] {
      let file = try write("canary.csv", text)
      for problems in [
        try grades([file]).problems, try #require(throws: Problem.self) { _ = try PatientTable(file) }.list,
        try #require(throws: Problem.self) { _ = try LesionTable(file) { _ in [] } }.list,
      ] {
        #expect(!problems.isEmpty && !problems.map(\.description).joined().contains("Canary"))
      }
    }
  }

  // MARK: REDCap

  @Test("REDCap: instances within an event, other forms with dates of their own, missing codes")
  func redcap() throws {
    let dictionary = try write(
      "dictionary.csv",
      """
      Variable / Field Name,Form Name,Field Type,Field Label,Field Note,Text Validation Type OR Show Slider Number
      record_id,enrolment,text,Record ID,,
      visit_date,visit,text,Date,,date_ymd
      symptoms,visit,checkbox,Symptoms,,
      lab_date,labs,text,Date,,date_ymd
      alt,labs,text,ALT,U/L,number
      alt_uln,labs,text,ALT ULN,U/L,number
      """)
    let export = try write(
      "redcap.csv",
      """
      record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,visit_date,symptoms___1,lab_date,alt,alt_uln
      A1,baseline_arm_1,,,2024-01-19,1,,,
      A1,baseline_arm_1,labs,1,,,2024-01-20,30,40
      A1,followup_arm_1,labs,1,,,2024-02-10,50,40
      A1,followup_arm_1,labs,2,,,2024-02-20,130,40
      A1,followup_arm_1,labs,10,,,2024-02-20,90,40
      A1,followup_arm_1,labs,11,,,2024-03-05,60,40
      """)
    let result = try grades([export], columns: dictionary)
    #expect(result.problems.isEmpty, "\(result.problems)")
    #expect(result.grades["A1 ALT"] == "30 0 130 2")
    #expect(
      result.text.contains("rows without laboratory results: 1") && result.text.contains("symptoms___1"))
    let coded = try write(
      "coded.csv", "pid,day,alat,top\nA1,2024-01-20,30,40\nA1,2024-02-20,-99,40\nA1,2024-02-21,130,40\n")
    let map = try write(
      "map.json5", "{ pid: 'patient', alat: 'ALT [U/L]', top: 'ALT ULN [U/L]', missing: ['-99'] }")
    let mapped = try grades([coded], columns: map)
    #expect(mapped.grades["A1 ALT"] == "30 0 130 2" && mapped.text.contains("coded as missing: 1"))
  }
}

extension Problem {
  fileprivate var list: [Problem] { [self] }
}
