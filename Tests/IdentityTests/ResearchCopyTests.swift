import DICOM
import Diagnostics
import Files
import Foundation
import Testing

@testable import Identity

/// What research copies keep: geometry, times between events, activities; and how they hang together.
struct ResearchCopyTests {
  private func pet(_ data: DataSet, day: String, time: String) throws {
    try data.set(.modality, "PT")
    try data.set(.manufacturer, "Philips Medical Systems")
    try data.set(.seriesDate, day)
    try data.set(.seriesTime, time)
    try data.set(.units, "BQML")
    try data.set(.correctedImage, ["ATTN", "SCAT", "DECY"])
    try data.set(.decayCorrection, "START")
    try data.set(.patientWeight, 81.5)
    try data.set(.patientAge, "093Y")
    try data.set(.imagePositionPatient, [-101.25, -88.5, 12.125])
    try data.set(.imageOrientationPatient, [0.9998, 0.02, 0, -0.02, 0.9998, 0])
    try data.set(.pixelSpacing, [4.07283, 4.07283])
    try data.set(.rescaleSlope, "1.4532871")
    try data.set(.frameOfReferenceUID, "1.2.826.0.1.99")
    let drug = try data.addItem(.radiopharmaceuticalInformationSequence)
    try drug.set(.radionuclideTotalDose, 7.4e9)
    try drug.set(.radionuclideHalfLife, 574_300)
    try drug.set(.radiopharmaceuticalStartDateTime, "20260131083000.000000+0100")
    try drug.set(.radiopharmaceuticalStartTime, "083000")
    try data.pass(Attribute(0x7053, 0x0010), "Philips PET Private Group", vr: "LO")
    try data.pass(Attribute(0x7053, 0x1000), "0.000431", vr: "DS")
    try data.pass(Attribute(0x7053, 0x1009), "1.2345", vr: "DS")
    try data.pass(Attribute(0x0009, 0x0010), "GEMS_PETD_01", vr: "LO")
    try data.pass(Attribute(0x0009, 0x100D), "20260131101500.00", vr: "DT")
  }

  private static let same: [Attribute] = [
    .imagePositionPatient, .imageOrientationPatient, .pixelSpacing, .rescaleSlope, .units, .correctedImage,
    .decayCorrection, .patientWeight, .modality, .manufacturer, .seriesTime, .rows, .columns,
    Attribute(0x7053, 0x1000), Attribute(0x7053, 0x1009),
  ]

  @Test func geometryActivityAndTimesBetweenEventsAreUnchanged() throws {
    let bench = try Workbench()
    let days = ["20260131", "20260204", "20240229"]
    for (n, day) in days.enumerated() {
      try bench.write(n + 1, study: "1.2.826.0.1.\(n)", sopClass: SOPClass.pet) {
        try pet($0, day: day, time: "101500.25")
      }
    }
    _ = try bench.run()
    let results = try bench.results()
    let originals = try (1...3).map { try DataSet.read(bench.originals.appending(path: "\($0).dcm").path) }
    for (n, original) in originals.enumerated() {
      let copy = try #require(results[n + 1])
      for tag in Self.same { #expect(copy.text(tag) == original.text(tag), "\(tag)") }
      #expect(copy.bytes(.pixelData) == original.bytes(.pixelData))
      #expect(copy.string(.patientAge) == "090Y", "ages above 89 are one class")
      let drug = try #require(copy.items(.radiopharmaceuticalInformationSequence).first)
      #expect(drug.double(.radionuclideTotalDose) == 7.4e9)
      let shift = try span(copy, original)
      let injected = try #require(drug.dateTime(.radiopharmaceuticalStartDateTime))
      let before = try #require(
        original.items(.radiopharmaceuticalInformationSequence).first?.dateTime(
          .radiopharmaceuticalStartDateTime))
      #expect(injected.since(before).value == shift, "the injection moves with the image")
      let first = try span(results[1]!, originals[0])
      #expect(shift == first, "all studies of a patient move alike")
      let isWholeDays = shift.truncatingRemainder(dividingBy: 86400) == 0
      #expect(isWholeDays && shift < -364 * 86400)
      #expect(copy.string(Attribute(0x0009, 0x100D))?.hasSuffix("101500.00") == true)
    }
  }

  private func span(_ copy: DataSet, _ original: DataSet) throws -> Double {
    let (a, b) = (copy.dateTime(.seriesDate, .seriesTime), original.dateTime(.seriesDate, .seriesTime))
    return try #require(a).since(try #require(b)).value
  }

