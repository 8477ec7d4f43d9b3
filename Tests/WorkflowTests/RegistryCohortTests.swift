import Diagnostics
import Fixtures
import Foundation
@testable import Registry
import Testing

@testable import Records
@testable import Studies

/// Toxicity, best change and doses of a registry, each held against numbers worked out by hand.
@Suite("The cohort of a registry")
struct RegistryCohortTests {
  let folder: URL
  let file: URL
  let registry: Registry
  private static let author = try! Author(who: "test", why: "cohort")

  /// Six patients under PRRT from 2025-01-10 to 2025-05-10.
  init() throws {
    folder = try Fixtures.temporaryFolder()
    file = folder.appending(path: "r.sqlite")
    registry = try Registry.create(.file(file), anchors: folder)
    try registry.change(by: Self.author) { r in
      try r.insert(["id": "S1", "name": "north"], into: "sites")
      for n in 1...6 {
        let p = "P\(n)"
        try r.insert(
          ["id": .text(p), "site": "S1", "sex": "female", "birth_year": 1960, "last_seen": "2026-01-01"],
          into: "patients")
        try r.insert(
          ["id": "C\(n)", "patient": .text(p), "kind": "IV PRRT", "started": "2025-01-10"], into: "courses")
        for (cycle, day) in ["2025-01-10T09:00", "2025-05-10T09:00"].enumerated() {
          try r.insert(
            [
              "id": "A\(n)-\(cycle)", "patient": .text(p), "course": "C\(n)", "cycle": Value(cycle + 1),
              "started": .text(day), "nuclide": "Lu-177",
            ], into: "administrations")
        }
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

  private func value(
    _ patient: String, _ day: String, _ test: String, _ value: String, _ unit: String, lower: String? = nil,
    upper: String? = nil
  ) -> Row {
    [
      "patient": .text(patient), "sampled": .text(day), "test": .text(test), "value": .text(value),
      "unit": .text(unit), "lower": Value(lower), "upper": Value(upper),
    ]
  }

  private func event(_ patient: String, _ day: String, _ term: String, _ grade: Int, _ cause: String) -> Row {
    [
      "patient": .text(patient), "started": .text(day), "term": .text(term), "grade": Value(grade),
      "attribution": .text(cause),
    ]
  }

  private func rows(_ table: String) throws -> [[String: String]] {
    let tables = try RegistryCohort(file.path).tables
    guard let found = tables.first(where: { $0.name == table }) else { return [] }
    return found.rows.map { Dictionary(uniqueKeysWithValues: zip(found.header, $0)) }
  }

  private func row(_ table: String, _ patient: String, _ column: String, _ key: String) throws -> [String] {
    let row = try #require(try rows(table).first { $0["patient"] == patient && $0[column] == key })
    let names =
      table == "toxicity"
      ? ["baseline_grade", "worst_grade", "attribution", "source", "samples"]
      : ["best_response", "best_change_percent", "confirmed"]
    return names.map { row[$0] ?? "?" }
  }

  @Test("Laboratory values are graded by CTCAE v5.0, and the worse of value and event counts")
  func toxicity() throws {
    let platelets = { (p: String, day: String, v: String) in
      value(p, day, "platelets", v, "10^9/L", lower: "150", upper: "400")
    }
    try add(
      "laboratory",
      [
        // P1: 70 is grade 2 (75 – 50); 40 comes after the window (2025-08-10) and does not count.
        platelets("P1", "2025-01-05", "200"), platelets("P1", "2025-03-01", "70"),
        platelets("P1", "2025-08-11", "40"),
        // P2: 60 is grade 2, but an event of grade 3 stands beside it. The baseline is grade 1.
        platelets("P2", "2025-01-08", "140"), platelets("P2", "2025-06-01", "60"),
        // P3: graded 1, and the event says the same.
        platelets("P3", "2025-01-08", "160"), platelets("P3", "2025-02-01", "100"),
        // P4: exactly 75 is grade 1, not 2; in another unit.
        value("P4", "2025-01-08", "platelets", "200000", "/mm3", lower: "150000", upper: "400000"),
        value("P4", "2025-02-08", "platelets", "75000", "/mm3", lower: "150000", upper: "400000"),
        // P5: no baseline, no limits: ALT cannot be graded.
        value("P5", "2025-02-01", "ALT", "80", "U/L"),
        // P6: ALT 2.0 × a baseline above normal is grade 1 by the branch of the baseline; 3 × ULN would be grade 2.
        value("P6", "2025-01-09", "ALT", "60", "U/L", upper: "35"),
        value("P6", "2025-04-09", "ALT", "120", "U/L", upper: "35"),
      ])
    try add(
      "adverse_events",
      [
        event("P2", "2025-06-03", "Platelet count decreased", 3, "PRRT"),
        event("P3", "2025-02-01", "platelet count decreased", 1, "PRRT"),
        // Later than any window, as clinical events count.
        event("P5", "2025-12-01", "Ascites", 2, "progression"),
        // No laboratory value of this patient: the event alone says the grade.
        event("P6", "2025-03-01", "Platelet count decreased", 4, "other"),
      ])
    let term = "Platelet count decreased"
    #expect(try row("toxicity", "P1", "term", term) == ["0", "2", "", "laboratory", "1"])
    #expect(try row("toxicity", "P2", "term", term) == ["1", "3", "therapy", "event", "1"])
    #expect(try row("toxicity", "P3", "term", term) == ["0", "1", "therapy", "both", "1"])
    #expect(try row("toxicity", "P4", "term", term) == ["0", "1", "", "laboratory", "1"])
    #expect(try row("toxicity", "P5", "term", term) == ["", "", "", "", ""])
    #expect(try row("toxicity", "P6", "term", term) == ["0", "4", "other", "event", ""])
    let alt = "Alanine aminotransferase increased"
    #expect(try row("toxicity", "P5", "term", alt) == ["", "", "", "", "0"])
    #expect(try row("toxicity", "P6", "term", alt) == ["1", "1", "", "laboratory", "1"])
    #expect(try row("toxicity", "P5", "term", "Ascites") == ["0", "2", "progression", "event", ""])
    #expect(try row("toxicity", "P1", "term", "Ascites") == ["0", "0", "", "", ""])
    let outcome = try CohortTask.run(.init(source: file.path, folder: folder.appending(path: "out"))) {
      _, _ in
    }
    #expect(!outcome.review.contains { $0.contains("laboratory") })
    let csv = try Fixtures.table(folder.appending(path: "out/tables/toxicity.csv"))
    let printed = try #require(csv.first { $0["Term"] == term })
    // At risk of a new grade 2 or more: P1, P2, P3, P4 and P6; P1, P2 and P6 had it.
    #expect(printed["New grade ≥ 2 count"] == "3" && printed["New grade ≥ 2 of"] == "5")
    let sources = try Fixtures.table(folder.appending(path: "out/tables/toxicity-sources.csv"))
    let platelet = try #require(sources.first { $0["Term"] == term })
    #expect(platelet["Laboratory value [patients]"] == "2" && platelet["Adverse event [patients]"] == "2")
    #expect(platelet["Both [patients]"] == "1" && platelet["No grade [patients]"] == "1")
  }

  @Test("Values that cannot be right are left out and told by their row; tests without a rule are no fault")
  func faults() throws {
    try add(
      "laboratory",
      [
        value("P1", "2025-01-05", "platelets", "200", "mg/dL", lower: "150"),
        value("P1", "2025-02-05", "platelets", "180", "10^9/L", lower: "150"),
        value("P1", "2025-02-05", "chromogranin A", "300", "ug/L", upper: "100"),
      ])
    let outcome = try CohortTask.run(.init(source: file.path, folder: folder.appending(path: "out"))) {
      _, _ in
    }
    let note = try #require(outcome.review.first)
    #expect(
      note.contains("row “laboratory-0”") && !note.contains("laboratory-1") && !note.contains("laboratory-2"))
    // A second value of the same test, day and sample is refused where it is written.
    #expect(throws: Problem.self) {
      try add("laboratory", [value("P1", "2025-02-05", "platelets", "60", "10^9/L", lower: "150")])
    }
  }

  @Test("Anticoagulation counts by sample: INR is then graded against its baseline")
  func anticoagulation() throws {
    func inr(_ day: String, _ v: String) -> Row {
      var row = value("P1", day, "INR", v, "1", upper: "1.2")
      row["anticoagulated"] = 1
      return row
    }
    // 3.0 is 1.2 × the baseline of 2.5: grade 1, where the fixed limits would say 3.
    try add("laboratory", [inr("2025-01-05", "2.5"), inr("2025-03-05", "3.0")])
    #expect(try row("toxicity", "P1", "term", "INR increased")[1] == "1")
  }

  @Test("Best change comes from sums of judgements, or from measured lesions, up to the first progression")
  func bestChange() throws {
    func judged(
      _ patient: String, _ day: String, _ result: String, _ sum: Double?, reader: String? = nil,
      by criterion: String = "RECIST 1.1"
    ) -> Row {
      [
        "patient": .text(patient), "assessed": .text(day), "criterion": .text(criterion),
        "result": .text(result), "sum_mm": Value(sum), "reader": Value(reader),
      ]
    }
    try add(
      "responses",
      [
        // P1: 100 → 80 → 60 (confirmed 8 weeks later) → PD; the fall after progression does not count.
        judged("P1", "2025-01-02", "NE", 100), judged("P1", "2025-03-01", "SD", 80),
        judged("P1", "2025-05-01", "PR", 60), judged("P1", "2025-06-26", "PR", 65),
        judged("P1", "2025-09-01", "PD", 90), judged("P1", "2025-12-01", "SD", 40),
        // P2: two readers; the first by number counts, though the second saw more.
        judged("P2", "2025-01-02", "NE", 100, reader: "2"), judged("P2", "2025-04-01", "SD", 90, reader: "2"),
        judged("P2", "2025-01-02", "NE", 100, reader: "10"),
        judged("P2", "2025-04-01", "PR", 50, reader: "10"),
        // P3: growth from the start. P4: no sum at baseline, lesions measured.
        judged("P3", "2025-01-02", "NE", 50), judged("P3", "2025-04-01", "PD", 75),
        judged("P4", "2025-04-01", "SD", nil),
      ])
    try add(
      "lesions",
      [
        ["id": "P4-1", "patient": "P4", "name": "L1", "organ": "liver", "diameter_mm": 40.0],
        ["id": "P4-2", "patient": "P4", "name": "L2", "organ": "liver", "diameter_mm": 60.0],
        // A third of the same organ is no target, nor is one below 10 mm.
        ["id": "P4-3", "patient": "P4", "name": "L3", "organ": "liver", "diameter_mm": 20.0],
        ["id": "P4-4", "patient": "P4", "name": "L4", "organ": "lung", "diameter_mm": 8.0],
      ])
    func diameter(_ lesion: String, _ day: String, _ v: Double, _ unit: String = "mm") -> Row {
      [
        "patient": "P4", "lesion": .text(lesion), "measured": .text(day), "quantity": "longest diameter",
        "value": .real(v), "unit": .text(unit),
      ]
    }
    try add(
      "measurements",
      [
        // The measured baseline goes before the table's diameter: 44 + 60 = 104.
        diameter("P4-1", "2025-01-03", 44), diameter("P4-1", "2025-04-01", 30),
        diameter("P4-2", "2025-04-01", 4.8, "cm"),
        // One target only: no sum.
        diameter("P4-1", "2025-07-01", 10), diameter("P4-3", "2025-04-01", 1),
      ])
    #expect(try row("responses", "P1", "criterion", "RECIST 1.1") == ["PR", "-40.0", "yes"])
    #expect(try row("responses", "P2", "criterion", "RECIST 1.1") == ["SD", "-10.0", ""])
    #expect(try row("responses", "P3", "criterion", "RECIST 1.1") == ["PD", "50.0", ""])
    let measured = try row("responses", "P4", "criterion", "RECIST 1.1")
    #expect(measured[0] == "SD" && agree(Double(measured[1])!, 100 * (78.0 - 104) / 104))
    _ = try CohortTask.run(.init(source: file.path, folder: folder.appending(path: "out"))) { _, _ in }
    let page = try String(contentsOf: folder.appending(path: "out/report.html"), encoding: .utf8)
    #expect(page.contains("Best change by RECIST 1.1"))
  }

  @Test("A lesion's own shrinking is its outcome; doses of one kind of therapy add up")
  func doses() throws {
    func dose(_ id: String, _ patient: String, _ region: String, _ day: String, _ gray: Double) -> Row {
      [
        "id": .text(id), "patient": .text(patient), "delivered": .text(day), "therapy": "IV PRRT",
        "region": .text(region), "role": "tumour", "definition": "lesion", "mean_gy": .real(gray),
        "mean_u_gy": .real(gray / 10), "nuclide": "Lu-177", "engine": "kernel",
      ]
    }
    try add(
      "dose_summaries",
      [
        dose("D1", "P1", "L1", "2025-01-10", 60), dose("D2", "P1", "L1", "2025-05-10", 40),
        dose("D3", "P1", "L2", "2025-01-10", 20), dose("D4", "P2", "L1", "2025-01-10", 30),
        dose("D5", "P3", "L1", "2025-01-10", 10),
      ])
    try add(
      "lesions",
      [
        ["id": "a", "patient": "P1", "name": "L1", "organ": "liver", "diameter_mm": 50.0],
        ["id": "b", "patient": "P1", "name": "L2", "organ": "liver", "diameter_mm": 50.0],
      ])
    func diameter(_ lesion: String, _ v: Double) -> Row {
      [
        "patient": "P1", "lesion": .text(lesion), "measured": "2025-07-01", "quantity": "longest diameter",
        "value": .real(v), "unit": "mm",
      ]
    }
    // 35 is exactly 30 % less.
    try add("measurements", [diameter("a", 35), diameter("b", 36)])
    try add(
      "responses",
      [["patient": "P2", "assessed": "2025-04-01", "criterion": "mRECIST", "result": "CR"]])
    let rows = try rows("doses").map { row in
      ["patient", "lesion", "dose_gy", "dose_uncertainty_gy", "outcome", "outcome_basis"].map { row[$0]! }
    }
    #expect(
      rows == [
        ["P1", "L1", "100.0", "10.0", "yes", "lesion"], ["P1", "L2", "20.0", "2.0", "no", "lesion"],
        ["P2", "L1", "30.0", "3.0", "yes", "patient"],
      ])
  }

