import Diagnostics
import Fixtures
import Foundation
@testable import Registry
import Testing

@testable import Documents
@testable import Records
@testable import Studies

/// Files of others become rows of the registry, by the rules of every command.
@Suite("Import into the registry")
struct RegistryImportTests {
  let folder: URL
  let registry: Registry
  private let author = try! Author(who: "tester", why: "test")

  init() throws {
    folder = try Fixtures.temporaryFolder()
    registry = try Registry.create(.file(folder.appending(path: "r.sqlite")), anchors: folder)
    try fill(registry)
  }

  /// A site and three patients, with a laboratory value each.
  private func fill(_ registry: Registry) throws {
    try registry.change(by: author) { change in
      try change.insert(["id": "S1", "name": "Site 1"], into: "sites")
      for n in 1...3 {
        try change.insert(["id": "P0\(n)", "site": "S1", "sex": "female", "grade": 2], into: "patients")
        try change.insert(
          [
            "id": "L\(n)", "patient": "P0\(n)", "sampled": "2026-01-0\(n)", "test": "ALT", "value": "31.0",
            "unit": "U/L", "upper": "35",
          ], into: "laboratory")
      }
    }
  }

  private func file(_ name: String, _ text: String) throws -> URL {
    let url = folder.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url
  }

  private func problems(_ body: () throws -> Void) -> [Problem] {
    do { try body() } catch let problem as Problem { return [problem] } catch let problems as Problems {
      return problems.all
    } catch { Issue.record("not a problem: \(error)") }
    return []
  }

