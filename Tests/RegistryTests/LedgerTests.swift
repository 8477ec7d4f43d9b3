import Diagnostics
import Fixtures
import Foundation
import Quantities
import Stages
import Testing
@testable import Quantities

@testable import Registry

@Suite("Liver-dose ledger and schedule")
struct LedgerTests {
  /// TARE of the right lobe, PRRT in two cycles of one course, TARE of the right lobe again.
  private func treated(_ place: Place) throws -> Registry {
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    try registry.change(by: author) { change in
      let courses: [(String, String, String, String)] = [
        ("C1", "TARE", "right lobe", "2024-01-10"), ("C2", "IV PRRT", "whole body", "2024-06-01"),
        ("C3", "TARE", "right lobe", "2025-02-01"),
      ]
      for (id, kind, region, day) in courses {
        try change.insert(
          [
            "id": .text(id), "patient": "P01", "kind": .text(kind), "region": .text(region),
            "started": .text(day),
          ],
          into: "courses")
      }
      let doses: [(String, String, String, Double, Double?, Double?)] = [
        ("C1", "right", "2024-01-10", 30, 3, 45), ("C1", "whole", "2024-01-10", 18, 2, 27),
        ("C2", "right", "2024-06-01", 2, 0.4, 2.1), ("C2", "whole", "2024-06-01", 2, 0.4, nil),
        ("C3", "right", "2025-02-01", 25, 4, 35),
      ]
      for (n, (course, lobe, day, mean, u, bed)) in doses.enumerated() {
        try change.insert(
          [
            "id": .text("D\(n)"), "patient": "P01", "course": .text(course), "delivered": .text(day),
            "therapy": course == "C2" ? "IV PRRT" : "TARE", "region": .text("\(lobe) liver"),
            "role": "normal liver",
            "lobe": .text(lobe), "definition": "without the lesions", "mean_gy": .real(mean),
            "mean_u_gy": Value(u),
            "bed_gy": Value(bed), "nuclide": course == "C2" ? "Lu-177" : "Y-90", "engine": "kernel",
          ], into: "dose_summaries")
      }
    }
    return registry
  }

