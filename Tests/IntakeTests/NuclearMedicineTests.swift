@testable import DICOM
import Fixtures
import Foundation
@testable import Intake
@testable import Quantities
import Stages
import Testing
import Volumes

private func scanned(_ set: DataSet) throws -> (ImageFolder, Inventory) {
  let folder = try ImageFolder()
  try folder.write(set, "nm")
  return (folder, try folder.scan())
}

@Suite struct NuclearMedicineTests {
  /// Two energy windows seen by two heads.
  private func planar(_ type: String = "STATIC", _ change: Change = { _ in }) throws -> DataSet {
    let options = NMOptions(type: type) { set in
      try set.set(.frameIncrementPointer, tags: [.energyWindowVector, .detectorVector])
      try set.set(.energyWindowVector, [1, 1, 2, 2])
      try set.set(.detectorVector, [1, 2, 1, 2])
      for limits in [(187.2, 228.8), (101.7, 124.3)] {
        let range = try set.addItem(.energyWindowInformationSequence).addItem(.energyWindowRangeSequence)
        try range.set(.energyWindowLowerLimit, limits.0)
        try range.set(.energyWindowUpperLimit, limits.1)
      }
      try set.items(.detectorInformationSequence)[0].addItem(.viewCodeSequence).set(.codeValue, "399348003")
      try set.addItem(.detectorInformationSequence).addItem(.viewCodeSequence).set(.codeValue, "R-10214")
      try set.set(.actualFrameDuration, 600_000)
    }
    let set = try nm([[1, 2], [3, 4], [5, 6], [7, 8]], rows: 1, columns: 2, pixel: (2.4, 2.4), options)
    try change(set)
    return set
  }

