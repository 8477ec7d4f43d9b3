import Diagnostics
import Fixtures
import Foundation
@testable import Quantities
@testable import Registry
import Testing

@testable import Records
@testable import Studies

/// Endpoints of a registry, each held against days counted by hand; a month has 30.4375 days.
@Suite("Endpoints of a registry")
struct RegistryEndpointTests {
  let file: URL
  let registry: Registry
  private static let author = try! Author(who: "test", why: "endpoints")

  /// Patients treated from 2024-02-01, without a day last seen.
  init() throws {
    let folder = try Fixtures.temporaryFolder()
    file = folder.appending(path: "r.sqlite")
    registry = try Registry.create(.file(file), anchors: folder)
    try registry.change(by: Self.author) { r in
      try r.insert(["id": "S1", "name": "north"], into: "sites")
      for n in 1...4 {
        try r.insert(["id": .text("P\(n)"), "site": "S1"], into: "patients")
        try r.insert(
          ["id": "C\(n)", "patient": .text("P\(n)"), "kind": "IV PRRT", "started": "2024-02-01"],
          into: "courses")
      }
    }
  }

  private func add(_ table: String, _ rows: [Row]) throws {
    try registry.change(by: Self.author) { r in
      for (n, row) in rows.enumerated() {
        var row = row
        if row.id.isEmpty { row["id"] = "\(table)-\(n)" }
        try r.insert(row, into: table)
      }
    }
  }

  private func seen(_ patient: String, _ day: String) throws {
    try registry.change(by: Self.author) { try $0.update("patients", patient, ["last_seen": .text(day)]) }
  }

  private func judged(
    _ patient: String, _ day: String, _ result: String, by criterion: String = "RECIST 1.1",
    scope: String? = nil
  ) -> Row {
    [
      "id": .text("\(patient) \(day) \(criterion) \(scope ?? "")"), "patient": .text(patient),
      "assessed": .text(day), "criterion": .text(criterion), "result": .text(result), "scope": Value(scope),
    ]
  }

  /// Days and event by patient and endpoint.
  private func endpoints(_ rules: EndpointRules = EndpointRules()) throws -> [String: (
    days: Int, event: String
  )] {
    let tables = try RegistryCohort(file.path, rules: rules).tables
    let rows = tables.first { $0.name == "survival" }?.rows ?? []
    return Dictionary(
      uniqueKeysWithValues: rows.map { row in
        ("\(row[0]) \(row[1])", (Int((Double(row[2])! * 30.4375).rounded()), row[3]))
      })
  }

  @Test("Without progression a patient is censored at the last adequate scan, not at a telephone call")
  func censoring() throws {
    for n in 1...3 { try seen("P\(n)", "2026-02-01") }
    try add(
      "responses",
      [
        judged("P1", "2024-05-01", "SD"),
        // Not evaluable says nothing about progression.
        judged("P2", "2024-05-01", "SD"), judged("P2", "2024-08-01", "NE"),
      ])
    let all = try endpoints()
    #expect(all["P1 PFS"]! == (90, "0") && all["P1 OS"]! == (731, "0"))
    #expect(all["P2 PFS"]! == (90, "0") && all["P2 TTP"]! == (90, "0"))
    // No assessment at all: at the origin.
    #expect(all["P3 PFS"]! == (0, "0") && all["P3 OS"]! == (731, "0"))
  }

  @Test("Progression counts by one criterion, which can be chosen and stands in the methods")
  func criterion() throws {
    try add(
      "responses",
      [
        judged("P1", "2024-05-01", "SD"), judged("P1", "2024-05-01", "PD", by: "Choi"),
        judged("P2", "2024-05-01", "PR"),
      ])
    #expect(try endpoints()["P1 PFS"]! == (90, "0"))
    var rules = EndpointRules()
    rules.criterion = "Choi"
    #expect(try endpoints(rules)["P1 PFS"]! == (90, "1"))
    let cohort = try RegistryCohort(file.path)
    #expect(cohort.method.contains { $0.contains("progression by RECIST 1.1") })
  }

