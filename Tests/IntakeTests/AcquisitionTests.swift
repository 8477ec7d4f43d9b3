@testable import DICOM
import Fixtures
import Foundation
@testable import Intake
import Quantities
import Stages
import Testing
import Volumes

private func acquired(
  _ answers: SeriesAnswers = SeriesAnswers(), as syntax: TransferSyntax = .explicitLittleEndian,
  _ change: Change = { _ in }
) throws -> (SeriesEntry, Acquisition) {
  let folder = try ImageFolder()
  defer { folder.remove() }
  let grid = try testGrid()
  for k in 0..<4 { try folder.write(petSlice(of: grid, k: k, change), "p\(k)", as: syntax) }
  let inventory = try folder.scan()
  let series = try inventory.load(inventory.entries[0], answers: answers)
  return (inventory.entries[0], try #require(series.acquisition))
}

private func time(_ iso: String) -> DateTime { DateTime(iso8601: iso)! }

/// The item in which the administration is told.
private func drug(_ set: DataSet) -> DataSet { set.items(.radiopharmaceuticalInformationSequence)[0] }

@Suite struct AcquisitionTests {
  @Test func everythingThatUptakeNeeds() throws {
    let (_, a) = try acquired()
    #expect(a.nuclide == "Ga-68" && a.halfLife == TimeSpan(4062.6))
    #expect(a.administeredActivity == Activity(1.85e8) && a.administered == time("2021-03-01T09:00:00"))
    #expect(a.decay == .reference(time("2021-03-01T10:00:00")) && a.patient?.weight == Mass(70000))
    #expect(a.duration == TimeSpan(120) && a.start == time("2021-03-01T10:00:00"))
  }

  @Test func administrationReferenceIsNotTheScan() throws {
    let (_, a) = try acquired { try $0.set(.decayCorrection, "ADMIN") }
    #expect(a.decay == .reference(time("2021-03-01T09:00:00")))
    let (_, none) = try acquired {
      try $0.set(.decayCorrection, "NONE")
      try $0.set(.correctedImage, ["ATTN"])
    }
    #expect(none.decay == .uncorrected)
  }

  @Test func datesCountOverDays() throws {
    let (_, a) = try acquired {
      try $0.set(.decayCorrection, "ADMIN")
      // Y-90: of Ga-68 nothing is left after days.
      try drug($0).set(.radionuclideHalfLife, 230_580)
      try drug($0).items(.radionuclideCodeSequence)[0].set(.codeValue, "14691008")
      try drug($0).set(.radiopharmaceuticalStartDateTime, "20210225103000")
    }
    #expect(a.start.since(a.administered!).inHours == 95.5)
  }

  @Test func startIsTheSeriesTimeUnlessItIsLater() throws {
    // Sub-frames: the series began earlier than each acquisition.
    let (_, early) = try acquired { try $0.set(.acquisitionTime, "100500") }
    #expect(
      early.decay == .reference(time("2021-03-01T10:00:00")) && early.start == time("2021-03-01T10:05:00"))
    // Derived later: the series time says nothing.
    let (entry, late) = try acquired { try $0.set(.seriesTime, "150000") }
    #expect(
      late.decay == .reference(time("2021-03-01T10:00:00"))
        && entry.told.contains("later than the acquisition"))
  }

  @Test func startIsComputedBackFromTheFrameReferenceTime() throws {
    let (_, a) = try acquired {
      try $0.set(.seriesTime, "150000")
      try $0.set(.acquisitionTime, "101000")
      try $0.set(.frameReferenceTime, 660_000)
    }
    // Mean count rate of a 120 s frame with T½ 4062.6 s comes T/2 − λT²/24 = 59.898 s after its begin.
    guard case .reference(let t) = a.decay else { throw Refused() }
    let constant = log(2) / 4062.6, decayed = constant * 120
    let mean = log(decayed / (1 - exp(-decayed))) / constant
    #expect(
      abs(t.since(time("2021-03-01T10:10:00")).value - (mean - 660)) < 1e-6 && abs(mean - 59.8976) < 1e-3)
  }

  struct Refused: Error {}

  @Test(arguments: [("SIEMENS MED PT", 0x0071, 0x22), ("GEMS_PETD_01", 0x0009, 0x0D)])
  func vendorsTellTheReferenceInPrivate(creator: String, group: Int, element: Int) throws {
    let block = Tag(UInt16(group), 0x0011), tag = Tag(UInt16(group), 0x1100 | UInt16(element))
    func change(_ name: String) -> Change {
      { set in
        try set.set(block, name, vr: "LO")
        try set.set(tag, "20210301094500", vr: "DT")
      }
    }
    // In implicit value representation private elements come without type.
    for syntax in [TransferSyntax.explicitLittleEndian, .implicitLittleEndian, .explicitBigEndian] {
      let (_, a) = try acquired(as: syntax, change(creator))
      #expect(a.decay == .reference(time("2021-03-01T09:45:00")), "\(syntax)")
    }
    // The same number under another creator means something else.
    #expect(try acquired(SeriesAnswers(), change("OTHER")).1.decay == .reference(time("2021-03-01T10:00:00")))
  }

  @Test func administrationTimeWithoutDate() throws {
    func clock(_ text: String) -> Change {
      { set in
        try drug(set).setEmpty(.radiopharmaceuticalStartDateTime)
        try drug(set).set(.radiopharmaceuticalStartTime, text)
      }
    }
    #expect(try acquired(SeriesAnswers(), clock("091500")).1.administered == time("2021-03-01T09:15:00"))
    let (entry, before) = try acquired(SeriesAnswers(), clock("233000"))
    #expect(before.administered == time("2021-02-28T23:30:00") && entry.told.contains("day before"))
    let (long, unknown) = try acquired {
      try clock("091500")($0)
      try drug($0).set(.radionuclideHalfLife, 574_300)
    }
    #expect(unknown.administered == nil && long.told.contains("no date"))
  }

  @Test func administrationAfterTheScanIsQuestioned() throws {
    let later: Change = { try drug($0).set(.radiopharmaceuticalStartDateTime, "20210302090000") }
    #expect(refusal { _ = try acquired(SeriesAnswers(), later) }.contains("later than the scan"))
    #expect(try acquired(SeriesAnswers(decay: .start), later).1.administered == nil)
  }

  @Test func halfLifeIsNeverGuessed() throws {
    #expect(try acquired { try drug($0).setEmpty(.radionuclideHalfLife) }.1.halfLife == nil)
  }

  @Test func doseInTheWrongUnitIsNotUsed() throws {
    let (entry, a) = try acquired { try drug($0).set(.radionuclideTotalDose, 185) }
    #expect(a.administeredActivity == nil && entry.told.contains("(0018,1074)"))
  }

  @Test func missingDateBlocks() throws {
    #expect(refusal { _ = try acquired { try $0.setEmpty(.acquisitionDate) } }.contains("`start`"))
    let stated = try acquired(SeriesAnswers(start: time("2021-03-01T10:00:00"))) {
      try $0.setEmpty(.acquisitionDate)
    }
    #expect(stated.1.start == time("2021-03-01T10:00:00"))
  }

  @Test func undeclaredDecayBlocksAndIsSettled() throws {
    let drop: Change = { try $0.setEmpty(.decayCorrection) }
    #expect(refusal { _ = try acquired(SeriesAnswers(), drop) }.contains("`decay`"))
    let zero = SeriesAnswers(decay: SeriesAnswers.Decay.none)
    #expect(try acquired(zero, drop).1.decay == .uncorrected)
    #expect(
      try acquired(SeriesAnswers(decay: .start), drop).1.decay == .reference(time("2021-03-01T10:00:00")))
    #expect(
      try acquired(SeriesAnswers(decay: .administration), drop).1.decay
        == .reference(time("2021-03-01T09:00:00")))
    let given = SeriesAnswers(decay: SeriesAnswers.Decay("2021-03-01T09:30:00"))
    #expect(try acquired(given, drop).1.decay == .reference(time("2021-03-01T09:30:00")))
    #expect(SeriesAnswers.Decay("2021-03-01") == nil)
  }

  @Test func contradictionBetweenDecayStatementsIsTold() throws {
    let (entry, _) = try acquired { try $0.set(.correctedImage, ["ATTN"]) }
    #expect(entry.told.contains("Corrected Image lacks DECY"))
  }

  @Test func filesOfDifferentImagesInOneSeriesAreRefused() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let grid = try testGrid()
    for k in 0..<4 {
      try folder.write(
        petSlice(of: grid, k: k) { try drug($0).set(.radionuclideTotalDose, 1e8 + Double(k / 3)) }, "p\(k)")
    }
    let inventory = try folder.scan()
    #expect(refusal { _ = try inventory.load(inventory.entries[0]) }.contains("differs between the slices"))
  }

  @Test func singlePhotonNuclideInAPETObjectIsSPECT() throws {
    let (entry, a) = try acquired {
      try drug($0).set(.radionuclideTotalDose, 7.4e9)
      try drug($0).items(.radionuclideCodeSequence)[0].set(.codeValue, "C-101ED")
    }
    #expect(entry.kind == .spectAsPET && a.nuclide == "Lu-177" && entry.modality == "PT")
    #expect(try acquired().0.kind == .pet)
  }

  @Test func codeAndMeaningMustAgreeOnTheNuclide() throws {
    let (entry, a) = try acquired {
      try drug($0).items(.radionuclideCodeSequence)[0].set(.codeMeaning, "^18^Fluorine")
    }
    #expect(a.nuclide == nil && entry.told.contains("(0054,0300)"))
    let meaning = try acquired {
      let code = drug($0).items(.radionuclideCodeSequence)[0]
      try code.set(.codeValue, "local-7")
      try code.set(.codeMeaning, "^90^Yttrium")
    }
    #expect(meaning.1.nuclide == "Y-90" && meaning.0.told.contains("positron fraction"))
  }

  /// SUVbw = f · C · W / A: the file and this test's three lines give every row of the vectors.
  @Test(arguments: try! Fixtures.vectors("suv_dicom"))
  func uptakeVectors(_ row: [String: String]) throws {
    let halfLife = ["Ga-68": 67.71 * 60, "Lu-177": 159.528 * 3600, "Y-90": 64.2 * 3600][row["nuclide"]!]!
    let code = ["Ga-68": "35337001", "Lu-177": "447553000", "Y-90": "14691008"][row["nuclide"]!]!
    func dicom(_ column: String) -> String { time(row[column]!).dicomDateTime }
    let (_, a) = try acquired { set in
      let scan = time(row["scan_start_datetime"]!)
      for (date, clock) in [(Tag.seriesDate, Tag.seriesTime), (.acquisitionDate, .acquisitionTime)] {
        try set.set(date, scan.dicomDate)
        try set.set(clock, scan.dicomTime)
      }
      try set.set(.patientWeight, row.number("weight_kg")!)
      try set.set(.decayCorrection, row["decay_correction"]!)
      try drug(set).set(.radionuclideTotalDose, row.number("injected_bq")!)
      try drug(set).set(.radionuclideHalfLife, halfLife)
      try drug(set).set(.radiopharmaceuticalStartDateTime, dicom("injection_datetime"))
      try drug(set).items(.radionuclideCodeSequence)[0].set(.codeValue, code)
    }
    let delay = row.number("frame_delay_h_if_none") ?? 0
    let valid: DateTime =
      if case .reference(let t) = a.decay { t } else { a.start.advanced(by: .hours(delay)) }
    let elapsed = valid.since(a.administered!)
    let left = a.administeredActivity!.value * exp2(-elapsed.value / a.halfLife!.value)
    let suv = row.number("voxel_bq_ml")! * a.patient!.weight!.value / left
    #expect(agree(a.start.since(a.administered!).inHours, row.number("expected_delta_h")!))
    #expect(agree(suv, row.number("expected_suvbw")!, relative: 1e-6), "\(row)")
    if row["scan_start_datetime"]!.prefix(10) != row["injection_datetime"]!.prefix(10),
      row["decay_correction"] != "ADMIN"
    {
      #expect(!agree(suv, row.number("wrong_value_if_date_ignored")!, relative: 1e-3))
    }
  }
}
