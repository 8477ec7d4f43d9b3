@testable import DICOM
import Fixtures
import Foundation
@testable import Quantities
import Stages
import Testing
import Volumes

@testable import Intake

/// PET and SPECT as public reports describe them.
@Suite struct ReportedEmissionTests {
  private func pet(_ change: @escaping (Int, DataSet) throws -> Void) throws -> (SeriesEntry, ImageSeries) {
    let grid = try testGrid()
    return try ReportedSeriesTests.loaded(
      (0..<4).map { k in try petSlice(of: grid, k: k) { try change(k, $0) } })
  }

  private func drug(_ set: DataSet) -> DataSet { set.items(.radiopharmaceuticalInformationSequence)[0] }

  /// 09:00 at −05:00 and 10:00 in the same zone are an hour apart; 15:00 at +01:00 is 09:00 at −05:00.
  @Test(arguments: ["20210301090000", "20210301090000-0500", "20210301150000+0100"])
  func zonesWestOfGreenwichShiftNothing(_ administered: String) throws {
    let (entry, series) = try pet { _, set in
      try set.set(.timezoneOffsetFromUTC, "-0500")
      try drug(set).set(.radiopharmaceuticalStartDateTime, administered)
    }
    let acquisition = try #require(series.acquisition)
    #expect(!entry.isBlocked, "\(entry.told)")
    let given = try #require(acquisition.administered)
    #expect(abs(acquisition.start.since(given).inHours - 1) < 1e-9)
  }

  /// Beds that follow each other are one image, each slice with its own time.
  @Test func bedsOfOtherTimesAreOneVolume() throws {
    let (entry, series) = try pet { k, set in
      try set.set(.acquisitionTime, k < 2 ? "100000" : "100500")
    }
    #expect(!entry.isBlocked && showsField(series.values), "\(entry.told)")
    #expect(series.acquisition?.decay == .reference(DateTime(iso8601: "2021-03-01T10:00:00")!))
  }

  @Test func aWeightOfNothingIsNoWeight() throws {
    for change in [
      { (set: DataSet) in try set.set(.patientWeight, 0) }, { try $0.setEmpty(.patientWeight) },
    ] as [(DataSet) throws -> Void] {
      let (_, series) = try pet { try change($1) }
      #expect(series.acquisition?.patient?.weight == nil)
    }
  }

  @Test func anAbsentTimeOfInjectionIsNotMadeUp() throws {
    let (_, series) = try pet { _, set in try drug(set).setEmpty(.radiopharmaceuticalStartDateTime) }
    #expect(series.acquisition?.administered == nil)
  }

  /// A scale that no SPECT object should have is applied, and told.
  @Test func slopeAndInterceptOfSPECTApplyAndAreTold() throws {
    let grid = try testGrid()
    let (entry, series) = try ReportedSeriesTests.loaded([
      try nm(of: grid) {
        try $0.set(.rescaleSlope, 0.5)
        try $0.set(.rescaleIntercept, -10)
      }
    ])
    let expected = 0.5 * ReportedSeriesTests.raw(grid, 2, 1, 3) - 10
    #expect(agree(Double(series.values[2, 1, 3]), expected, relative: 1e-6))
    #expect(entry.told.contains("Rescale Slope") && entry.needsReview)
  }

  /// A distance of 0 is none: it is asked for, not guessed.
  @Test func slicesOfSPECTAtNoDistanceAreRefused() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let options = NMOptions(spacing: 0, position: .zero) { try $0.set(.sliceThickness, 0) }
    try folder.write(nm([[1], [2], [3]], rows: 1, columns: 1, pixel: (4, 4), options), "nm")
    let inventory = try folder.scan()
    let entry = try #require(inventory.entries.first)
    #expect(entry.isBlocked && entry.told.contains("(0018,0088)"), "\(entry.told)")
    #expect(refusal { _ = try inventory.load(entry) } != "")
  }
}