  @Test("A CSV table comes in whole or not at all, with every mistake and its row")
  func csv() throws {
    let head = "id,patient,sampled,test,value,unit,upper\n"
    let good = try file(
      "a.csv", head + "A1,P01,2026-03-01,ALT,\"40.10\",U/L,35\r\nA2,P02,2026-03-01,AST,20,U/L,\n")
    let count = try registry.importCSV(good, into: "laboratory", by: author)
    #expect(count.added == 2 && count.changed == 0)
    #expect(try registry.row("laboratory", "A1")?["value"] == "40.10")
    #expect(
      try registry.importCSV(good, into: "laboratory", by: author)
        .added == 0)
    let bad = try file(
      "b.csv",
      head
        + "B1,P01,2026-03-05,ALT,40,U/L,35\nB2,P9,2026-13-01,ALT,40,U/L,35\nB3,P01,2026-03-01,XX,4O,U/L,35\n")
    do {
      _ = try registry.importCSV(bad, into: "laboratory", by: author)
      Issue.record("accepted")
    } catch let problems as Problems {
      #expect(problems.all.map { $0.location.contains("row 3") } == [true, true, false, false])
    }
    #expect(try registry.row("laboratory", "B1") == nil)
    let named = try file("c.csv", "id,site,name\nP04,S1,Somebody\n")
    #expect(
      problems { _ = try registry.importCSV(named, into: "patients", by: author) }.first?.what.contains(
        "no column “name”") == true)
    let ragged = try file("d.csv", "id,name\nS2,\"a\nb\",c\n")
    #expect(
      problems { _ = try registry.importCSV(ragged, into: "sites", by: author) }.first?.location
        == "d.csv: row 2")
  }

  @Test(
    "A REDCap export by a map: repeating instruments, codes, wide laboratory sheets")
  func redcap() throws {
    let export = try file(
      "export.csv",
      """
      record_id,redcap_repeat_instrument,redcap_repeat_instance,sex,date,alt,ast
      R1,,,2,,,
      R1,blood,1,,2026-01-02,31,
      R1,blood,2,,2026-02-02,33.50,28
      """)
    let map = try file(
      "map.json5",
      """
      { hepatica: 1, rows: [
        { table: "patients", where: { redcap_repeat_instrument: "" }, id: "{record_id}",
          columns: { site: "=S1", sex: { from: "sex", codes: { "1": "female", "2": "male" } } } },
        { table: "laboratory", where: { redcap_repeat_instrument: "blood" }, when: "alt", id: "{record_id}-ALT-{redcap_repeat_instance}",
          columns: { patient: "record_id", sampled: "date", test: "=ALT", value: "alt", unit: "=U/L" } },
        { table: "laboratory", where: { redcap_repeat_instrument: "blood" }, when: "ast", id: "{record_id}-AST-{redcap_repeat_instance}",
          columns: { patient: "record_id", sampled: "date", test: "=AST", value: "ast", unit: "=U/L" } },
      ] }
      """)
    let count = try registry.importCSV(export, map: ColumnMap(map), by: author)
    #expect(count.added == 4)
    #expect(try registry.row("patients", "R1")?["sex"] == "male")
    #expect(try registry.row("laboratory", "R1-ALT-2")?["value"] == "33.50")
    #expect(try registry.row("laboratory", "R1-AST-1") == nil)
    let unknown = try file(
      "bad.csv",
      "record_id,redcap_repeat_instrument,redcap_repeat_instance,sex,date,alt,ast\nR2,,,3,,,\n")
    #expect(
      problems { _ = try registry.importCSV(unknown, map: ColumnMap(map), by: author) }.first?.what.contains(
        "no meaning") == true)
  }

  @Test(
    "Boxes of a checkbox field by a map: each that is ticked is a row, and rows without a rule are counted",
    arguments: [
      ("signs___1,signs___2", "1,0", "1,1"), ("signs___1,signs___2", "Checked,Unchecked", "Checked,Checked"),
    ])
  func boxes(_ head: String, _ first: String, _ second: String) throws {
    let export = try file(
      "boxes.csv",
      "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,day,\(head)\nP01,v1,signs,1,2026-01-02,\(first)\nP01,v1,signs,2,2026-01-09,\(second)\nP01,v1,,,,,\n"
    )
    let rule = { (n: Int, term: String) in
      #"{ table: "adverse_events", where: { redcap_repeat_instrument: "signs" }, when: "signs___\#(n)", id: "{record_id}-{redcap_repeat_instance}-\#(n)", columns: { patient: "record_id", started: "day", term: "=\#(term)", grade: "=1" } },"#
    }
    let map = try file("map.json5", "{ hepatica: 1, rows: [\(rule(1, "Nausea"))\(rule(2, "Fatigue"))] }")
    let count = try registry.importCSV(export, map: ColumnMap(map), by: author)
    #expect(count.added == 3, "\(count)")
    #expect(try registry.rows("adverse_events").map(\.id) == ["P01-1-1", "P01-2-1", "P01-2-2"])
    #expect(count.leftOut["rows for which the map has no rule"] == 1)
  }

  @Test("A FHIR bundle comes back as it went out")
  func fhir() throws {
    try registry.change(by: author) { change in
      try change.insert(
        [
          "id": "C1", "patient": "P01", "kind": "TARE", "started": "2025-01-01", "region": "right lobe",
          "product": "resin",
        ],
        into: "courses")
      try change.insert(["id": "P02", "patient": "P02", "died": "2026-05-05"], into: "deaths")
      try change.insert(
        [
          "id": "D1", "patient": "P01", "delivered": "2025-01-01", "therapy": "TARE", "region": "Liver",
          "role": "normal liver",
          "lobe": "whole", "definition": "without lesions", "mean_gy": 20.5, "mean_u_gy": 2.0,
          "nuclide": "Y-90", "engine": "kernel",
        ], into: "dose_summaries")
    }
    let text = try registry.fhirBundle()
    let bundle = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let kinds = (bundle["entry"] as? [[String: Any]])?.compactMap {
      ($0["resource"] as? [String: Any])?["resourceType"] as? String
    }
    #expect(kinds?.count == 12)
    #expect(
      text.contains("\"code\":\"1742-6\"") && text.contains("mcode-cancer-patient")
        && text.contains("\"value\":20.5"))
    let other = try Registry.create(.file(folder.appending(path: "other.sqlite")), anchors: folder)
    try other.change(by: author) { try $0.insert(["id": "S1", "name": "Site 1"], into: "sites") }
    let (count, skipped) = try other.importFHIR(file("bundle.json", text), site: "S1", by: author)
    #expect(count.added == 9)
    #expect(skipped == ["Condition": 3])
    #expect(try other.rows("laboratory") == registry.rows("laboratory"))
    #expect(try other.rows("courses") == registry.rows("courses"))
    #expect(try other.rows("deaths") == registry.rows("deaths"))
    #expect(try other.rows("dose_summaries") == registry.rows("dose_summaries"))
    #expect(
      try other.rows("patients").map { [$0["id"], $0["sex"]] }
        == registry.rows("patients").map { [$0["id"], $0["sex"]] })
  }

  @Test("A bundle with a name is refused, without repeating it")
  func named() throws {
    let text = """
      {"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"x","name":[{"family":"Secret"}]}}]}
      """
    let refused = problems { _ = try registry.importFHIR(file("b.json", text), site: "S1", by: author) }
    #expect(
      refused.first?.what == "the Patient has “name”"
        && refused.first?.description.contains("Secret") == false)
  }

  @Test("An exported table can be imported again")
  func again() throws {
    try registry.exportTables(to: folder.appending(path: "out"))
    let count = try registry.importCSV(
      folder.appending(path: "out/laboratory.csv"), into: "laboratory", by: author)
    #expect(count.added == 0 && count.changed == 0)
  }

  @Test(
    "What toxicity refuses is refused at the door, with row and column",
    arguments: [
      ("ALT,30,foo,", "unit"), ("haemoglobin,130,g/dL,", "value"), ("bilirubin,14,umol/L,1.2", "upper"),
      ("platelets,-5,10^9/L,", "value"), ("bilirubin,120,mg/dL,", "value"), ("ALT,30,,", "unit"),
    ])
  func plausible(_ row: String, _ column: String) throws {
    let head = "id,patient,sampled,test,value,unit,upper\n"
    let found = problems {
      _ = try registry.importCSV(
        file("l.csv", head + "x,P01,2024-01-20,\(row)\n"), into: "laboratory", by: author)
    }
    #expect(found.count == 1 && found[0].location.contains("row 2"), "\(found)")
    #expect(found.first?.description.contains(column) == true)
    let day = problems {
      _ = try registry.importCSV(
        file("l.csv", head + "x,P01,2134-01-20,ALT,30,U/L,\n"), into: "laboratory", by: author)
    }
    #expect(day.first?.what.contains("future") == true)
    #expect(try registry.row("laboratory", "x") == nil)
  }

  @Test("Words of one criterion do not stand under another")
  func criteria() throws {
    let head = "id,patient,assessed,criterion,result\n"
    #expect(
      problems {
        _ = try registry.importCSV(
          file("r.csv", head + "x,P01,2024-01-20,RECIST 1.1,PMR\n"), into: "responses", by: author)
      }.count == 1)
    #expect(
      problems {
        _ = try registry.importCSV(
          file("r.csv", head + "x,P01,2024-01-20,PERCIST 1.0,PR\n"), into: "responses", by: author)
      }.count == 1)
    let right = try registry.importCSV(
      file("r.csv", head + "x,P01,2024-01-20,PERCIST 1.0,PMR\ny,P01,2024-01-20,RECIST 1.1,NE\n"),
      into: "responses", by: author)
    #expect(right.added == 2)
  }

  @Test("The last row of one id does not win")
  func twice() throws {
    let text =
      "id,patient,sampled,test,value,unit\nl1,P01,2024-01-20,ALT,30,U/L\nl1,P01,2024-03-20,ALT,300,U/L\n"
    let found = problems { _ = try registry.importCSV(file("l.csv", text), into: "laboratory", by: author) }
    #expect(found.count == 1 && found[0].location.contains("row 3") && found[0].location.contains("row 2"))
    #expect(try registry.row("laboratory", "l1") == nil)
  }

  @Test("A first row of data is not taken for a header, nor repeated")
  func noHeader() throws {
    let found = problems {
      _ = try registry.importCSV(file("n.csv", "Canary Surname,1960-01-01,S\n"), into: "patients", by: author)
    }
    #expect(found.count == 1 && !found[0].description.contains("Canary"))
  }

  @Test("A laboratory table of any form, as toxicity reads it, once")
  func anyForm() throws {
    let wide = try file(
      "w.csv",
      "patient;date;ALT [U/l];ALT ULN [U/l];TBIL [mg/dl]\nP01;2024-02-20;41,5;35;0,8\nP02;2024-02-21T08:15;;;1,1\n"
    )
    let count = try registry.importLaboratory([wide], decimalComma: true, by: author)
    #expect(count.added == 3 && count.notes.isEmpty)
    let rows = try registry.rows(
      "laboratory", where: ["patient": "P01", "sampled": "2024-02-20"], order: ["test"])
    #expect(
      rows.map { $0.text("test") } == ["ALT", "bilirubin"]
        && rows.map { $0.text("value") } == ["41.5", "0.8"])
    #expect(rows[0]["unit"] == "U/L" && rows[0]["upper"] == "35" && rows[0].text("source") == "w.csv: row 2")
    let again = try registry.importLaboratory([wide], decimalComma: true, by: author)
    #expect(again.added == 0 && again.changed == 0)
    let unknown = try file("u.csv", "patient,date,test,value,unit\nP01,2024-02-25,lactate,1,mmol/L\n")
    #expect(
      try registry.importLaboratory([unknown], by: author).notes.first?.text.contains("lactate (1)") == true)
  }

  /// LOINC has a code for mass and one for amount of substance; what is written under a code is read as the same test.
  @Test(
    "Every test in every unit goes out and comes back",
    arguments: [
      ("ALT", "U/L", "40"), ("AST", "U/L", "40"), ("ALP", "U/L", "100"), ("GGT", "U/L", "40"),
      ("bilirubin", "mg/dL", "1.1"), ("bilirubin", "umol/L", "20"), ("albumin", "g/L", "40"),
      ("INR", "1", "1.1"),
      ("creatinine", "mg/dL", "0.9"), ("creatinine", "umol/L", "80"), ("eGFR", "mL/min/1.73m2", "80"),
      ("haemoglobin", "g/dL", "13.1"), ("haemoglobin", "mmol/L", "8.1"), ("platelets", "10*9/L", "200"),
      ("WBC", "10^9/L", "5"), ("ANC", "10^9/L", "3"), ("lymphocytes", "10^9/L", "1.5"),
      ("chromogranin A", "ug/L", "90"),
    ])
  func everyTest(_ test: String, _ unit: String, _ value: String) throws {
    try registry.change(by: author) {
      try $0.insert(
        [
          "id": "x", "patient": "P01", "sampled": "2026-02-03T08:15", "test": .text(test),
          "value": .text(value),
          "unit": .text(unit), "sample": "7", "laboratory": "Central", "method": "photometry",
        ], into: "laboratory")
    }
    let other = try Registry.create(.file(folder.appending(path: "other.sqlite")), anchors: folder)
    try other.change(by: author) { try $0.insert(["id": "S1", "name": "Site 1"], into: "sites") }
    let count = try other.importFHIR(file("out.json", registry.fhirBundle()), site: "S1", by: author).count
    #expect(count.notes.isEmpty && count.added == 7)
    #expect(try other.row("laboratory", "x") == registry.row("laboratory", "x"))
  }
}
