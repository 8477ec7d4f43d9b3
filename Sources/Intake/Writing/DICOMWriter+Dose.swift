import DICOM
import Diagnostics
import Foundation
import Stages
import Volumes

extension DICOMWriter {
  /// Writes an absorbed dose as RT Dose, with its statistical uncertainty, where there is one, as a second object of
  /// Dose Type ERROR (one standard deviation, Gy).
  ///
  /// Unsigned pixels of 16 bits, which every viewer reads, or 32; Dose Grid Scaling is rounded to its 16 characters first and
  /// pixels are computed from the rounded value, so that reading gives each dose within half a step (maximum / 65535, or
  /// / 4·10⁹). Offsets are relative. The uncertainty is a series of its own, two numbers further, and is named as such.
  /// - Returns: the objects, dose first.
  /// - Throws: `Problem` if the dose cannot be represented or a file cannot be written.
  @discardableResult
  public static func writeDose(_ dose: DoseVolume, _ context: WriteContext, to folder: URL, bits: Int = 16)
    throws
    -> [WrittenObject]
  {
    // The report's means are corrected for partial volume where a coefficient applies: the same name would be wrong.
    let asImaged = "voxels as imaged, without recovery correction (as_imaged_mean_Gy)"
    let about = ([dose.engine, dose.nuclide, asImaged] + dose.assumptions).joined(separator: "; ")
    var objects = [
      try doseObject(dose.map.values, kind: .physical, comment: about, context, bits: bits).written(
        "RD_dose", to: folder)
    ]
    if let uncertainty = dose.map.statistical {
      var other = context
      other.seriesDescription = "Uncertainty (k = 1) of " + context.seriesDescription
      other.seriesNumber += 2
      objects.append(
        try doseObject(
          uncertainty, kind: .error, comment: "Statistical standard uncertainty (k = 1) per voxel; " + about,
          other,
          bits: bits
        ).written("RD_uncertainty", to: folder))
    }
    return objects
  }

  /// Writes any map in Gy as RT Dose: BED and EQD2 as `effective`, uncertainties as `error`.
  ///
  /// - Parameter comment: how the numbers came about, for BED its α/β and repair half-time. Dose Comment holds the first
  ///   64 characters, Image Comments all, after the context's label.
  /// - Throws: `dataRejected` if a value is negative or not finite.
  @discardableResult
  public static func writeDose(
    _ values: Volume<Float>, kind: DoseObject.Kind, comment: String, _ context: WriteContext, to folder: URL,
    name: String, bits: Int = 16
  ) throws -> WrittenObject {
    try doseObject(values, kind: kind, comment: comment, context, bits: bits).written(name, to: folder)
  }

  static func doseObject(
    _ values: Volume<Float>, kind: DoseObject.Kind, comment: String, _ context: WriteContext, bits: Int
  ) throws -> ObjectBuilder {
    let scaled = try ScaledDose(values.voxels, bits: bits)
    var hash = ContentHash()
    hash.add(values.grid)
    hash.add(values.voxels)
    hash.add("\(kind.rawValue) \(bits) \(comment)")
    let object = try ObjectBuilder(
      sopClass: DoseObject.sopClass, modality: "RTDOSE", context: context, content: hash.text)
    let dataSet = object.dataSet
    try object.frameOfReference()
    try object.content()
    try dataSet.setEmpty(.operatorsName)
    try object.plane(values.grid)
    try dataSet.set(.sliceThickness, values.grid.spacing.z)
    let size = values.grid.size
    try dataSet.setPixels(scaled.pixels, rows: size.j, columns: size.i, frames: size.k)
    try dataSet.set(.frameIncrementPointer, tags: [.gridFrameOffsetVector])
    let step = values.grid.spacing.z * (values.grid.isRightHanded ? 1 : -1)
    try dataSet.set(.gridFrameOffsetVector, (0..<size.k).map { Double($0) * step })
    try meaning(kind, comment: comment, scaling: scaled.scaling, dataSet)
    try dataSet.set(.imageComments, "\(context.label). \(comment)".commentText(10240))
    return object
  }

  private static func meaning(
    _ kind: DoseObject.Kind, comment: String, scaling: String, _ dataSet: DataSet
  ) throws {
    try dataSet.set(.doseUnits, "GY")
    try dataSet.set(.doseType, kind.rawValue)
    try dataSet.set(.doseComment, comment.commentText(64))
    try dataSet.set(.doseGridScaling, scaling)
    try dataSet.set(.doseSummationType, "PLAN_OVERVIEW")
    // No RT Plan exists for radionuclide therapy: the overview stands in its place, without label.
    let overview = try dataSet.addItem(.planOverviewSequence)
    try overview.set(.planOverviewIndex, 1)
    try overview.setEmpty(.rtPlanLabel)
    try overview.setEmpty(.treatmentSite)
    try overview.addSequence(.prescriptionOverviewSequence)
  }
}

/// Doses as unsigned integers and the Decimal String by which they are to be multiplied.
struct ScaledDose {
  let scaling: String
  let pixels: Pixels

  init(_ voxels: [Float], bits: Int) throws {
    guard voxels.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw Problem(
        .dataRejected, what: "a dose is negative or not a number", at: "RT Dose",
        why: "unsigned pixels cannot hold it", remedy: "look for the cause in the dose engine or the activity"
      )
    }
    let largest = bits == 16 ? 65535.0 : 4294967295.0
    let maximum = Double(voxels.max() ?? 0)
    scaling = maximum > 0 ? ScaledDose.notLess(than: maximum / largest) : "1"
    let factor = DecimalString.parse(scaling) ?? 1
    if bits == 16 {
      pixels = .unsigned16(voxels.map { UInt16(min(largest, (Double($0) / factor).rounded())) })
    } else {
      pixels = .unsigned32(voxels.map { UInt32(min(largest, (Double($0) / factor).rounded())) })
    }
  }

  /// The Decimal String next to `value` that is not below it, so that the maximum does not overflow.
  private static func notLess(than value: Double) -> String {
    let near = DecimalString.format(value)
    guard let read = DecimalString.parse(near), read < value else { return near }
    return DecimalString.format(value * (1 + 1e-8))
  }
}

extension String {
  /// One line of at most `limit` characters without those that DICOM keeps for itself.
  fileprivate func commentText(_ limit: Int) -> String {
    String(replacing(/[\r\n\f\\]+/, with: " ").prefix(limit))
  }
}

extension Tag {
  static let operatorsName = Tag(0x0008, 0x1070)
  static let planOverviewSequence = Tag(0x300C, 0x0116)
  static let planOverviewIndex = Tag(0x300C, 0x0117)
  static let prescriptionOverviewSequence = Tag(0x300C, 0x0114)
  static let rtPlanLabel = Tag(0x300A, 0x0002)
  static let treatmentSite = Tag(0x3010, 0x0077)
}
