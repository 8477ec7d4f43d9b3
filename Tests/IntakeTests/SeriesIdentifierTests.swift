@testable import DICOM
import Fixtures
import Foundation
@testable import ImageFiles
import Testing
import Volumes

@testable import Intake

/// An identifier names one thing, however a series is taken apart, and keeps naming it whatever lies beside.
@Suite struct SeriesIdentifierTests {
  /// A change that makes a slice another part of the same series.
  struct Part: CustomTestStringConvertible, Sendable {
    var name: String
    var change: @Sendable (DataSet) throws -> Void
    var testDescription: String { name }
  }

  static let parts: [Part] = [
    Part(name: "localiser") { try $0.set(.imageType, ["ORIGINAL", "PRIMARY", "LOCALIZER"]) },
    Part(name: "second acquisition") { try $0.set(.acquisitionNumber, 2) },
    Part(name: "second grid") { try $0.set(.pixelSpacing, [1.5, 1.5]) },
    Part(name: "other orientation") { try $0.set(.imageOrientationPatient, [0, 1, 0, 0, 0, 1]) },
    Part(name: "other frame of reference") { try $0.set(.frameOfReferenceUID, UID.derived(from: "other")) },
    Part(name: "second echo") { try $0.set(Tag(0x0018, 0x0086), 2) },
    Part(name: "time point") { try $0.set(.temporalPositionIdentifier, 2) },
    Part(name: "other class") { try $0.set(.sopClassUID, SOPClass.mr) },
  ]

  private func write(_ part: Part?, _ name: String, into folder: ImageFolder) throws {
    let grid = try testGrid()
    for k in 0..<4 {
      let set = try slice(of: grid, k: k) { set in
        try set.set(.acquisitionNumber, 1)
        try set.set(.sopInstanceUID, UID.derived(from: "\(name) \(k)"))
        try part?.change(set)
      }
      try folder.write(set, "\(name)-\(k)")
    }
  }

  @Test(arguments: parts)
  func partsOfOneSeriesHaveTheirOwn(_ part: Part) throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try write(nil, "volume", into: folder)
    let alone = try #require(folder.scan().entries.first)
    try write(part, "A", into: folder)
    let inventory = try folder.scan()
    #expect(inventory.entries.count == 2)
    #expect(Set(inventory.entries.map(\.id)).count == 2 && Set(inventory.entries.map(\.fullID)).count == 2)
    #expect(inventory.entries.contains { $0.fullID == alone.fullID && $0.files == alone.files })
  }

  @Test func noIdentifierNamesTwo() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try write(nil, "volume", into: folder)
    for part in Self.parts { try write(part, part.name, into: folder) }
    try folder.write(nm(of: testGrid()), "nm")
    for name in ["a.nii", "b.nii", "deep/a.nii"] {
      let path = folder.url.appending(path: name)
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try ImageFiles.write(Volume<Float>(grid: testGrid(), repeating: 3), path.path)
    }
    let inventory = try folder.scan()
    // Three of the parts share places with the volume in several ways at once, and stay one.
    #expect(inventory.entries.count == 10)
    for entry in inventory.entries {
      #expect(try inventory.entry(entry.id).files == entry.files)
      #expect(try inventory.entry(entry.fullID.uppercased()).files == entry.files)
      #expect(entry.id.count < 12, "identifiers stay readable")
      #expect(entry.fullID.hasPrefix(entry.id) && entry.fullID.count == 67)
    }
    let record = InventoryRecord(inventory).series
    #expect(record.map(\.fullID) == inventory.entries.map(\.fullID))
  }

  /// What several entries answer to is refused, with the identifiers of those.
  @Test func ambiguousIdentifiersAreRefused() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try write(nil, "volume", into: folder)
    try write(Self.parts[0], "scout", into: folder)
    let inventory = try folder.scan()
    for cut in ["", "C", "CT-", "CT-0"] { #expect(refusal { _ = try inventory.entry(cut) } != "") }
    let former = try #require(inventory.entries[0].formerID)
    #expect(inventory.entries.allSatisfy { $0.formerID == former })
    let text = refusal { _ = try inventory.entry(String(former.prefix(7))) }
    #expect(
      text.contains("names 2 series") && inventory.entries.allSatisfy { text.contains($0.id) }, "\(text)")
  }

  /// Case files of version 0.1 name a whole series by its UID alone.
  @Test func formerIdentifiersAreUnderstood() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try write(nil, "volume", into: folder)
    let inventory = try folder.scan()
    let former = try #require(inventory.entries[0].formerID)
    #expect(former != inventory.entries[0].fullID)
    #expect(try inventory.entry(String(former.prefix(7))).id == inventory.entries[0].id)
  }

  /// The path of a volume file may be written in several ways.
  @Test func volumeFilesAreKnownByTheirPlace() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let path = folder.url.appending(path: "a.nii").path
    try ImageFiles.write(Volume<Float>(grid: testGrid(), repeating: 3), path)
    let id = try folder.scan().entries[0].id
    #expect(try Inventory.scan([folder.url.path + "/./a.nii"]).entries[0].id == id)
    #expect(try Inventory.scan([path]).entries[0].id == id)
  }
}
