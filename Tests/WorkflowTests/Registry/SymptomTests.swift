import Files
import Fixtures
import Foundation
import Quantities
import Testing

@testable import Records
@testable import Registry
@testable import Studies

/// Diaries and hormone levels of a registry, before and after the index therapy.
@Suite("Control of symptoms")
struct SymptomTests {
  private let file: URL
  private let registry: Registry
  private static let author = try! Author(who: "test", why: "symptoms")

  init() throws {
    let folder = try Fixtures.temporaryFolder()
    file = folder.appending(path: "r.sqlite")
    registry = try Registry.create(.file(file), anchors: folder)
    try registry.change(by: Self.author) { r in
      try r.insert(["id": "S1", "name": "north"], into: "sites")
      for n in 1...6 {
        try r.insert(["id": .text("P\(n)"), "site": "S1", "last_seen": "2025-01-01"], into: "patients")
        try r.insert(
          ["id": "C\(n)", "patient": .text("P\(n)"), "kind": "TARE", "started": "2024-02-01"], into: "courses"
        )
      }
    }
  }

  private func diary(
    _ patient: String, _ quantity: String, _ values: [(String, Double)], unit: String = "1/d"
  ) throws {
    try registry.change(by: Self.author) { r in
      for (day, value) in values {
        try r.insert(
          [
            "id": .text("\(patient) \(quantity) \(day)"), "patient": .text(patient), "measured": .text(day),
            "quantity": .text(quantity), "value": .real(value), "unit": .text(unit),
          ], into: "measurements")
      }
    }
  }

  @Test("Flushes by outcome, of those who had them before and were asked again")
  func flushes() throws {
    try diary("P1", "flushes", [("2024-01-15", 8), ("2024-06-01", 0)])
    try diary("P2", "flushes", [("2024-01-15", 8), ("2024-03-01", 1), ("2024-06-01", 4)])
    try diary("P3", "flushes", [("2024-01-15", 8), ("2024-06-01", 5)])
    try diary("P4", "flushes", [("2024-01-15", 0), ("2024-06-01", 5)])
    try diary("P5", "flushes", [("2024-01-15", 6)])
    // Older than three months: not what was there before treatment.
    try diary("P6", "flushes", [("2023-10-31", 6), ("2024-06-01", 0)])
    let control = try #require(try RegistryCohort(file.path).symptoms?.controls.first)
    #expect(control.outcomes == ["resolved": 1, "improved": 1, "unchanged": 1])
    #expect(control.controlled == 2 && control.evaluable == 3)
    #expect(control.withoutLater == 1 && control.notAtRisk == 2)
    let text = try CohortTask.run(.init(source: file.path, folder: file.deletingLastPathComponent())) {
      _, _ in
    }.text
    #expect(text.contains("CONTROL OF SYMPTOMS") && text.contains("2/3 (67 %"))
  }

  @Test(
    "A patient is controlled only if no symptom is unchanged or worse; hormones count in multiples of their limit"
  )
  func together() throws {
    try diary("P1", "stools", [("2024-01-15", 8), ("2024-06-01", 3)])
    try diary("P1", "5-HIAA", [("2024-01-15", 4), ("2024-06-01", 5)], unit: "x ULN")
    try diary("P2", "stools", [("2024-01-15", 8), ("2024-06-01", 2)])
    try diary("P2", "5-HIAA", [("2024-01-15", 4), ("2024-06-01", 2)], unit: "x ULN")
    let symptoms = try #require(try RegistryCohort(file.path).symptoms)
    #expect(symptoms.controls.map(\.quantity) == ["5-HIAA", "stools"])
    #expect(symptoms.controls[1].outcomes == ["resolved": 2])
    #expect(symptoms.overall.outcomes == ["worse": 1, "improved": 1])
  }

  @Test("Without a diary there is no section")
  func nothing() throws {
    try diary("P1", "SUVmax", [("2024-01-15", 8)], unit: "g/mL")
    #expect(try RegistryCohort(file.path).symptoms == nil)
  }
}
