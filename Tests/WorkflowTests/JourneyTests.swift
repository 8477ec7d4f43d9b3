import Diagnostics
import Fixtures
import Foundation
@testable import Quantities
import Stages
import Testing
@testable import Workflow

@testable import Demonstrations
@testable import Documents

/// The digital patient on its way from DICOM files to the report.
@Suite(.serialized) struct JourneyTests {
  struct Row: Decodable {
    var quantity: String
    var result, truth: Double
  }
  struct Printed: Decodable { var comparisons: [Row] }

  static func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  /// Without noise, blurring and motion nothing but the path itself can be wrong: 3 % for voxels of 4.42 mm against
  /// lesions down to 0.5 mL, curves from four points, and volumes from contours.
  @Test func theIdealPatientIsFoundWithinThreePercent() throws {
    try JourneyTests.inFolder { folder in
      let outcome = try Validation.patient(folder) { _, _ in }
      let rows = try JSONDecoder().decode(Printed.self, from: Data(outcome.json.utf8)).comparisons
      #expect(rows.count == 22)
      for row in rows { #expect(abs(row.result / row.truth - 1) < 0.03, "\(row.quantity)") }
      #expect(outcome.review.isEmpty)
    }
  }

  @Test func theDemonstrationEndsWithAReportAndObjects() throws {
    try JourneyTests.inFolder { folder in
      let outcome = try Demonstration.run(folder) { _, _ in }
      let results = folder.appending(path: "results")
      let names = [
        "report.html", "report.pdf", "report.json", "summary.csv", "dose.nii.gz", "dicom/RD_dose.dcm",
        "dicom/SEG.dcm",
      ]
      for name in names {
        #expect(FileManager.default.fileExists(atPath: results.appending(path: name).path), "\(name)")
      }
      let page = try String(contentsOf: results.appending(path: "report.html"), encoding: .utf8)
      #expect(page.localizedCaseInsensitiveContains("research use"))
      #expect(!page.localizedCaseInsensitiveContains("effective dose"))
      #expect(outcome.text.contains("Results against known values"))
      try JourneyTests.stepsRepeat(folder)
    }
  }

  /// The steps one by one give the same dose, byte for byte, as the whole way.
  static func stepsRepeat(_ folder: URL) throws {
    let results = folder.appending(path: "results")
    let whole = try Data(contentsOf: results.appending(path: "dose.nii.gz"))
    try FileManager.default.removeItem(at: results.appending(path: "dose.nii.gz"))
    let therapy = try CaseFile.read(folder.appending(path: "case.json5"))
    let journey = try Journey(therapy, folder: WorkFolder(results))
    #expect(throws: Problem.self) { try journey.take(.summarise) }
    for step in [Step.quantify, .integrate, .dose, .summarise, .report] { _ = try journey.take(step) }
    #expect(try Data(contentsOf: results.appending(path: "dose.nii.gz")) == whole)
  }

  @Test func anUnknownNuclideIsNamed() throws {
    try JourneyTests.inFolder { folder in
      let text = """
        { hepatica: 1, patient: { pseudonym: "X" }, therapy: { kind: "PRRT", nuclide: "Lu-178" },
          enter: { regionActivityMBqh: {} } }
        """
      let therapy = try CaseFile.parse(text, at: folder.appending(path: "case.json5"))
      let problem = #expect(throws: Problem.self) { try Journey(therapy, folder: WorkFolder(folder)) }
      #expect(problem?.what.contains("Lu-178") == true)
    }
  }
}

/// Real images, where they are at hand.
@Suite(.enabled(if: Fixtures.data != nil, "real images not found: set HEPATICA_DATA")) struct RealPatientTests
{
  /// Patient-relative calibration: the net activity less the lung shunt lies in the liver, so the energy of its decays is
  /// known: 1.455 GBq of Y-90 at 49.8 J/GBq; some leaves through the surface of the ragged region.
  @Test func theYttriumPatientRuns() throws {
    let data = try #require(Fixtures.data).appending(path: "y90-liver-patient").path
    try JourneyTests.inFolder { folder in
      let text = """
        {
          hepatica: 1, patient: { pseudonym: "Y90" }, therapy: { kind: "TARE", nuclide: "Y-90", intendedActivityGBq: 1.5 },
          administrations: [{ start: "2026-03-02T10:15:00", activityGBq: 1.5 }],
          timePoints: [{ name: "post",
            emission: { path: "\(data)/SPECT", role: "emission", unit: "relative", nuclide: "Y-90",
              start: "2026-03-02T14:00:00", decay: "none", confirmGeometry: true },
            ct: { path: "\(data)/CT" } }],
          calibration: { method: "administered", lungShuntFraction: 0.03, over: "Liver" },
          structures: [{ threshold: { name: "Liver", role: "liver", percentOfMaximum: 0.3, largestPart: true } }],
        }
        """
      let therapy = try CaseFile.parse(text, at: folder.appending(path: "case.json5"))
      _ = try Journey(therapy, folder: WorkFolder(folder)).take(.run)
      let summary = try JSONDecoder().decode(
        DoseSummary.self, from: Data(contentsOf: folder.appending(path: "summary.json")))
      let liver = try #require(summary.regions.first { $0.region.name == "Liver" })
      let joules = liver.mean.value.value * liver.mass.value.value / 1000
      #expect(joules > 0.85 * 1.455 * 49.7 && joules < 1.455 * 50.1)
    }
  }

  @Test func theLutetiumPatientRunsFromRegionActivities() throws {
    let data = try #require(Fixtures.data).appending(path: "lu177-dotatate-patient").path
    try JourneyTests.inFolder { folder in
      let text = """
        {
          hepatica: 1, patient: { pseudonym: "LU177" }, therapy: { kind: "PRRT", nuclide: "Lu-177" },
          enter: {
            ct: { path: "\(data)/ct.nii.gz", role: "ct", unit: "HU", confirmGeometry: true },
            regionActivityMBqh: { "Liver": 40000, "Spleen": 12000 },
          },
          structures: [{ path: "\(data)/labels.nii.gz", names: { "1": "Liver", "2": "Spleen" },
            roles: { "Liver": "liver", "Spleen": "spleen" } }],
        }
        """
      let therapy = try CaseFile.parse(text, at: folder.appending(path: "case.json5"))
      _ = try Journey(therapy, folder: WorkFolder(folder)).take(.run)
      let summary = try JSONDecoder().decode(
        DoseSummary.self, from: Data(contentsOf: folder.appending(path: "summary.json")))
      let spleen = try #require(summary.regions.first { $0.region.name == "Spleen" })
      // 1535 voxels of 3.9063 × 3.9063 × 4.4196 mm; 12 000 MBq·h × 85.3 mGy·g/(MBq·h) less what leaves the surface.
      #expect(agree(spleen.volume.value.value, 103.5, relative: 1e-3))
      let local = 12000 * 0.0853 / spleen.mass.value.value
      #expect(spleen.mean.value.value > 0.9 * local && spleen.mean.value.value < 1.15 * local)
    }
  }
}
