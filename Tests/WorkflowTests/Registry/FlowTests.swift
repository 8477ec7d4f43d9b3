import Criteria
import Diagnostics
import Files
import Fixtures
import Foundation
import Quantities
import Stages
import Testing

@testable import Documents
@testable import Records
@testable import Registry
@testable import Studies
@testable import Workflow

/// What one command found is what the next one uses.
@Suite("One flow through the record")
struct FlowTests {
  private let folder: URL
  private let place: String
  private let author = try! Author(who: "tester", why: "test")

  /// A patient with TARE of the right lobe (78 Gy, 800 mL) and PRRT (3.2 Gy to the whole liver).
  init() throws {
    folder = try Fixtures.temporaryFolder()
    place = folder.appending(path: "r.sqlite").path
    let registry = try Registry.create(Location(place), anchors: folder).judged()
    try registry.change(by: author) { change in
      try change.insert(["id": "S1", "name": "Site"], into: "sites")
      try change.insert(["id": "P1", "site": "S1", "burden_percent": 20.0], into: "patients")
      let courses: [(String, String, String, String)] = [
        ("R", "TARE", "right lobe", "2026-01-10"), ("P", "IV PRRT", "whole body", "2025-01-10"),
      ]
      for (id, kind, region, day) in courses {
        try change.insert(
          [
            "id": .text(id), "patient": "P1", "kind": .text(kind), "region": .text(region),
            "started": .text(day),
          ], into: "courses")
      }
      let doses: [(String, String, String, Double, Double?)] = [
        ("R", "normal liver", "right", 78, 800), ("R", "normal liver", "left", 0.5, 500),
        ("R", "lung", "", 7, nil),
        ("R", "tumour", "", 96, nil), ("P", "normal liver", "whole", 3.2, nil),
      ]
      for (n, (course, role, lobe, gray, volume)) in doses.enumerated() {
        try change.insert(
          [
            "id": .text("D\(n)"), "patient": "P1", "course": .text(course),
            "delivered": course == "R" ? "2026-01-10" : "2025-01-10",
            "therapy": course == "R" ? "TARE" : "IV PRRT",
            "region": .text(role == "tumour" ? "T1" : "\(role) \(lobe)"), "role": .text(role),
            "lobe": lobe.isEmpty ? .null : .text(lobe), "definition": "x", "mean_gy": .real(gray),
            "volume_ml": Value(volume), "nuclide": course == "R" ? "Y-90" : "Lu-177", "engine": "kernel",
          ], into: "dose_summaries")
      }
    }
  }

  private func link(_ day: String, record: Bool = false) -> RecordLink {
    RecordLink(place: place, patient: nil, day: day, recording: record ? ("tester", "test") : nil)
  }

  private func planFile(
    _ extra: String = "", treatment: String = "2026-01-25T10:00:00", prescribe: String = "1.0"
  ) throws -> URL {
    let file = folder.appending(path: "plan.json5")
    try writeText(
      """
      { hepatica: 1, patient: { pseudonym: "P1" },
        tare: {
          microspheres: "resin", energyConstant: "literature", liver: { ml: 1500, tumourMl: 200 },
          lungs: { shuntFraction: 0.05 }, \(extra)
          limits: [{ region: "normalLiver", gray: 60, source: "test" }],
          injections: [{ name: "left hepatic artery", perfusedMl: 600, treatment: "\(treatment)",
            tumours: [{ name: "T1", ml: 50, toNormal: 4 }], prescribe: \(prescribe) }] } }
      """, to: file)
    return file
  }

  private func record(_ file: URL, _ day: String = "2026-01-20") throws -> PlanRecord {
    try PlanTask.record(PlanTask.read(file, link: link(day)), work: folder) { _, _ in }
  }

  @Test("A plan has the earlier doses of the account, by volume, and what it foresees is added to them")
  func account() throws {
    let plan = try record(planFile())
    let tare = try #require(plan.radioembolisation)
    #expect(tare.earlier.map(\.date) == ["2025-01-10", "2026-01-10"])
    let whole = (78 * 800 + 0.5 * 500.0) / 1300
    #expect(agree(tare.earlier[1].normalLiverGy!, whole) && tare.earlier[1].lungGy == 7)
    let liver = try #require(tare.sessions[0].judged.first { $0.limit.region == "normal liver" })
    #expect(agree(liver.limit.receivedGray, whole + 3.2))
    #expect(agree(liver.totalGy, whole + 3.2 + liver.doseGy.value) && !liver.model.isEmpty)
    // The tumour was treated before: its doses are added up.
    let tumour = try #require(tare.tumourTotals.first)
    #expect(tumour.tumour == "T1" && tumour.earlierGy == 96 && tumour.togetherGy > 96)
    #expect(!tare.fromRecord.isEmpty)
  }

