@testable import DICOM
import Diagnostics
import Fixtures
import Foundation
import Stages
import Testing
import Volumes

@testable import ImageFiles
@testable import Intake

/// Segmentations and label images as public reports describe them.
@Suite struct ReportedSegmentTests {
  /// A label map of which all voxels of all slices belong to segment 1.
  private func segmentation(
    _ grid: Grid, slices: [Int], _ change: (DataSet) throws -> Void = { _ in }
  ) throws -> SegmentationFile {
    let object = try ForeignObjectTests.multiFrame(
      grid, sopClass: SegmentationFile.sopClasses[1], slices: slices)
    let set = object.dataSet
    try set.set(.segmentationType, "LABELMAP")
    let segment = try set.addItem(.segmentSequence)
    try segment.set(.segmentNumber, 1)
    try segment.set(.segmentLabel, "Liver")
    let voxels = grid.size.i * grid.size.j
    try set.setPixels(
      .unsigned8(Array(repeating: 1, count: voxels * slices.count)), rows: grid.size.j,
      columns: grid.size.i, frames: slices.count)
    try change(set)
    return try SegmentationFile(set)
  }

  private func place(_ set: DataSet, _ n: Int) -> DataSet {
    set.items(.perFrameFunctionalGroupsSequence)[n].items(.planePositionSequence)[0]
  }

  /// Slices that lie up to 0.02 mm from their places.
  @Test func slicesAHairOffTheirPlacesMakeAVolume() throws {
    let grid = Written.grid()
    let file = try segmentation(grid, slices: [0, 1, 2, 3]) { set in
      for (n, off) in [0, 0.02, -0.02, 0.01].enumerated() {
        let p = grid.position(Vector3(0, 0, Double(n)))
        try place(set, n).set(.imagePositionPatient, [p.x, p.y, p.z + off])
      }
    }
    let millilitres = try file.region(file.segments[0]).millilitres
    #expect(file.grid.size == grid.size)
    #expect(agree(millilitres, Double(grid.size.count) * grid.voxelVolume.value, relative: 0.005))
  }

  /// The thickness of a slice is not the distance to the next one, and the distance follows from the places where it is not stated.
  @Test func thicknessIsNotTakenForTheDistance() throws {
    let grid = Written.grid(Written.oblique)
    for isStated in [true, false] {
      let file = try segmentation(grid, slices: [2, 0, 3, 1]) { set in
        let measures = set.items(.sharedFunctionalGroupsSequence)[0].items(.pixelMeasuresSequence)[0]
        try measures.set(.sliceThickness, 1)
        if !isStated { try measures.setEmpty(.spacingBetweenSlices) }
      }
      #expect(abs(file.grid.spacing.z - grid.spacing.z) < 1e-9 && file.grid.size == grid.size)
    }
  }

  /// Rows and columns of 2 × 3 mm do not change places.
  @Test func spacingsOfRowsAndColumnsAreNotSwapped() throws {
    let grid = try Grid(
      size: GridSize(4, 5, 3), spacing: Vector3(2, 3, 4), origin: Vector3(7, 8, 9),
      frameOfReference: Written.frame)
    let file = try segmentation(grid, slices: [0, 1, 2])
    #expect(file.grid.matches(grid))
    #expect(agree(try file.region(file.segments[0]).millilitres, 60 * 24 / 1000, relative: 1e-9))
  }

  /// Labels on a grid that is neither that of the image nor in its order.
  @Test func labelsOnAnotherGridAreLaidByPlace() throws {
    let image = Grids.cube(30, spacing: 4)
    for (scale, direction) in [
      (0.9984, Matrix3.identity), (1, Matrix3(Vector3(-1, 0, 0), Vector3(0, -1, 0), Vector3(0, 0, 1))),
      (0.9984, Matrix3(Vector3(0, 1, 0), Vector3(0, 0, 1), Vector3(1, 0, 0))),
    ] {
      let own = try Grid(
        size: GridSize(28, 28, 28), spacing: Vector3(repeating: 4 * scale), direction: direction,
        origin: direction * Vector3(repeating: -53) + Vector3(1.7, -2.3, 0.4))
      var labels = Volume<UInt16>(grid: own, repeating: 0)
      for k in 9..<17 { for j in 8..<15 { for i in 10..<16 { labels[i, j, k] = 3 } } }
      try RoundTripTests.inFolder { folder in
        let path = folder.appending(path: "labels.nii.gz").path
        try ImageFiles.write(labels, path)
        let region = try #require(StructureReader.read(path, onto: image).0.structures.first).region
        #expect(agree(region.millilitres, 6 * 7 * 8 * own.voxelVolume.value, relative: 0.005))
        let centre = own.position(Vector3(12.5, 11, 12.5))
        #expect((region.centreOfMass - centre).norm < 0.05)
      }
    }
  }
}
