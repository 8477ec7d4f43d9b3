import Diagnostics
import Fixtures
import Foundation
import Testing

@testable import Criteria
@testable import Documents
@testable import Records
@testable import Registry

/// What may stand in a registry, by add, set and import alike.
@Suite("What may be written")
struct RowJudgeTests {
  let folder: URL
  let registry: Registry
  private let author = try! Author(who: "tester", why: "test")

  init() throws {
    folder = try Fixtures.temporaryFolder()
    registry = try Registry.create(.file(folder.appending(path: "r.sqlite")), anchors: folder).judged()
    try registry.change(by: author) { change in
      try change.insert(["id": "S1", "name": "Site 1"], into: "sites")
      try change.insert(["id": "P01", "site": "S1"], into: "patients")
      try change.insert(["id": "T1", "patient": "P01", "name": "T1", "organ": "liver"], into: "lesions")
    }
  }

  private func refusal(_ table: String, _ row: Row) -> String? {
    do {
      try registry.change(by: author) { change in
        try change.insert(row, into: table)
        try change.delete(table, row.id)
      }
      return nil
    } catch let problem as Problem { return problem.description } catch let problems as Problems {
      return problems.description
    } catch { return "\(error)" }
  }

  @Test(
    "A pseudonym is no name, address or date",
    arguments: [
      ("Hans Muster", true), ("Muster^Hans", true), ("muster, hans", true), ("Hans_Muster", true),
      ("Muster", true),
      ("h.muster@example.org", true), ("P-12.03.1960", true), ("1960-03-12", true), ("P017", false),
      ("UKE-0042", false),
      ("A", false), ("LU07", false), ("case 12", false), ("PAT-A", false),
    ])
  func pseudonyms(_ text: String, _ isName: Bool) {
    let found = refusal("patients", ["id": .text(text), "site": "S1"])
    #expect((found != nil) == isName, "\(found ?? "taken")")
    #expect(found?.contains(text) != true || text.count < 3, "a name is not repeated")
  }

