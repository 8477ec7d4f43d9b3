@testable import DICOM
import Diagnostics
import Fixtures
import Foundation
import Quantities
import Stages
import Testing
import Volumes

@testable import Intake

/// What a header says of the scale of its values, against what else the object says of it.
@Suite struct ContradictedScaleTests {
  private static func fractional(maximum: Int, _ work: (String) throws -> Void) throws {
    let object = try DICOMWriter.segmentationObject(
      Written.structures(Written.grid()), coding: .fractional, Written.context)
    try object.dataSet.set(.maximumFractionalValue, maximum)
    try RoundTripTests.inFolder { try work(try object.write("SEG", to: $0).path) }
  }

  @Test(arguments: [254, 200, 1]) func fractionsBeyondTheirMaximumAreRefused(_ maximum: Int) throws {
    try Self.fractional(maximum: maximum) { path in
      let said = refusal { _ = try StructureReader.read(path, onto: Written.grid()) }
      #expect(said.contains("holds 255") && said.contains("is \(maximum)"), "\(said)")
    }
  }

  @Test(arguments: [(255, false), (256, true), (1000, true)])
  func aMaximumThatNoVoxelReachesIsTold(_ maximum: Int, isTold: Bool) throws {
    try Self.fractional(maximum: maximum) { path in
      let (_, problems) = try StructureReader.read(path, onto: Written.grid())
      #expect(problems.contains { $0.what.contains("no voxel is full") } == isTold)
    }
  }

  /// A tenth of a voxel is no voxel.
  @Test(arguments: [(255, false), (25, true)]) func fractionsAreNotBits(_ other: UInt8, isRefused: Bool)
    throws
  {
    let object = try DICOMWriter.segmentationObject(
      Written.structures(Written.grid()), coding: .fractional, Written.context)
    let pixels = try PixelFrames(object.dataSet), count = pixels.frameCount * pixels.frames
    let bytes = (0..<count).map { UInt8($0 % 3 == 0 ? 255 : $0 % 3 == 1 ? 0 : other) }
    try object.dataSet.setPixels(
      .unsigned8(bytes), rows: pixels.rows, columns: pixels.columns, frames: pixels.frames)
    try object.dataSet.set(.segmentationType, "BINARY")
    try RoundTripTests.inFolder { folder in
      let path = try object.write("SEG", to: folder).path
      let said = refusal { _ = try StructureReader.read(path, onto: Written.grid()) }
      #expect(said.contains("BINARY") == isRefused, "\(said)")
    }
  }

  private static func map(_ change: (DataSet) throws -> Void, _ work: (String) throws -> Void) throws {
    let object = try DICOMWriter.mapObject(
      Written.ramp(Written.grid()), .activityConcentration, Written.context)
    let shared = object.dataSet.items(.sharedFunctionalGroupsSequence)[0]
    try change(shared.items(.realWorldValueMappingSequence)[0])
    try RoundTripTests.inFolder { try work(try object.write("PM", to: $0).path) }
  }

  /// A thousand times the activity, by one letter.
  @Test(arguments: ["kBq/ml", "MBq/ml", "Gy", "furlong"]) func aMapOfTwoUnitsIsRefused(_ code: String) throws
  {
    try Self.map({ try $0.items(.measurementUnitsCodeSequence)[0].set(.codeValue, code) }) { path in
      let said = refusal { _ = try ParametricMapFile.read(path) }
      #expect(said.contains("“\(code)” by its code and “Becquerels/milliliter” by its meaning"), "\(said)")
      let entry = try Inventory.scan([path]).entries[0]
      #expect(entry.isBlocked)
    }
  }

