import Diagnostics
import Foundation
@testable import ImageFiles
import Intake
import Quantities
import Stages
import Testing
import Volumes
@testable import Workflow

@testable import Documents
@testable import Studies

/// What a report has when it is asked for: BED maps, the plan, the report that it amends.
@Suite struct ReportExtrasTests {
  /// Even activity of one nuclide in a liver of 4 cm with a lesion in its middle, four times over four days.
  static func write(_ folder: URL) throws -> String {
    try ImageFiles.write(EnteredMapTests.cube(1), folder.appending(path: "liver.nii.gz").path)
    var lesion = Volume<Float>(grid: EnteredMapTests.grid, repeating: 0)
    for k in 8..<12 { for j in 8..<12 { for i in 8..<12 { lesion[i, j, k] = 1 } } }
    try ImageFiles.write(lesion, folder.appending(path: "lesion.nii.gz").path)
    return try EnteredStepsTests.activities(folder)
  }

  static func text(
    kind: String = "PRRT", nuclide: String = "Lu-177", _ enter: String, more: String = "",
    options: String = ""
  ) -> String {
    """
    { hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "\(kind)", nuclide: "\(nuclide)" },
      administrations: [{ start: "2026-03-01T10:00:00", activityGBq: 1 }],
      enter: { activity: [\(enter)] },
      structures: [
        { path: "liver.nii.gz", names: { "1": "Liver" }, roles: { Liver: "liver" } },
        { path: "lesion.nii.gz", names: { "1": "GTV" }, roles: { GTV: "tumour" } },
      ],
      options: { engine: "local", voxelTimeModel: "fit"\(options) } \(more) }
    """
  }

  private static func journey(_ folder: URL, _ text: String) throws -> Journey {
    let therapy = try CaseFile.parse(text, at: folder.appending(path: "case.json5"))
    return try Journey(therapy, folder: WorkFolder(folder.appending(path: "results")))
  }

