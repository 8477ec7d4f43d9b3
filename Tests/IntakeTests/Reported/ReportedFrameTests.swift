@testable import DICOM
import Fixtures
import Foundation
import Testing
import Volumes

@testable import Intake

/// Multi-frame objects as public reports describe them.
@Suite struct ReportedFrameTests {
  /// Frames of an enhanced CT; each has a place of its own (`nil`: none is stated), directions and a scale.
  struct EnhancedFrame {
    var k: Int
    var slope = 1.0
    var place: Vector3?
    var axes = (Vector3(1, 0, 0), Vector3(0, 1, 0))
  }

  static func enhanced(_ frames: [EnhancedFrame], of grid: Grid) throws -> DataSet {
    let set = try header(SOPClass.enhancedCT, modality: "CT", series: "enhanced", instance: "1")
    let measures = try set.addItem(.sharedFunctionalGroupsSequence).addItem(.pixelMeasuresSequence)
    try measures.set(.pixelSpacing, [grid.spacing.y, grid.spacing.x])
    for frame in frames {
      let own = try set.addItem(.perFrameFunctionalGroupsSequence)
      let (x, y) = frame.axes
      if let p = frame.place {
        try own.addItem(.planeOrientationSequence)
          .set(.imageOrientationPatient, [x.x, x.y, x.z, y.x, y.y, y.z])
        try own.addItem(.planePositionSequence).set(.imagePositionPatient, [p.x, p.y, p.z])
      }
      let scale = try own.addItem(.pixelValueTransformationSequence)
      try scale.set(.rescaleSlope, frame.slope)
      try scale.set(.rescaleIntercept, 0)
      try scale.set(.rescaleType, "HU")
    }
    try set.setPixels(
      .signed16(frames.flatMap { stored(grid, k: $0.k) }), rows: grid.size.j, columns: grid.size.i,
      frames: frames.count)
    return set
  }

  static func axial(_ order: [Int], of grid: Grid, slope: (Int) -> Double = { _ in 1 }) -> [EnhancedFrame] {
    order.map { k in
      EnhancedFrame(k: k, slope: slope(k), place: grid.position(Vector3(0, 0, Double(k))))
    }
  }

  static func scanned(_ set: DataSet, _ body: (Inventory) throws -> Void) throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try folder.write(set, "e")
    try body(folder.scan())
  }

  @Test func framesInAnyOrderKeepTheirOwnSlope() throws {
    let grid = try testGrid(slices: 6)
    let order = [4, 2, 5, 0, 3, 1]
    let slope: (Int) -> Double = { 1 + 0.125 * Double($0) }
    try Self.scanned(Self.enhanced(Self.axial(order, of: grid, slope: slope), of: grid)) { inventory in
      let values = try inventory.load(inventory.entries[0]).values
      for k in 0..<6 {
        let expected = slope(k) * ReportedSeriesTests.raw(grid, 2, 0, k)
        #expect(agree(Double(values[2, 0, k]), expected, relative: 1e-6))
      }
    }
  }

  @Test func aCoronalFrameIsNotStackedAmongAxialOnes() throws {
    let grid = try testGrid(slices: 6)
    var frames = Self.axial([0, 1, 2, 3, 4, 5], of: grid)
    frames[3].axes = (Vector3(1, 0, 0), Vector3(0, 0, -1))
    try Self.scanned(Self.enhanced(frames, of: grid)) { inventory in
      #expect(inventory.entries.map(\.frameCount).sorted() == [1, 5])
      let axial = try #require(inventory.entries.first { $0.frameCount == 5 })
      #expect(axial.isBlocked && axial.told.contains("1 missing"), "\(axial.told)")
    }
  }

  @Test func framesWithoutPlacesAreRefused() throws {
    let grid = try testGrid()
    let frames = (0..<4).map { EnhancedFrame(k: $0) }
    try Self.scanned(Self.enhanced(frames, of: grid)) { inventory in
      let accounted = inventory.entries.flatMap(\.files).count + inventory.skipped.count
      #expect(accounted == 1)
      for entry in inventory.entries {
        #expect(entry.isBlocked && !entry.told.isEmpty)
        #expect(refusal { _ = try inventory.load(entry) } != "")
      }
      #expect(inventory.skipped.allSatisfy { !$0.reason.isEmpty })
    }
  }
}
