import Diagnostics
import Files
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Quantities
@testable import Registry
import Testing
@testable import Trials
import Volumes

@testable import Records
@testable import Studies

/// A trial of arterial against venous scans, and of a fifth, arterial administration.
@Suite("Arterial and venous scans from images", .serialized)
struct ArterialScanTests {
  static let grid = try! Grid(size: GridSize(60, 30, 30), spacing: Vector3(4, 4, 4))

  /// A liver of i < 40 with five cubic lesions of 5 voxels (20 mm), a kidney, a spleen and a marrow behind it.
  private func write(_ home: URL, lesions: [Float], liver: Float, kidney: Float, spleen: Float, marrow: Float)
    throws
  {
    try createFolder(home)
    var values = Volume<Float>(grid: Self.grid, repeating: 0)
    var organs = Volume<UInt16>(grid: Self.grid, repeating: 0), tumours = organs
    func fill(_ i: Range<Int>, _ j: Range<Int>, _ body: (Int) -> Void) {
      for k in 5..<25 { for j in j { for i in i { body(Self.grid.offset(i, j, k)) } } }
    }
    fill(2..<40, 2..<28) { (values.voxels[$0], organs.voxels[$0]) = (liver, 1) }
    for (n, part) in [(42..<47, kidney), (48..<52, spleen), (53..<58, marrow)].enumerated() {
      fill(part.0, 5..<25) { (values.voxels[$0], organs.voxels[$0]) = (part.1, UInt16(n + 2)) }
    }
    for (n, value) in lesions.enumerated() {
      for k in 10..<15 {
        for j in 10..<15 {
          for i in (4 + 7 * n)..<(9 + 7 * n) {
            let o = Self.grid.offset(i, j, k)
            (values.voxels[o], tumours.voxels[o]) = (value, UInt16(n + 1))
          }
        }
      }
    }
    try ImageFiles.write(values, home.appending(path: "activity.nii.gz").path)
    try ImageFiles.write(organs, home.appending(path: "organs.nii.gz").path)
    try ImageFiles.write(tumours, home.appending(path: "lesions.nii.gz").path)
  }

  /// - Parameter times: hours after the administration at which the image was taken.
  private func caseFile(
    _ home: URL, _ patient: String, nuclide: String, cycle: Int, route: String, activityGBq: Double,
    day: String,
    hours: Double, more: String = ""
  ) throws -> URL {
    let start = DateTime(iso8601: "\(day)T10:00:00")!
    let names = (1...5).map { "\"\($0)\": \"L\($0)\"" }.joined(separator: ", ")
    let roles = (1...5).map { "\"L\($0)\": \"tumour\"" }.joined(separator: ", ")
    let text = """
      {
        hepatica: 1, patient: { pseudonym: "\(patient)", weightKg: 80 },
        therapy: { kind: "PRRT", nuclide: "\(nuclide)", cycle: \(cycle) },
        administrations: [{ start: "\(start)", activityGBq: \(activityGBq), relativeUncertainty: 0.02, route: "\(route)" }],
        enter: { activity: [{ time: "\(start.advanced(by: .hours(hours)))", path: "activity.nii.gz", unit: "Bq/mL" }\(more)] },
        structures: [
          { path: "organs.nii.gz", names: { "1": "Liver", "2": "Kidney L", "3": "Spleen", "4": "Marrow" },
            roles: { Liver: "liver", "Kidney L": "kidney", Spleen: "spleen", Marrow: "marrow" } },
          { path: "lesions.nii.gz", names: { \(names) }, roles: { \(roles) } },
        ],
      }
      """
    let file = home.appending(path: "case.json5")
    try writeAtomically(text, to: file)
    return file
  }