  @Test(arguments: [(1.0, 0.0, false), (1.25, 0, true), (1, 3, true)])
  func aScaleOfFloatingPointValuesIsTold(_ slope: Double, _ intercept: Double, isTold: Bool) throws {
    try Self.map({
      try $0.set(.realWorldValueSlope, slope)
      try $0.set(.realWorldValueIntercept, intercept)
    }) { path in
      let entry = try Inventory.scan([path]).entries[0]
      #expect(
        entry.findings.contains { $0.problem.what.contains("floating-point values are mapped") } == isTold)
    }
  }

  @Test(arguments: [
    ("kBq/ml", "Becquerels/milliliter", true), ("Bq/ml", "Kilobecquerels/millilitre", true),
    ("kBq/ml", "kBq/mL", false), ("Bq/ml", "activity concentration", false), ("Bq/ml", "", false),
  ])
  func anImageMappedToTwoUnitsIsRefused(_ code: String, _ meaning: String, isRefused: Bool) throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    for k in 0..<4 {
      try folder.write(
        petSlice(of: testGrid(), k: k) { set in
          let item = try set.addItem(.realWorldValueMappingSequence)
          try item.set(.realWorldValueSlope, code == "kBq/ml" ? 0.001 : 1)
          try item.set(.realWorldValueIntercept, 0)
          try ObjectBuilder.code(Code(code, "UCUM", meaning), in: .measurementUnitsCodeSequence, of: item)
        }, "p\(k)")
    }
    let entry = try folder.scan().entries[0]
    #expect(entry.findings.contains { $0.problem.what.contains("by code and in") } == isRefused)
    #expect(entry.isBlocked == isRefused)
  }

  /// One slice aside by less than makes the stack lean: told, since all are laid over the first.
  @Test(arguments: [(0, 0.25, true), (2, 0.3, true), (0, 0.02, false), (1, 0, false)])
  func aSliceAsideIsTold(_ slice: Int, _ aside: Double, isTold: Bool) throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let grid = try testGrid()
    for k in 0..<4 {
      let p = grid.position(Vector3(0, 0, Double(k)))
      try folder.write(
        petSlice(of: grid, k: k) {
          try $0.set(.imagePositionPatient, [p.x + (k == slice ? aside : 0), p.y, p.z])
        }, "p\(k)")
    }
    let entry = try folder.scan().entries[0]
    #expect(!entry.isBlocked)
    #expect(entry.findings.contains { $0.problem.what.contains("shifted sideways") } == isTold)
  }

  /// Of an image that is corrected to its start, whatever the scanner takes for it.
  @Test(arguments: [(1.0, false), (1.02, false), (1.9, true), (0.5, true)])
  func aDecayFactorIsThatOfItsCorrection(_ ratio: Double, isTold: Bool) throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    let half: HalfLifeTable = { ["Ga-68": TimeSpan(4062.6)][$0] }
    func findings(_ factor: Double?) throws -> (SeriesEntry, ImageSeries) {
      for k in 0..<4 {
        try folder.write(
          petSlice(of: testGrid(), k: k) { if let factor { try $0.set(.decayFactor, factor) } }, "p\(k)")
      }
      let inventory = try Inventory.scan([folder.url.path], halfLife: half)
      return (inventory.entries[0], try inventory.load(inventory.entries[0]))
    }
    let acquisition = try #require(try findings(nil).1.acquisition)
    guard case .reference(let instant) = acquisition.decay else {
      Issue.record("the image is not corrected")
      return
    }
    let middle = acquisition.start.since(instant).value + (acquisition.frameDuration?.value ?? 0) / 2
    let (entry, _) = try findings(exp2(middle / 4062.6) * ratio)
    #expect(entry.findings.contains { $0.problem.what.contains("Decay Factor is") } == isTold)
  }

  @Test(arguments: [
    ("Ga-68", "0.891", false), ("Ga-68", "0.967", false), ("Ga-68", "0.5", true), ("Ga-68", "89.1", true),
  ])
  func aPositronFractionIsOneOfItsNuclide(_ nuclide: String, _ fraction: String, isTold: Bool) throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    for k in 0..<4 {
      try folder.write(
        petSlice(of: testGrid(), k: k) {
          try $0.items(.radiopharmaceuticalInformationSequence)[0].set(
            .radionuclidePositronFraction, fraction)
        }, "p\(k)")
    }
    let entry = try folder.scan().entries[0]
    #expect(entry.findings.contains { $0.problem.what.contains("the positron fraction") } == isTold)
  }

  @Test func positronsAreThoseOfTheNuclide() {
    #expect(PositronYield.of("Lu-177") == 0 && PositronYield.of("Xx-1") == nil)
    #expect(PositronYield.agrees(0.184, with: PositronYield.of("Cu-64")!))
    #expect(!PositronYield.agrees(0.5, with: 0) && PositronYield.agrees(0, with: 0))
  }
}