  @Test("Sums by lobe with both extremes of their uncertainty", arguments: Backend.here)
  func sums(_ backend: Backend) throws {
    let place = try Place(backend)
    let ledger = try treated(place).ledger("P01")
    let right = try #require(ledger.totals.first { $0.lobe == .right })
    #expect(right.entries == 3 && right.mean == 57 && right.bed == 82.1)
    #expect(
      agree(right.uncertainty!, (9 + 0.16 + 16.0).squareRoot()) && agree(right.uncertaintyIfCorrelated!, 7.4))
    #expect(right.missing == [])
    // The second TARE has no whole-liver dose, and PRRT no BED: neither is passed over in silence.
    let whole = try #require(ledger.totals.first { $0.lobe == .whole })
    #expect(whole.mean == 20 && whole.bed == nil && whole.missing == ["C3"])
    // A TARE of the right lobe is not missing in the left one's account; PRRT is.
    let left = try #require(ledger.totals.first { $0.lobe == .left })
    #expect(left.entries == 0 && left.uncertainty == nil && left.missing == ["C2"])
    #expect(ledger.entries.map(\.day.description) == ledger.entries.map(\.day.description).sorted())
  }

  @Test("A dose of one of two administrations is not complete, whichever way it names its own")
  func administrations() throws {
    for (named, day) in [("A1", "2026-01-10"), (nil, "2026-01-10"), (nil, "2026-01-11")] {
      let place = try Place(.sqlite)
      let registry = try Registry.create(place.location)
      try registry.addPatients()
      try registry.change(by: author) { change in
        try change.insert(
          ["id": "C", "patient": "P01", "kind": "IV PRRT", "started": "2026-01-10"], into: "courses")
        for n in 1...2 {
          try change.insert(
            [
              "id": .text("A\(n)"), "patient": "P01", "course": "C", "cycle": .init(integerLiteral: n),
              "started": n == 1 ? "2026-01-10T09:00:00" : "2026-02-20T09:00:00", "nuclide": "Lu-177",
            ], into: "administrations")
        }
        try change.insert(
          [
            "id": "D", "patient": "P01", "course": "C", "administration": Value(named),
            "delivered": .text(day),
            "therapy": "IV PRRT", "region": "Liver", "role": "normal liver", "lobe": "whole",
            "definition": "x",
            "mean_gy": 0.775, "nuclide": "Lu-177", "engine": "kernel",
          ], into: "dose_summaries")
      }
      let ledger = try registry.ledger("p01")
      let whole = try #require(ledger.totals.first { $0.lobe == .whole })
      #expect(!whole.isComplete && whole.missing.isEmpty && whole.administrations == 2)
      #expect(whole.missingAdministrations == (day == "2026-01-10" ? ["A2"] : ["A1", "A2"]))
      #expect(ledger.warnings.contains { $0.text.contains("of 2 administrations") })
    }
  }

  @Test("Warnings before a retreatment", arguments: Backend.here)
  func warnings(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try treated(place)
    let own = DoseLimit.On(
      LiverPart.right, DoseLimit(AbsorbedDose(80), of: .bed, meaning: "our limit", source: "our protocol"))
    let same = DoseLimit.On(
      LiverPart.right, DoseLimit(AbsorbedDose(57), meaning: "equality is not above", source: "test"))
    let ledger = try registry.ledger("P01", limits: LedgerLimits.cited + [own, same])
    let texts = ledger.warnings.map { "\($0.gravity) \($0.subject): \($0.text)" }
    #expect(texts.contains { $0.hasPrefix("critical right normal liver: cumulative BED lies above 80 Gy") })
    #expect(texts.contains { $0.hasPrefix("critical right lobe: radioembolised 2 times") })
    #expect(texts.contains { $0.contains("their doses add up") })
    #expect(texts.contains { $0.contains("the cumulative dose is underestimated") })
    #expect(!texts.contains { $0.contains("equality") })
    // 20 Gy to the whole liver: below both published references.
    #expect(!texts.contains { $0.contains("25.4") })
    #expect(ledger.warnings.allSatisfy { !$0.source.isEmpty })
    #expect(try registry.ledger("P02").warnings == [])
    #expect(problem { _ = try registry.ledger("P99") }?.kind == .inputMissing)
  }

  @Test("References carry their source; a file of limits must too")
  func limits() throws {
    #expect(LedgerLimits.cited.map(\.value.value) == [25.4, 59.1])
    let place = try Place(.sqlite)
    let file = place.path("limits.csv")
    try Data(
      "quantity,lobe,gray,kind,meaning,source\nBED,whole,70,limit,ours,\nBED,centre,70,limit,ours,x\n".utf8
    ).write(to: file)
    do {
      _ = try LedgerLimits.read(file)
      Issue.record("accepted")
    } catch let problems as Problems { #expect(problems.all.count == 2) }
  }

  @Test(
    "Visits fall due after each cycle and after the last, and are listed when overdue",
    arguments: Backend.here)
  func schedule(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try treated(place)
    try registry.change(by: author) { change in
      for (n, day) in ["2024-06-01", "2024-07-29"].enumerated() {
        try change.insert(
          [
            "id": .text("A\(n)"), "patient": "P01", "course": "C2", "cycle": Value(n + 1),
            "started": .text(day + "T09:00:00"), "nuclide": "Lu-177",
          ], into: "administrations")
      }
    }
    #expect(try registry.schedule(course: "C2", by: author) == 5)
    #expect(try registry.schedule(course: "C2", by: author) == 0)
    let visits = try registry.rows("visits", order: ["due"])
    #expect(
      visits.map { $0.text("due") } == ["2024-06-29", "2024-07-27", "2024-08-26", "2024-09-23", "2026-01-29"])
    let day = CalendarDay(iso8601: "2024-08-20")!
    #expect(try registry.overdueVisits(on: day).map(\.days) == [45, 10])
    try registry.change(by: author) { try $0.update("visits", visits[0].id, ["done": "2024-07-01"]) }
    #expect(try registry.overdueVisits(on: day).map(\.visit.id) == [visits[1].id])
    // The window's last day is not overdue yet.
    #expect(try registry.overdueVisits(on: CalendarDay(iso8601: "2024-08-10")!).isEmpty)
    try registry.change(by: author) { change in
      for visit in visits[1...3] { try change.update("visits", visit.id, ["done": .text(visit.text("due"))]) }
    }
    #expect(
      try registry.overdueVisits(on: CalendarDay(iso8601: "2027-01-01")!).map(\.visit.id) == [visits[4].id])
    try registry.change(by: author) {
      try $0.insert(["id": "X", "patient": "P01", "died": "2026-01-20"], into: "deaths")
    }
    #expect(try registry.overdueVisits(on: CalendarDay(iso8601: "2027-01-01")!).isEmpty)
    _ = place
  }
}
