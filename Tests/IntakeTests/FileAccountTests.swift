@testable import DICOM
import Fixtures
import Foundation
@testable import ImageFiles
@testable import Intake
import Testing
import Volumes

/// Every file that is walked is listed, named as a copy, or passed over with a reason.
@Suite struct FileAccountTests {
  /// Objects that make no volume, each in its way.
  static let objects: [(String, @Sendable () throws -> DataSet)] = [
    (
      "enhanced CT without groups",
      {
        let set = try header(SOPClass.enhancedCT, modality: "CT", instance: "e")
        try set.addItem(.sharedFunctionalGroupsSequence).addItem(.pixelMeasuresSequence)
          .set(.pixelSpacing, [4, 4])
        try set.setPixels(.signed16([1, 2, 3, 4]), rows: 1, columns: 2, frames: 2)
        return set
      }
    ),
    (
      "legacy MR without groups",
      {
        let set = try header(SOPClass.legacyConvertedEnhancedMR, modality: "MR", instance: "l")
        _ = try set.addItem(.sharedFunctionalGroupsSequence)
        try set.setPixels(.signed16([1, 2]), rows: 1, columns: 2)
        return set
      }
    ),
    ("RT plan", { try header("1.2.840.10008.5.1.4.1.1.481.5", modality: "RTPLAN", instance: "p") }),
    ("presentation state", { try header("1.2.840.10008.5.1.4.1.1.11.1", modality: "PR", instance: "s") }),
    ("unknown class", { try header("1.2.3.4", modality: "OT", instance: "u") }),
    ("registration", { try header(SOPClass.spatialRegistration, modality: "REG", instance: "r") }),
    ("CT without anything", { try header(SOPClass.ct, modality: "CT", instance: "c") }),
    ("dose without anything", { try header(SOPClass.rtDose, modality: "RTDOSE", instance: "d") }),
  ]

  /// Paths that an inventory speaks of; each once, but for files that hold several volumes.
  static func account(_ inventory: Inventory) -> [String] {
    let listed = Set(inventory.entries.flatMap(\.files)).map { $0 }
    return (listed + inventory.entries.flatMap(\.copies) + inventory.skipped.map(\.path)).sorted()
  }

  static func walked(_ folder: URL) throws -> [String] {
    let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
    return try (all?.allObjects as? [URL] ?? []).filter {
      try $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true
    }.map(\.path).sorted()
  }

  @Test(arguments: objects.indices) func eachObjectIsListed(_ n: Int) throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try folder.write(Self.objects[n].1(), "object")
    let alone = try folder.scan()
    #expect(alone.entries.count + alone.skipped.count == 1, "\(Self.objects[n].0)")
    for k in 0..<4 { try folder.write(slice(of: testGrid(), k: k), "s\(k)") }
    #expect(try Self.account(folder.scan()) == Self.walked(folder.url), "\(Self.objects[n].0)")
  }

  @Test func allTogetherWithCopiesAndDamage() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    for (n, object) in Self.objects.enumerated() {
      try folder.write(object.1(), "object\(n)")
      try folder.write(object.1(), "copies/object\(n)")
    }
    for k in 0..<4 {
      try folder.write(slice(of: testGrid(), k: k), "a/s\(k)")
      try folder.write(slice(of: testGrid(), k: k), "b/s\(k)")
      try folder.write(slice(of: testGrid(), k: k), "c/s\(k)")
    }
    try folder.write(nm(of: testGrid()), "nm")
    try ImageFiles.write(
      Volume<Float>(grid: testGrid(), repeating: 3), folder.url.appending(path: "v.mhd").path)
    try Data("NDims = 3\n".utf8).write(to: folder.url.appending(path: "broken.mhd"))
    try Data(repeating: 7, count: 400).write(to: folder.url.appending(path: "broken.nii"))
    try Data("text".utf8).write(to: folder.url.appending(path: "letter.txt"))
    try Data(count: 0).write(to: folder.url.appending(path: "empty"))
    let inventory = try folder.scan()
    #expect(try Self.account(inventory) == Self.walked(folder.url))
    #expect(inventory.entries.flatMap(\.copies).count == 8 + Self.objects.count)
    #expect(inventory.skipped.allSatisfy { !$0.reason.isEmpty })
    let json = InventoryRecord(inventory)
    #expect(json.series.flatMap { $0.copies ?? [] }.count == 8 + Self.objects.count)
  }

  @Test func plansAreNotNeededAndRaiseNoAlarm() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    for uid in SOPClass.radiotherapyPlans.sorted() {
      try folder.write(header(uid, modality: "RTPLAN", series: uid, instance: uid), "p\(uid)")
    }
    let inventory = try folder.scan()
    #expect(inventory.entries.count == SOPClass.radiotherapyPlans.count)
    for entry in inventory.entries {
      #expect(!entry.needsReview && entry.told.contains("not needed"), "\(entry.told)")
      #expect(refusal { _ = try inventory.load(entry) }.contains("not an image series"))
    }
  }
}
