import Criteria
import Diagnostics
import Files
import Fixtures
import Foundation
import Quantities
import Stages
import Testing
import Trials

@testable import Checks
@testable import Documents
@testable import Records
@testable import Registry
@testable import Studies
@testable import Workflow
/// What goes out as FHIR and comes back.
extension RecordPartsTests {
  @Test("A row of every table about patients reads back from FHIR as it was")
  func everyTable() throws {
    try add(
      "research_studies",
      [["id": "R", "name": "Study", "ethics": "3881", "started": "2024-01-01", "ended": "2026-01-01"]])
    try add(
      "screenings",
      [
        [
          "patient": "P1", "protocol": "tata-ia-prrt", "screened": "2025-01-02", "verdict": "eligible",
          "enrolled": 1,
          "study": "R", "consented": "2025-01-01", "arm": "A",
        ]
      ])
    try add("lesions", [["patient": "P1", "name": "L1", "organ": "liver", "segment": "7"]])
    try add("lesions", [["patient": "P1", "name": "L2", "organ": "liver", "part_of": "P1/L1"]])
    try add(
      "measurements",
      [
        [
          "patient": "P1", "lesion": "P1/L1", "measured": "2025-01-02", "quantity": "SUVmax", "value": 12.5,
          "unit": "g/mL", "reader": "2",
        ]
      ])
    try add(
      "procedures",
      [
        [
          "patient": "P1", "administration": "C1/1", "lysine_g": 25.0, "arginine_g": 25.0,
          "amino_acids_g": 50.0,
          "supplied_lesions": "L1", "complications": "none",
        ]
      ])
    try add(
      "workups",
      [["patient": "P1", "done": "2025-01-03", "maa_mbq": 150.0, "collaterals": "none", "variants": "none"]])
    try add(
      "drugs", [["patient": "P1", "name": "everolimus", "kind": "antitumour", "started": "2024-06-01"]])
    try add(
      "findings",
      [["patient": "P1", "found": "2025-01-02", "term": "ascites", "present": 1, "grade": 2, "method": "CT"]])
    try add(
      "scores", [["patient": "P1", "scored": "2025-01-02", "scale": "ECOG", "value": 1.0, "reader": "3"]])
    try add("referrals", [["patient": "P1", "referred": "2025-04-02", "purpose": "transplantation"]])
    try add(
      "deviations",
      [
        [
          "patient": "P1", "occurred": "2025-02-01", "kind": "visit missed or out of window",
          "description": "missed", "important": 0,
          "study": "R",
        ]
      ])
    try add("deaths", [["patient": "P2", "died": "2025-12-01", "cause": "infection"]])
    try add(
      "dose_summaries",
      [
        [
          "patient": "P1", "course": "C1", "administration": "C1/1", "delivered": "2025-01-10",
          "therapy": "IV PRRT",
          "region": "kidneys", "role": "kidney", "definition": "x", "mean_gy": 4.125, "mean_u_gy": 0.3,
          "bed_u_gy": 0.5, "bed_gy": 4.5, "nuclide": "Lu-177", "engine": "kernel",
        ]
      ])
    try add(
      "responses",
      [
        [
          "patient": "P1", "course": "C1", "assessed": "2025-05-01", "criterion": "RECIST 1.1",
          "result": "SD", "scope": "overall",
        ]
      ])
    try add(
      "adverse_events",
      [
        [
          "patient": "P1", "started": "2025-01-12", "term": "Nausea", "grade": 2, "edition": "v5.0",
          "attribution": "PRRT",
        ]
      ])
    try add(
      "visits",
      [["patient": "P1", "course": "C1", "name": "4 weeks", "kind": "laboratory", "due": "2025-02-07"]])
    let file = folder.appending(path: "out.json")
    try writeText(registry.fhirBundle(), to: file)
    let other = try Registry.create(.file(folder.appending(path: "other.sqlite")), anchors: folder)
    try other.change(by: author) { try $0.insert(["id": "S1", "name": "Site"], into: "sites") }
    let read = try other.importFHIR(file, site: "S1", by: author)
    #expect(read.skipped.keys.filter { $0.contains("registry") }.isEmpty)
    for table in registry.catalogue.tables
    where table.column("patient") != nil || table.name == "research_studies" {
      let (mine, theirs) = (try registry.rows(table.name), try other.rows(table.name))
      #expect(mine == theirs, "\(table.name)")
    }
    // A second import changes nothing, and another command counts what it has no use for.
    #expect(try other.importFHIR(file, site: "S1", by: author).count.changed == 0)
    #expect(try FHIRFiles([file.path], knows: { _ in false }).leftOut[FHIRRow.kind] ?? 0 > 10)
  }

  @Test("Limits of a therapy are kept and grade nothing, from FHIR, a table and the record")
  func rangeKinds() throws {
    let bundle = """
      { "resourceType": "Bundle", "type": "collection", "entry": [
        { "resource": { "resourceType": "Patient", "id": "P1" } },
        { "resource": { "resourceType": "Observation", "id": "o1", "status": "final",
          "subject": { "reference": "Patient/P1" }, "effectiveDateTime": "2025-02-01",
          "code": { "coding": [{ "system": "http://loinc.org", "code": "6301-6" }] },
          "valueQuantity": { "value": 2.8, "code": "1" },
          "referenceRange": [{ "low": { "value": 2, "code": "1" }, "high": { "value": 3, "code": "1" },
            "type": { "coding": [{ "code": "therapeutic" }] } }] } } ] }
      """
    let file = folder.appending(path: "inr.json")
    try writeText(bundle, to: file)
    _ = try registry.importFHIR(file, site: "S1", by: author)
    let row = try #require(try registry.rows("laboratory").first)
    #expect(row.text("range_kind") == "therapeutic" && row.text("upper") == "3" && row.text("lower") == "2")
    let graded = try RegistryLaboratory(
      registry, patients: registry.rows(of: PatientColumn.self),
      cycles: ["P1": [CalendarDay(iso8601: "2025-01-10")!]],
      LaboratoryGrading())
    // 2.8 is above 2.5: grade 3 by the fixed limits, whatever the range of the therapy.
    let value = try #require(graded.courses["P1"]?.first { $0.code == "INR" }?.worst)
    #expect(value.grade.grade == 3 && value.value.upper == nil && value.value.range?.kind == "therapeutic")
    // The registry's own table states it, and so does what it exports.
    let csv = folder.appending(path: "labs.csv")
    let text =
      "patient,date,test,value,unit,lower,upper,range_kind\nP1,2025-02-01,ALT,50,U/L,0,60,therapeutic\n"
    try writeText(text, to: csv)
    let measurands = try RuleLibrary().rules("measurands")
    let opened = try LaboratoryFile.open([csv.path], measurands: measurands, options: .init())
    #expect(opened.files[0].read(0, file: 0).values.first?.upper == nil)
    try writeText(text.replacingOccurrences(of: "therapeutic", with: "therapy"), to: csv)
    let wrong = try LaboratoryFile.open([csv.path], measurands: measurands, options: .init())
    #expect(wrong.files[0].read(0, file: 0).problems.count == 1)
    let out = folder.appending(path: "own.json")
    try writeText(registry.fhirBundle(), to: out)
    let other = try Registry.create(.file(folder.appending(path: "o.sqlite")), anchors: folder)
    try other.change(by: author) { try $0.insert(["id": "S1", "name": "Site"], into: "sites") }
    _ = try other.importFHIR(out, site: "S1", by: author)
    #expect(try other.rows("laboratory") == registry.rows("laboratory"))
  }
}
