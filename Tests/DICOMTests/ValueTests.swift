@testable import DICOM
import Diagnostics
import Fixtures
import Foundation
import Quantities
import Testing

@Suite struct ValueTests {
  @Test func tagsPrintAsTheStandardDoes() {
    #expect(Tag(0x0018, 0x9074).description == "(0018,9074)" && Tag.pixelData.description == "(7FE0,0010)")
    #expect(Tag(0x0009, 1).isPrivate && !Tag.rows.isPrivate && Tag.rows < Tag.columns)
  }

  @Test(arguments: [
    ("20210301", "090000", "2021-03-01T09:00:00"), ("2021.03.01", "09:00:00", "2021-03-01T09:00:00"),
    ("20210301", "09", "2021-03-01T09:00:00"), ("20210301", "0907", "2021-03-01T09:07:00"),
  ])
  func datesAndTimes(date: String, time: String, iso: String) {
    #expect(DateTime(dicomDate: date, time: time) == DateTime(iso8601: iso))
  }

  @Test(arguments: [
    ("20210229", "09"), ("2021", "09"), ("20210301", ""), ("20210301", "2500"), ("00000000", "09"),
  ])
  func noSuchInstant(date: String, time: String) { #expect(DateTime(dicomDate: date, time: time) == nil) }

  @Test func dateTimesWithOffset() {
    #expect(
      DateTime(dicom: "20210301090000.5+0130")
        == DateTime(year: 2021, month: 3, day: 1, hour: 9, second: 0.5, utcOffset: 5400))
    #expect(DateTime(dicom: "20210301090000", utcOffset: -3600)?.utcOffset == -3600)
    #expect(DateTime(dicom: "20210301") == nil && DateTime(dicom: "20210301090000+01") == nil)
  }

  @Test func writtenInstantsComeBack() {
    for iso in [
      "2021-03-01T09:00:00", "1999-12-31T23:59:59.999", "2024-02-29T00:00:00+05:30",
      "2024-02-29T01:02:03-03:00",
    ] {
      let time = DateTime(iso8601: iso)!
      let back = DateTime(dicom: time.dicomDateTime)!
      #expect(abs(back.since(time).value) < 1e-6 && back.utcOffset == time.utcOffset)
      #expect(
        abs(DateTime(dicomDate: time.dicomDate, time: time.dicomTime)!.localSeconds - time.localSeconds)
          < 1e-6)
    }
  }

  /// The whole hour and a half around Greenwich too, which a library of DICOM refuses.
  @Test(arguments: [0, 60, 1800, -1800, 3540, 3600, -3600, 19_800, -12_600, 50_400])
  func instantsOfEveryPlaceAreWritten(_ offset: Int) throws {
    let set = DataSet()
    let time = DateTime(year: 2024, month: 1, day: 31, hour: 23, minute: 30, utcOffset: offset)!
    try set.set(.radiopharmaceuticalStartDateTime, time.dicomDateTime)
    #expect(set.dateTime(.radiopharmaceuticalStartDateTime) == time)
  }

  @Test(arguments: ["20240131233000+0", "20240131233000+0099", "2024+00000", "20240132xx0000+0000", "x+0000"])
  func whatIsNoInstantIsStillRefused(_ text: String) {
    #expect(throws: Problem.self) { try DataSet().set(.radiopharmaceuticalStartDateTime, text) }
  }

  @Test func theOffsetOfTheDataSetHoldsForItsTimes() throws {
    let set = DataSet()
    try set.set(.timezoneOffsetFromUTC, "+0200")
    try set.set(.acquisitionDate, "20210301")
    try set.set(.acquisitionTime, "090000")
    #expect(set.dateTime(.acquisitionDate, .acquisitionTime)?.utcOffset == 7200)
    #expect(set.dateTime(.seriesDate, .acquisitionTime) == nil)
  }

  @Test func decimalStringsFitSixteenCharactersAndLoseLittle() {
    var n: UInt64 = 88172645463325252
    for _ in 0..<2000 {
      n ^= n << 13
      n ^= n >> 7
      n ^= n << 17
      let value = (Double(n % 2_000_001) - 1e6) * pow(10, Double(Int(n >> 32 % 25)) - 20) / 7
      let text = DecimalString.format(value)
      let back = DecimalString.parse(text)!
      #expect(text.utf8.count <= 16 && abs(back - value) <= 1e-9 * abs(value) + 1e-300, "\(value) as \(text)")
      let nearest = (0...16).flatMap { digits in
        [String(format: "%.\(digits)e", value), String(format: "%.\(digits)f", value)]
      }.map { $0.replacing("e-0", with: "e-").replacing("e+0", with: "e").replacing("e+", with: "e") }
        .filter { $0.utf8.count <= 16 }.map { abs(Double($0)! - value) }.min()!
      #expect(abs(back - value) <= nearest, "\(value) as \(text)")
    }
    #expect(DecimalString.format(0.1) == "0.1" && DecimalString.format(-4.13) == "-4.13")
    #expect(DecimalString.format(7_400_000_000) == "7400000000" && DecimalString.format(0) == "0")
    for bad in ["", "nan", "inf", "1,5", "0x10", "5 mm", "1e999"] { #expect(DecimalString.parse(bad) == nil) }
  }

  @Test func identifiersDependOnTheirSeedAlone() {
    let uid = UID.derived(from: "inputs, parameters, version")
    #expect(uid == UID.derived(from: "inputs, parameters, version") && uid != UID.derived(from: "others"))
    #expect(uid.hasPrefix("2.25.") && UID.isValid(uid) && UID.isValid(UID.implementationClass))
    // Version 5 and variant of RFC 9562 are in their bits.
    let number = UInt128(uid.dropFirst(5))!
    #expect(number >> 76 & 0xf == 5 && number >> 62 & 3 == 2)
    for bad in ["", "1", "1.02.3", "1..2", "1.a", "1." + String(repeating: "1", count: 64)] {
      #expect(!UID.isValid(bad))
    }
  }
}