  @Test(arguments: ["STATIC", "WHOLE BODY"])
  func planarImagesAreListedByWindowAndDetector(_ type: String) throws {
    let (folder, inventory) = try scanned(planar(type))
    defer { folder.remove() }
    #expect(
      Set(inventory.entries.map(\.detail)) == [
        "187.2–228.8 keV, anterior", "187.2–228.8 keV, posterior", "101.7–124.3 keV, anterior",
        "101.7–124.3 keV, posterior",
      ])
    #expect(Set(inventory.entries.map(\.kind)) == [type == "STATIC" ? .planar : .wholeBody])
    let entry = try #require(inventory.entries.first { $0.detail == "101.7–124.3 keV, anterior" })
    let series = try inventory.load(entry)
    #expect(series.values.voxels == [5, 6] && series.values.grid.size == GridSize(2, 1, 1))
    #expect(series.acquisition?.duration == TimeSpan(600) && series.acquisition?.nuclide == "Lu-177")
    #expect(series.acquisition?.start == DateTime(iso8601: "2021-03-04T09:30:00"))
  }

  @Test func twoEnergyWindowsOfOneReconstructionAreTwoVolumes() throws {
    let options = NMOptions(spacing: 4, position: .zero) { set in
      try set.set(.frameIncrementPointer, tags: [.energyWindowVector, .sliceVector])
      try set.set(.energyWindowVector, [1, 1, 2, 2])
      // Slices of the second window run backwards: the vector tells, not the order of the frames.
      try set.set(.sliceVector, [1, 2, 2, 1])
    }
    let (folder, inventory) = try scanned(
      nm([[1], [2], [3], [4]], rows: 1, columns: 1, pixel: (4, 4), options))
    defer { folder.remove() }
    let values = try inventory.entries.map { try inventory.load($0).values.voxels }
    #expect(Set(values) == [[1, 2], [4, 3]])
    #expect(Set(inventory.entries.map(\.id)).count == 2)
  }

  @Test(arguments: [
    ("DYNAMIC", "dynamic"), ("RECON GATED TOMO", "gated"), ("GATED", "gated"), ("TOMO", "projections"),
  ])
  func whatIsNoVolumeIsRefusedClearly(type: String, word: String) throws {
    let options = NMOptions(spacing: 4, position: .zero, type: type)
    let (folder, inventory) = try scanned(nm([[1], [2]], rows: 1, columns: 1, pixel: (4, 4), options))
    defer { folder.remove() }
    let entry = inventory.entries[0]
    #expect(entry.isBlocked && refusal { _ = try inventory.load(entry) }.lowercased().contains(word))
  }

  @Test func timeSlotsInAReconstructionAreGated() throws {
    let options = NMOptions(spacing: 4, position: .zero) { try $0.set(.timeSlotVector, [1, 2]) }
    let (folder, inventory) = try scanned(nm([[1], [2]], rows: 1, columns: 1, pixel: (4, 4), options))
    defer { folder.remove() }
    #expect(inventory.entries.allSatisfy { $0.kind == .gated && $0.isBlocked })
  }

  /// Several of something without the vector that assigns the frames: one reconstruction is of all windows, detectors and
  /// rotations together, which is stated; nothing else is taken for what it may not be.
  @Test(arguments: [
    (DICOM.Tag.numberOfEnergyWindows, "RECON TOMO", true), (.numberOfDetectors, "RECON TOMO", true),
    (.numberOfRotations, "RECON TOMO", true), (.numberOfPhases, "RECON TOMO", false),
    (.numberOfRRIntervals, "RECON TOMO", false), (.numberOfTimeSlots, "RECON TOMO", false),
    (.numberOfTimeSlices, "RECON TOMO", false), (.numberOfEnergyWindows, "STATIC", false),
    (.numberOfDetectors, "WHOLE BODY", false),
  ])
  func aVectorThatIsAbsent(number: DICOM.Tag, type: String, isSummed: Bool) throws {
    let options = NMOptions(spacing: 4, position: .zero, type: type) { try $0.set(number, 2) }
    let (folder, inventory) = try scanned(nm([[1], [2]], rows: 1, columns: 1, pixel: (4, 4), options))
    defer { folder.remove() }
    let told = inventory.entries.flatMap(\.findings)
    let absent = told.filter { $0.what.contains("no vector assigns") }
    #expect(absent.contains { $0.severity == .blocking } == !isSummed, "\(told.map(\.what))")
    #expect(absent.contains { $0.severity == .note } == (isSummed && number == .numberOfEnergyWindows))
    if isSummed { #expect(try inventory.load(inventory.entries[0]).values.voxels == [1, 2]) }
  }

  /// Two windows of two slices, or one image of four: without Slice Vector and Number of Slices nobody knows.
  @Test func windowsWithoutAnyVectorAreRefused() throws {
    func entry(_ change: @escaping Change) throws -> SeriesEntry {
      let options = NMOptions(spacing: 4, position: .zero, type: "NO VECTOR") { set in
        try set.set(.imageType, ["DERIVED", "PRIMARY", "RECON TOMO", "EMISSION"])
        try set.set(.numberOfEnergyWindows, 2)
        for limits in [(187.2, 228.8), (101.7, 124.3)] {
          let range = try set.addItem(.energyWindowInformationSequence).addItem(.energyWindowRangeSequence)
          try range.set(.energyWindowLowerLimit, limits.0)
          try range.set(.energyWindowUpperLimit, limits.1)
        }
        try change(set)
      }
      let (folder, inventory) = try scanned(
        nm([[1], [2], [3], [4]], rows: 1, columns: 1, pixel: (4, 4), options))
      defer { folder.remove() }
      let entry = inventory.entries[0]
      if !entry.isBlocked {
        let parameters = try inventory.load(entry).provenance.steps[0].parameters
        #expect(parameters["energy windows, together"] == "187.2–228.8 keV and 101.7–124.3 keV")
      }
      return entry
    }
    #expect(try entry { _ in }.isBlocked)
    let stated = try entry { try $0.set(.numberOfSlices, 4) }
    #expect(!stated.isBlocked && stated.told.contains("in the order of the frames"))
  }

  @Test func projectionsAndTheirTimeGiveTheDuration() throws {
    func rotation(_ frames: Int) throws -> (SeriesEntry, ImageSeries) {
      let (folder, inventory) = try scanned(
        nm(of: testGrid()) { set in
          let item = try set.addItem(.rotationInformationSequence)
          try item.set(.actualFrameDuration, 20_000)
          try item.set(.numberOfFramesInRotation, frames)
          try item.set(Tag(0x0018, 0x1143), 360)
          try item.set(Tag(0x0018, 0x1144), 6)
        })
      defer { folder.remove() }
      return (inventory.entries[0], try inventory.load(inventory.entries[0]))
    }
    let (_, agreed) = try rotation(60)
    #expect(agreed.acquisition?.projections == 60 && agreed.acquisition?.duration == TimeSpan(1200))
    #expect(agreed.acquisition?.frameDuration == TimeSpan(20))
    let (entry, unclear) = try rotation(45)
    #expect(unclear.acquisition?.projections == nil && unclear.acquisition?.duration == nil)
    #expect(entry.findings.contains { $0.keys.contains(.projections) })
  }

  @Test func correctedForDecayToAnUnknownInstantBlocks() throws {
    let (folder, inventory) = try scanned(
      nm(of: testGrid()) { try $0.set(.correctedImage, ["ATTN", "DECY"]) })
    defer { folder.remove() }
    #expect(refusal { _ = try inventory.load(inventory.entries[0]) }.contains("the instant is not stated"))
  }

  @Test func doseOfNuclearMedicineIsInMegabecquerels() throws {
    func dose(_ value: Double) throws -> Activity? {
      let (folder, inventory) = try scanned(
        nm(of: testGrid()) {
          try $0.items(.radiopharmaceuticalInformationSequence)[0].set(.radionuclideTotalDose, value)
        })
      defer { folder.remove() }
      return try inventory.load(inventory.entries[0]).acquisition?.administeredActivity
    }
    #expect(try dose(7400) == .megabecquerels(7400))
    #expect(try dose(7.4e9) == nil)
    #expect(try dose(0) == nil)
  }
}
