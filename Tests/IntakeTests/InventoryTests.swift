@testable import DICOM
import Diagnostics
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Intake
@testable import Quantities
import Stages
import Testing
import Volumes

@Suite struct InventoryTests {
  /// A messy folder: nested, without extensions, with files that are no images.
  private func messy() throws -> ImageFolder {
    let folder = try ImageFolder()
    let grid = try testGrid()
    for k in 0..<4 { try folder.write(slice(of: grid, k: k), "deep/er/IM\(k)") }
    try folder.write(nm(of: grid), "deep/EMISSION")
    try folder.write(
      header(SOPClass.rtStructureSet, modality: "RTSTRUCT", series: "rs", instance: "1"), "RS.dcm")
    try folder.write(
      header("1.2.840.10008.5.1.4.1.1.88.34", modality: "SR", series: "sr", instance: "1"), "report")
    try Data("Dear colleague".utf8).write(to: folder.url.appending(path: "letter.txt"))
    try Data(count: 0).write(to: folder.url.appending(path: "empty"))
    try ImageFiles.write(
      Volume<Float>(grid: grid, repeating: 3), folder.url.appending(path: "map.nii.gz").path)
    try ImageFiles.write(Volume<Float>(grid: grid, repeating: 4), folder.url.appending(path: "map.mhd").path)
    return folder
  }