  @Test func whatBelongsTogetherStaysTogether() throws {
    let bench = try Workbench()
    try bench.write(1) { try $0.set(.frameOfReferenceUID, "1.2.826.0.1.99") }
    try bench.write(2, study: "1.2.826.0.1.78") { data in
      try data.set(.frameOfReferenceUID, "1.2.826.0.1.99")
      let reference = try data.addItem(.referencedImageSequence)
      try reference.set(.referencedSOPClassUID, SOPClass.ct)
      try reference.set(.referencedSOPInstanceUID, "1.2.826.0.1.77.1.1")
    }
    _ = try bench.run()
    let all = try bench.results()
    let (first, second) = (try #require(all[1]), try #require(all[2]))
    #expect(first.string(.frameOfReferenceUID) == second.string(.frameOfReferenceUID))
    #expect(first.string(.studyInstanceUID) != second.string(.studyInstanceUID))
    #expect(first.string(.patientID) == second.string(.patientID))
    let reference = try #require(second.items(.referencedImageSequence).first)
    #expect(reference.string(.referencedSOPInstanceUID) == first.string(.sopInstanceUID))
    #expect(reference.string(.referencedSOPClassUID) == SOPClass.ct, "classes are of the standard")
    #expect(UID.isValid(first.string(.sopInstanceUID) ?? ""))
  }

  @Test func theObjectSaysHowItWasMade() throws {
    let bench = try Workbench()
    try bench.write(1)
    _ = try bench.run()
    let copy = try #require(try bench.results()[1])
    #expect(copy.string(.patientIdentityRemoved) == "YES")
    #expect(copy.string(.longitudinalTemporalInformationModified) == "MODIFIED")
    #expect(copy.strings(.deidentificationMethod).first == "PS3.15 Annex E Basic Profile")
    let codes = copy.items(.deidentificationMethodCodeSequence).compactMap { $0.string(.codeValue) }
    #expect(codes == ["113100", "113104", "113105", "113107", "113108", "113111"])
  }

  @Test func oneKeyMakesOneCopyAndAnotherKeyAnother() throws {
    let bench = try Workbench()
    try bench.write(1)
    _ = try bench.run()
    let first = try Workbench.files(bench.copies).map { try Data(contentsOf: $0) }
    _ = try bench.run()
    let second = try Workbench.files(bench.copies).map { try Data(contentsOf: $0) }
    #expect(second == first, "nothing twice")
    try FileManager.default.removeItem(at: bench.key)
    try FileManager.default.removeItem(at: bench.key.appendingPathExtension("patients.csv"))
    _ = try bench.run()
    #expect(Workbench.files(bench.copies).count == 2)
  }

  @Test func keyAndTableAreForTheOwnerAlone() throws {
    let bench = try Workbench()
    try bench.write(1)
    _ = try bench.run()
    for url in [bench.key, bench.key.appendingPathExtension("patients.csv")] {
      let mode = try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
    let table = try String(contentsOf: bench.key.appendingPathExtension("patients.csv"), encoding: .utf8)
    let pseudonym = try #require(try bench.results()[1]?.string(.patientID))
    #expect(table.contains(pseudonym) && table.contains("ZORRO-4829173"))
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: bench.key.path)
    #expect(throws: Problem.self) { try bench.run() }
  }

  @Test(arguments: ["copies/identity.key", "originals/identity.key"])
  func theKeyNeverLiesWithTheImages(_ path: String) throws {
    let bench = try Workbench()
    #expect(throws: Problem.self) {
      try FolderDeidentification(bench.originals, to: bench.copies, keyFile: bench.root.appending(path: path))
    }
  }

  @Test(arguments: ["originals/copies", "."])
  func copiesAndOriginalsLieApart(_ path: String) throws {
    let bench = try Workbench()
    #expect(throws: Problem.self) {
      try FolderDeidentification(bench.originals, to: bench.root.appending(path: path), keyFile: bench.key)
    }
  }

  @Test func capturesAreLeftOutOrNamed() throws {
    let bench = try Workbench()
    try bench.write(1)
    try bench.write(2, sopClass: SOPClass.secondaryCapture)
    try bench.write(3) { try $0.set(.burnedInAnnotation, "YES") }
    try bench.write(4, sopClass: "1.2.840.10008.5.1.4.1.1.104.1")
    try Data("Zorro".utf8).write(to: bench.originals.appending(path: "letter.txt"))
    let report = try bench.run()
    #expect(report.objects == 1 && report.leftOut.count == 4)
    let more = try bench.run(withCaptures: true)
    #expect(more.objects == 3 && more.toLookAt.count == 2 && more.leftOut.count == 2)
  }

  @Test(arguments: [
    TransferSyntax.jpegLossless, .runLength, .deflated, .implicitLittleEndian, .explicitBigEndian,
  ])
  func pixelsAreTheSameInEveryTransferSyntax(_ syntax: TransferSyntax) throws {
    let bench = try Workbench()
    try bench.write(1, as: syntax)
    _ = try bench.run()
    let copy = try #require(try bench.results()[1])
    let pixels = try PixelFrames(copy).doubles(frame: 0)
    let expected: [Double] = (0..<64).map { Double($0 * 31 + 1) }
    #expect(pixels == expected)
  }

  @Test func publicCodesStayAndOthersLoseTheirWords() throws {
    let bench = try Workbench()
    try bench.write(1) { data in
      for (value, scheme, meaning) in [
        ("10200004", "SCT", "Liver"), ("10200004", "SCT", "Liver of Zorro00"), ("ZORRO1", "SCT", "Liver"),
        ("L1", "99SITE", "Room 3"),
      ] {
        let item = try data.addItem(Attribute(0x0008, 0x2218))
        try item.set(.codeValue, value)
        try item.set(.codingSchemeDesignator, scheme)
        try item.set(.codeMeaning, meaning)
      }
    }
    _ = try bench.run()
    let items = try #require(try bench.results()[1]?.items(Attribute(0x0008, 0x2218)))
    let values = items.prefix(2).map { $0.string(.codeValue) ?? "" }
    let meanings = items.prefix(2).map { $0.string(.codeMeaning) ?? "" }
    #expect(values == ["10200004", "10200004"])
    #expect(meanings == ["Liver", "10200004"])
    #expect(items[2...].allSatisfy { $0.string(.codingSchemeDesignator) == "99ANON" })
  }

  @Test func aPatientWithoutNameIsSaid() throws {
    let bench = try Workbench()
    try bench.write(1) { data in
      try data.pass(.patientID, "", vr: "LO")
      try data.pass(.patientName, "", vr: "PN")
    }
    #expect(try bench.run().unnamed == 1)
  }
}
