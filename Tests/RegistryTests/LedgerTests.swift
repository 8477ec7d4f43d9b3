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
    // A TARE of the right lobe is not missing in the left one's account; PRRT reached it with the mean of the whole.
    let left = try #require(ledger.totals.first { $0.lobe == .left })
    #expect(left.entries == 1 && left.derived == 1 && left.mean == 2 && left.uncertainty == 0.4)
    #expect(left.missing.isEmpty && right.derived == 0 && whole.derived == 0)
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

  @Test("A second session of one course through the same artery is a retreatment")
  func sameArtery() throws {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    try registry.change(by: author) { change in
      try change.insert(
        ["id": "C", "patient": "P01", "kind": "TARE", "region": "right lobe", "started": "2024-01-10"],
        into: "courses")
      for (n, day) in ["2024-01-10", "2024-02-10"].enumerated() {
        try change.insert(
          [
            "id": .text("A\(n)"), "patient": "P01", "course": "C", "cycle": Value(n + 1),
            "started": .text(day + "T09:00"), "route": "right hepatic artery", "nuclide": "Y-90",
          ], into: "administrations")
      }
    }
    let found = try registry.ledger("P01").warnings.filter { $0.text.contains("through the same artery") }
    #expect(found.count == 1 && found[0].gravity == .critical && found[0].subject == "right hepatic artery")
    #expect(found.first?.text.contains("2024-01-10, 2024-02-10") == true)
    try registry.change(by: author) {
      try $0.update("administrations", "A1", ["route": "left hepatic artery"])
    }
    #expect(try registry.ledger("P01").warnings.allSatisfy { !$0.text.contains("through the same artery") })
    _ = place
  }

  @Test("Warnings before a retreatment", arguments: Backend.here)
  func warnings(_ backend: Backend) throws {
    let place = try Place(backend)
    let registry = try treated(place)
    let own = DoseLimit.On(
      LiverPart.right, DoseLimit(AbsorbedDose(80), of: .bed, meaning: "our limit", source: "our protocol"))
    let same = DoseLimit.On(
      LiverPart.right, DoseLimit(AbsorbedDose(57), meaning: "equality is not above", source: "test"))
    let ledger = try registry.ledger("P01", limits: LedgerLimits.cited + [own, same].map { LedgerLimit($0) })
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
    #expect(try registry.schedule(course: "C2", by: author) == 8)
    #expect(try registry.schedule(course: "C2", by: author) == 0)
    let visits = try registry.rows("visits", order: ["due", "kind"])
    // Blood at 4 weeks, blood and images at 8 weeks, examination and images at 18 months.
    #expect(
      visits.map { $0.text("due") } == [
        "2024-06-29", "2024-07-27", "2024-07-27", "2024-08-26", "2024-09-23", "2024-09-23", "2026-01-29",
        "2026-01-29",
      ])
    #expect(
      visits.map { $0.text("kind").prefix(3) } == ["lab", "ima", "lab", "lab", "ima", "lab", "cli", "ima"])
    let day = CalendarDay(iso8601: "2024-08-20")!
    #expect(try registry.overdueVisits(on: day).map(\.days) == [45, 10, 10])
    try registry.change(by: author) { try $0.update("visits", visits[0].id, ["done": "2024-07-01"]) }
    #expect(Set(try registry.overdueVisits(on: day).map(\.visit.id)) == [visits[1].id, visits[2].id])
    // The window's last day is not overdue yet.
    #expect(try registry.overdueVisits(on: CalendarDay(iso8601: "2024-08-10")!).isEmpty)
    try registry.change(by: author) { change in
      for visit in visits[1...5] { try change.update("visits", visit.id, ["done": .text(visit.text("due"))]) }
    }
    // The blood of 2026-02-01 stands for the visit at the clinic; images are missing.
    let left = try registry.overdueVisits(on: CalendarDay(iso8601: "2027-01-01")!).map(\.visit.id)
    #expect(left == [visits[7].id])
    try registry.change(by: author) {
      try $0.insert(["id": "X", "patient": "P01", "died": "2026-01-20"], into: "deaths")
    }
    #expect(try registry.overdueVisits(on: CalendarDay(iso8601: "2027-01-01")!).isEmpty)
    _ = place
  }

  /// 78 Gy to 800 mL and 30 Gy to 500 mL are 59.5 Gy to the whole; with 3.2 Gy of PRRT 62.7 Gy.
  @Test("Lobes, whole liver and PRRT meet in one account; a number made for TARE is held against TARE alone")
  func oneAccount() throws {
    let place = try Place(.sqlite)
    let registry = try Registry.create(place.location)
    try registry.addPatients()
    func add(
      _ id: String, _ kind: String, _ region: String, _ day: String, _ lobe: String, _ gray: Double,
      _ ml: Double?
    ) throws {
      try registry.change(by: author) { change in
        try change.insert(
          [
            "id": .text(id), "patient": "P01", "kind": .text(kind), "region": .text(region),
            "started": .text(day),
            "product": kind == "TARE" ? "SIR-Spheres" : "Lutathera",
          ], into: "courses")
        try change.insert(
          [
            "id": .text("D\(id)"), "patient": "P01", "course": .text(id), "delivered": .text(day),
            "therapy": .text(kind),
            "region": .text("\(lobe) liver"), "role": "normal liver", "lobe": .text(lobe), "definition": "x",
            "mean_gy": .real(gray), "mean_u_gy": .real(gray / 10), "volume_ml": Value(ml),
            "nuclide": kind == "TARE" ? "Y-90" : "Lu-177", "engine": "kernel",
          ], into: "dose_summaries")
      }
    }
    try add("R", "TARE", "right lobe", "2024-01-10", "right", 78, 800)
    let lobe = try registry.ledger("P01")
    // The other lobe's volume is not known: nothing follows for the whole liver, and that is told.
    #expect(lobe.totals.first { $0.lobe == .whole }?.missing == ["R"])
    try add("L", "TARE", "left lobe", "2024-03-10", "left", 30, 500)
    try add("P", "IV PRRT", "whole body", "2025-01-10", "whole", 3.2, nil)
    let ledger = try registry.ledger("P01")
    let totals = Dictionary(uniqueKeysWithValues: ledger.totals.map { ($0.lobe, $0) })
    let tare = (78 * 800.0 + 30 * 500) / 1300
    #expect(
      agree(totals[.whole]!.mean, tare + 3.2) && totals[.whole]!.derived == 2 && totals[.whole]!.isComplete)
    #expect(agree(totals[.right]!.mean, 81.2) && agree(totals[.left]!.mean, 33.2))
    // Parts weighted by volume give the whole.
    #expect(agree((totals[.right]!.mean * 800 + totals[.left]!.mean * 500) / 1300, totals[.whole]!.mean))
    #expect(
      ledger.warnings.contains { $0.text.hasPrefix("cumulative absorbed dose of TARE lies above 59.1 Gy") })
    #expect(ledger.treatments.map(\.therapy) == ["TARE", "TARE", "IV PRRT"])
    #expect(
      agree(ledger.treatments[0].normalLiver[.whole]!, 48) && ledger.treatments[0].normalLiver[.left] == nil)
    // PRRT alone, of whatever dose, is no radioembolisation with resin.
    let other = try Place(.sqlite)
    let second = try Registry.create(other.location)
    try second.addPatients()
    #expect(try second.ledger("P01").warnings.isEmpty)
  }
}