  @Test("Death ends progression-free survival and duration of response, and censors time to progression")
  func deaths() throws {
    try add("deaths", [["patient": "P1", "died": "2024-12-01"], ["patient": "P2", "died": "2024-06-01"]])
    try add(
      "responses",
      [
        judged("P1", "2024-05-01", "PR"), judged("P1", "2024-07-01", "PR"),
        judged("P2", "2024-04-01", "PR"), judged("P2", "2024-05-01", "PD"),
      ])
    let all = try endpoints()
    #expect(all["P1 OS"]! == (304, "1") && all["P1 PFS"]! == (304, "1"))
    #expect(all["P1 TTP"]! == (151, "0") && all["P1 DoR"]! == (214, "1"))
    #expect(all["P2 PFS"]! == (90, "1") && all["P2 DoR"]! == (30, "1"))
    #expect(all["P3 DoR"] == nil)
  }

  @Test("Progression of the liver alone is an endpoint of its own")
  func hepatic() throws {
    try add(
      "responses",
      [
        judged("P1", "2024-05-01", "PD"), judged("P1", "2024-05-01", "SD", scope: "liver"),
        judged("P1", "2024-08-01", "PD", scope: "liver"),
      ])
    let all = try endpoints()
    #expect(all["P1 PFS"]! == (90, "1") && all["P1 HPFS"]! == (182, "1"))
  }

  @Test("Other therapy and missed scans censor where the rule says so")
  func alternatives() throws {
    try add("courses", [["id": "X", "patient": "P1", "kind": "drug", "started": "2024-06-01"]])
    try add(
      "responses",
      [
        judged("P1", "2024-05-01", "SD"), judged("P1", "2024-08-01", "PD"),
        judged("P2", "2024-05-01", "SD"), judged("P2", "2025-03-01", "PD"),
      ])
    var rules = EndpointRules()
    #expect(try endpoints(rules)["P1 PFS"]! == (182, "1") && endpoints(rules)["P2 PFS"]! == (394, "1"))
    rules.censoring = .newTherapy
    #expect(try endpoints(rules)["P1 PFS"]! == (90, "0") && endpoints(rules)["P2 PFS"]! == (394, "1"))
    rules.censoring = .missedAssessments
    // 304 days between the two scans of P2 are more than twice twelve weeks.
    #expect(try endpoints(rules)["P1 PFS"]! == (182, "1") && endpoints(rules)["P2 PFS"]! == (90, "0"))
  }

  @Test("Time may count from the last course or from consent")
  func origins() throws {
    try registry.change(by: Self.author) { try $0.update("patients", "P1", ["consented": "2024-01-15"]) }
    try add("courses", [["id": "X", "patient": "P1", "kind": "TARE", "started": "2024-04-01"]])
    try add("responses", [judged("P1", "2024-05-01", "PD")])
    var rules = EndpointRules()
    rules.origin = .lastCourse
    #expect(try endpoints(rules)["P1 PFS"]! == (30, "1"))
    rules.origin = .consent
    #expect(try endpoints(rules)["P1 PFS"]! == (107, "1"))
    #expect(try endpoints(rules)["P2 OS"] == nil)
  }

  @Test("Who has no day last seen is followed to the last known day, and that is told")
  func lastKnown() throws {
    try seen("P2", "2025-02-01")
    try add("responses", [judged("P1", "2024-05-01", "SD"), judged("P2", "2024-05-01", "SD")])
    #expect(try endpoints()["P1 OS"]! == (90, "0") && endpoints()["P2 OS"]! == (366, "0"))
    let notes = try RegistryCohort(file.path).notes.map(\.sentence)
    #expect(notes.contains { $0.hasPrefix("1 patient is known to be alive") && $0.contains("P1") })
    #expect(notes.contains { $0.contains("row “P3”") && $0.contains("no day of last contact") })
  }

