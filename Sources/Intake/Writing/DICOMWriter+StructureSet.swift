import DICOM
import Diagnostics
import Files
import Foundation
import Quantities
import Volumes

extension DICOMWriter {
  /// Writes regions of interest as an RT Structure Set.
  ///
  /// Contours are written as they are, to the 16 characters of a Decimal String; see `RegionOfInterest.init(tracing:)`
  /// for contours of a mask. Numbers follow the order given.
  /// - Throws: `dataRejected` if there is no region, or one without contours.
  @discardableResult
  public static func writeStructureSet(
    _ regions: [RegionOfInterest], _ context: WriteContext, to folder: URL, name: String = "RS"
  ) throws -> URL {
    try structureSetObject(regions, context).write(name, to: folder)
  }

  /// Writes as `writeStructureSet` does, and returns how other objects name it.
  ///
  /// - Throws: as `writeStructureSet`.
  public static func structureSet(
    _ regions: [RegionOfInterest], _ context: WriteContext, to folder: URL, name: String = "RS"
  ) throws -> WrittenObject {
    try structureSetObject(regions, context).written(name, to: folder)
  }

  static func structureSetObject(_ regions: [RegionOfInterest], _ context: WriteContext) throws
    -> ObjectBuilder
  {
    guard !regions.isEmpty, let bare = regions.first(where: \.contours.isEmpty) ?? regions.first else {
      throw Problem(.dataRejected, what: "there is no region to write", at: "structure set")
    }
    guard !bare.contours.isEmpty else {
      throw Problem(.dataRejected, what: "the region has no contours", at: "structure \(bare.name)")
    }
    var hash = ContentHash()
    for region in regions {
      hash.add("\(region.name) \(region.kind)")
      for contour in region.contours {
        hash.add(contour.kind.rawValue)
        hash.add(contour.points)
      }
    }
    let object = try ObjectBuilder(
      sopClass: StructureSetFile.sopClass, modality: "RTSTRUCT", context: context, content: hash.text)
    let dataSet = object.dataSet
    try object.frameOfReference()
    try dataSet.setEmpty(.operatorsName)
    try dataSet.set(.structureSetLabel, "HEPATICA")
    try dataSet.set(.structureSetDescription, String(context.label.prefix(1024)))
    try object.content(date: .structureSetDate, time: .structureSetTime)
    try dataSet.addItem(.referencedFrameOfReferenceSequence).set(
      .frameOfReferenceUID, context.frameOfReference)
    for (n, region) in regions.enumerated() { try add(region, n + 1, context, dataSet) }
    return object
  }

  private static func add(
    _ region: RegionOfInterest, _ number: Int, _ context: WriteContext, _ dataSet: DataSet
  )
    throws
  {
    let item = try dataSet.addItem(.structureSetROISequence)
    try item.set(.roiNumber, number)
    try item.set(.referencedFrameOfReferenceUID, context.frameOfReference)
    try item.set(.roiName, String(region.name.prefix(64)))
    try item.setEmpty(.roiGenerationAlgorithm)
    let outline = try dataSet.addItem(.roiContourSequence)
    try outline.set(.roiDisplayColor, colour(number))
    try outline.set(.referencedROINumber, number)
    for contour in region.contours { try add(contour, outline) }
    let observation = try dataSet.addItem(.rtROIObservationsSequence)
    try observation.set(.observationNumber, number)
    try observation.set(.referencedROINumber, number)
    try observation.set(.rtROIInterpretedType, region.kind)
    try observation.setEmpty(.roiInterpreter)
  }

  private static func add(_ contour: Contour, _ outline: DataSet) throws {
    let item = try outline.addItem(.contourSequence)
    try item.set(.contourGeometricType, contour.kind.rawValue)
    try item.set(.numberOfContourPoints, contour.points.count)
    // A micrometre is far below anything drawn, and keeps files small.
    let numbers = contour.points.flatMap { [$0.x, $0.y, $0.z] }.map { $0.rounded(decimals: 3) }
    try item.set(.contourData, numbers.map { DecimalString.format($0 == 0 ? 0 : $0) })
  }

  /// Distinct hues: steps of the golden angle.
  private static func colour(_ number: Int) -> [Int] {
    let hue = (Double(number) * 0.618034).truncatingRemainder(dividingBy: 1) * 6
    let rising = hue.truncatingRemainder(dividingBy: 1)
    let (up, down) = (Int(rising * 255), Int((1 - rising) * 255))
    return [[255, up, 0], [down, 255, 0], [0, 255, up], [0, down, 255], [up, 0, 255], [255, 0, down]][
      Int(hue)]
  }
}

extension Tag {
  static let structureSetDescription = Tag(0x3006, 0x0006)
}
