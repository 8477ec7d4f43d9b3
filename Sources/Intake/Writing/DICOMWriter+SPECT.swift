import DICOM
import Diagnostics
import Foundation
import Quantities
import Stages
import Volumes

extension DICOMWriter {
  /// How slices of a NM image follow each other; the standard knows both, and readers have to.
  public enum SliceOrder: Sendable, Hashable, CaseIterable {
    /// Spacing Between Slices has the sign that the grid's k axis asks for.
    case asGiven
    /// Slices are stored in the reverse order, so that the sign is the opposite.
    case reversed
  }

  /// Writes a reconstructed SPECT image as one multi-frame Nuclear Medicine object, Image Type RECON TOMO.
  ///
  /// Counts are written as they are where they fit 16 bits. Quantified values get a Real World Value Mapping with the
  /// unit (Bq/ml, UCUM): the object has no other place for a scale (PS3.3 A.5). Position and orientation stand in the
  /// Detector Information Sequence; a negative Spacing Between Slices puts further slices in front of the first
  /// one, against rows × columns (PS3.3 C.8.4.15).
  /// - Throws: `dataRejected` for negative values, counts that would need a scale, or another unit.
  @discardableResult
  public static func writeSPECT(
    _ image: EmissionImage, order: SliceOrder = .asGiven, _ context: WriteContext, to folder: URL,
    name: String = "NM"
  ) throws -> URL {
    try spectObject(image, order: order, context).write(name, to: folder)
  }

  /// Writes as `writeSPECT` does, and returns how other objects name the image.
  ///
  /// - Throws: as `writeSPECT`.
  public static func spect(
    _ image: EmissionImage, _ context: WriteContext, to folder: URL, name: String = "NM"
  ) throws
    -> WrittenObject
  {
    try spectObject(image, order: .asGiven, context).written(name, to: folder)
  }

  static func spectObject(_ image: EmissionImage, order: SliceOrder, _ context: WriteContext) throws
    -> ObjectBuilder
  {
    let isQuantified = try isQuantified(image)
    let stored = order == .asGiven ? image.values : image.values.slicesReversed
    let scaled = try ScaledCounts(stored.voxels, largest: 65535, whole: !isQuantified, at: "NM")
    guard isQuantified || scaled.slope == 1 else {
      throw Problem(
        .dataRejected, what: "counts of more than 65535 in a voxel", at: "NM",
        why: "a Nuclear Medicine object has no scale for counts")
    }
    var hash = ContentHash()
    hash.add(image.hash())
    hash.add("\(order)")
    let object = try ObjectBuilder(
      sopClass: "1.2.840.10008.5.1.4.1.1.20", modality: "NM", context: context, content: hash.text)
    try object.frameOfReference()
    try times(object, image)
    try nuclearMedicine(object, image, stored.grid)
    try object.dataSet.setPixels(
      .unsigned16(scaled.pixels), rows: stored.grid.size.j, columns: stored.grid.size.i,
      frames: stored.grid.size.k)
    try object.dataSet.set(.pixelSpacing, [stored.grid.spacing.y, stored.grid.spacing.x])
    if isQuantified {
      try addMapping(
        object.dataSet, slope: scaled.slope, last: scaled.pixels.max() ?? 0, unit: .becquerelPerMillilitre)
    }
    return object
  }

  private static func isQuantified(_ image: EmissionImage) throws -> Bool {
    switch image.unit {
    case .counts: return false
    case .becquerelPerMillilitre: return true
    default:
      throw Problem(.dataRejected, what: "an image in \(image.unit) cannot be written", at: "NM")
    }
  }

  static func times(_ object: ObjectBuilder, _ image: EmissionImage) throws {
    let dataSet = object.dataSet
    try object.content()
    let series = image.decayReference ?? image.start
    try dataSet.set(.seriesDate, series.dicomDate)
    try dataSet.set(.seriesTime, series.dicomTime)
    try dataSet.set(.acquisitionDate, image.start.dicomDate)
    try dataSet.set(.acquisitionTime, image.start.dicomTime)
    try dataSet.setEmpty(.laterality)
    try dataSet.set(.imageComments, object.context.label)
  }

