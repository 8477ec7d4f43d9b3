import Criteria
import Diagnostics
import Files
import Fixtures
import Foundation
import ImageFiles
import Quantities
import Stages
import Testing
import Volumes

@testable import Documents
@testable import Records
@testable import Registry
@testable import Studies
@testable import Workflow

/// Limits are of all that a patient was given: what the record holds of earlier therapies counts, once, and is named.
@Suite("Earlier doses of the record in a run")
struct RecordedDosesTests {
  private let folder: URL
  private let place: String
  private let author = try! Author(who: "tester", why: "test")

  init() throws {
    folder = try Fixtures.temporaryFolder()
    place = folder.appending(path: "r.sqlite").path
    let registry = try Registry.create(Location(place), anchors: folder).judged()
    try registry.change(by: author) { change in
      try change.insert(["id": "S1", "name": "Site"], into: "sites")
      try change.insert(["id": "X", "site": "S1"], into: "patients")
    }
    var cube = EnteredMapTests.cube(1e12)
    // Each cycle has an image of its own, which differs by next to nothing in a corner.
    for cycle in 1...2 {
      cube[0, 0, 0] = Float(cycle)
      try ImageFiles.write(cube, folder.appending(path: "tia\(cycle).nii.gz").path)
    }
    cube[0, 0, 0] = 0
    try ImageFiles.write(
      Volume(grid: cube.grid, voxels: cube.voxels.map { $0 > 0 ? Float(1) : 0 }),
      folder.appending(path: "labels.nii.gz").path)
  }

  private func link(_ day: String, record: Bool = false) -> RecordLink {
    RecordLink(place: place, patient: nil, day: day, recording: record ? ("tester", "test") : nil)
  }

  private func text(_ cycle: Int, _ more: String = "") -> String {
    """
    { hepatica: 1, patient: { pseudonym: "X" },
      therapy: { kind: "PRRT", product: "Lu-177-DOTATATE", nuclide: "Lu-177", cycle: \(cycle) },
      enter: { timeIntegratedActivity: { path: "tia\(cycle).nii.gz", unit: "Bq·s/mL" } },
      structures: [{ path: "labels.nii.gz", names: { "1": "Kidney left" }, roles: { "Kidney left": "kidney" } }],
      \(more) }
    """
  }

  private func run(
    _ cycle: Int, _ more: String = "", in name: String, knowing link: RecordLink? = nil
  ) throws -> (outcome: Outcome, results: URL) {
    var therapy = try CaseFile.parse(text(cycle, more), at: folder.appending(path: "case.json5"))
    if let link { try RunRecording.knowing(link, &therapy) }
    let results = folder.appending(path: name)
    let journey = try Journey(therapy, folder: WorkFolder(results))
    var outcome = try journey.take(.run)
    if let link { outcome = try RunRecording.complete(outcome, in: results, link) }
    return (outcome, results)
  }

  private func mean(_ results: URL) throws -> Double {
    let summary = try readSummary(results.appending(path: "summary.json"), at: "", remedy: "")
    return try #require(summary.regions.first { $0.region.name == "Kidney left" }).bestMean.value.value
  }

