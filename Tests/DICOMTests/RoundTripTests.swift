@testable import DICOM
import Diagnostics
import Fixtures
import Foundation
import Quantities
import Testing

/// A small object with every kind of value that the rooms write.
private func sample(_ pixels: Pixels, rows: Int, columns: Int, frames: Int? = nil) throws -> DataSet {
  let set = DataSet()
  try set.set(.specificCharacterSet, "ISO_IR 192")
  try set.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.20")
  try set.set(.sopInstanceUID, UID.derived(from: "sample"))
  try set.set(.imageType, ["ORIGINAL", "PRIMARY", "RECON TOMO", "EMISSION"])
  try set.set(.seriesDescription, "Prüfkörper 肝")
  try set.set(.spacingBetweenSlices, -4.13)
  try set.set(.frameIncrementPointer, tags: [.sliceVector])
  try set.set(.realWorldValueSlope, 0.1)
  let item = try set.addItem(.radiopharmaceuticalInformationSequence)
  try item.set(.radionuclideTotalDose, 7.4e9)
  try item.set(.radiopharmaceuticalStartDateTime, "20210301090000.000000+0100")
  try item.addItem(.radionuclideCodeSequence).set(.codeValue, "447553000")
  try set.setPixels(pixels, rows: rows, columns: columns, frames: frames)
  return set
}

@Suite struct RoundTripTests {
  @Test(arguments: TransferSyntax.allCases)
  func everyTransferSyntaxKeepsValuesAndPixels(_ syntax: TransferSyntax) throws {
    let folder = try Fixtures.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "object").path
    let values: [Int16] = (0..<70).map { (n: Int) -> Int16 in Int16(n * 37 - 900) }
    let written = try sample(.signed16(values), rows: 5, columns: 7, frames: 2)
    try written.write(to: path, as: syntax)

    #expect(DataSet.isDICOM(path))
    let read = try DataSet.read(path)
    #expect(read.transferSyntax == syntax.rawValue)
    #expect(read.strings(.imageType) == ["ORIGINAL", "PRIMARY", "RECON TOMO", "EMISSION"])
    #expect(read.string(.seriesDescription) == "Prüfkörper 肝")
    #expect(read.double(.spacingBetweenSlices) == -4.13)
    #expect(read.double(.realWorldValueSlope) == 0.1)
    #expect(read.tags(.frameIncrementPointer) == [.sliceVector])
    let drug = try #require(read.items(.radiopharmaceuticalInformationSequence).first)
    #expect(drug.double(.radionuclideTotalDose) == 7.4e9)
    #expect(drug.items(.radionuclideCodeSequence).first?.string(.codeValue) == "447553000")
    #expect(
      drug.dateTime(.radiopharmaceuticalStartDateTime)
        == DateTime(year: 2021, month: 3, day: 1, hour: 9, utcOffset: 3600))
    let frames = try PixelFrames(read)
    #expect(frames.frames == 2 && frames.rows == 5 && frames.columns == 7 && frames.isSigned)
    let all = try frames.doubles(frame: 0) + frames.doubles(frame: 1)
    #expect(all == values.map(Double.init))
    #expect(try frames.floats(frame: 1, slope: 0.5, intercept: 3)[0] == Float(Double(values[35]) * 0.5 + 3))
  }
}