@Suite struct WritingTests {
  @Test func valuesMustFitTheirRepresentation() throws {
    let set = DataSet()
    for (tag, value) in [
      (Tag.sliceThickness, "five"), (.sliceThickness, "1.23456789012345678"), (.acquisitionDate, "yesterday"),
      (.sopInstanceUID, "1.02.3"), (.imageType, "lower case!"), (.rows, "5"),
    ] {
      #expect(throws: Problem.self, "\(tag) \(value)") { try set.set(tag, value) }
    }
    #expect(throws: Problem.self) { try set.set(.rows, 70_000) }
    #expect(throws: Problem.self) { try set.set(.rows, -1) }
    #expect(throws: Problem.self) { try set.addItem(.rows) }
    try set.addItem(.referencedImageSequence)
    #expect(throws: Problem.self) { try set.set(.referencedImageSequence, "x", vr: "LO") }
  }

  @Test func everyKindOfPixelComesBack() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let kinds: [(Pixels, [Double])] = [
      (.unsigned8([1, 2, 255, 0, 7, 9]), [1, 2, 255, 0, 7, 9]),
      (.unsigned16([1, 65535, 3, 4, 5, 6]), [1, 65535, 3, 4, 5, 6]),
      (.signed16([-1, 2, -32768, 4, 5, 6]), [-1, 2, -32768, 4, 5, 6]),
      (.unsigned32([4_294_967_295, 1, 2, 3, 4, 5]), [4_294_967_295, 1, 2, 3, 4, 5]),
      (.float([1.5, -2, 3e-20, 4, 5, 6]), [1.5, -2, Double(Float(3e-20)), 4, 5, 6]),
      (.double([1.5, -2, 3e-200, 4, 5, 6]), [1.5, -2, 3e-200, 4, 5, 6]),
      (.bits([1, 0, 1, 1, 0, 1]), [1, 0, 1, 1, 0, 1]),
    ]
    for (n, (pixels, expected)) in kinds.enumerated() {
      let set = DataSet()
      try set.set(.sopClassUID, SOPClass.parametricMap)
      try set.set(.sopInstanceUID, "1.2.\(n)")
      try set.setPixels(pixels, rows: 1, columns: 3, frames: 2)
      let path = folder.appending(path: "\(n)").path
      try set.write(to: path)
      let frames = try PixelFrames(DataSet.read(path))
      let all = try frames.doubles(frame: 0) + frames.doubles(frame: 1)
      #expect(all == expected)
      #expect(throws: Problem.self) { _ = try frames.doubles(frame: 2) }
    }
  }

  @Test func aFileIsWrittenWholeOrNotAtAll() throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let set = DataSet()
    try set.set(.sopClassUID, SOPClass.ct)
    #expect(throws: Problem.self) { try set.write(to: folder.appending(path: "a").path) }
    try set.set(.sopInstanceUID, "1.2.3")
    let nowhere = #expect(throws: Problem.self) { try set.write(to: "/nowhere/at/all") }
    #expect(nowhere?.kind == .cannotCreate)
    try set.write(to: folder.appending(path: "a").path)
    try set.write(to: folder.appending(path: "a").path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
  }

  @Test func elementsAreCopiedWithWhatIsBelow() throws {
    let from = DataSet(), to = DataSet()
    try from.set(.patientSex, "F")
    try from.addItem(.referencedImageSequence).set(.referencedSOPInstanceUID, "1.2.3")
    try to.copy([.patientSex, .referencedImageSequence, .modality], from: from)
    #expect(to.string(.patientSex) == "F" && !to.contains(.modality))
    #expect(to.items(.referencedImageSequence).first?.string(.referencedSOPInstanceUID) == "1.2.3")
  }

  @Test func oneDataSetServesSeveralThreads() throws {
    let set = DataSet()
    for n in 1...50 { try set.addItem(.referencedImageSequence).set(.referencedFrameNumber, n) }
    let sums = (0..<8).map { _ in 0 }
    let results = Results(sums)
    DispatchQueue.concurrentPerform(iterations: 8) { n in
      let values = set.items(.referencedImageSequence).compactMap { $0.int(.referencedFrameNumber) }
      results.store(values.reduce(0, +), at: n)
    }
    #expect(results.values == [Int](repeating: 1275, count: 8))
  }
}

private final class Results: @unchecked Sendable {
  // Sendable, because the lock guards the only state.
  private let lock = NSLock()
  private var stored: [Int]
  init(_ values: [Int]) { stored = values }
  func store(_ value: Int, at n: Int) { lock.withLock { stored[n] = value } }
  var values: [Int] { lock.withLock { stored } }
}