  @Test(
    "Death before the course is refused; last contact before the origin is a fault with the row, never a time of zero"
  )
  func impossible() throws {
    #expect(throws: (any Error).self) { try add("deaths", [["patient": "P1", "died": "2023-05-01"]]) }
    try seen("P2", "2024-01-31")
    try seen("P3", "2024-02-01")
    let all = try endpoints()
    #expect(all["P2 OS"] == nil && all["P3 OS"]! == (0, "0"))
    let notes = try RegistryCohort(file.path).notes.map(\.sentence)
    #expect(notes.contains { $0.contains("row “P2”: was last seen 1 day before") })
  }

  @Test("Blood and scans after death are refused, and count nowhere")
  func afterDeath() throws {
    func alanine(_ day: String, _ value: String) -> Row {
      [
        "patient": "P1", "sampled": .text(day), "test": "ALT", "value": .text(value), "unit": "U/L",
        "upper": "40",
      ]
    }
    try add("deaths", [["patient": "P1", "died": "2024-03-10"]])
    #expect(throws: (any Error).self) { try add("responses", [judged("P1", "2024-05-20", "PR")]) }
    #expect(throws: (any Error).self) { try add("laboratory", [alanine("2024-03-20", "130")]) }
    try add("responses", [judged("P1", "2024-03-01", "SD")])
    try add("laboratory", [alanine("2024-01-20", "20")])
    let cohort = try RegistryCohort(file.path)
    #expect(cohort.responses.best("P1", "RECIST 1.1") == "NE", "stable for 29 days only")
    #expect(cohort.laboratory.courses["P1"]?.first?.worst == nil)
  }

  @Test("Non-CR/non-PD can be kept and is a best response; stable disease needs its least time")
  func nonTarget() throws {
    try add(
      "responses",
      [
        judged("P1", "2024-05-01", "NN"), judged("P2", "2024-03-01", "SD"), judged("P3", "2024-03-20", "SD"),
      ])
    let rows = try RegistryCohort(file.path).tables.first { $0.name == "responses" }!.rows
    let best = Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[2]) })
    #expect(best == ["P1": "non-CR/non-PD", "P2": "NE", "P3": "SD"])
  }

  /// 40 → 28 mm is exactly − 30 %, in binary floating point 27.999999999999996 or not.
  @Test("Patients without judgements are judged by their measured lesions, in exact decimals")
  func measured() throws {
    try add(
      "lesions", [["id": "L", "patient": "P1", "name": "L1", "organ": "liver", "diameter_mm": 40.1]])
    func size(_ day: String, _ mm: Double) -> Row {
      [
        "patient": "P1", "lesion": "L", "measured": .text(day), "quantity": "longest diameter",
        "value": .real(mm), "unit": "mm", "id": .text(day),
      ]
    }
    try add("measurements", [size("2024-05-01", 28.07), size("2024-08-01", 33.7)])
    let cohort = try RegistryCohort(file.path)
    #expect(cohort.responses.best("P1", "RECIST 1.1") == "PR")
    // 33.7 is 20.06 % and 5.63 mm above the nadir.
    #expect(try endpoints()["P1 PFS"]! == (182, "1"))
    #expect(cohort.lesions.responded("P1", "L1") == true)
  }

  @Test("A trial's lobes are judged by the same engine: nothing after progression counts")
  func trial() {
    func best(_ words: [String]) -> String? {
      TrialData.best(words.enumerated().map { ("2024-0\($0.offset + 1)-01", $0.element) })
    }
    #expect(best(["SD", "PR", "PD", "CR"]) == "PR" && best(["PD", "CR"]) == "PD")
    #expect(best(["NE", "PD"]) == "PD" && best(["NE"]) == nil && best([]) == nil)
    #expect(best(["SMD", "PMR", "PMD", "CMR"]) == "PMR" && best(["NN", "NE"]) == "NN")
  }

  @Test("A laboratory term that was measured in nobody has everybody in the denominator")
  func denominators() throws {
    try add(
      "adverse_events",
      [
        [
          "patient": "P1", "started": "2024-03-01", "term": "Platelet count decreased", "grade": 3,
          "attribution": "PRRT",
        ]
      ])
    let rows = try RegistryCohort(file.path).tables.first { $0.name == "toxicity" }!.rows
    #expect(rows.map { $0[3] } == ["3", "0", "0", "0"])
  }
}
