@testable import DICOM
import Fixtures
import Foundation
@testable import Intake
import Stages
import Testing
import Volumes

/// An enhanced object: everything of the frames stands in functional groups.
func enhanced(_ sopClass: String, _ modality: String, of grid: Grid, frames: [Int], slope: Double)
  throws -> DataSet
{
  let set = try header(sopClass, modality: modality, series: "enhanced", instance: "1")
  let (x, y, _) = grid.direction.columns
  let shared = try set.addItem(.sharedFunctionalGroupsSequence)
  let measures = try shared.addItem(.pixelMeasuresSequence)
  try measures.set(.pixelSpacing, [grid.spacing.y, grid.spacing.x])
  try shared.addItem(.planeOrientationSequence).set(.imageOrientationPatient, [x.x, x.y, x.z, y.x, y.y, y.z])
  for k in frames {
    let own = try set.addItem(.perFrameFunctionalGroupsSequence)
    let p = grid.position(Vector3(0, 0, Double(k)))
    try own.addItem(.planePositionSequence).set(.imagePositionPatient, [p.x, p.y, p.z])
    let scale = try own.addItem(.pixelValueTransformationSequence)
    try scale.set(.rescaleSlope, slope)
    try scale.set(.rescaleIntercept, 0)
    try scale.set(.rescaleType, "HU")
  }
  try set.setPixels(
    .signed16(frames.flatMap { stored(grid, k: $0) }), rows: grid.size.j, columns: grid.size.i,
    frames: frames.count)
  return set
}

@Suite struct MultiFrameTests {
  @Test(arguments: [
    (SOPClass.enhancedCT, "CT"), (SOPClass.legacyConvertedEnhancedCT, "CT"), (SOPClass.enhancedMR, "MR"),
    (SOPClass.legacyConvertedEnhancedMR, "MR"),
  ])
  func framesAreSortedByPositionAndScaledByTheirOwnGroup(sopClass: String, modality: String) throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try folder.write(enhanced(sopClass, modality, of: testGrid(), frames: [3, 1, 0, 2], slope: 2), "e")
    let inventory = try folder.scan()
    let series = try inventory.load(inventory.entries[0])
    #expect(series.values.grid.size == GridSize(3, 2, 4) && showsField(series.values, factor: 2))
    #expect(series.unit == (modality == "CT" ? .hounsfield : .other("MR signal")))
  }

  @Test(arguments: [SOPClass.enhancedPET, SOPClass.legacyConvertedEnhancedPET])
  func enhancedPETIsRefused(_ sopClass: String) throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try folder.write(enhanced(sopClass, "PT", of: testGrid(), frames: [0, 1], slope: 1), "e")
    let inventory = try folder.scan()
    #expect(refusal { _ = try inventory.load(inventory.entries[0]) }.contains("one file per slice"))
  }

  @Test func onePositionForAllFramesIsRefused() throws {
    let folder = try ImageFolder()
    defer { folder.remove() }
    try folder.write(enhanced(SOPClass.enhancedCT, "CT", of: testGrid(), frames: [0, 0, 0], slope: 1), "e")
    let inventory = try folder.scan()
    #expect(
      refusal { _ = try inventory.load(inventory.entries[0]) }.contains("3 slices lie at the same place"))
  }
}