  private static func nuclearMedicine(_ object: ObjectBuilder, _ image: EmissionImage, _ grid: Grid) throws {
    let dataSet = object.dataSet
    try dataSet.set(.imageType, ["DERIVED", "PRIMARY", "RECON TOMO", "EMISSION"])
    try patientOrientation(dataSet)
    try dataSet.set(.frameIncrementPointer, tags: [.sliceVector])
    try dataSet.set(.sliceVector, Array(1...grid.size.k))
    try dataSet.set(.numberOfSlices, grid.size.k)
    try dataSet.set(.numberOfEnergyWindows, max(1, image.energyWindows.count))
    try dataSet.set(.numberOfDetectors, 1)
    try dataSet.set(.numberOfRotations, 1)
    try dataSet.set(.sliceThickness, grid.spacing.z)
    try dataSet.set(.spacingBetweenSlices, grid.isRightHanded ? grid.spacing.z : -grid.spacing.z)
    if image.unit == .counts {
      let total = image.values.voxels.reduce(0.0) { $0 + Double($1) }
      try dataSet.set(.countsAccumulated, Int(min(total, 2_147_483_647)))
    } else {
      try dataSet.setEmpty(.countsAccumulated)
    }
    if !image.corrected.isEmpty { try dataSet.set(.correctedImage, image.corrected) }
    // An attribute of Enhanced PET: the object has none of its own for the instant (standard extended SOP class, PS3.2).
    if let reference = image.decayReference {
      try dataSet.set(.decayCorrectionDateTime, reference.dicomDateTime)
    }
    try image.addRadiopharmaceutical(dataSet) { $0.inMegabecquerels }
    try energyWindows(dataSet, image)
    try detector(dataSet, grid)
    try rotation(dataSet, image)
  }

  /// How the patient lay on the table is not known here; image orientation does not depend on it.
  static func patientOrientation(_ dataSet: DataSet) throws {
    try dataSet.addSequence(.patientOrientationCodeSequence)
    try dataSet.addSequence(.patientGantryRelationshipCodeSequence)
  }

  private static func energyWindows(_ dataSet: DataSet, _ image: EmissionImage) throws {
    guard !image.energyWindows.isEmpty else {
      return try dataSet.addSequence(.energyWindowInformationSequence)
    }
    for (n, window) in image.energyWindows.enumerated() {
      let item = try dataSet.addItem(.energyWindowInformationSequence)
      try item.set(.energyWindowName, "window \(n + 1)")
      let range = try item.addItem(.energyWindowRangeSequence)
      try range.set(.energyWindowLowerLimit, window.lowerBound)
      try range.set(.energyWindowUpperLimit, window.upperBound)
    }
  }

  private static func detector(_ dataSet: DataSet, _ grid: Grid) throws {
    let item = try dataSet.addItem(.detectorInformationSequence)
    try item.setEmpty(.collimatorType)
    try item.setEmpty(.focalDistance)
    try ObjectBuilder.position(grid, slice: 0, into: item)
    try ObjectBuilder.orientation(grid, into: item)
  }

  private static func rotation(_ dataSet: DataSet, _ image: EmissionImage) throws {
    guard let projections = image.projections, let frame = image.frameDuration else {
      return try dataSet.addSequence(.rotationInformationSequence)
    }
    let item = try dataSet.addItem(.rotationInformationSequence)
    try item.set(.startAngle, 0)
    try item.set(.angularStep, 360 / Double(projections))
    try item.set(.rotationDirection, "CC")
    try item.set(.scanArc, 360)
    try item.set(.actualFrameDuration, Int(frame.value * 1000))
    try item.set(.numberOfFramesInRotation, projections)
  }

  /// One linear mapping of all stored values.
  static func addMapping(_ dataSet: DataSet, slope: Double, last: UInt16, unit: ImageUnit) throws {
    let item = try dataSet.addItem(.realWorldValueMappingSequence)
    try item.set(.realWorldValueFirstValueMapped, [0], vr: "US")
    try item.set(.realWorldValueLastValueMapped, [Double(last)], vr: "US")
    try item.set(.realWorldValueIntercept, 0)
    try item.set(.realWorldValueSlope, slope)
    try item.set(.lutExplanation, "activity concentration")
    try item.set(.lutLabel, "ACTIVITY")
    try ObjectBuilder.code(
      Code("Bq/ml", "UCUM", "Becquerels/milliliter"), in: .measurementUnitsCodeSequence, of: item)
  }
}

extension Volume {
  /// The same image with its slices in the opposite order: the first one becomes the last, the k axis turns round.
  var slicesReversed: Volume {
    let (x, y, z) = grid.direction.columns
    let last = grid.position(Vector3(0, 0, Double(grid.size.k - 1)))
    let count = grid.size.i * grid.size.j
    let turned = (0..<grid.size.k).reversed().flatMap { voxels[$0 * count..<($0 + 1) * count] }
    // A turned copy of a valid grid is a valid grid.
    return try! Volume(
      grid: Grid(
        size: grid.size, spacing: grid.spacing, direction: Matrix3(x, y, -z), origin: last,
        frameOfReference: grid.frameOfReference), voxels: turned)
  }
}

extension Tag {
  static let collimatorType = Tag(0x0018, 0x1181)
  static let focalDistance = Tag(0x0018, 0x1182)
  static let startAngle = Tag(0x0054, 0x0200)
  static let angularStep = Tag(0x0018, 0x1144)
  static let scanArc = Tag(0x0018, 0x1143)
  static let lutExplanation = Tag(0x0028, 0x3003)
}