  @Test(
    "SUV of five lesions and four organs by both routes, the gate, and the coefficients of the fifth dose")
  func scans() throws {
    let bench = try TrialBench(.lutarterial)
    for patient in ["P1", "P2"] { try bench.enrol(patient) }
    // Rows s001 and s006 of enhancement_ratio_gate.csv in units of 1000 Bq/mL.
    let ia: [String: [Float]] = ["P1": [30, 45, 60, 75, 90], "P2": [90, 10, 10, 10, 10]]
    let iv: [String: [Float]] = ["P1": [10, 15, 20, 25, 30], "P2": [10, 5, 4, 4, 4]]
    for patient in ["P1", "P2"] {
      for (arm, values, route, kidney) in [
        ("ia", ia[patient]!, "right hepatic artery", Float(patient == "P1" ? 8 : 9)),
        ("iv", iv[patient]!, "intravenous", 10),
      ] {
        let home = bench.folder.appending(path: "\(patient)-\(arm)")
        try write(
          home, lesions: values.map { 1000 * $0 }, liver: 2000, kidney: 1000 * kidney, spleen: 6000,
          marrow: 500)
        let file = try caseFile(
          home, patient, nuclide: "Ga-68", cycle: 1, route: route, activityGBq: 0.15,
          day: "2026-02-0\(arm == "ia" ? 2 : 4)",
          hours: 1)
        #expect(try bench.measure(file).text.contains("scan \(arm.uppercased())"))
      }
    }
    let results = try TrialResults(bench.registry, trial: bench.trial)
    let found = try #require(results.enhancement)
    #expect(found.regions.map(\.name) == ["healthy liver", "kidneys", "marrow", "spleen"])
    let kidneys = try #require(found.regions.first { $0.name == "kidneys" })
    #expect(agree(try #require(kidneys.comparison).estimate, 0.8 * (0.9 / 0.8).squareRoot(), relative: 1e-6))
    #expect(kidneys.adjusted != nil)
    // s006: mean of ratios 3.7, ratio of means 4.81, geometric 3.09, median 2.5.
    let second = try #require(found.patients.last)
    #expect(
      agree(second.ratios[.meanOfRatios]!, 3.7, relative: 1e-6)
        && agree(second.ratios[.median]!, 2.5, relative: 1e-6))
    #expect(agree(second.ratios[.geometricMean]!, 3.0890043, relative: 1e-6))
    #expect(found.eligible == ["P1", "P2"])
    #expect(agree(found.overall!.ratio, (3 * 3.7).squareRoot(), relative: 1e-6))
    let analysed = try TrialTask.analyse(bench.trial, in: bench.place)
    #expect(analysed.json.contains("\"arterialOverVenous\""))
    // SUV = C·W/A at 67.71 min half-life one hour after: 10 kBq/mL × 80 kg over 150 MBq decayed.
    let row = try #require(try bench.values("P1").first { $0.id.hasSuffix("scan IV/L1/SUV") })
    #expect(agree(row["value"].number!, 10_000 * 80_000 * exp2(60 / 67.71) / 150e6, relative: 2e-3))
    #expect(
      row.text("unit") == "g/mL" && row["organ"].isNull
        && agree(row["u"].number! / row["value"].number!, hypot(0.02, 0.03), relative: 1e-6))
    try fifth(bench)
  }

  /// Kidney of 2000 voxels with 100 kBq/mL falling with 48 h after a fifth arterial dose: ã = A₀ T / ln 2 / A.
  private func fifth(_ bench: TrialBench) throws {
    let home = bench.folder.appending(path: "P1-5"), start = DateTime(iso8601: "2026-03-02T10:00:00")!
    let factors = [4.0, 24, 96].map { Float(exp2(-$0 / 48)) }
    for (n, f) in factors.enumerated() {
      try write(
        home, lesions: [30, 45, 60, 75, 90].map { 1e5 * f * $0 }, liver: 2e4 * f, kidney: 1e5 * f,
        spleen: 6e4 * f,
        marrow: 5e3 * f)
      try FileManager.default.moveItem(
        at: home.appending(path: "activity.nii.gz"), to: home.appending(path: "a\(n).nii.gz"))
    }
    try FileManager.default.copyItem(
      at: home.appending(path: "a0.nii.gz"), to: home.appending(path: "activity.nii.gz"))
    let more = [24.0, 96].enumerated().map {
      ", { time: \"\(start.advanced(by: .hours($0.element)))\", path: \"a\($0.offset + 1).nii.gz\", unit: \"Bq/mL\" }"
    }.joined()
    let file = try caseFile(
      home, "P1", nuclide: "Lu-177", cycle: 5, route: "right hepatic artery", activityGBq: 7.4,
      day: "2026-03-02", hours: 4,
      more: more)
    _ = try bench.measure(file)
    let results = try TrialResults(bench.registry, trial: bench.trial)
    let kidneys = try #require(results.residence.first { $0.region == "kidneys" })
    let activity = 1e5 * 5 * 20 * 20 * 0.064
    #expect(agree(kidneys.mean, activity * 48 / Foundation.log(2) / 7.4e9, relative: 0.01))
    #expect(results.residence.map(\.region) == ["healthy liver", "kidneys", "lesions", "marrow", "spleen"])
    #expect(results.residence.first { $0.region == "lesions" }?.count == 5)
    let administration = try bench.registry.rows("administrations", where: ["patient": "P1"])
    #expect(administration.map { $0.text("route") } == ["right hepatic artery"])
    // One arterial dose and no venous one cannot be compared, and that is said.
    #expect(
      results.organComparisons.isEmpty
        && results.organGaps.contains { $0.contains("kidneys, marrow, spleen: not compared") })
  }

  /// The same DICOM PET by the two commands: decay correction, midnight between injection and scan, weight.
  /// The file's half-life of 67.71 min and the table's of DDEP differ by 0.1 % after an hour.
  @Test("A DICOM PET has the same SUV as hepatica uptake gives it")
  func positronImage() throws {
    let bench = try TrialBench(.lutarterial)
    try bench.enrol("P1")
    let home = bench.folder.appending(path: "pet")
    try createFolder(home)
    try UptakeTests.write(home)
    let text = """
      {
        hepatica: 1, patient: { pseudonym: "P1", weightKg: 80 },
        therapy: { kind: "PRRT", nuclide: "Ga-68" },
        administrations: [{ start: "\(UptakeTests.given)", activityGBq: 0.15, route: "right hepatic artery" }],
        timePoints: [{ name: "PET", emission: { path: "pet" } }], calibration: "none",
        structures: [{ path: "labels.nii.gz", names: { "1": "Liver", "2": "Lesion" },
          roles: { Liver: "liver", Lesion: "tumour" } }],
      }
      """
    let file = home.appending(path: "case.json5")
    try writeAtomically(text, to: file)
    // One label for each voxel: the lesion is a hole in the liver.
    #expect(try bench.measure(file).review.contains { $0.contains("left out of the liver's contours") })
    let table = try UptakeTests.measure(UptakeTests.request(home))
    let rows = try bench.values("P1")
    let lesion = try #require(rows.first { $0.id.hasSuffix("scan IA/Lesion/SUV") })
    #expect(
      agree(
        lesion["value"].number!, try #require(table.regions.first { $0.region == "Lesion" }).mean,
        relative: 2e-3), "\(lesion["value"].number!) \(table.regions)")
    let liver = try #require(rows.first { $0["organ"] == "healthy liver" })
    #expect(agree(liver["value"].number!, try #require(table.normalLiver).mean, relative: 2e-3))
  }

  @Test("Fewer lesions than the gate needs, and a scan without weight, are told")
  func missing() throws {
    let bench = try TrialBench(.lutarterial)
    try bench.enrol("P1")
    let home = bench.folder.appending(path: "P1")
    try write(home, lesions: [1e4, 2e4], liver: 2000, kidney: 1e4, spleen: 6000, marrow: 500)
    let file = try caseFile(
      home, "P1", nuclide: "Ga-68", cycle: 1, route: "intravenous", activityGBq: 0.15, day: "2026-02-02",
      hours: 1)
    let text = try String(contentsOf: file, encoding: .utf8)
    // Three labels of the case are not in the image.
    #expect(!TrialBench.problem { _ = try bench.measure(file) }.isEmpty)
    let two = text.replacing(", \"L3\": \"tumour\", \"L4\": \"tumour\", \"L5\": \"tumour\"", with: "")
    try writeAtomically(two, to: file)
    #expect(
      try bench.measure(file).review.contains {
        $0.contains("2 lesions of the liver are longer than 10 mm, the threshold needs 5")
      })
    // What lies outside of the liver is an extrahepatic lesion, and no spleen any more.
    try writeAtomically(two.replacing("Spleen: \"spleen\"", with: "Spleen: \"tumour\""), to: file)
    _ = try bench.measure(file) { $0.corrects = true }
    let rows = try bench.values("P1")
    let outside = try #require(rows.first { $0["organ"] == "extrahepatic lesions" })
    let expected: Double = 6000 * 80_000 * exp2(60 / 67.71) / 150e6
    #expect(agree(outside["value"].number!, expected, relative: 2e-3))
    #expect(!rows.contains { $0["organ"] == "spleen" })
    try writeAtomically(two.replacing(", weightKg: 80", with: ""), to: file)
    #expect(TrialBench.problem { _ = try bench.measure(file) }.first?.what.contains("body weight") == true)
  }
}
