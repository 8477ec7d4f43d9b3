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
  let folder: URL
  let place: String
  let registry: Registry
  let author = try! Author(who: "tester", why: "test")

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

  func add(_ table: String, _ rows: [Row]) throws {
    try registry.change(by: author) { change in for row in rows { _ = try change.record(row, into: table) } }
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