  @Test func everyFileIsAccountedFor() throws {
    let folder = try messy()
    defer { folder.remove() }
    let inventory = try folder.scan()
    #expect(
      inventory.entries.map(\.kind.rawValue).sorted() == [
        "CT", "NM tomographic", "RTSTRUCT", "SR", "volume file", "volume file",
      ])
    #expect(inventory.skipped.count == 3)
    #expect(
      inventory.skipped.contains { $0.path.hasSuffix("letter.txt") && $0.reason == "not an image file" })
    #expect(inventory.skipped.contains { $0.path.hasSuffix("map.raw") })
  }

  @Test func identifiersStayWhateverLiesBeside() throws {
    let folder = try messy()
    defer { folder.remove() }
    let before = try folder.scan().entries.map(\.id)
    for k in 0..<4 { try folder.write(slice(of: testGrid(), k: k, series: "later"), "later\(k)") }
    let inventory = try folder.scan()
    let after = inventory.entries.map(\.id)
    #expect(
      after.count == before.count + 1 && Set(before).isSubset(of: after) && Set(after).count == after.count)
    #expect(try inventory.entry(before[0].lowercased()).id == before[0])
    #expect(refusal { _ = try inventory.entry("NM-none") }.contains(before[0]))
  }

  @Test func noPatientDataInAnyOutput() throws {
    let folder = try messy()
    defer { folder.remove() }
    let inventory = try folder.scan()
    let json = String(decoding: try JSONEncoder().encode(InventoryRecord(inventory)), as: UTF8.self)
    #expect(!json.lowercased().contains("secret"))
    let record = try JSONDecoder().decode(InventoryRecord.self, from: Data(json.utf8))
    #expect(record.series.map(\.id) == inventory.entries.map(\.id) && record.hepaticaInventory == 1)
    let spect = try #require(record.series.first { $0.kind == "NM tomographic" })
    #expect(spect.decay == "none" && spect.size == [3, 2, 4] && spect.nuclide == "Lu-177")
  }

  @Test func volumeFilesNeedTheirUnit() throws {
    let folder = try messy()
    defer { folder.remove() }
    let inventory = try folder.scan()
    for entry in inventory.entries(of: .volumeFile) {
      #expect(refusal { _ = try inventory.load(entry) }.contains("`unit`"))
      #expect(
        refusal { _ = try inventory.load(entry, answers: SeriesAnswers(role: .activity, unit: "Bq/mL")) }
          .contains("`decay`"))
      let start = DateTime(iso8601: "2021-03-04T09:30:00")
      let series = try inventory.load(
        entry,
        answers: SeriesAnswers(role: .activity, unit: "Bq/mL", nuclide: "Lu-177", start: start, decay: .start)
      )
      #expect(series.unit == .becquerelPerMillilitre && series.acquisition?.decay == .reference(start!))
      #expect(Set(series.values.voxels).count == 1 && series.values.grid.size == GridSize(3, 2, 4))
    }
  }

  @Test func missingFolderAndForeignObjects() throws {
    #expect(refusal { _ = try Inventory.scan(["/nowhere/at/all"]) }.contains("no such file"))
    let folder = try messy()
    defer { folder.remove() }
    let inventory = try folder.scan()
    let structures = inventory.entries(of: .structureSet)[0]
    #expect(refusal { _ = try inventory.load(structures) }.contains("not an image series"))
  }

  @Test func provenanceNamesInputsAndStatements() throws {
    let folder = try messy()
    defer { folder.remove() }
    let inventory = try folder.scan()
    let ct = try inventory.load(inventory.entries(of: .ct)[0])
    #expect(ct.provenance.inputs[0].files == 4 && ct.provenance.inputs[0].sha256.count == 64)
    let nm = try inventory.load(inventory.entries(of: .spect)[0], answers: SeriesAnswers(nuclide: "Y-90"))
    #expect(
      nm.provenance.steps[0].parameters["stated nuclide"] == "Y-90" && nm.acquisition?.nuclide == "Y-90")
  }

  @Test(arguments: TransferSyntax.allCases)
  func everyTransferSyntaxLoads(_ syntax: TransferSyntax) throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try folder.write(nm(of: testGrid()), "nm", as: syntax)
    let inventory = try folder.scan()
    #expect(showsField(try inventory.load(inventory.entries[0]).values))
  }

  /// A transfer that broke off leaves a file whose header can be read; it is found before anything rests on its pixels, and gives
  /// way to a whole file of the same identifier, whichever is met first.
  @Test func filesThatEndTooEarlyAreFoundByTheirHeader() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let grid = try testGrid()
    for k in 0..<4 { try folder.write(slice(of: grid, k: k), "s\(k)") }
    let whole = try Data(contentsOf: folder.url.appending(path: "s2"))
    for left in [whole.count - 2, whole.count - 10] {
      try whole.prefix(left).write(to: folder.url.appending(path: "s2"))
      let entry = try #require(folder.scan().entries.first)
      #expect(entry.isBlocked && entry.told.contains("s2"), "\(entry.told)")
      for name in ["a", "z"] {
        try whole.write(to: folder.url.appending(path: name))
        let inventory = try folder.scan()
        let found = try #require(inventory.entries.first)
        let values = try inventory.load(found).values
        #expect(!found.isBlocked && showsField(values), "\(found.told)")
        #expect(found.told.contains("damaged: 1") && found.copies.map { $0.hasSuffix("s2") } == [true])
        try FileManager.default.removeItem(at: folder.url.appending(path: name))
      }
    }
  }

  @Test func truncatedPixelsAreToldWithTheirLength() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try folder.write(nm(of: testGrid()) { try $0.set(.numberOfFrames, 5) }, "nm")
    let inventory = try folder.scan()
    #expect(inventory.entries[0].frameCount == 5 && inventory.entries[0].isBlocked)
    #expect(
      refusal { _ = try inventory.load(inventory.entries[0]) }.contains(
        "stored in the pixel data (7FE0,0010): 4"))
  }

  /// Without series UIDs each file is a series of its own, and copies are still copies.
  @Test func filesWithoutSeriesHaveTheirOwnIdentifiers() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    for (n, instance) in [0, 1, 1].enumerated() {
      try folder.write(
        slice(of: testGrid(), k: 0) {
          try $0.setEmpty(.seriesInstanceUID)
          try $0.set(.sopInstanceUID, UID.derived(from: "alone \(instance)"))
        }, "file\(n)")
    }
    let inventory = try folder.scan()
    #expect(inventory.entries.count == 2 && Set(inventory.entries.map(\.id)).count == 2)
    #expect(inventory.entries.contains { $0.told.contains("1 file is a copy of others") })
  }

  @Test func timesAreShownRelativeToTheAdministration() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    for k in 0..<4 { try folder.write(petSlice(of: testGrid(), k: k), "p\(k)") }
    let inventory = try folder.scan()
    let record = InventoryRecord(inventory).series[0]
    #expect(record.hoursAfterAdministration == 1)
    #expect(record.administered == DateTime(iso8601: "2021-03-01T09:00:00"))
  }

  @Test func coloursAreRefused() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try folder.write(
      slice(SOPClass.secondaryCapture, of: testGrid(), k: 0) { try $0.set(.samplesPerPixel, 3) }, "picture")
    let inventory = try folder.scan()
    #expect(
      refusal { _ = try inventory.load(inventory.entries[0], answers: SeriesAnswers(role: .ct, unit: "HU")) }
        .contains("colours"))
  }
}
