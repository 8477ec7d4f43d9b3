import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Intake
import Stages
import Studies
import Testing
import Volumes
@testable import Workflow

@testable import Documents

/// The dose on another grid, and tissue by structures, from case file to report.
@Suite(.serialized) struct DoseGridCaseTests {
  static let grid = EnteredMapTests.grid  // 20³ voxels of 4 mm

  /// A cube of 40 mm with decays in a body of 72 mm, a block of lung beside it, a CT of 2 mm that shows the same.
  static func write(_ folder: URL) throws {
    var labels = Volume<Float>(grid: grid, repeating: 0)
    for k in 0..<20 {
      for j in 1..<19 {
        for i in 1..<19 {
          let inLiver = (5..<15).contains(i) && (5..<15).contains(j) && (5..<15).contains(k)
          // A spleen at the far end, of which nothing lies near the liver.
          let inSpleen = i == 18 && j == 18
          labels[i, j, k] = inSpleen ? 4 : inLiver ? 2 : i == 15 && (5..<15).contains(j) ? 3 : 1
        }
      }
    }
    try ImageFiles.write(labels, folder.appending(path: "labels.nii.gz").path)
    try ImageFiles.write(EnteredMapTests.cube(1e12), folder.appending(path: "tia.nii.gz").path)
    let fine = try Grid(
      size: GridSize(40, 40, 40), spacing: Vector3(2, 2, 2), origin: Vector3(-1, -1, -1))
    var ct = Volume<Float>(grid: fine, repeating: -1000)
    for k in 0..<40 {
      for j in 0..<40 {
        for i in 0..<40 {
          ct[i, j, k] = [-1000, 20, 50, -700, 50][Int(labels[i / 2, j / 2, k / 2])]
        }
      }
    }
    try ImageFiles.write(ct, folder.appending(path: "ct.nii.gz").path)
  }

  static func text(ct: Bool = false, materials: String = "", options: String = "") -> String {
    """
    { hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "TARE", nuclide: "Y-90" },
      enter: { timeIntegratedActivity: { path: "tia.nii.gz", unit: "Bq·s/mL" },
        \(ct ? "ct: { path: \"ct.nii.gz\", role: \"ct\", unit: \"HU\" }" : "") },
      structures: [{ path: "labels.nii.gz", role: "structures",
        names: { 1: "Rest", 2: "Liver", 3: "Lung", 4: "Spleen" },
        roles: { "Liver": "liver", "Lung": "lung", "Rest": "body", "Spleen": "spleen" } }],
      \(materials.isEmpty ? "" : "materials: { \(materials) },")
      options: { engine: "kernel", \(options) } }
    """
  }

  static func run(_ folder: URL, _ text: String, _ name: String) throws -> (
    outcome: Outcome, dose: DoseVolume, liver: Double
  ) {
    let therapy = try CaseFile.parse(text, at: folder.appending(path: "case.json5"))
    let results = folder.appending(path: name)
    let outcome = try Journey(therapy, folder: WorkFolder(results)).take(.run)
    let summary = try JSONDecoder().decode(
      DoseSummary.self, from: Data(contentsOf: results.appending(path: "summary.json")))
    let liver = try #require(summary.regions.first { $0.region.name == "Liver" })
    return (
      outcome, try NounFile.readDose(results.appending(path: "dose.nii.gz")), liver.mean.value.value
    )
  }