  @Test("Where the account is red the plan is red, in the exit status as well")
  func red() throws {
    let plan = try record(planFile(prescribe: "4.0"))
    let tare = try #require(plan.radioembolisation)
    #expect(tare.sessions[0].judged.contains { $0.limit.region == "normal liver" && $0.isCrossed })
    #expect(plan.findings.needDecision)
    let unknown = try record(
      planFile("earlier: [{ date: \"2024-05-01\", treatment: \"TACE and TARE elsewhere\" }],"))
    #expect(unknown.review.contains { $0.contains("2024-05-01") && $0.contains("not known") })
    #expect(unknown.radioembolisation?.earlier.first?.normalLiverGy == nil)
  }

  @Test(
    "Days between lobes, retreatment and PRRT are judged; a dose that the record states otherwise is refused")
  func intervals() throws {
    let soon = try record(planFile(treatment: "2026-01-25T10:00:00"))
    #expect(soon.review.contains { $0.contains("15 days after the right lobe") })
    #expect(soon.findings.contains { $0.text.contains("PRRT before") })
    let later = try record(planFile(treatment: "2026-02-20T10:00:00"))
    #expect(!later.review.contains { $0.contains("days after the right lobe") })
    let file = try planFile(treatment: "2026-02-20T10:00:00")
    let text = try String(contentsOf: file, encoding: .utf8).replacingOccurrences(
      of: "left hepatic", with: "right hepatic")
    try writeText(text, to: file)
    #expect(try record(file).review.contains { $0.contains("radioembolised on 2026-01-10 (78 Gy") })
    let other = try planFile(
      "earlier: [{ date: \"2026-01-10\", treatment: \"right\", lungGy: 7, normalLiverGy: 20 }],")
    #expect(throws: Problems.self) { try record(other) }
  }

