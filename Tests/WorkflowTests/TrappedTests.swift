import Fixtures
import Foundation
@testable import ImageFiles
import Stages
import Studies
import Testing
import Volumes
@testable import Workflow

@testable import Documents

/// Microspheres stay where they lodge: one image of an ordinary patient needs no decision.
@Suite struct TrappedTests {
  static func text(_ kind: String, _ nuclide: String) -> String {
    """
    { hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "\(kind)", nuclide: "\(nuclide)" },
      administrations: [{ start: "2026-03-02T10:00", activityGBq: 2 }],
      timePoints: [{ name: "post", emission: { path: "spect.nii.gz", role: "emission", unit: "relative",
        start: "2026-03-02T14:00", durationSeconds: 1200, decay: "none", confirmGeometry: true } }],
      calibration: { method: "administered", lungShuntFraction: 0 },
      structures: [{ path: "labels.nii.gz", role: "structures",
        names: { 1: "Rest", 2: "Liver", 3: "Lung", 4: "Spleen" }, roles: { "Liver": "liver" } }],
      options: { engine: "local" } }
    """
  }

  @Test func oneImageOfMicrospheresIsNoExtrapolation() throws {
    try JourneyTests.inFolder { folder in
      try DoseGridCaseTests.write(folder)
      try ImageFiles.write(EnteredMapTests.cube(1e6), folder.appending(path: "spect.nii.gz").path)
      let case1 = try CaseFile.parse(Self.text("TARE", "Y-90"), at: folder.appending(path: "case.json5"))
      let results = try WorkFolder(folder.appending(path: "results"))
      let outcome = try Journey(case1, folder: results).take(.run)
      let curves = try JSONDecoder().decode(
        RegionRows<CurveRecord>.self, from: Data(contentsOf: folder.appending(path: "results/curves.json"))
      ).wrappedValue
      #expect(Set(curves.map(\.fit.model)) == ["permanent trapping"])
      let open = outcome.findings.filter { $0.rank >= .decision }.map(\.code)
      #expect(!open.contains(Finding.Code("fit.extrapolated")), "\(open)")
    }
  }

  @Test func theModelFollowsTheTherapy() throws {
    try JourneyTests.inFolder { folder in
      try DoseGridCaseTests.write(folder)
      try ImageFiles.write(EnteredMapTests.cube(1e6), folder.appending(path: "spect.nii.gz").path)
      func isTrapped(_ kind: String, _ nuclide: String, _ images: Int) throws -> Bool {
        let one = try CaseFile.parse(Self.text(kind, nuclide), at: folder.appending(path: "case.json5"))
        return try Journey(one, folder: WorkFolder(folder)).regionModel(images) == .permanentTrapping
      }
      let trapped = [try isTrapped("TARE", "Y-90", 1), try isTrapped("TARE", "Ho-166", 1)]
      let fitted = [try isTrapped("TARE", "Y-90", 3), try isTrapped("PRRT", "Lu-177", 1)]
      #expect(trapped == [true, true] && fitted == [false, false])
    }
  }
}
