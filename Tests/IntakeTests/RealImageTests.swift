import Fixtures
import Foundation
@testable import ImageFiles
@testable import Intake
@testable import Quantities
import Stages
import Testing
import Volumes

private func scan(_ path: String) throws -> Inventory {
  try Inventory.scan([Fixtures.data!.appending(path: path).path])
}

private func sum(_ v: [Float]) -> Double { v.reduce(0) { $0 + Double($1) } }

/// The factor Bq/mL → SUVbw from what was read, and the time of decay in it.
private func uptakeFactor(_ a: Acquisition) throws -> (factor: Double, seconds: Double) {
  guard case .reference(let t) = a.decay else { throw Missing() }
  let elapsed = t.since(try #require(a.administered)).value
  let left = try #require(a.administeredActivity).value * exp2(-elapsed / (try #require(a.halfLife)).value)
  return (try #require(a.patient?.weight).value / left, elapsed)
}

private struct Missing: Error {}

/// Numbers from the data's README.
@Suite(.enabled(if: Fixtures.data != nil, "real images not found")) struct RealImageTests {
  @Test func jaszczakPhantom() throws {
    let inventory = try scan("dicom/nm-spect")
    let entry = inventory.entries[0]
    #expect(entry.kind == .spect && entry.nuclide == "Tc-99m" && entry.unit == .counts)
    #expect(refusal { _ = try inventory.load(entry) }.contains("`decay`"))
    let series = try inventory.load(entry, answers: SeriesAnswers(decay: SeriesAnswers.Decay.none))
    #expect(series.values.grid.size == GridSize(128, 128, 45))
    #expect(sum(series.values.voxels) == 124_591_663 && series.values.voxels.max() == 1851)
    let last = series.values.grid.position(Vector3(0, 0, 44))
    #expect(abs(last.z - (-165.199986 - 44 * 4.12999964)) < 1e-6, "a negative spacing runs towards the feet")
    #expect(series.acquisition?.start == DateTime(iso8601: "2014-11-14T18:45:21"))
  }

  @Test(arguments: [("1.dcm", 5.94248531e-4, 3976.921), ("2.dcm", 4.73548915e-4, 0.109)])
  func uptakeOfBreastPET(file: String, factor: Double, seconds: Double) throws {
    let inventory = try scan("dicom/pet-bqml/" + file)
    let series = try inventory.load(inventory.entries[0])
    let found = try uptakeFactor(try #require(series.acquisition))
    #expect(series.unit == .becquerelPerMillilitre && agree(found.factor, factor, relative: 1e-6))
    #expect(abs(found.seconds - seconds) < 1e-3)
    if file == "1.dcm" {
      let maximum = series.values.voxels.max()!
      #expect(agree(Double(maximum) * found.factor, 7.19433, relative: 1e-5))
      // Column 88, row 95, as an independent reader (pydicom 3.0) finds it.
      #expect(series.values.voxels.firstIndex(of: maximum) == series.values.grid.offset(88, 95, 0))
    }
  }

  @Test(arguments: [("STS_001", 25.41230), ("STS_002", 21.67575)])
  func ibsiPET(patient: String, maximum: Double) throws {
    let inventory = try scan("dicom/ibsi-pet/\(patient)/image")
    #expect(inventory.entries.count == 1)
    let series = try inventory.load(inventory.entries[0])
    #expect(
      series.unit == .suvBodyWeight && agree(Double(series.values.voxels.max()!), maximum, relative: 1e-6))
    let path = Fixtures.data!.appending(path: "dicom/ibsi-pet/\(patient)/expected_image.nii.gz").path
    let expected = try ImageFiles.read(path)
    var worst = 0.0
    for k in 0..<expected.grid.size.k {
      for j in 0..<expected.grid.size.j {
        for i in 0..<expected.grid.size.i {
          let at = series.values.grid.index(
            of: expected.grid.position(Vector3(Double(i), Double(j), Double(k))))
          let mine = series.values[Int(at.x.rounded()), Int(at.y.rounded()), Int(at.z.rounded())]
          worst = max(worst, abs(Double(mine - expected[i, j, k])))
        }
      }
    }
    #expect(worst < 1e-4)
  }

  @Test func liverPatientWithY90() throws {
    let inventory = try scan("y90-liver-patient")
    let ct = try #require(inventory.entries(of: .ct).first)
    let series = try inventory.load(ct)
    #expect(
      series.values.grid.size == GridSize(124, 72, 190) && series.values.grid.spacing == Vector3(4, 4, 4))
    #expect(series.values.voxels.min() == -1001 && series.values.voxels.max() == 2346)
    let spect = try #require(inventory.entries(of: .secondaryCapture).first)
    #expect(spect.findings.contains { $0.severity == .blocking && $0.keys == [.role] })
    let answers = SeriesAnswers(
      role: .activity, unit: "relative", nuclide: "Y-90", start: DateTime(iso8601: "2020-07-09T12:00:00"),
      decay: SeriesAnswers.Decay.none)
    let activity = try inventory.load(spect, answers: answers)
    #expect(activity.values.grid.size == GridSize(128, 128, 209))
    // Σ stored × slope over the 209 files, by an independent reader (pydicom 3.0).
    #expect(agree(sum(activity.values.voxels), 64.32483877, relative: 1e-6))
  }

  @Test func dcmqiObjects() throws {
    let inventory = try scan("dicom/dcmqi")
    let ct = try #require(inventory.entries(of: .ct).first)
    #expect(ct.files.count == 3)
    let series = try inventory.load(ct)
    #expect(series.values.grid.size == GridSize(512, 512, 3) && series.unit == .hounsfield)
    #expect(
      !inventory.entries(of: .segmentation).isEmpty && !inventory.entries(of: .realWorldMapping).isEmpty)
    #expect(!inventory.entries(of: .report).isEmpty)
  }

  @Test func everythingElseOpensOrSaysWhy() throws {
    let inventory = try Inventory.scan([Fixtures.data!.path])
    #expect(inventory.entries.count > 10)
    for entry in inventory.entries where entry.kind.isImage {
      do { _ = try inventory.load(entry, answers: SeriesAnswers(unit: entry.unit?.word)) } catch {
        #expect("\(error)".contains("what to do") || "\(error)".contains("why it matters"), "\(error)")
      }
    }
  }
}