  @Test(
    "Grades are those that CTCAE has of the term",
    arguments: [
      ("Nausea", 3, true), ("Nausea", 4, false), ("nausea ", 3, true), ("Fatigue", 4, false),
      ("Fatigue", 3, true),
      ("Blood bilirubin increased", 5, false), ("Blood bilirubin increased", 4, true),
      ("Platelet count decreased", 4, true),
      ("Hepatic failure", 2, false), ("Hepatic failure", 3, true), ("Hepatic necrosis", 3, false),
      ("Alopecia", 3, false),
      ("Portal vein thrombosis", 1, false), ("Ascites", 5, true), ("10028813", 3, true), ("Nausee", 2, false),
      ("Gastric perforation of unknown kind", 2, false),
      ("Hepatobiliary disorders - Other, specify: biloma", 2, true),
    ])
  func grades(_ term: String, _ grade: Int, _ isKnown: Bool) {
    let found = refusal(
      "adverse_events",
      [
        "id": "E", "patient": "P01", "started": "2026-01-11", "term": .text(term),
        "grade": .init(integerLiteral: grade),
      ])
    if term == "10028813" { return }
    #expect((found == nil) == isKnown, "\(found ?? "taken")")
    if term == "Nausee" { #expect(found?.lowercased().contains("did you mean “nausea”") == true) }
  }

  @Test(
    "An event of an edition has the terms and grades of that edition",
    arguments: [
      ("v5.0", "Platelet count decreased", 4, true), ("v5.0", "Lymphocyte count decreased", 4, true),
      ("v6.0", "Thrombocytopenia", 5, true), ("6", "Lymphopenia", 2, false), ("6", "Lymphopenia", 1, true),
      ("v6.0 (22 July 2025)", "Alkaline phosphatase increased", 2, false),
      ("", "Alkaline phosphatase increased", 2, true), ("", "Palpitations", 3, false),
      ("", "Eye disorders - Other, specify: haze", 5, false),
      ("", "Imaginary disorders - Other, specify: x", 1, false),
      ("", "Hepatobiliary disorders – Other, specify", 4, true),
    ])
  func editions(_ edition: String, _ term: String, _ grade: Int, _ isKnown: Bool) {
    let found = refusal(
      "adverse_events",
      [
        "id": "E", "patient": "P01", "started": "2026-01-11", "term": .text(term),
        "grade": .init(integerLiteral: grade), "edition": .text(edition),
      ])
    #expect((found == nil) == isKnown, "\(term) \(grade): \(found ?? "taken")")
  }

  /// No list of grades but that of the edition: a number cannot give a grade that the term does not have.
  @Test("Every step of a ladder is a grade of its term", arguments: ["CTCAE", "CTCAE-6.0"])
  func ladders(_ rules: String) throws {
    let library = try RuleLibrary()
    let scale = try ToxicityScale(library.rules(rules), measurands: library.rules("measurands"))
    let events = AdverseEventTerms.of(scale.source)
    for term in scale.terms.values {
      let event = try #require(events[term.meddra], "\(term.title)")
      #expect(term.title.hasPrefix(event.title), "\(term.title)")
      for step in term.ladders.values.joined() {
        #expect(event.grades.contains(step.grade), "\(term.title) \(step.grade)")
      }
    }
  }

  /// Grades that CTCAE v5.0 (27 November 2017) prints for each term; “-” stands in place of the others.
  @Test(
    "The grades of a term are those that the edition prints",
    arguments: [
      ("Anemia", "12345"),
      ("Pericarditis", "12345"),
      ("Abdominal pain", "123"),
      ("Ascites", "12345"),
      ("Duodenal ulcer", "12345"),
      ("Esophageal varices hemorrhage", "2345"),
      ("Gastric ulcer", "12345"),
      ("Gastritis", "12345"),
      ("Nausea", "123"),
      ("Small intestinal obstruction", "12345"),
      ("Vomiting", "12345"),
      ("Fatigue", "123"),
      ("Bile duct stenosis", "12345"),
      ("Budd-Chiari syndrome", "2345"),
      ("Cholecystitis", "2345"),
      ("Hepatic failure", "345"),
      ("Hepatic hemorrhage", "12345"),
      ("Hepatic necrosis", "45"),
      ("Hepatic pain", "123"),
      ("Portal hypertension", "2345"),
      ("Portal vein thrombosis", "2345"),
      ("Sinusoidal obstruction syndrome", "2345"),
      ("Hepatobiliary disorders - Other, specify", "12345"),
      ("Biliary tract infection", "2345"),
      ("Hepatic infection", "2345"),
      ("Alanine aminotransferase increased", "1234"),
      ("Alkaline phosphatase increased", "1234"),
      ("Aspartate aminotransferase increased", "1234"),
      ("Blood bilirubin increased", "1234"),
      ("Creatinine increased", "1234"),
      ("GGT increased", "1234"),
      ("INR increased", "123"),
      ("Lymphocyte count decreased", "1234"),
      ("Neutrophil count decreased", "1234"),
      ("Platelet count decreased", "1234"),
      ("White blood cell decreased", "1234"),
      ("Hypoalbuminemia", "12345"),
      ("Encephalopathy", "12345"),
      ("Acute kidney injury", "345"),
      ("Chronic kidney disease", "12345"),
      ("Pneumonitis", "12345"),
    ])
  func printedGrades(_ title: String, _ printed: String) {
    let known = AdverseEventTerms.five[title]?.grades.map(String.init).joined()
    // Steps of a term that only judgement can reach have no number, and are grades all the same.
    #expect(known == printed, "\(title)")
  }

  @Test("A value in another unit of its quantity is held against the same limit")
  func otherUnits() {
    func taken(_ quantity: String, _ unit: String, _ value: Double) -> Bool {
      refusal(
        "measurements",
        [
          "id": "M", "patient": "P01", "lesion": "T1", "measured": "2026-01-08", "quantity": .text(quantity),
          "unit": .text(unit), "value": .real(value),
        ]) == nil
    }
    #expect(taken("longest diameter", "cm", 4.1) && !taken("longest diameter", "cm", 60))
    #expect(taken("lung shunt fraction", "1", 0.05) && !taken("lung shunt fraction", "1", 5))
    #expect(taken("volume", "L", 1.6) && !taken("volume", "L", 1600))
    #expect(taken("activity concentration", "kBq/mL", 900) && !taken("activity concentration", "MBq/mL", 9e5))
  }

  @Test(
    "A quantity has its unit and its spelling",
    arguments: [
      ("SUV", "kBq/mL", 30_000.0, false), ("SUV", "1", 30.0, true), ("SUVmax", "g/mL", 12.0, true),
      ("suv", "1", 30.0, false), ("longest diameter", "mm", 41.0, true),
      ("longest diameter", "mL", 41.0, false),
      ("Longest  diameter", "mm", 41.0, false), ("longest diametre", "mm", 41.0, false),
      ("longest diameter", "mm", 4100.0, false), ("T/N", "1", 4.5, true), ("stiffness", "kPa", 8.0, true),
      ("time-integrated activity coefficient", "h", 3.1, true), ("uptake", "%", 250.0, false),
    ])
  func quantities(_ quantity: String, _ unit: String, _ value: Double, _ isKnown: Bool) {
    let found = refusal(
      "measurements",
      [
        "id": "M", "patient": "P01", "lesion": "T1", "measured": "2026-01-08", "quantity": .text(quantity),
        "value": .real(value), "unit": .text(unit),
      ])
    #expect((found == nil) == isKnown, "\(found ?? "taken")")
  }

  @Test("A reader is a number; a metabolic word stands with a metabolic criterion")
  func responses() {
    let base: Row = [
      "id": "R", "patient": "P01", "assessed": "2026-02-20", "criterion": "RECIST 1.1", "result": "PR",
      "reader": "2",
    ]
    #expect(refusal("responses", base) == nil)
    var named = base
    named["reader"] = "Dr. Anna Muster"
    #expect(refusal("responses", named)?.contains("name") == true)
    var mixed = base
    mixed["result"] = "PMR"
    #expect(refusal("responses", mixed) != nil)
  }

  @Test(
    "Impossible values do not come in",
    arguments: [
      ("bilirubin", "mg/dL", "120"), ("bilirubin", "foo", "1.2"), ("haemoglobin", "g/dL", "130"),
      ("potassium", "mmol/L", "40"), ("platelets", "10^9/L", "-5"),
    ])
  func laboratory(_ test: String, _ unit: String, _ value: String) {
    #expect(
      refusal(
        "laboratory",
        [
          "id": "L", "patient": "P01", "sampled": "2026-01-02", "test": .text(test), "value": .text(value),
          "unit": .text(unit),
        ])
        != nil)
  }

