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

/// What a record has beyond courses and values: studies, work-ups, referrals, parts of lesions, kinds of limits.
@Suite("Parts of the record")
struct RecordPartsTests {
  private let folder: URL
  private let place: String
  private let registry: Registry
  private let author = try! Author(who: "tester", why: "test")

  init() throws {
    folder = try Fixtures.temporaryFolder()
    place = folder.appending(path: "r.sqlite").path
    registry = try Registry.create(Location(place), anchors: folder).judged()
    try registry.change(by: author) { change in
      try change.insert(["id": "S1", "name": "Site"], into: "sites")
      for n in 1...4 {
        try change.insert(["id": .text("P\(n)"), "site": "S1", "sex": "female"], into: "patients")
        try change.insert(
          [
            "id": .text("C\(n)"), "patient": .text("P\(n)"), "kind": "IV PRRT", "started": "2025-01-10",
            "ended": "2025-03-10", "index_therapy": 1, "nuclide": "Lu-177", "reason_ended": "completed",
          ], into: "courses")
        for (cycle, day) in [(1, "2025-01-10"), (2, "2025-03-10")] {
          try change.insert(
            [
              "id": .text("C\(n)/\(cycle)"), "patient": .text("P\(n)"), "course": .text("C\(n)"),
              "cycle": Value(cycle), "started": .text(day + "T09:00"), "nuclide": "Lu-177",
              "activity_gbq": 7.4,
            ], into: "administrations")
        }
      }
    }
  }

  private func add(_ table: String, _ rows: [Row]) throws {
    try registry.change(by: author) { change in for row in rows { _ = try change.record(row, into: table) } }
  }

  // MARK: FHIR

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

  // MARK: Studies

  @Test("Enrolments are held against the days, the consent and the form of their study")
  func studies() throws {
    try add(
      "research_studies",
      [
        [
          "id": "R", "name": "Study", "ethics": "3881", "started": "2025-01-01", "ended": "2025-01-31",
          "consent_form": "2",
        ],
        ["id": "Q", "name": "Other"],
      ])
    func screening(_ patient: String, _ day: String, _ consent: Value = .null, form: Value = .null) -> Row {
      [
        "patient": .text(patient), "protocol": "x", "screened": .text(day), "verdict": "yes", "enrolled": 1,
        "study": "R",
        "consented": consent, "consent_form": form,
      ]
    }
    try add(
      "screenings",
      [
        screening("P1", "2025-01-05", "2025-01-04", form: "2"), screening("P2", "2025-02-05", "2025-01-04"),
        screening("P3", "2025-01-06"), screening("P4", "2025-01-07", "2025-02-01", form: "1"),
      ])
    let items = try RegistryReview(registry, on: CalendarDay(iso8601: "2026-01-01")!).items.filter {
      ["screenings", "research_studies"].contains($0.table)
    }
    func said(_ patient: String) -> [String] { items.filter { $0.patient == patient }.map(\.what) }
    #expect(said("P1").isEmpty)
    #expect(said("P2") == ["enrolled after the last day of enrolment of the study"])
    #expect(said("P3") == ["enrolled without a day of consent"])
    #expect(said("P4").contains("consent to the study is later than its therapy") && said("P4").count == 2)
    let study = try #require(items.first { $0.table == "research_studies" })
    #expect(study.rows == ["Q"] && study.what.contains("ethics") && !study.needsDecision)
  }

  // MARK: Cohort