  @Test("The flow knows who ended early and who was not judged; arms are known once a trial's lists are open")
  func flow() throws {
    try registry.change(by: Self.author) { r in
      try r.update("courses", "C1", ["reason_ended": "toxicity"])
      try r.update("courses", "C2", ["reason_ended": "completed"])
      try r.insert(
        ["id": "C0", "patient": "P3", "kind": "surgery", "started": "2020-01-01"], into: "courses")
    }
    try add(
      "responses", [["patient": "P1", "assessed": "2025-04-01", "criterion": "mRECIST", "result": "SD"]])
    try add(
      "lesions",
      [
        ["id": "x", "patient": "P1", "name": "L1", "organ": "liver"],
        ["id": "y", "patient": "P2", "name": "L1", "organ": "liver"],
        ["id": "z", "patient": "P2", "name": "B1", "organ": "bone"],
      ])
    try add(
      "trials",
      [["id": "T", "title": "T", "protocol": "{}", "sha256": "p", "locked": "2025-01-01T08:00:00Z"]])
    try add(
      "allocation_lists",
      [
        [
          "id": "L", "trial": "T", "purpose": "production", "stratum": "all", "commitment": "x", "length": 2,
          "sealed": "00",
        ]
      ])
    try add(
      "allocations",
      [
        [
          "id": "a", "trial": "T", "purpose": "production", "list": "L", "place": 1, "subject": "P1",
          "patient": "P1", "reserved": "2025-01-02T08:00:00Z", "arm": "A",
        ]
      ])
    var p = try rows("patients")
    #expect(
      p.map { $0["discontinued_reason"] } == ["toxicity", ""]
        + Array(repeating: "not stated whether completed", count: 4))
    #expect(p.map { $0["unevaluable_reason"]!.isEmpty } == [true, false, false, false, false, false])
    #expect(p.map { $0["extrahepatic"] } == ["no", "yes", "", "", "", ""])
    #expect(p[2]["prior_therapy"] == "surgery" && p[0]["arm"] == "")
    #expect(try rows("courses").count == 6)
    try registry.change(by: Self.author) { try $0.update("trials", "T", ["opened": "2025-12-01T08:00:00Z"]) }
    p = try rows("patients")
    #expect(p[0]["arm"] == "A" && p[1]["arm"] == "")
  }
}