  /// Mean of the key results of a report.
  private func judged(_ results: URL) throws -> (value: Double, verdict: String) {
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: results.appending(path: "report.json")))
        as? [String: Any])
    let keys = try #require(root["keyResults"] as? [[String: Any]])
    let key = try #require(keys.first { $0["limit"] != nil })
    return (
      try #require((key["dose"] as? [String: Any])?["value"] as? Double),
      try #require(key["verdict"] as? String)
    )
  }

  @Test("Two cycles cross a limit that each of them keeps; a file and the record are one dose")
  func cumulative() throws {
    let first = try run(1, in: "first", knowing: link("2026-01-05", record: true))
    let one = try mean(first.results)
    let limits = "limits: [{ region: \"Kidney left\", gray: \(1.5 * one), source: \"test\" }],"
    // Without the record, nothing is known of the first cycle, and this is told.
    let alone = try run(2, limits, in: "alone")
    #expect(alone.outcome.findings.contains { $0.text.contains("0 earlier cycles") })
    #expect(!alone.outcome.findings.contains { $0.text.contains("above the limit") })

    let second = try run(2, limits, in: "second", knowing: link("2026-03-02", record: true))
    #expect(second.outcome.findings.contains { $0.text.contains("above the limit") && $0.rank == .decision })
    #expect(
      second.outcome.findings.contains {
        $0.text.contains("IV PRRT, cycle 1, 2026-01-05 (record, report.json)") && $0.rank == .information
      })
    #expect(!second.outcome.findings.contains { $0.text.contains("incomplete") })
    #expect(abs(try judged(second.results).value - 2 * one) < 1e-9 * one)
    #expect(try judged(second.results).verdict == "limit crossed")

    // The same with the file as well: counted once, from the file.
    let both = try run(
      2, limits + " previous: [\"first/summary.json\"],", in: "both", knowing: link("2026-03-02"))
    #expect(abs(try judged(both.results).value - 2 * one) < 1e-9 * one)
    #expect(both.outcome.findings.contains { $0.text.contains("counted once") })

    // This very cycle is in the record by now, and is not added to itself; the results still hold.
    let again = try run(2, limits, in: "second", knowing: link("2026-03-02"))
    #expect(abs(try judged(again.results).value - 2 * one) < 1e-9 * one)
    #expect(again.outcome.text.contains("nothing changed since"))
    // Without the record it is another report.
    #expect(!(try run(2, limits, in: "second").outcome.text.contains("nothing changed since")))
  }

  @Test("What the record does not state is named, and no sum is called complete without it")
  func lacking() throws {
    let registry = try Registry.open(Location(place), anchors: folder).judged()
    try registry.change(by: author) { change in
      for (id, kind, day) in [("C1", "IV PRRT", "2026-01-05"), ("T1", "TARE", "2025-06-01")] {
        try change.insert(
          ["id": .text(id), "patient": "X", "kind": .text(kind), "started": .text(day)], into: "courses")
        try change.insert(
          [
            "id": .text(id + "/1"), "patient": "X", "course": .text(id), "cycle": 1,
            "started": .text(day + "T10:00:00"), "nuclide": kind == "TARE" ? "Y-90" : "Lu-177",
          ], into: "administrations")
      }
      try change.insert(
        [
          "id": "D1", "patient": "X", "course": "T1", "administration": "T1/1", "delivered": "2025-06-01",
          "therapy": "TARE", "region": "Liver without lesions", "role": "normal liver", "lobe": "whole",
          "definition": "x", "mean_gy": 30.0, "nuclide": "Y-90", "engine": "kernel",
        ], into: "dose_summaries")
    }
    let limits = "limits: [{ region: \"Kidney left\", gray: 1e4, source: \"test\" }],"
    let outcome = try run(2, limits, in: "second", knowing: link("2026-03-02"))
    // The first cycle has no dose, and the radioembolisation states no kidney.
    let texts = outcome.outcome.findings.filter { $0.rank == .decision }.map(\.text)
    #expect(texts.contains { $0.contains("no dose of IV PRRT, cycle 1, 2026-01-05") }, "\(texts)")
    #expect(texts.contains { $0.contains("the sum is without TARE, cycle 1, 2025-06-01") }, "\(texts)")
    #expect(try judged(outcome.results).verdict == "needs attention")
  }

  @Test("A cycle of one number on two days is a contradiction, and counted for neither")
  func contradiction() throws {
    _ = try run(1, in: "first", knowing: link("2026-01-05", record: true))
    let limits = "limits: [{ region: \"Kidney left\", gray: 1e4, source: \"test\" }],"
    let same = try run(1, limits, in: "again", knowing: link("2026-02-05"))
    #expect(same.outcome.findings.contains { $0.text.contains("cycle 1 of this course on 2026-01-05") })
    #expect(abs(try judged(same.results).value - mean(same.results)) < 1e-9)
    // A later therapy is none before this one.
    let before = try run(1, limits, in: "before", knowing: link("2025-12-01"))
    #expect(!before.outcome.findings.contains { $0.text.contains("record") })
  }
}
