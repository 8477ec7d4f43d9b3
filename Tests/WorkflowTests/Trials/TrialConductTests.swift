import Criteria
import Diagnostics
import Files
import Fixtures
import Foundation
import Quantities
@testable import Registry
import Testing
@testable import Trials

@testable import Records
@testable import Studies

/// What gates an allocation, and what of a trial departs from its locked protocol.
@Suite("Conduct of a trial")
struct TrialConductTests {
  private let bench: TrialBench

  init() throws { bench = try TrialBench { $0.replacing("subjects: 26", with: "subjects: 3") } }

  private func insert(_ table: String, _ row: Row) throws {
    try bench.registry.change(by: TrialBench.author) { try $0.insert(row, into: table) }
  }

  /// A patient with a cycle by a route.
  private func treat(_ patient: String, _ cycle: Int, _ route: String, gigabecquerel: Double = 7.4) throws {
    if cycle == 1 {
      try insert(
        "courses",
        ["id": .text("\(patient)/C"), "patient": .text(patient), "kind": "IA PRRT", "started": "2026-01-05"])
    }
    try insert(
      "administrations",
      [
        "id": .text("\(patient)/\(cycle)"), "patient": .text(patient), "course": .text("\(patient)/C"),
        "cycle": .init(integerLiteral: cycle), "started": .text("2026-0\(cycle)-05T09:00:00"),
        "route": .text(route), "nuclide": "Lu-177", "activity_gbq": .real(gigabecquerel),
      ])
  }

  private func artery(_ lobe: Bool) -> String { lobe ? "right hepatic artery" : "left hepatic artery" }

  private func results() throws -> TrialResults { try TrialResults(bench.registry, trial: bench.trial) }

  @Test("The number of subjects is locked: the one beyond it is refused, and trying out is not")
  func full() throws {
    for patient in ["P1", "P2", "P3"] { try bench.enrol(patient) }
    let refused = TrialBench.problem { _ = try bench.enrol("P4") }
    #expect(refused.map(\.what) == ["all 3 planned subjects of the trial are allocated"])
    #expect(try bench.registry.allocation(bench.trial, "production", "P4") == nil)
    // Who has a place keeps it.
    let again = TrialRequest(place: bench.place, trial: bench.trial, subject: "P1", levels: ["centre": "1"])
    #expect(try TrialDesk.allocate(again, reveal: false, by: TrialBench.author).text.contains("place"))
    let test = TrialRequest(
      place: bench.place, trial: bench.trial, subject: "TEST-1", levels: ["centre": "1"])
    #expect(try TrialDesk.allocate(test, reveal: false, by: TrialBench.author).text.hasPrefix("TRIAL RUN"))
  }

  /// A day of consent that is to come is refused by the registry itself.
  @Test("Without a day of consent nobody is allocated")
  func consent() throws {
    try insert("patients", ["id": "P9", "site": "S1"])
    let request = TrialRequest(place: bench.place, trial: bench.trial, subject: "P9", levels: ["centre": "1"])
    let refused = TrialBench.problem {
      _ = try TrialDesk.allocate(request, reveal: false, by: TrialBench.author)
    }
    #expect(refused.count == 1 && refused.allSatisfy { $0.what.contains("consent") })
    #expect(try bench.registry.allocation(bench.trial, "production", "P9") == nil)
  }

