@testable import DICOM
import Diagnostics
import Fixtures
import Foundation
import Stages
import Testing
import Volumes

@testable import Intake

/// What an inventory shows of structures, doses and maps before their pixels are read.
@Suite struct ObjectFactsTests {
  /// A CT with a dose, a segmentation and a structure set on it.
  private func written(_ body: (Inventory, Grid) throws -> Void, frame: String? = nil) throws {
    try RoundTripTests.inFolder { folder in
      let grid = Written.grid(Written.oblique), context = Written.context
      var elsewhere = context
      if let frame { elsewhere.frameOfReference = frame }
      try DICOMWriter.writeCT(Written.ramp(grid), context, to: folder.appending(path: "ct"))
      _ = try DICOMWriter.writeDose(Written.dose(grid), context, to: folder)
      _ = try DICOMWriter.writeSegmentation(Written.structures(grid), coding: .binary, context, to: folder)
      let regions = Written.structures(grid).structures.map { RegionOfInterest(tracing: $0) }
      _ = try DICOMWriter.writeStructureSet(
        regions, elsewhere, to: folder, name: "RS")
      try body(Inventory.scan([folder.path]), grid)
    }
  }

  @Test func geometryUnitAndContentsAreShown() throws {
    try written { inventory, grid in
      let doses = inventory.entries(of: .dose)
      #expect(doses.allSatisfy { $0.unit == .gray && $0.grid?.matches(grid) == true })
      #expect(
        Set(doses.flatMap(\.contents)) == ["physical dose, PLAN_OVERVIEW", "error dose, PLAN_OVERVIEW"])
      let segments = try #require(inventory.entries(of: .segmentation).first)
      #expect(segments.contents == ["Leber (2 frames)", "Läsion 1 (2 frames)"])
      #expect(abs((segments.grid?.spacing.z ?? 0) - 4.125) < 1e-9)
      let set = try #require(inventory.entries(of: .structureSet).first)
      #expect(set.contents.count == 2 && set.contents[0].hasPrefix("Leber (ORGAN, "))
      #expect(inventory.entries.allSatisfy { !$0.told.contains("frame of reference") })
      #expect(InventoryRecord(inventory).series.contains { $0.contents == set.contents })
    }
  }

  @Test func anotherFrameOfReferenceIsTold() throws {
    try written(
      { inventory, _ in
        let set = try #require(inventory.entries(of: .structureSet).first)
        #expect(set.needsReview && set.told.contains("no image here shares its frame of reference"))
        #expect(inventory.entries(of: .dose).allSatisfy { !$0.needsReview })
      }, frame: "2.25.777")
  }

  /// Headers that promise more than they list must not be believed.
  @Test(arguments: [0, 3, 100_000, Int(Int32.max)])
  func lyingFrameCountsAreTold(frames: Int) throws {
    let grid = Written.grid()
    let map = try ForeignObjectTests.multiFrame(grid, sopClass: ParametricMapFile.sopClass, slices: [0, 1])
    let dose = try DICOMWriter.doseObject(
      Written.ramp(grid), kind: .physical, comment: "", Written.context, bits: 16)
    for (object, kind) in [(map, SeriesKind.parametricMap), (dose, .dose)] {
      try object.dataSet.set(.rows, 5)
      try object.dataSet.set(.columns, 7)
      try object.dataSet.set(.numberOfFrames, frames)
      let facts = try #require(ObjectFacts(object.dataSet, kind: kind))
      #expect(facts.grid == nil && facts.findings.map(\.severity) == [.blocking], "\(kind)")
    }
  }

  @Test func mappingsAreShown() throws {
    let set = try header(SOPClass.realWorldValueMapping, modality: "RWV", series: "rw", instance: "1")
    let group = try set.addItem(.referencedImageRealWorldValueMappingSequence)
    let item = try group.addItem(.realWorldValueMappingSequence)
    try item.set(.realWorldValueSlope, 0.5)
    try item.set(.realWorldValueIntercept, 3)
    try ObjectBuilder.code(Code("kBq/ml", "UCUM", "kBq/ml"), in: .measurementUnitsCodeSequence, of: item)
    let facts = try #require(ObjectFacts(set, kind: .realWorldMapping))
    #expect(facts.contents == ["kBq/ml: stored value × 0.5 + 3.0, for 0 image(s)"])
  }
}