  private static func report(_ folder: URL) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.appending(path: "results/report.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private static let tumour =
    ", radiobiology: [{ role: \"tumour\", alphaBetaGy: 10, repairHalfTimeH: 1.5, source: \"test\" }]"

  // MARK: BED maps

  /// Where the dose is the same in each voxel of a region, so is the BED: that of the region's mean dose.
  @Test func theMapIsTheBEDOfEachRegion() throws {
    try JourneyTests.inFolder { folder in
      let enter = try Self.write(folder)
      let options = Self.tumour + ", bedMaps: [\"tumour\"]"
      _ = try Self.journey(folder, Self.text(enter, options: options)).take(.run)
      let map = try ImageFiles.read(folder.appending(path: "results/bed-tumour.nii.gz").path)
      let dose = try EnteredMapTests.dose(folder)
      let summary = try readSummary(folder.appending(path: "results/summary.json"))
      let lesion = try #require(summary.called("GTV"))
      let bed = try #require(lesion.bed).value.value
      #expect(bed > lesion.mean.value.value * 1.0001)
      #expect(abs(Double(map[10, 10, 10]) / bed - 1) < 1e-3)
      #expect(map[6, 6, 6] == 0 && dose[6, 6, 6] > 0, "liver is another tissue")
      #expect(map.voxels.filter { $0 > 0 }.count == 64)
      let object = try DoseObject.read(folder.appending(path: "results/dicom/RD_bed_tumour.dcm").path)
      #expect(object.kind == .effective && object.comment.hasPrefix("BED of "))
      let step = (map.voxels.max() ?? 0) / 65535
      #expect(zip(object.values.voxels, map.voxels).allSatisfy { abs($0 - $1) <= step })
    }
  }

  @Test func aTissueWithoutParametersIsRefused() throws {
    try JourneyTests.inFolder { folder in
      let enter = try Self.write(folder)
      let problem = #expect(throws: Problem.self) {
        try Self.journey(folder, Self.text(enter, options: ", bedMaps: [\"liver\"]")).take(.run)
      }
      #expect(problem?.kind == .inputMissing && problem?.location == "options.bedMaps")
      let wrong = #expect(throws: Problems.self) {
        try Self.journey(folder, Self.text(enter, options: ", bedMaps: [\"nose\"]"))
      }
      #expect(wrong?.all.first?.what.contains("nose") == true)
    }
  }

  // MARK: Amendments

  @Test func anAmendmentNamesWhatItReplacesAndKeepsIt() throws {
    try JourneyTests.inFolder { folder in
      let journey = try Self.journey(folder, Self.text(try Self.write(folder)))
      _ = try journey.take(.run)
      let place = folder.appending(path: "results/report.json")
      let first = try Data(contentsOf: place)
      let old = try #require((try Self.report(folder)["header"] as? [String: Any])?["reportUID"] as? String)
      _ = try journey.take(.report, amending: ReportAmendment(of: place, because: "  measured again "))
      let second = try Self.report(folder)
      let new = try #require((second["header"] as? [String: Any])?["reportUID"] as? String)
      let chain = try #require(second["amendments"] as? [[String: Any]])
      #expect(new != old && chain.count == 1)
      #expect(chain[0]["previousReportUID"] as? String == old)
      #expect(chain[0]["reason"] as? String == "measured again")
      #expect(try Data(contentsOf: folder.appending(path: "results/amended/\(old)/report.json")) == first)
      _ = try journey.take(.report, amending: ReportAmendment(of: place, because: "a name"))
      let third = try #require(try Self.report(folder)["amendments"] as? [[String: Any]])
      #expect(third.map { $0["previousReportUID"] as? String } == [old, new])
      let page = try String(contentsOf: folder.appending(path: "results/report.html"), encoding: .utf8)
      #expect(page.contains("measured again") && page.contains(old))
    }
  }

  @Test func whatIsNoAmendmentIsRefused() throws {
    try JourneyTests.inFolder { folder in
      let journey = try Self.journey(folder, Self.text(try Self.write(folder)))
      _ = try journey.take(.run)
      let place = folder.appending(path: "results/report.json")
      let silent = #expect(throws: Problem.self) { try ReportAmendment(of: place, because: " ") }
      #expect(silent?.kind == .usage)
      let other = #expect(throws: Problem.self) {
        try ReportAmendment(of: folder.appending(path: "results/summary.json"), because: "x")
      }
      #expect(other?.kind == .dataRejected)
      let text = try String(contentsOf: place, encoding: .utf8)
      let foreign = folder.appending(path: "foreign.json")
      try text.replacing("\"pseudonym\": \"X\"", with: "\"pseudonym\": \"Y\"").write(
        to: foreign, atomically: true, encoding: .utf8)
      let person = #expect(throws: Problem.self) {
        try journey.take(.report, amending: ReportAmendment(of: foreign, because: "x"))
      }
      #expect(person?.what.contains("pseudonym") == true)
    }
  }

  // MARK: The plan

  private static func plan(_ pseudonym: String, delivered: String) -> String {
    """
    { hepatica: 1, patient: { pseudonym: "\(pseudonym)" },
      tare: {
        microspheres: "glass", energyConstant: "literature", liver: { ml: 64, tumourMl: 4 }, lungs: { shuntFraction: 0.05 },
        injections: [{ name: "right", perfusedMl: 64, tumours: [{ name: "T", ml: 4, toNormal: 1 }],
          prescribe: 1.0, delivered: \(delivered) }],
      } }
    """
  }

  private static func planned(_ folder: URL, _ plan: String) throws -> Journey {
    let enter = try write(folder)
    try plan.write(to: folder.appending(path: "plan.json5"), atomically: true, encoding: .utf8)
    return try journey(
      folder, text(kind: "TARE", nuclide: "Y-90", enter, more: ", plan: \"plan.json5\""))
  }

  @Test func thePlanStandsBesideTheDose() throws {
    try JourneyTests.inFolder { folder in
      _ = try Self.planned(folder, Self.plan("X", delivered: "{ T: \"GTV\" }")).take(.run)
      let report = try Self.report(folder)
      let planning = try #require(report["planning"] as? [String: Any])
      #expect((planning["models"] as? [[String: Any]])?.isEmpty == false)
      let shunt = try #require(planning["lungShuntFraction"] as? [String: Any])
      #expect(shunt["value"] as? Double == 0.05)
      let rows = try #require(report["predictions"] as? [[String: Any]])
      #expect(rows.map { $0["region"] as? String } == ["GTV", "Liver without lesions"])
      let summary = try readSummary(folder.appending(path: "results/summary.json"))
      for row in rows {
        let dose = try #require(summary.called(row["region"] as? String ?? ""))
        let delivered = try #require((row["delivered"] as? [String: Any])?["value"] as? Double)
        #expect(delivered == dose.bestMean.value.value)
        #expect((row["predicted"] as? [String: Any])?["value"] as? Double ?? 0 > 0)
      }
      let page = try String(contentsOf: folder.appending(path: "results/report.html"), encoding: .utf8)
      #expect(page.contains("Predicted and delivered mean dose") && page.contains("Models side by side"))
    }
  }

  @Test func aPlanOfSomebodyElseOrOfNothingThereIsRefused() throws {
    try JourneyTests.inFolder { folder in
      let foreign = #expect(throws: Problem.self) {
        try Self.planned(folder, Self.plan("Y", delivered: "{}")).take(.run)
      }
      #expect(foreign?.what.contains("another pseudonym") == true)
      let missing = #expect(throws: Problem.self) {
        try Self.planned(folder, Self.plan("X", delivered: "{ T: \"elsewhere\" }")).take(.run)
      }
      #expect(missing?.what.contains("elsewhere") == true)
    }
  }
}
