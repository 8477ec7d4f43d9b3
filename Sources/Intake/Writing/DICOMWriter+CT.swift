import DICOM
import Diagnostics
import Foundation
import Volumes

extension DICOMWriter {
  /// Writes CT numbers as a series of CT Image Storage slices, 16-bit signed, slope 1.
  ///
  /// - Parameter values: HU, rounded to whole numbers.
  /// - Returns: one file per slice, in the order of k.
  /// - Throws: `dataRejected` if a value is not a number or beyond 16 bits.
  @discardableResult
  public static func writeCT(_ values: Volume<Float>, _ context: WriteContext, to folder: URL) throws -> [URL]
  {
    guard values.voxels.allSatisfy({ $0.isFinite && abs($0) <= 32767 }) else {
      throw Problem(
        .dataRejected, what: "a CT number is not finite or beyond 16 bits", at: "CT",
        why: "pixels cannot hold it")
    }
    let pixels = values.voxels.map { Int16(max(-32768, min(32767, $0.rounded()))) }
    var hash = ContentHash()
    hash.add(values.grid)
    hash.add(pixels)
    let content = hash.text
    return try (0..<values.grid.size.k).map { slice in
      try ctSlice(pixels, values.grid, slice, context, content).write(sliceName("CT", slice), to: folder)
    }
  }

  static func sliceName(_ prefix: String, _ slice: Int) -> String {
    prefix + "_" + String(String(10001 + slice).dropFirst())
  }

  private static func ctSlice(
    _ pixels: [Int16], _ grid: Grid, _ slice: Int, _ context: WriteContext, _ content: String
  ) throws -> ObjectBuilder {
    let object = try ObjectBuilder(
      sopClass: "1.2.840.10008.5.1.4.1.1.2", modality: "CT", context: context, content: content,
      instance: slice + 1)
    let dataSet = object.dataSet
    try object.frameOfReference()
    try object.content()
    try object.acquisition()
    try dataSet.set(.imageType, ["DERIVED", "SECONDARY", "AXIAL"])
    try object.plane(grid, slice: slice)
    try dataSet.set(.sliceThickness, grid.spacing.z)
    try dataSet.setEmpty(.kvp)
    try dataSet.set(.acquisitionNumber, 1)
    try dataSet.set(.imageComments, object.context.label)
    let count = grid.size.i * grid.size.j
    try dataSet.setPixels(
      .signed16(Array(pixels[slice * count..<(slice + 1) * count])), rows: grid.size.j, columns: grid.size.i)
    try dataSet.set(.rescaleIntercept, 0)
    try dataSet.set(.rescaleSlope, 1)
    try dataSet.set(.rescaleType, "HU")
    return object
  }
}

extension ObjectBuilder {
  /// Series and acquisition date and time: those of the content; how the patient lay is not known.
  func acquisition() throws {
    try content(date: .seriesDate, time: .seriesTime)
    try content(date: .acquisitionDate, time: .acquisitionTime)
    try dataSet.setEmpty(.patientPosition)
    try dataSet.setEmpty(.laterality)
  }
}

extension Tag {
  static let laterality = Tag(0x0020, 0x0060)
  static let kvp = Tag(0x0018, 0x0060)
  static let imageComments = Tag(0x0020, 0x4000)
}