  @Test("A visit is one file: rows by table, ids from their keys, all or nothing")
  func visit() throws {
    let url = folder.appending(path: "visit.json5")
    let text = """
      { hepatica: 1, patient: "P01",
        laboratory: { sampled: "2026-03-02", unit: "U/L", rows: [
          { test: "ALT", value: 31, upper: 35 }, { test: "AST", value: "28.0" }] },
        adverse_events: [{ term: "Nausea", grade: 2, started: "2026-03-03", serious: false }],
        administrations: [{ id: "A1", course: "C1", cycle: 1, started: "2026-03-01T09:00", nuclide: "Lu-177" }],
        courses: { id: "C1", kind: "IA PRRT", started: "2026-03-01" } }
      """
    try Data(text.utf8).write(to: url)
    let first = try registry.importVisit(url, by: author)
    #expect(first.added == 5)
    #expect(try registry.row("laboratory", "P01/AST/2026-03-02")?["value"] == "28.0")
    let again = try registry.importVisit(url, by: author)
    #expect(again.added == 0 && again.changed == 0)
    try Data(text.replacing("grade: 2", with: "grade: 5").utf8).write(to: url)
    #expect(throws: Problems.self) { try registry.importVisit(url, by: author) }
    #expect(try registry.rows("adverse_events").count == 1)
    for (bad, words) in [
      ("labratory: [{}]", "did you mean"), ("", "no rows"), ("laboratory: [{ tset: 1 }]", "tset"),
    ] {
      try Data("{ hepatica: 1, patient: \"P01\", \(bad) }".utf8).write(to: url)
      let message: String
      do {
        _ = try registry.importVisit(url, by: author)
        message = "taken"
      } catch { message = "\(error)" }
      #expect(message.contains(words), "\(message)")
    }
  }
}
