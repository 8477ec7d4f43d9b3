import Diagnostics
import Fixtures
import Foundation
@testable import Intake
@testable import Quantities
import Stages
import Testing
import Volumes

@Suite struct NounFileTests {
  static func map<Unit>(_ unit: Unit.Type) throws -> QuantityMap<Unit> {
    let grid = try Grid(
      size: GridSize(5, 4, 3), spacing: Vector3(4.42, 4.42, 3),
      direction: Matrix3(Vector3(-1, 0, 0), Vector3(0, -1, 0), Vector3(0, 0, 1)),
      origin: Vector3(120.25, -33.5, 800), frameOfReference: "1.2.3")
    let values = (0..<60).map { Float($0) * 1.25e6 }
    return try QuantityMap(
      values: Volume(grid: grid, voxels: values),
      statistical: Volume(grid: grid, voxels: values.map { $0 / 10 }), common: 0.03)
  }

  static func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func activityComesBackEqual() throws {
    try NounFileTests.inFolder { folder in
      let url = folder.appending(path: "24_h.nii.gz")
      let time = try #require(DateTime(iso8601: "2026-03-03T10:15:00"))
      let written = ActivityVolume(
        id: "24 h", map: try NounFileTests.map(BecquerelPerMillilitre.self), nuclide: "Lu-177", time: time,
        afterAdministration: .hours(24), provenance: Provenance(steps: [.init("quantify", ["factor": "9.8"])])
      )
      try NounFile.write(written, to: url)
      let read = try NounFile.readActivity(url)
      #expect(read.map.values.voxels == written.map.values.voxels)
      #expect(read.map.statistical?.voxels == written.map.statistical?.voxels)
      #expect(read.map.grid.matches(written.map.grid))
      #expect(read.map.grid.frameOfReference == "1.2.3")
      #expect(read.map.common == 0.03)
      #expect(read.time == time)
      #expect(read.afterAdministration == .hours(24))
      #expect(read.provenance == written.provenance)
    }
  }

  /// Steps alone read what the whole way keeps in memory: any time comes back to its last bit.
  @Test(arguments: [15_000.0, 15_000.0 / 7, 1e6 / 3, 0.1, 600_123.456, 4.1 * 3600])
  func timesComeBackToTheLastBit(_ seconds: Double) throws {
    try NounFileTests.inFolder { folder in
      let url = folder.appending(path: "a.nii.gz")
      let time = try #require(DateTime(iso8601: "2026-03-03T10:15:00"))
      let written = ActivityVolume(
        id: "a", map: try NounFileTests.map(BecquerelPerMillilitre.self), nuclide: "Lu-177", time: time,
        afterAdministration: TimeSpan(seconds))
      try NounFile.write(written, to: url)
      #expect(try NounFile.readActivity(url).afterAdministration?.value == seconds)
    }
  }

  @Test func decaysAndDoseComeBackEqual() throws {
    try NounFileTests.inFolder { folder in
      let decays = TimeIntegratedActivityVolume(
        map: try NounFileTests.map(BecquerelSecondPerMillilitre.self), nuclide: "Y-90")
      let dose = DoseVolume(
        map: try NounFileTests.map(Gray.self), engine: "voxel kernel", nuclide: "Y-90", assumptions: ["a"])
      let first = folder.appending(path: "decays.nii.gz"), second = folder.appending(path: "dose.nii.gz")
      try NounFile.write(decays, to: first)
      try NounFile.write(dose, to: second)
      #expect(try NounFile.readDecays(first).map.values.voxels == decays.map.values.voxels)
      #expect(try NounFile.readDose(second).engine == "voxel kernel")
      #expect(throws: Problem.self) { try NounFile.readDose(first) }
    }
  }

  @Test func aChangedImageIsNoticed() throws {
    try NounFileTests.inFolder { folder in
      let url = folder.appending(path: "dose.nii.gz")
      try NounFile.write(
        DoseVolume(map: NounFileTests.map(Gray.self), engine: "local", nuclide: "Y-90"), to: url)
      let other = folder.appending(path: "other.nii.gz")
      var map = try NounFileTests.map(Gray.self)
      map.values.voxels[7] += 1
      try NounFile.write(DoseVolume(map: map, engine: "local", nuclide: "Y-90"), to: other)
      try Data(contentsOf: other).write(to: url)
      let problem = #expect(throws: Problem.self) { try NounFile.readDose(url) }
      #expect(problem?.what.contains("not the one") == true)
    }
  }

  @Test func aMissingRecordIsAskedFor() throws {
    let problem = #expect(throws: Problem.self) {
      try NounFile.readDose(URL(filePath: "/nonexistent/dose.nii.gz"))
    }
    #expect(problem?.kind == .inputMissing)
  }
}