  @Test("Ki-67, differentiation, drugs that went with the therapy, miliary disease: factors of the cohort")
  func factors() throws {
    try registry.change(by: author) { change in
      for n in 1...4 {
        try change.update(
          "patients", "P\(n)",
          [
            "ki67_percent": .real(Double(n)),
            "differentiation": n < 4 ? "well differentiated" : "poorly differentiated",
          ])
      }
    }
    // An octreotide that nobody ended is known, and no combination; capecitabine went with the second cycle.
    try add(
      "courses",
      [
        ["patient": "P1", "kind": "drug", "product": "octreotide", "started": "2020-01-01"],
        [
          "patient": "P2", "kind": "drug", "product": "capecitabine", "started": "2024-02-01",
          "ended": "2025-02-01",
        ],
        [
          "patient": "P2", "kind": "drug", "product": "sunitinib", "started": "2023-02-01",
          "ended": "2024-02-01",
        ],
      ])
    try add(
      "drugs", [["patient": "P3", "name": "everolimus", "kind": "antitumour", "started": "2025-03-01"]])
    try add(
      "findings",
      [
        ["patient": "P1", "found": "2025-01-02", "term": "miliary metastases", "present": 1],
        ["patient": "P2", "found": "2025-01-02", "term": "miliary disease", "present": 0],
        ["patient": "P3", "found": "2025-05-02", "term": "miliary disease", "present": 1],
        ["patient": "P4", "found": "2025-01-05", "term": "Ascites", "present": 1, "grade": 2],
      ])
    let cohort = try RegistryCohort(place)
    let table = try #require(try cohort.tables.first { $0.name == "patients" })
    func column(_ name: String) throws -> [String] {
      let n = try #require(table.header.firstIndex(of: name), "\(name)")
      return table.rows.map { $0[n] }
    }
    #expect(try column("ki67_percent") == ["1.0", "2.0", "3.0", "4.0"])
    #expect(try column("combined_with") == ["none", "capecitabine", "everolimus", ""])
    #expect(try column("miliary") == ["yes", "no", "", ""])
    let analysis = CohortAnalysis(try CohortReader.read(cohort.tables, name: "x").cohort)
    let combined = analysis.baseline.categories.filter { $0.section == "Combined with" }
    #expect(combined.map(\.item).sorted() == ["capecitabine", "everolimus", "none", "none or unknown"])
    // A finding with a grade counts as an event of its day.
    let ascites = try #require(analysis.toxicity.first { $0.term == "Ascites" })
    #expect(ascites.before == [3, 0, 1, 0, 0, 0] && ascites.abnormalBaseline.count == 1)
  }

  @Test("Response and survival by combination, of those of whom drugs are known")
  func combinations() throws {
    var rows: [Row] = []
    for (n, result) in [(1, "PR"), (2, "SD"), (3, "SD")] {
      rows.append([
        "patient": .text("P\(n)"), "course": .text("C\(n)"), "assessed": "2025-06-01",
        "criterion": "RECIST 1.1",
        "result": .text(result), "scope": "overall",
      ])
    }
    try add("responses", rows)
    try add(
      "drugs",
      [
        ["patient": "P1", "name": "everolimus", "kind": "antitumour", "started": "2024-12-01"],
        ["patient": "P2", "name": "paracetamol", "kind": "potentially hepatotoxic", "started": "2024-12-01"],
        ["patient": "P3", "name": "statin", "kind": "other", "started": "2024-12-01"],
      ])
    let cohort = try CohortReader.read(try RegistryCohort(place).tables, name: "x").cohort
    let groups = CohortAnalysis(cohort).responseGroups.filter { $0.division == "combination" }
    #expect(groups.map(\.group) == ["alone", "with drugs"])
    #expect(groups.map(\.objective.count) == [0, 1] && groups.map(\.objective.total) == [2, 1])
  }

  @Test("Performance status and diaries of the table of scores count as measurements of that name do")
  func scores() throws {
    try add(
      "scores",
      [
        ["patient": "P1", "scored": "2025-01-05", "scale": "ECOG", "value": 0.0],
        ["patient": "P1", "scored": "2025-05-05", "scale": "ECOG", "value": 2.0],
        ["patient": "P1", "scored": "2025-01-05", "scale": "flushes per day", "value": 6.0],
        ["patient": "P1", "scored": "2025-05-05", "scale": "flushes per day", "value": 0.0],
      ])
    let cohort = try RegistryCohort(place)
    let performance = try #require(try cohort.performance)
    #expect(performance.declined == 1 && performance.evaluable == 1 && performance.shift[0][2] == 1)
    let flushes = try #require(try cohort.symptoms?.controls.first { $0.quantity == "flushes" })
    #expect(flushes.outcomes == ["resolved": 1])
  }

  // MARK: Pages

