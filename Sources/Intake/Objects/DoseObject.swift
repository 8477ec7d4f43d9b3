import DICOM
import Diagnostics
import Foundation
import Quantities
import Stages
import Volumes

/// A dose distribution as an RT Dose object holds it (1.2.840.10008.5.1.4.1.1.481.2), PS3.3 C.8.8.3.
public struct DoseObject: Sendable {
  static let sopClass = "1.2.840.10008.5.1.4.1.1.481.2"

  /// Dose Type (3004,0004).
  public enum Kind: String, Sendable, Hashable {
    case physical = "PHYSICAL"
    /// Weighted for biological effect, such as BED; not gray in the physical sense.
    case effective = "EFFECTIVE"
    /// Difference between two doses, or its uncertainty.
    case error = "ERROR"
  }

  /// Values in Gy, or relative to an unknown dose if `isRelative`.
  public var values: Volume<Float>
  /// True for Dose Units (3004,0002) `RELATIVE`.
  public var isRelative: Bool
  public var kind: Kind
  /// Dose Summation Type (3004,000A), e.g. `PLAN`; empty where it is absent.
  var summation: String
  /// Dose Comment (3004,0006), with line breaks turned into spaces.
  public var comment: String
  public var study: String?

  /// The object as a dose to be evaluated.
  ///
  /// - Parameters:
  ///   - nuclide: the radionuclide that gave the dose; the object does not state it.
  ///   - provenance: of the file.
  /// - Throws: `dataRejected` if the values are relative, or are not physical absorbed dose.
  func doseVolume(nuclide: String, provenance: Provenance = Provenance()) throws -> DoseVolume {
    if isRelative {
      throw Problem(
        .dataRejected, what: "the dose is relative, not in Gy", at: "RT Dose \(Tag.doseUnits)",
        why: "no absorbed dose follows from it", remedy: "export the dose in Gy")
    }
    if kind != .physical {
      throw Problem(
        .dataRejected, what: "the dose is of type \(kind.rawValue)", at: "RT Dose \(Tag.doseType)",
        why: "only physical absorbed dose may be summarised as such",
        remedy: "export the physical dose, or state that this dose is to be taken as it is")
    }
    return DoseVolume(
      map: try QuantityMap(values: values), engine: "RT Dose from a file", nuclide: nuclide,
      assumptions: ["Dose was computed outside this program."], provenance: provenance)
  }
}

extension DoseObject {
  /// Reads an RT Dose file.
  ///
  /// Image Position (Patient) is the centre of the first voxel. Both meanings of Grid Frame Offset Vector are
  /// understood: relative to it (first value 0), or patient z of each frame (first value equal to its z).
  /// - Throws: `Problem` if the object is not a dose or any of its geometry or scaling is absent or contradictory.
  public static func read(_ path: String) throws -> DoseObject { try DoseObject(DataSet.read(path)) }

  init(_ dataSet: DataSet) throws {
    guard dataSet.string(.sopClassUID) == DoseObject.sopClass else {
      throw Problem(.dataRejected, what: "this is not an RT Dose object", at: dataSet.location)
    }
    let pixels = try PixelFrames(dataSet)
    let grid = try DoseGeometry(dataSet, pixels.columns, pixels.rows, pixels.frames).grid
    let scaling = try dataSet.number(
      .doseGridScaling, "Dose Grid Scaling", why: "without it pixel values are not dose")
    let largest = Double(Float.greatestFiniteMagnitude) / 4294967295
    guard scaling > 0, scaling < largest else {
      throw Problem(
        .dataRejected, what: "the scaling is not a positive number of ordinary size",
        at: dataSet.place(.doseGridScaling))
    }
    var voxels: [Float] = []
    voxels.reserveCapacity(grid.size.count)
    for frame in 0..<pixels.frames {
      voxels += try pixels.doubles(frame: frame).map { Float($0 * scaling) }
    }
    values = try FrameStack.rejecting(dataSet) { try Volume(grid: grid, voxels: voxels) }
    (isRelative, kind) = try DoseObject.meaning(dataSet)
    summation = dataSet.string(.doseSummationType) ?? ""
    comment = (dataSet.text(.doseComment) ?? "").split(whereSeparator: \.isNewline).joined(separator: " ")
    study = dataSet.string(.studyInstanceUID)
  }