  @Test(
    "Two sessions to one artery, ten days apart between lobes, and earlier doses of the file: nothing is zero"
  )
  func sessions() throws {
    let text = """
      { hepatica: 1, patient: { pseudonym: "X" },
        tare: {
          microspheres: "glass", energyConstant: "label", liver: { ml: 1800, tumourMl: 400 },
          lungs: { shuntFraction: 0.05 },
          earlier: [{ date: "2025-01-02", treatment: "glass", lungGy: 4, normalLiverGy: 30 }],
          limits: [{ region: "normalLiver", gray: 40, source: "test" }],
          injections: [
            { name: "right hepatic artery", session: 1, perfusedMl: 1200, tumours: [{ name: "A", ml: 300, toNormal: 4.5 }],
              treatment: "2026-03-01T10:00:00", prescribe: 2.68 },
            { name: "left hepatic artery", session: 2, perfusedMl: 600, tumours: [{ name: "B", ml: 100, toNormal: 4.5 }],
              treatment: "2026-03-11T10:00:00", prescribe: 1.4 },
            { name: "right hepatic artery", session: 3, perfusedMl: 1200, tumours: [{ name: "A", ml: 300, toNormal: 4.5 }],
              treatment: "2026-06-01T10:00:00", prescribe: 0.5 } ] } }
      """
    let plan = try PlanTask.record(
      PlanFile.parse(text, at: folder.appending(path: "p.json5")), work: folder
    ) { _, _ in }
    let tare = try #require(plan.radioembolisation)
    let liver = tare.sessions.map { session in session.judged.first { $0.limit.region == "normal liver" }! }
    #expect(
      liver[0].limit.receivedGray == 30 && agree(liver[1].limit.receivedGray, 30 + liver[0].doseGy.value))
    #expect(liver.allSatisfy { $0.isCrossed })
    #expect(plan.review.contains { $0.contains("10 days after the right lobe") })
    #expect(
      plan.review.contains {
        $0.contains("session 3 goes through the same artery as session 1, 92 days later")
      })
    #expect(tare.injections.map(\.name).contains("right hepatic artery, session 3"))
    #expect(tare.tumourTotals.first { $0.tumour == "A" }?.injections == 2)
  }

  @Test(
    "What a plan foresees is what eligibility asks; a measured burden takes the place of that at baseline")
  func eligibility() throws {
    _ = try PlanTask.run(
      PlanTask.read(planFile(), link: link("2026-01-20")), to: folder.appending(path: "out"),
      link: link("2026-01-20", record: true)
    ) { _, _ in }
    let registry = try Registry.open(Location(place), anchors: folder)
    #expect(
      try RecordedValues.write(
        [RecordedValue("liver burden", 33, u: 2, unit: "%", organ: "liver", definition: "structures, liver")],
        of: "P1",
        on: CalendarDay(iso8601: "2026-01-19")!, source: "test", to: registry, by: author) == 1)
    let record = try ClinicalRecord(registry, patient: "P1")
    let facts = try RecordedFacts(record, on: CalendarDay(iso8601: "2026-01-21")!, days: 30)
    let known = Dictionary(facts.facts.map { ($0.key, $0.text) }, uniquingKeysWith: { first, _ in first })
    #expect(
      known["tumourFraction [%]"] == "33.0" && facts.facts.count { $0.key == "tumourFraction [%]" } == 1)
    let single = try #require(known["lungDoseSingle [Gy]"].flatMap { Double($0) })
    let cumulative = try #require(known["lungDoseCumulative [Gy]"].flatMap { Double($0) })
    #expect(agree(cumulative, single + 7) && single > 0)
    #expect(known["daysSinceFirstLobe [d]"] == "11" && known["priorPRRT"] == "yes")
    // Written once more, nothing is new; another value of the same day is a conflict.
    #expect(
      try RecordedValues.write(
        [RecordedValue("liver burden", 33, u: 2, unit: "%", organ: "liver", definition: "structures, liver")],
        of: "P1",
        on: CalendarDay(iso8601: "2026-01-19")!, source: "other", to: registry, by: author) == 0)
    #expect(throws: (any Error).self) {
      try RecordedValues.write(
        [RecordedValue("liver burden", 35, unit: "%", organ: "liver", definition: "structures, liver")],
        of: "P1",
        on: CalendarDay(iso8601: "2026-01-19")!, source: "test", to: registry, by: author)
    }
  }

  @Test("A measured burden whose uncertainty holds the limit is neither above nor below it")
  func nearTheLimit() throws {
    let registry = try Registry.open(Location(place), anchors: folder)
    // 75 % lies within 75.4 ± 8.8 and outside 85 ± 8.8; without an uncertainty the number decides.
    for (day, value, u, isOpen) in [
      ("2026-01-17", 75.4, 8.8, true), ("2026-01-18", 85, 8.8, false), ("2026-01-19", 75.4, nil, false),
    ] as [(String, Double, Double?, Bool)] {
      _ = try RecordedValues.write(
        [
          RecordedValue(
            "liver burden", value, u: u, unit: "%", organ: "liver", definition: "structures, liver")
        ],
        of: "P1", on: CalendarDay(iso8601: day)!, source: "test", to: registry, by: author)
      var job = EligibilityJob(path: "", rules: "mayo-very-high-burden")
      (job.registry, job.patient, job.day) = (place, "P1", day)
      let outcome = try PatientSelection.run(job)
      #expect(outcome.json.contains("cannot be told apart from a limit") == isOpen, "\(value) ± \(u ?? 0)")
      let root = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.json.utf8)) as? [String: Any])
      let patient = try #require((root["patients"] as? [[String: Any]])?.first)
      let items = try #require(patient["items"] as? [[String: Any]])
      let burden = try #require(items.first { $0["token"] as? String == "burden<=75" })
      #expect((burden["missing"] as? [String])?.isEmpty == !isOpen)
    }
  }

  @Test("Volumes, ratio and lung shunt that a plan leaves out come from the record, and that is told")
  func inputs() throws {
    let registry = try Registry.open(Location(place), anchors: folder)
    let day = CalendarDay(iso8601: "2026-01-15")!
    _ = try RecordedValues.write(
      [
        RecordedValue("volume", 1500, unit: "mL", organ: "liver", definition: "a"),
        RecordedValue("volume", 200, unit: "mL", organ: "liver tumours", definition: "a"),
        RecordedValue("lung shunt fraction", 5, u: 1, unit: "%", organ: "lungs", definition: "a"),
        RecordedValue("T/N", 4.2, unit: "1", lesion: "T9", definition: "a"),
      ], of: "P1", on: day, source: "test", to: registry, by: author)
    let file = folder.appending(path: "short.json5")
    try writeText(
      """
      { hepatica: 1, patient: { pseudonym: "p1" },
        tare: { microspheres: "glass", energyConstant: "label",
          limits: [{ region: "normalLiver", gray: 120, source: "test" }],
          injections: [{ name: "segment 2", perfusedMl: 200, tumours: [{ name: "T9", ml: 50 }], prescribe: 0.5 }] } }
      """, to: file)
    let tare = try #require(try record(file).radioembolisation)
    #expect(
      tare.liverMl == 1500 && tare.shunts.first?.fraction.value == 0.05
        && tare.shunts.first?.fraction.u == 0.01)
    #expect(tare.injections[0].compartments.first?.toNormal?.value == 4.2 && tare.fromRecord.count == 4)
    // Without the record the same file lacks its inputs.
    #expect(throws: Problems.self) { try PlanFile.read(file) }
    // A plan of another patient is not filled in from this record.
    try writeText(
      try String(contentsOf: file, encoding: .utf8).replacingOccurrences(of: "\"p1\"", with: "\"P2\""),
      to: file)
    var other = link("2026-01-20")
    other.patient = "P1"
    #expect(throws: (any Error).self) { try PlanTask.read(file, link: other) }
  }

  @Test(
    "A visit closes when its value is there, before or after the schedule was written; others know what is missing"
  )
  func visits() throws {
    let registry = try Registry.open(Location(place), anchors: folder).judged()
    try registry.change(by: author) { change in
      try change.insert(
        [
          "id": "A", "patient": "P1", "course": "P", "cycle": 1, "started": "2025-01-10T09:00:00",
          "nuclide": "Lu-177",
        ], into: "administrations")
      try change.insert(
        ["id": "E", "patient": "P1", "assessed": "2025-03-09", "criterion": "RECIST 1.1", "result": "SD"],
        into: "responses")
    }
    try registry.schedule(course: "P", by: author)
    let day = CalendarDay(iso8601: "2025-06-01")!
    let open = try registry.overdueVisits(on: day)
    // The scan of week 8 was there already; blood of weeks 4 and 8 is missing.
    #expect(
      open.map { $0.visit.text(.kind) } == ["laboratory", "laboratory"]
        && open.allSatisfy { $0.visit.missing == "laboratory values" })
    try registry.change(by: author) {
      try $0.insert(
        [
          "id": "L", "patient": "P1", "sampled": "2025-02-08T08:00", "test": "ALT", "value": "20",
          "unit": "U/L", "upper": "35",
        ], into: "laboratory")
    }
    #expect(
      try registry.overdueVisits(on: day).map { $0.visit.text(.name) } == ["8 weeks, blood after cycle 1"])
    try registry.change(by: author) {
      try $0.insert(
        [
          "id": "L2", "patient": "P1", "sampled": "2025-03-08", "test": "DTPA clearance", "value": "90",
          "unit": "mL/min",
        ], into: "laboratory")
    }
    #expect(try registry.overdueVisits(on: day).isEmpty)
    let done = try registry.rows("visits").compactMap { $0["done"].text }
    #expect(done.sorted() == ["2025-02-08", "2025-03-08", "2025-03-09"])
    // The course without a schedule is named.
    #expect(try registry.coursesWithoutSchedule().isEmpty)
  }

  @Test("One administration on one page: what is recorded, what is open, and the protocol")
  func cyclePage() throws {
    let paper = folder.appending(path: "tata.sqlite").path
    let registry = try Registry.create(Location(paper), anchors: folder)
    _ = try registry.importFolder(Fixtures.repository.appending(path: "Samples/papers/tata"), by: author)
    let out = folder.appending(path: "cycle")
    let outcome = try CyclePage.run(paper, patient: "t10", cycle: 2, on: nil, to: out)
    #expect(
      outcome.review.isEmpty && outcome.text.contains("cycle 2 of 2")
        && outcome.text.contains("50 g, 2000 mL, 4 h"))
    for file in ["cycle.html", "cycle.pdf", "cycle.json", "cycle.csv"] {
      #expect(FileManager.default.fileExists(atPath: out.appending(path: file).path), "\(file)")
    }
    #expect(throws: Problem.self) { try CyclePage.run(paper, patient: "T10", cycle: 3, on: nil, to: nil) }
    try registry.change(by: author) {
      try $0.update("administrations", "T10/IA PRRT/2", ["activity_gbq": 5.0])
    }
    #expect(try CyclePage.run(paper, patient: "T10", cycle: nil, on: nil, to: nil).review.count == 1)
    // A site's own protocol judges, and is the one that the caption names.
    let own = folder.appending(path: "own.json5")
    try writeText(
      """
      { rules: "our-ia-prrt", edition: "2026", version: 1, citation: "a site's own", inputs: {},
        constants: { cycleActivityFrom: { value: 4.5, unit: "GBq" }, cycleActivityTo: { value: 5.5, unit: "GBq" } } }
      """, to: own)
    let judged = try CyclePage.run(paper, patient: "T10", cycle: 2, on: nil, against: own.path, to: nil)
    #expect(judged.review.isEmpty)
    #expect(judged.text.contains("our-ia-prrt 2026: 4.5 to 5.5 GBq") && !judged.text.contains("tata"))
    #expect(
      outcome.text.contains("6.66 to 7.4 GBq, in 15 to 20 min, image at 3 to 5 h"),
      "limits as the rules state")
  }

  @Test("Each amino acid, who agreed on the position, and lesions of the territory against the cone-beam CT")
  func cycleParts() throws {
    let paper = folder.appending(path: "parts.sqlite").path
    let registry = try Registry.create(Location(paper), anchors: folder)
    _ = try registry.importFolder(Fixtures.repository.appending(path: "Samples/papers/tata"), by: author)
    func page() throws -> Outcome { try CyclePage.run(paper, patient: "T4", cycle: 1, on: nil, to: nil) }
    let whole = try page()
    #expect(
      whole.text.contains("lysine 25 g, arginine 25 g") && whole.text.contains("interventional radiologist"))
    #expect(whole.review.isEmpty)
    let procedure = try #require(
      try registry.rows("procedures").first { $0.text("administration") == "T4/IA PRRT/1" })
    func set(_ table: String, _ id: String, _ values: [String: Value]) throws {
      try registry.change(by: author) { try $0.update(table, id, values) }
    }
    try set("procedures", procedure.id, ["arginine_g": 20.0])
    #expect(try page().review.contains { $0.contains("lysine and arginine: 25 + 20 g") })
    try set("procedures", procedure.id, ["arginine_g": 25.0, "supplied_lesions": "l1; L9"])
    for lesion in try registry.rows("lesions") where lesion.text("patient") == "T4" {
      try set("lesions", lesion.id, ["lobe": "right"])
    }
    try set("administrations", "T4/IA PRRT/1", ["route": "right hepatic artery"])
    let open = try page().review
    #expect(
      open.contains { $0.contains("L2 not supplied") && $0.contains("l9 is not a lesion of the record") })
    try set("procedures", procedure.id, ["supplied_lesions": "L2;L1"])
    #expect(try page().review.isEmpty)
  }

  @Test("The artery of a cycle is held against the one that a trial allocated")
  func allocatedArtery() throws {
    let paper = folder.appending(path: "lutia.sqlite").path
    let registry = try Registry.create(Location(paper), anchors: folder)
    _ = try registry.importFolder(Fixtures.repository.appending(path: "Samples/papers/lutia"), by: author)
    func page() throws -> Outcome { try CyclePage.run(paper, patient: "LU01", cycle: 2, on: nil, to: nil) }
    #expect(try page().text.contains("allocated: left hepatic artery"))
    #expect(try !page().review.contains { $0.hasPrefix("artery") })
    try registry.change(by: author) {
      try $0.update("administrations", "LU01/IA PRRT/2", ["route": "right hepatic artery"])
    }
    #expect(
      try page().review.contains {
        $0 == "artery: right hepatic artery, protocol allocated: left hepatic artery"
      })
  }
}