  @Test("A protocol that names rules allocates only who was screened and fit by them")
  func eligibility() throws {
    let strict = try TrialBench {
      $0.replacing("{ consent: true }", with: "{ consent: true, eligibility: \"lutia\" }")
    }
    let unscreened = TrialBench.problem { _ = try strict.enrol("P1") }
    #expect(unscreened.map(\.what) == ["the record has no screening by “lutia”"])
    func screen(_ day: String, _ verdict: String) throws {
      try strict.registry.change(by: TrialBench.author) {
        try $0.insert(
          [
            "id": .text("s\(day)"), "patient": "P1", "protocol": "lutia registry entry",
            "screened": .text(day),
            "verdict": .text(verdict),
          ], into: "screenings")
      }
    }
    let request = TrialRequest(
      place: strict.place, trial: strict.trial, subject: "P1", levels: ["centre": "1"])
    try screen("2026-01-01", "not eligible")
    let unfit = TrialBench.problem {
      _ = try TrialDesk.allocate(request, reveal: false, by: TrialBench.author)
    }
    #expect(unfit.count == 1 && unfit.allSatisfy { $0.what.contains("not eligible") })
    // The last verdict counts.
    try screen("2026-01-08", try #require(try RuleWords.fit("lutia")))
    #expect(try TrialDesk.allocate(request, reveal: false, by: TrialBench.author).text.contains("place 1"))
  }

  @Test(
    "Another artery, another activity and a cycle too many are deviations; they leave the analysis per protocol"
  )
  func deviations() throws {
    let lobes = try ["P1", "P2", "P3"].map { try #require(try bench.enrol($0)) == .right }
    try treat("P1", 1, artery(lobes[0]))
    try treat("P2", 1, artery(!lobes[1]))
    try treat("P3", 1, artery(lobes[2]), gigabecquerel: 6.6)
    try treat("P3", 5, artery(lobes[2]))
    let conduct = try results().conduct
    let told = conduct.deviations.map { "\($0.patient) \($0.cycle ?? 0): \($0.what)" }
    #expect(told.count == 3 && conduct.excluded == ["P2", "P3"])
    #expect(told[0] == "P2 1: given \(artery(!lobes[1])), allocated \(artery(lobes[1]))")
    #expect(told[1].hasPrefix("P3 1: 6.6 GBq given, 7.4 GBq") && told[2] == "P3 5: cycle 5 of 4 planned")
    // 10 % of 7.4 GBq is 0.74: 6.66 is inside.
    #expect(ActivityRule(gigabecquerel: 7.4, tolerancePercent: 10).allows(6.66))
    #expect(!ActivityRule(gigabecquerel: 7.4, tolerancePercent: 10).allows(6.65))
    let values = ["P1", "P2", "P3"].flatMap { patient in
      [true, false].map { CycleValue(patient: patient, cycle: 1, isTreated: $0, value: $0 ? 4 : 2) }
    }
    #expect(conduct.values(values, .asAllocated) == values)
    #expect(Set(conduct.values(values, .perProtocol).map(\.patient)) == ["P1"])
    let treated = conduct.values(values, .asTreated).filter { $0.patient == "P2" && $0.isTreated }
    #expect(treated.map(\.value) == [2])
  }

  @Test("Cycles that were not given and endpoints that were not analysed are listed; every table is a file")
  func gaps() throws {
    let isRight = try #require(try bench.enrol("P1")) == .right
    try treat("P1", 1, artery(isRight))
    let results = try results()
    #expect(results.conduct.missing.map(\.what).contains("cycles not given: 2, 3, 4"))
    #expect(results.conduct.missing.map(\.what).contains("no ratio of both lobes after cycle 1"))
    #expect(results.conduct.flow.map(\.subjects).suffix(5) == [1, 0, 0, 0, 0])
    let content = TrialContent(results: results)
    #expect(bench.plan(results).endpoints.allSatisfy { !content.state($0).isAnalysed })
    try insert(
      "adverse_events",
      ["id": "e", "patient": "P1", "term": "Nausea", "grade": 1, "started": "2026-01-06"])
    let folder = bench.folder.appending(path: "out")
    let outcome = try TrialTask.report(bench.trial, in: bench.place, to: folder)
    #expect(outcome.text.contains("not analysed"))
    for (file, rows) in [("flow", 7), ("endpoints", 5), ("missing", 2), ("adverse-events", 1)] {
      let table = try Fixtures.table(folder.appending(path: "tables/\(file).csv"))
      #expect(table.count == rows, "\(file)")
    }
    #expect(outcome.json.contains("\"analysed\" : false") || outcome.json.contains("\"analysed\":false"))
  }

  @Test(
    "The gate takes lesions of the liver alone; who has fewer, or was treated without having passed, is listed"
  )
  func gate() throws {
    let bench = try TrialBench(.lutarterial)
    for patient in ["P1", "P2", "P3"] { try bench.enrol(patient) }
    let registry = try bench.registry
    try registry.change(by: TrialBench.author) { change in
      for (patient, organs) in [
        ("P1", ["liver", "liver", "liver", "liver", "liver", "bone"]),
        ("P2", ["liver", "liver", "liver", "liver", "bone"]), ("P3", Array(repeating: "liver", count: 5)),
      ] {
        for (n, organ) in organs.enumerated() {
          let lesion = "\(patient)/\(n)"
          try change.insert(
            [
              "id": .text(lesion), "patient": .text(patient), "name": .text("L\(n)"), "organ": .text(organ),
              "diameter_mm": 20.0,
            ], into: "lesions")
          // A lesion of bone with a ratio of 30 would carry a patient through.
          let ratio = organ == "bone" ? 30.0 : patient == "P3" ? 2 : 4
          for (arm, value, day) in [
            ("IA", ratio, patient == "P1" ? "2026-01-09" : "2026-01-01"), ("IV", 1, "2026-01-05"),
          ] {
            try change.insert(
              [
                "id": .text("\(lesion)/\(arm)"), "patient": .text(patient), "lesion": .text(lesion),
                "measured": .text(day), "quantity": "SUV", "value": .real(value), "unit": "g/mL",
                "arm": .text(arm),
              ], into: "measurements")
          }
        }
      }
      try change.insert(
        ["id": "P3/C", "patient": "P3", "kind": "IA PRRT", "started": "2026-02-01"], into: "courses")
      try change.insert(
        [
          "id": "P3/C/1", "patient": "P3", "course": "P3/C", "cycle": 1, "started": "2026-02-01T09:00:00",
          "route": "proper hepatic artery", "nuclide": "Lu-177", "activity_gbq": 7.4,
        ], into: "administrations")
    }
    let results = try TrialResults(registry, trial: bench.trial)
    let found = try #require(results.enhancement)
    #expect(found.eligible == ["P1"] && found.patients.map(\.name) == ["P1", "P3"])
    #expect(agree(found.patients[0].ratios[.meanOfRatios]!, 4))
    #expect(found.regions.first { $0.name == "extrahepatic lesions" }?.patients == 2)
    #expect(results.data.fewLesions == ["P2": 4])
    let told = results.conduct.deviations.map { "\($0.patient): \($0.what)" }
    #expect(told.contains("P3: treated behind “enhancement” without having met it"))
    // The arm says arterial first: P1 was scanned the other way round.
    #expect(
      told.filter { $0.contains("scan first") } == ["P1: venous scan first (2026-01-05), against the arm"])
    // Two patients, ratios 4 and 2: their geometric mean 2.83 with so wide an interval that 3.75 is inside.
    #expect(found.pOfExpected.map { $0 > 0.05 } == true)
  }

  @Test("A single arm has one arm, and consecutive allocation")
  func singleArm() throws {
    let text = ProtocolTemplate.lutarterial.text
    #expect(try ProtocolFile(text: text, document: "p").plan.design == .singleArm)
    let two = text.replacing("arms: [{", with: "arms: [{ letter: \"B\", name: \"b\" }, {")
    #expect(throws: Problems.self) { try ProtocolFile(text: two, document: "p") }
    let parallel = text.replacing("design: \"singleArm\"", with: "design: \"parallel\"")
    #expect(throws: Problems.self) { try ProtocolFile(text: parallel, document: "p") }
  }
}

extension TrialBench {
  func plan(_ results: TrialResults) -> TrialProtocol { results.data.plan }
}

/// The verdict that rules give to who fails nothing.
private enum RuleWords {
  static func fit(_ name: String) throws -> String? { try RuleLibrary().rules(name).otherwise }
}