  static func meaning(_ dataSet: DataSet) throws -> (Bool, Kind) {
    let units = try dataSet.required(.doseUnits, "Dose Units")
    guard ["GY", "RELATIVE"].contains(units) else {
      throw Problem(
        .dataRejected, what: "the dose unit is neither GY nor RELATIVE", at: dataSet.place(.doseUnits))
    }
    guard let kind = Kind(rawValue: try dataSet.required(.doseType, "Dose Type")) else {
      throw Problem(
        .dataRejected, what: "the dose type is not PHYSICAL, EFFECTIVE or ERROR", at: dataSet.place(.doseType)
      )
    }
    // Only a difference or an uncertainty may be negative (PS3.3 C.8.8.3, Pixel Representation).
    guard kind == .error || (dataSet.int(.pixelRepresentation) ?? 0) == 0 else {
      throw Problem(
        .dataRejected, what: "Pixel Representation is 1 (signed) for a \(kind.rawValue) dose",
        at: dataSet.place(.pixelRepresentation), why: "high doses would be read as negative ones",
        remedy: "have the dose exported again")
    }
    return (units == "RELATIVE", kind)
  }
}

/// The grid of an RT Dose object.
struct DoseGeometry {
  let grid: Grid

  init(_ dataSet: DataSet, _ columns: Int, _ rows: Int, _ frames: Int) throws {
    let position = try DoseGeometry.values(dataSet, .imagePositionPatient, 3)
    let orientation = try DoseGeometry.values(dataSet, .imageOrientationPatient, 6)
    let spacing = try DoseGeometry.values(dataSet, .pixelSpacing, 2)
    let i = Vector3(orientation[0], orientation[1], orientation[2])
    let j = Vector3(orientation[3], orientation[4], orientation[5])
    let origin = Vector3(position[0], position[1], position[2])
    let steps = try DoseGeometry.heights(dataSet, frames: frames, origin: origin, normal: i.cross(j))
    let step = try DoseGeometry.step(steps, dataSet)
    grid = try FrameStack.rejecting(dataSet) {
      try Grid(
        size: GridSize(columns, rows, frames),
        spacing: Vector3(spacing[1], spacing[0], abs(step)),
        direction: Matrix3(i, j, i.cross(j) * (step < 0 ? -1 : 1)),
        origin: origin + i.cross(j) * (steps.first ?? 0),
        frameOfReference: dataSet.string(.frameOfReferenceUID))
    }
    try grid.checkPlausible(at: dataSet.location)
  }

  private static func values(_ dataSet: DataSet, _ tag: Tag, _ count: Int) throws -> [Double] {
    guard let values = dataSet.doubles(tag), values.count == count else {
      throw Problem(
        .dataRejected, what: "\(count) numbers are needed", at: dataSet.place(tag),
        why: "the dose cannot be placed in the patient")
    }
    return values
  }

  /// Distance of each frame from Image Position along the normal, mm.
  private static func heights(_ dataSet: DataSet, frames: Int, origin: Vector3, normal: Vector3) throws
    -> [Double]
  {
    let offsets = dataSet.doubles(.gridFrameOffsetVector) ?? (frames == 1 ? [0] : [])
    guard offsets.count == frames else {
      throw Problem(
        .dataRejected, what: "\(offsets.count) frame offsets for \(counted(frames, "frame"))",
        at: dataSet.place(.gridFrameOffsetVector), why: "the frames cannot be placed in the patient")
    }
    if offsets[0] == 0 { return offsets }
    guard abs(abs(normal.z) - 1) < 1e-6, abs(offsets[0] - origin.z) < 0.01 else {
      throw Problem(
        .dataRejected, what: "the first frame offset is neither 0 nor the z of the first frame",
        at: dataSet.place(.gridFrameOffsetVector), why: "it is not clear where the frames lie",
        remedy: "have the dose exported again")
    }
    return offsets.map { ($0 - origin.z) * (normal.z < 0 ? -1 : 1) }
  }

  private static func step(_ heights: [Double], _ dataSet: DataSet) throws -> Double {
    guard heights.count > 1 else {
      guard let thickness = dataSet.double(.sliceThickness), thickness > 0 else {
        throw Problem(
          .dataRejected, what: "a single frame without thickness", at: dataSet.place(.sliceThickness),
          why: "its volume is not known")
      }
      return thickness
    }
    let step = (heights[heights.count - 1] - heights[0]) / Double(heights.count - 1)
    for n in heights.indices
    where abs(heights[n] - heights[0] - Double(n) * step) > StackGeometry.tolerance(step: step) {
      throw Problem(
        .dataRejected, what: "frame \(n + 1) is not at its regular place",
        at: dataSet.place(.gridFrameOffsetVector),
        why: "dose between irregular frames is not defined", remedy: "export the dose on a regular grid")
    }
    return step
  }
}