  @Test func theDoseOnOtherGridsIsTheSame() throws {
    try JourneyTests.inFolder { folder in
      try Self.write(folder)
      let plain = try Self.run(folder, Self.text(ct: true), "plain")
      let same = try Self.run(
        folder, Self.text(ct: true, options: "doseGrid: { voxels: \"activity\" }"), "same")
      #expect(same.dose.map.values == plain.dose.map.values)
      let wanted = plain.liver
      let around = try Self.run(
        folder, Self.text(ct: true, options: "doseGrid: { voxels: \"ct\", crop: \"Liver\", marginMm: 2 }"),
        "ct")
      #expect(around.dose.map.grid.size == GridSize(22, 22, 22) && around.dose.map.grid.spacing.x == 2)
      #expect(abs(around.liver / wanted - 1) < 0.01)
      #expect(
        around.outcome.review.contains {
          $0.hasPrefix("only part of it is on the dose grid") && $0.contains("Rest (")
            && $0.contains("Spleen (0 %)")
        })
      let coarse = try Self.run(
        folder, Self.text(ct: true, options: "doseGrid: { voxels: [5, 5, 4] }"), "coarse")
      #expect(coarse.dose.map.grid.size == GridSize(16, 16, 20))
      #expect(abs(coarse.liver / wanted - 1) < 0.02)
      let report = try String(contentsOf: folder.appending(path: "coarse/report.html"), encoding: .utf8)
      #expect(report.contains("The dose has voxels of 5.00 × 5.00 × 4.00 mm"))
    }
  }

  /// Steps one by one find the same grid again, with every engine.
  @Test func stepsRepeatOnTheirOwnGrid() throws {
    try JourneyTests.inFolder { folder in
      try Self.write(folder)
      let text = Self.text(ct: true, options: "doseGrid: { voxels: 3, crop: \"Liver\" }")
        .replacingOccurrences(
          of: "engine: \"kernel\"",
          with: "engine: \"all\", monteCarlo: { histories: 20000, mode: \"analogue\" }")
      let whole = try Self.run(folder, text, "a")
      let therapy = try CaseFile.parse(text, at: folder.appending(path: "case.json5"))
      let journey = try Journey(therapy, folder: WorkFolder(folder.appending(path: "a")))
      for step in [Step.integrate, .dose, .summarise, .report] { _ = try journey.take(step) }
      #expect(
        try NounFile.readDose(folder.appending(path: "a/dose.nii.gz")).map.values == whole.dose.map.values)
    }
  }

  static let filling =
    "name: \"MR liver\", edition: \"2\", structures: { \"Rest\": \"soft tissue\", \"Liver\": \"liver\", \"Lung\": { tissue: \"lung\", density: 0.3 } }"

  @Test func tissueByStructures() throws {
    try JourneyTests.inFolder { folder in
      try Self.write(folder)
      for engine in ["kernel", "monte-carlo"] {
        let text = Self.text(materials: Self.filling).replacingOccurrences(
          of: "engine: \"kernel\"",
          with: "engine: \"\(engine)\", monteCarlo: { histories: 20000 }")
        let (_, dose, liver) = try Self.run(folder, text, engine)
        #expect(
          dose.assumptions.contains {
            $0.contains(
              "by structures, MR liver, edition 2: body (structures 1, label 1) soft tissue of 1.06")
          })
        #expect(dose.provenance.tables["materials by structures"] == "MR liver, edition 2")
        // Fast mode: electrons in uniform tissue have no noise. 10¹² Bq·s/mL of Y-90, 0.935 MeV: 149.7 J/kg at 1 g/mL; 1.06 g/mL in the middle of 40 mm.
        #expect(abs(dose.map.values[10, 10, 10] / (149.7 / 1.06) - 1) < 0.04)
        // Outside the body there is air, and no dose.
        #expect(dose.map.values[0, 10, 10] == 0)
        #expect(liver > 100)
      }
      // Half the density in half the voxels: the lung's dose is that of energy per its own mass.
      let thin = try Self.run(folder, Self.text(materials: Self.filling), "thin").dose.map.values[15, 10, 10]
      let thick = try Self.run(
        folder, Self.text(materials: Self.filling.replacingOccurrences(of: "0.3", with: "0.6")), "thick"
      ).dose.map.values[15, 10, 10]
      #expect(abs(thin / thick - 2) < 0.01)
    }
  }

  @Test(arguments: [
    ("\"Liver\": \"liver\"", "\"Lever\": \"liver\"", "no structure is called “Lever”"),
    ("\"Rest\": \"soft tissue\", ", "", "0 of the filled structures have the role “body”; one is needed"),
  ]) func faultyFillingsOfStructures(_ part: String, _ fault: String, _ message: String) throws {
    try JourneyTests.inFolder { folder in
      try Self.write(folder)
      let text = Self.text(materials: Self.filling.replacingOccurrences(of: part, with: fault))
      let problem = #expect(throws: Problem.self) { try Self.run(folder, text, "x") }
      #expect(problem?.what == message)
    }
  }

  @Test(arguments: [
    ("\"liver\"", "\"gristle\"", "no tissue is called “gristle”"),
    (
      "\"liver\"", "{ tissue: \"gel\", density: 1.1, percent: { H: 10, O: 80 } }",
      "the elements add up to 90 % of the mass, not 100 %"
    ),
    (
      "\"liver\"", "{ tissue: \"liver\", density: 1.1, percent: { H: 10, O: 90 } }",
      "“liver” is known already"
    ),
    ("name: \"MR liver\", ", "", "materials by structures need “name” and “edition”"),
    (
      "edition: \"2\", ", "edition: \"2\", ctTable: \"ct.nii.gz\", ",
      "materials come either from “ctTable” or from “structures”"
    ),
  ]) func faultyMaterials(_ part: String, _ fault: String, _ message: String) throws {
    try JourneyTests.inFolder { folder in
      try Self.write(folder)
      let text = Self.text(materials: Self.filling.replacingOccurrences(of: part, with: fault))
      let problems = #expect(throws: Problems.self) {
        try CaseFile.parse(text, at: folder.appending(path: "case.json5"))
      }
      #expect(problems?.all.contains { $0.what == message } == true, "\(problems?.all.map(\.what) ?? [])")
    }
  }

  /// A table that makes the liver heavier makes its dose smaller by as much.
  @Test func aTableOfTheSite() throws {
    try JourneyTests.inFolder { folder in
      try Self.write(folder)
      let table = "# name: Ward 3\n# edition: 7\nnode,-1000,0.001\nnode,0,1.0\nnode,50,1.2\nnode,100,1.25\n"
      try table.write(to: folder.appending(path: "site.csv"), atomically: true, encoding: .utf8)
      let plain = try Self.run(folder, Self.text(ct: true), "plain")
      let site = try Self.run(folder, Self.text(ct: true, materials: "ctTable: \"site.csv\""), "site")
      #expect(site.dose.assumptions.contains("Mass density from CT by Ward 3, edition 7."))
      let ratio = Double(plain.dose.map.values[10, 10, 10] / site.dose.map.values[10, 10, 10])
      #expect(abs(ratio - 1.2 / 1.06145) < 0.005)
    }
  }
}