  @Test("Burden over time stands with platelets; each lesion with its segment, referrals and quality of life")
  func pages() throws {
    try add(
      "measurements",
      [("2025-01-05", 62.0), ("2025-05-01", 40.0)].map { day, percent in
        [
          "patient": "P1", "measured": .text(day), "quantity": "liver burden", "value": .real(percent),
          "u": 4.0,
          "unit": "%", "organ": "liver",
        ]
      })
    try add(
      "laboratory",
      [("2025-01-06", "86"), ("2025-04-28", "112")].map { day, value in
        [
          "patient": "P1", "sampled": .text(day), "test": "platelets", "value": .text(value),
          "unit": "10^9/L",
          "lower": "150",
        ]
      })
    try add("lesions", [["patient": "P1", "name": "L1", "organ": "liver", "segment": "4a"]])
    try add(
      "lesions", [["patient": "P1", "name": "L1b", "organ": "liver", "segment": "4a", "part_of": "P1/L1"]])
    for (day, long) in [("2025-01-05", 60.0), ("2025-05-01", 30.0)] {
      try add(
        "measurements",
        [
          [
            "patient": "P1", "lesion": "P1/L1", "measured": .text(day), "quantity": "longest diameter",
            "value": .real(long), "unit": "mm",
          ]
        ])
    }
    try add(
      "referrals",
      [
        [
          "patient": "P1", "referred": "2025-05-02", "purpose": "transplantation",
          "decision": "under consideration",
        ]
      ])
    try add(
      "scores", [["patient": "P1", "scored": "2025-05-02", "scale": "QLQ-C30 global health", "value": 75.0]])
    let out = folder.appending(path: "page")
    _ = try PatientPage.run(place, patient: "P1", to: out)
    let lesions = try Fixtures.table(out.appending(path: "lesion-changes.csv"))
    #expect(
      lesions.count == 1 && lesions[0]["segment"] == "4a" && lesions[0]["change"].flatMap(Double.init) == -50)
    #expect(try Fixtures.table(out.appending(path: "referrals.csv"))[0]["decision"] == "under consideration")
    let html = try String(contentsOf: out.appending(path: "patient.html"), encoding: .utf8)
    #expect(html.contains("Tumour burden") && html.contains("L1b is part of L1") && html.contains("QLQ-C30"))
    let ledger = folder.appending(path: "ledger")
    _ = try RegistryTask.ledger(place, patient: "P1", limits: nil, to: ledger)
    let burden = try Fixtures.table(ledger.appending(path: "burden-course.csv"))
    #expect(burden.map { $0["platelets"] } == ["86 10^9/L", "112 10^9/L"])
    #expect(burden.map { $0["burden_percent"].flatMap(Double.init) } == [62, 40])
  }

  @Test("A cycle of microspheres is held against its own protocol: MAA, and the activity that was prescribed")
  func microspheres() throws {
    try add(
      "courses",
      [["id": "T", "patient": "P2", "kind": "TARE", "region": "right lobe", "started": "2025-08-01"]])
    try add(
      "administrations",
      [
        [
          "id": "T/1", "patient": "P2", "course": "T", "cycle": 1, "started": "2025-08-01T09:00",
          "nuclide": "Y-90",
          "route": "right hepatic artery", "prescribed_gbq": 2.0, "activity_gbq": 1.6,
        ]
      ])
    try add("procedures", [["patient": "P2", "administration": "T/1", "maa_mbq": 160.0]])
    let page = try CyclePage.run(place, patient: "P2", cycle: 1, on: "2025-08-01", to: nil)
    #expect(page.review.contains("MAA of the work-up: 160 MBq, protocol 100 to 150 MBq"))
    #expect(page.review.contains("net activity of the prescribed one: 80 %, protocol 90 to 110 %"))
    #expect(page.text.contains("tare 2021") && !page.text.contains("6.66"))
    let patient = try PatientPage.run(place, patient: "P2", to: nil)
    #expect(patient.text.contains("tare 2021") && patient.text.contains("tata-ia-prrt"))
  }

  @Test("Names of columns, codes of missing values and decimal commas of flat cohort tables")
  func flatTables() throws {
    let file = folder.appending(path: "cohort.csv")
    try writeText(
      "Patient;Alter;OS;Tot;burden_percent\nA;61,5;12,5;1;-99\nB;50;8;0;40\n", to: file)
    let map = folder.appending(path: "names.json5")
    try writeText(
      "{ Alter: \"age_years\", OS: \"os_months\", Tot: \"os_event\", missing: [\"-99\"] }", to: map)
    var request = CohortTask.Request(source: file.path, folder: folder.appending(path: "out"))
    (request.columns, request.decimalComma) = (map.path, true)
    let text = try CohortTask.run(request) { _, _ in }.json
    let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(json["patients"] as? Int == 2 && text.contains("55.75"))
    #expect((json["input"] as? [String: Any])?["rows"] as? [String: Int] == ["patients": 2])
    request.columns = nil
    #expect(throws: Problems.self) { try CohortTask.run(request) { _, _ in } }
    // A misspelt column is told with the one that it nearly is; a factor of one's own is not.
    let plain = folder.appending(path: "plain.csv")
    try writeText("patient,age_yeras,ki_index,os_months,os_event\nA,61,2,12,1\nB,50,3,8,0\n", to: plain)
    let told = try CohortTask.run(
      CohortTask.Request(source: plain.path, folder: folder.appending(path: "plain"))
    ) { _, _ in }
    #expect(told.review.contains { $0.contains("“age_yeras”") && $0.contains("“age_years”") })
    #expect(told.review.allSatisfy { !$0.contains("ki_index") })
    try writeText("{ Allter: \"age_years\" }", to: map)
    request.columns = map.path
    #expect(throws: Problems.self) { try CohortTask.run(request) { _, _ in } }
  }

  @Test("What measure found goes into the record, with reader and organ; the enhancement fraction as well")
  func measured() throws {
    var job = try MeasureJob(structures: folder, patient: "P1", date: "2025-05-01")
    (job.organ, job.reader) = ("lymph node", "2")
    job.link = RecordLink(place: place, patient: "P1", day: "2025-05-01", recording: ("t", "t"))
    var row = LesionMeasurement.Row(lesion: "N1")
    (row.longMm, row.suvMax) = (22.5, 14)
    let enhanced = LesionEnhancement("N1", arterial: 90, portal: 110, unenhanced: 50)
    let outcome = try LesionMeasurement.outcome([row], job, [], [enhanced])
    #expect(outcome.text.contains("3 values recorded"))
    let rows = try registry.rows("measurements").filter { $0.text("patient") == "P1" }
    #expect(
      Set(rows.map { $0.text("quantity") }) == [
        "longest diameter", "SUVmax", "arterial enhancement fraction",
      ])
    let fraction = try #require(rows.first { $0.text("quantity") == "arterial enhancement fraction" })
    #expect(agree(fraction[named: "value"].number!, 100 * 40 / 60) && fraction.text("reader") == "2")
    #expect(try registry.rows("lesions").first?.text("organ") == "lymph node")
    // The same again is one fact.
    #expect(try LesionMeasurement.outcome([row], job, [], [enhanced]).text.contains("0 values recorded"))
  }

  // MARK: Work-up

  @Test("A plan knows collaterals, variants and MAA of the work-up; eligibility takes the latest statement")
  func workup() throws {
    try add(
      "workups",
      [
        [
          "patient": "P1", "done": "2025-06-01", "collaterals": "to the gut, open",
          "variants": "replaced right artery",
          "maa_mbq": 220.0, "shunt_percent": 6.5,
        ]
      ])
    func known(_ day: String) throws -> PlanKnowledge {
      try RecordedPlanInputs.knowledge(ClinicalRecord(place, patient: "P1"), on: CalendarDay(iso8601: day)!)
    }
    let plan = try known("2025-06-10")
    #expect(plan.remarks.contains { $0.text.contains("collateral to the gut is open") })
    #expect(plan.remarks.contains { $0.text.contains("220 MBq of MAA") })
    #expect(plan.sources.contains { Finding($0).text.contains("variants replaced right artery") })
    #expect(plan.shunt.map { agree($0.fraction.value.value, 0.065) } == true)
    // Before that day nobody knew.
    #expect(try known("2025-05-10").remarks.allSatisfy { !$0.place.hasPrefix("angiography") })
    try add(
      "workups",
      [["patient": "P1", "done": "2025-06-20", "collaterals": "to the gut, occluded", "maa_mbq": 120.0]])
    #expect(try known("2025-06-25").remarks.allSatisfy { !$0.place.hasPrefix("angiography") })
  }
}
