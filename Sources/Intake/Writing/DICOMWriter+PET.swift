import DICOM
import Diagnostics
import Foundation
import Quantities
import Stages
import Volumes

extension DICOMWriter {
  /// Writes activity concentration as a series of PET Image Storage slices in BQML, as some SPECT systems do too.
  ///
  /// One Rescale Slope serves all slices, rounded to its 16 characters before pixels are computed. With a decay
  /// reference the series has Decay Correction START and that instant as Series Date and Time, the definition that
  /// all readers share; else Decay Correction NONE.
  /// - Throws: `dataRejected` if values are negative or not in Bq/mL.
  @discardableResult
  public static func writePET(
    _ image: EmissionImage, _ context: WriteContext, to folder: URL, prefix: String = "PT"
  ) throws -> [WrittenObject] {
    guard image.unit == .becquerelPerMillilitre else {
      throw Problem(
        .dataRejected, what: "an image in \(image.unit) cannot be written as BQML", at: "PET",
        remedy: "quantify it first")
    }
    let scaled = try ScaledCounts(image.values.voxels, largest: 32767, whole: false, at: "PET")
    let content = image.hash()
    return try (0..<image.values.grid.size.k).map { slice in
      try petSlice(image, scaled, slice, context, content).written(sliceName(prefix, slice), to: folder)
    }
  }

  private static func petSlice(
    _ image: EmissionImage, _ scaled: ScaledCounts, _ slice: Int, _ context: WriteContext, _ content: String
  ) throws -> ObjectBuilder {
    let object = try ObjectBuilder(
      sopClass: "1.2.840.10008.5.1.4.1.1.128", modality: "PT", context: context, content: content,
      instance: slice + 1)
    let dataSet = object.dataSet
    let grid = image.values.grid
    try object.frameOfReference()
    try times(object, image)
    try series(dataSet, image)
    try image.addRadiopharmaceutical(dataSet) { $0.value }
    try patientOrientation(dataSet)
    try dataSet.set(.imageType, ["DERIVED", "PRIMARY"])
    try object.plane(grid, slice: slice)
    try dataSet.set(.sliceThickness, grid.spacing.z)
    try dataSet.set(.acquisitionNumber, 1)
    let count = grid.size.i * grid.size.j
    let pixels = scaled.pixels[slice * count..<(slice + 1) * count].map { Int16($0) }
    try dataSet.setPixels(.signed16(pixels), rows: grid.size.j, columns: grid.size.i)
    try dataSet.set(.rescaleIntercept, "0")
    try dataSet.set(.rescaleSlope, scaled.slopeText)
    try dataSet.set(.imageIndex, slice + 1)
    return object
  }

  private static func series(_ dataSet: DataSet, _ image: EmissionImage) throws {
    let isCorrected = image.decayReference != nil
    try dataSet.set(.units, "BQML")
    try dataSet.set(.countsSource, "EMISSION")
    try dataSet.set(.seriesType, ["STATIC", "IMAGE"])
    try dataSet.set(.numberOfSlices, image.values.grid.size.k)
    try dataSet.set(.correctedImage, image.corrected)
    try dataSet.set(.decayCorrection, isCorrected ? "START" : "NONE")
    try dataSet.set(.collimatorType, "NONE")
    let toStart = image.decayReference.map { image.start.since($0).value } ?? 0
    let middle = toStart + (image.duration?.value ?? 0) / 2
    try dataSet.set(.frameReferenceTime, middle * 1000)
    try dataSet.set(.actualFrameDuration, Int((image.duration?.value ?? 0) * 1000))
    if isCorrected, let halfLife = image.halfLife, halfLife.value > 0 {
      try dataSet.set(.decayFactor, exp2(middle / halfLife.value))
    } else if isCorrected {
      try dataSet.set(.decayFactor, 1)
    }
  }
}

extension Tag {
  static let countsSource = Tag(0x0054, 0x1002)
}
