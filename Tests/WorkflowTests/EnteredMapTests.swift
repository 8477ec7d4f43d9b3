import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Intake
@testable import Quantities
import Stages
import Studies
import Testing
import Volumes
@testable import Workflow

@testable import Documents

/// Maps that enter further down the path, and doubts about images that reach the reader of the result.
@Suite struct EnteredMapTests {
  static let grid = try! Grid(size: GridSize(20, 20, 20), spacing: Vector3(4, 4, 4))

  static func cube(_ value: Float) -> Volume<Float> {
    var values = Volume<Float>(grid: grid, repeating: 0)
    for k in 5..<15 { for j in 5..<15 { for i in 5..<15 { values[i, j, k] = value } } }
    return values
  }

  static func run(_ folder: URL, _ text: String) throws -> Outcome {
    let therapy = try CaseFile.parse(text, at: folder.appending(path: "case.json5"))
    return try Journey(therapy, folder: WorkFolder(folder.appending(path: "results"))).take(.run)
  }

  static func dose(_ folder: URL) throws -> Volume<Float> {
    try NounFile.readDose(folder.appending(path: "results/dose.nii.gz")).map.values
  }

  static func entering(_ what: String) -> String {
    """
    { hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "PRRT", nuclide: "Lu-177" }, enter: { \(what) } }
    """
  }

  /// 10¹² Bq·s/mL of Lu-177 in a cube of 4 cm: 0.147 MeV per decay of short range give 23.6 Gy in its middle, photons
  /// a few per cent more.
  @Test func decaysEnterInEitherUnit() throws {
    try JourneyTests.inFolder { folder in
      var doses: [Volume<Float>] = []
      for (unit, value) in [("Bq·s/mL", Float(1e12)), ("MBq·h/mL", 1e12 / 3.6e9)] {
        try ImageFiles.write(Self.cube(value), folder.appending(path: "tia.nii.gz").path)
        let text = Self.entering("timeIntegratedActivity: { path: \"tia.nii.gz\", unit: \"\(unit)\" }")
        _ = try Self.run(folder, text)
        doses.append(try Self.dose(folder))
      }
      #expect(abs(doses[0][10, 10, 10] - 23.6) < 1.2)
      #expect(zip(doses[0].voxels, doses[1].voxels).allSatisfy { abs($0 - $1) < 1e-4 })
      let text = Self.entering("timeIntegratedActivity: { path: \"tia.nii.gz\", unit: \"Bq/mL\" }")
      let problem = #expect(throws: Problem.self) { try Self.run(folder, text) }
      #expect(problem?.what.contains("not time-integrated activity per volume") == true)
    }
  }

  @Test func voxelsWithoutNumberAreRefused() throws {
    try JourneyTests.inFolder { folder in
      var values = Self.cube(1e9)
      values[3, 3, 3] = .nan
      try ImageFiles.write(values, folder.appending(path: "tia.nii.gz").path)
      let text = Self.entering("timeIntegratedActivity: { path: \"tia.nii.gz\", unit: \"Bq·s/mL\" }")
      let problems = #expect(throws: Problems.self) { try Self.run(folder, text) }
      #expect(problems?.all.map(\.what) == ["1 voxel is not a number"])
    }
  }

  /// A SPECT in Bq/mL whose values are all whole: counts, most likely. The run ends, and says so.
  @Test func countsThatLookLikeActivityAreQuestioned() throws {
    try JourneyTests.inFolder { folder in
      let time = DateTime(iso8601: "2026-03-02T10:00:00")!
      let image = EmissionImage(
        values: Self.cube(4000), unit: .becquerelPerMillilitre, nuclide: "Lu-177", halfLife: .hours(159.5),
        start: time, duration: TimeSpan(1200), frameDuration: TimeSpan(20), projections: 60,
        decayReference: time)
      let context = WriteContext(
        study: "2.25.1", frameOfReference: "2.25.2", patient: "X", studyTime: time)
      _ = try DICOMWriter.writePET(image, context, to: folder.appending(path: "images"))
      let text = """
        {
          hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "PRRT", nuclide: "Lu-177" },
          administrations: [{ start: "2026-03-01T10:00:00", activityGBq: 7.4 }],
          timePoints: [{ name: "24 h", emission: { path: "images" } }], calibration: "none",
        }
        """
      #expect(try Self.run(folder, text).review.contains { $0.contains("whole numbers up to 4000") })
    }
  }
}
