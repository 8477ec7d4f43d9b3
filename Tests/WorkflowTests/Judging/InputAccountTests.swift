import Diagnostics
import Files
import Fixtures
import Foundation
@testable import Registry
import Testing

@testable import Criteria
@testable import Documents
@testable import Records
@testable import Studies
@testable import Workflow

/// Results in = read + left out + faulty, whatever a table holds.
@Suite("What became of every cell")
struct InputAccountTests {
  let folder: URL

  init() throws { folder = try Fixtures.temporaryFolder() }

  @discardableResult private func write(_ name: String, _ text: String) throws -> String {
    let url = folder.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  private struct Counted {
    var found = 0, read = 0, explained = 0, faulty = 0
    var text = ""
    var review: [String] = []
  }

  private func run(_ files: [String], _ change: (inout ToxicityJob) -> Void = { _ in }) throws -> Counted {
    var job = ToxicityJob(
      files: files, patients: try write("patients.csv", "patient,cycles\nA1,2024-02-01\nA2,\n"))
    job.keepGoing = true
    job.output = folder.appending(path: UUID().uuidString)
    change(&job)
    let outcome = try Toxicity.run(job) { _, _ in }
    let json = try JSON5.parse(outcome.json, document: "json").object()
    let input = try #require(try json["input"]?.object())
    func count(_ key: String) throws -> Int { try #require(input[key]).integer() }
    return Counted(
      found: try count("results"), read: try count("read"), explained: try count("explained"),
      faulty: try count("faulty"),
      // Lines of the text are broken anywhere.
      text: outcome.text.split(whereSeparator: \.isWhitespace).joined(separator: " "), review: outcome.review)
  }

  private static let head = "patient,date,test,value,unit,ULN,status\n"

  @Test("Every row of a long table is accounted for")
  func long() throws {
    let rows = [
      "A1,2024-01-20,ALT,30,U/L,40,final", "A1,2024-01-20,ALT,30,U/L,40,final",
      "A1,2024-02-20,ALT,900,U/L,40,entered-in-error", "A1,2024-02-20,ALT,,U/L,40,",
      "A1,2024-02-20,WHAT,3,U/L,,", "A1,2024-02-21,ALT,13O,U/L,40,", "A1,2024-02-22,ALT,50,U/X,40,",
      "A1,2024-02-23,ALT,50,U/L,40,", "A1,2024-02-23,ALT,60,U/L,40,", "A2,2024-02-23,ALT,60,U/L,40,",
      "A9,2024-02-23,ALT,60,U/L,40,", "A1,2024-02-30,ALT,60,U/L,40,",
    ]
    let counted = try run([write("a.csv", Self.head + rows.joined(separator: "\n"))]) {
      $0.ignored = ["what"]
    }
    #expect(counted.found == 11, "one row holds no result")
    #expect(counted.read == 2, "one of A1 and one of A2")
    #expect(counted.explained == 3, "once more, retracted, ignored")
    #expect(counted.faulty == 6, "letter, unit, two that conflict, stranger, no such day")
    #expect(counted.text.contains("rows without a value: 1"))
    #expect(counted.text.contains("results of tests that --ignore names: 1"))
    #expect(counted.text.contains("results of patients without a day of treatment: 1"))
    #expect(
      counted.text.contains("results in the files: 11; read: 2; left out: 3; faulty: 6"), "\(counted.text)")
    #expect(!counted.review.contains { $0.contains("report this") })
  }

  @Test("Every cell of a wide table is accounted for, in any order of the columns", arguments: 0..<4)
  func wide(_ turn: Int) throws {
    var columns: [[String]] = [
      ["TBIL [mg/dL]", "0.8", "4.0", "", "4.0"], ["TBIL [umol/L]", "", "68.4", "", "20"],
      ["ALT [U/L]", "30", "x", "-99", "31"], ["INR", "1.0", "", "", "1.1"],
    ]
    columns = Array(columns[turn...] + columns[..<turn])
    let keys: [[String]] = [
      ["patient", "A1", "A1", "A1", "A1"], ["date", "2024-01-20", "2024-02-20", "2024-02-25", "2024-03-01"],
    ]
    let text = (0..<5).map { row in (keys + columns).map { $0[row] }.joined(separator: ",") }
    let map = try write("map.json5", "{ missing: ['-99'] }")
    let counted = try run([write("w.csv", text.joined(separator: "\n"))]) { $0.columns = map }
    #expect(counted.found == 11)
    #expect(counted.read == 6 && counted.explained == 2 && counted.faulty == 3, "\(counted)")
  }

  @Test("The same account without a folder for tables, when patients are only counted")
  func counted() throws {
    let file = try write(
      "c.csv",
      Self.head
        + "A1,2024-01-20,ALT,30,U/L,40,\nA1,2024-02-20,ALT,130,U/L,40,\nA1,2024-02-20,LDH,200,U/L,250,\n")
    let counted = try run([file]) { $0.output = nil }
    #expect(counted.found == 3 && counted.read == 3 && counted.explained == 0 && counted.faulty == 0)
  }

  @Test("A bilirubin of 120 mg/dL is refused, unless somebody confirms it")
  func confirmed() throws {
    let head = "patient,date,test,value,unit,ULN,confirmed\n"
    let row = "A1,2024-02-20,TBIL,120,mg/dL,1.2,"
    let refused = try run([write("b.csv", head + row)])
    #expect(refused.faulty == 1 && refused.review.joined().contains("not possible in mg/dL"))
    #expect(refused.review.joined().contains("confirmed"))
    for word in ["yes", "1", "Confirmed"] {
      #expect(try run([write("b.csv", head + row + word)]).read == 1)
    }
    #expect(try run([write("b.csv", head + row + "no")]).faulty == 1)
    let limit = "A1,2024-02-20,TBIL,2.0,mg/dL,20.5,"
    #expect(try run([write("l.csv", head + limit)]).faulty == 1)
    #expect(try run([write("l.csv", head + limit + "yes")]).read == 1)
    let registry = try Registry.create(.file(folder.appending(path: "r.sqlite")), anchors: folder)
    let author = try Author(who: "tester", why: "test")
    try registry.change(by: author) { change in
      try change.insert(["id": "S1", "name": "Site"], into: "sites")
      try change.insert(["id": "A1", "site": "S1"], into: "patients")
    }
    let file = URL(filePath: try write("b.csv", head + row))
    #expect(throws: Problems.self) { try registry.importLaboratory([file], by: author) }
    #expect(try registry.rows("laboratory").isEmpty)
    let looked = URL(filePath: try write("b.csv", head + row + "yes"))
    #expect(try registry.importLaboratory([looked], by: author).added == 1)
    #expect(try registry.rows("laboratory").first?.text("given") == "confirmed")
  }

  @Test("The order of day and month is announced, never guessed")
  func dates() throws {
    let rows = "A1,3.2.2024,ALT,30,U/L,40,\nA1,20.02.2024 08:15,ALT,130,U/L,40,\n"
    let file = try write("d.csv", Self.head + rows)
    #expect(try run([file]).faulty == 2)
    let map = try write("map.json5", "{ dates: 'd.m.y' }")
    #expect(try run([file]) { $0.columns = map }.read == 2)
    let american = try write("map.json5", "{ dates: 'm/d/y' }")
    #expect(try run([file]) { $0.columns = american }.faulty == 1, "there is no month 20")
    let wrong = try write("map.json5", "{ dates: 'somehow' }")
    #expect(throws: Problem.self) { try run([file]) { $0.columns = wrong } }
    #expect(DateForm.dayMonthYear.iso("1.2.24") == nil && DateForm.dayMonthYear.iso("1.2") == nil)
    #expect(DateForm.monthDayYear.iso("2/1/2024T08:00Z") == "2024-02-01T08:00Z")
  }
}
