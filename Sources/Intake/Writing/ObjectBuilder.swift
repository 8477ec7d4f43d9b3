import DICOM
import Diagnostics
import Files
import Foundation
import Quantities
import Volumes

/// A new DICOM object with the modules that all of them share: patient, study, series, equipment, SOP common.
struct ObjectBuilder {
  let dataSet = DataSet()
  let context: WriteContext
  let sopClass: String
  let seriesUID: String
  let instanceUID: String

  /// - Parameters:
  ///   - content: hash of everything that the object says; series and instance UID depend on it and on the context.
  ///   - instance: number of the object in its series, from 1.
  init(
    sopClass: String, modality: String, context: WriteContext, content: String, instance: Int = 1
  ) throws {
    (self.context, self.sopClass) = (context, sopClass)
    let seed = [
      "series", sopClass, modality, context.study, context.frameOfReference, context.patient,
      context.contentTime.dicomDateTime, context.seriesDescription, "\(context.seriesNumber)",
      context.softwareVersion,
      context.label, content,
    ].joined(separator: "\u{1f}")
    seriesUID = UID.derived(from: seed)
    instanceUID = UID.derived(from: seed + "\u{1f}instance \(instance)")
    try common(modality)
    try dataSet.set(.instanceNumber, instance)
  }

  private func common(_ modality: String) throws {
    try dataSet.set(.specificCharacterSet, "ISO_IR 192")
    try dataSet.set(.sopClassUID, sopClass)
    try dataSet.set(.sopInstanceUID, instanceUID)
    try dataSet.set(.patientName, context.patient)
    try dataSet.set(.patientID, context.patient)
    try dataSet.setEmpty(.patientBirthDate)
    try dataSet.setEmpty(.patientSex)
    try dataSet.set(.studyInstanceUID, context.study)
    try dataSet.set(.studyDate, context.studyTime.dicomDate)
    try dataSet.set(.studyTime, context.studyTime.dicomTime)
    try dataSet.setEmpty(.studyID)
    try dataSet.setEmpty(.accessionNumber)
    try dataSet.setEmpty(.referringPhysicianName)
    try dataSet.set(.modality, modality)
    try dataSet.set(.seriesInstanceUID, seriesUID)
    try dataSet.set(.seriesNumber, context.seriesNumber)
    try dataSet.set(.seriesDescription, String(context.seriesDescription.prefix(64)))
    try dataSet.set(.manufacturer, "Hepatica")
    try dataSet.set(.manufacturerModelName, "Hepatica")
    try dataSet.set(.deviceSerialNumber, "1")
    try dataSet.set(.softwareVersions, String(context.softwareVersion.prefix(64)))
    if let offset = context.contentTime.utcOffset {
      try dataSet.set(.timezoneOffsetFromUTC, DateTime.dicomOffset(offset))
    }
  }

  func frameOfReference() throws {
    try dataSet.set(.frameOfReferenceUID, context.frameOfReference)
    try dataSet.setEmpty(.positionReferenceIndicator)
  }

  func content(date: Tag = .contentDate, time: Tag = .contentTime) throws {
    try dataSet.set(date, context.contentTime.dicomDate)
    try dataSet.set(time, context.contentTime.dicomTime)
  }

  /// Position of the first voxel of a slice and orientation of its rows and columns.
  func plane(_ grid: Grid, slice: Int = 0) throws {
    try ObjectBuilder.position(grid, slice: slice, into: dataSet)
    try ObjectBuilder.orientation(grid, into: dataSet)
    try dataSet.set(.pixelSpacing, [grid.spacing.y, grid.spacing.x])
  }

  static func position(_ grid: Grid, slice: Int, into dataSet: DataSet) throws {
    let p = grid.position(Vector3(0, 0, Double(slice)))
    try dataSet.set(.imagePositionPatient, [p.x, p.y, p.z].map(tidy))
  }

  static func orientation(_ grid: Grid, into dataSet: DataSet) throws {
    let (i, j, _) = grid.direction.columns
    try dataSet.set(.imageOrientationPatient, [i.x, i.y, i.z, j.x, j.y, j.z].map(tidy))
  }

  /// Rounding residues of a rotation are not worth 16 characters.
  private static func tidy(_ value: Double) -> Double {
    let near = value.rounded(decimals: 9)
    return near == 0 ? 0 : near
  }

  /// Adds a code item, PS3.3 table 8.8-1.
  static func code(_ code: Code, in sequence: Tag, of dataSet: DataSet) throws {
    let item = try dataSet.addItem(sequence)
    try item.set(.codeValue, code.value)
    try item.set(.codingSchemeDesignator, code.scheme)
    try item.set(.codeMeaning, code.meaning)
  }

  /// Writes the object as `<name>.dcm` into a folder, which is made if needed, under the identity of the context.
  func write(_ name: String, to folder: URL) throws -> URL {
    try createFolder(folder)
    let url = folder.appending(path: name + ".dcm")
    let object = try context.identity.applied(to: dataSet)
    try writeResult(url) { try object.write(to: url.path) }
    return url
  }

  /// What other objects need to name this one.
  var reference: ObjectReference {
    ObjectReference(
      sopClass: sopClass, instance: instanceUID, series: seriesUID, study: context.study,
      modality: dataSet.string(.modality) ?? "")
  }

  /// Writes the object and says how to name it.
  func written(_ name: String, to folder: URL) throws -> WrittenObject {
    WrittenObject(url: try write(name, to: folder), reference: reference)
  }
}

/// Names one object, before its identity is applied.
public struct ObjectReference: Sendable, Hashable {
  public var sopClass, instance, series, study, modality: String
}

/// An object that was written.
public struct WrittenObject: Sendable {
  public var url: URL
  public var reference: ObjectReference
}

/// A coded term: value, scheme and meaning (PS3.3 table 8.8-1).
public struct Code: Sendable, Hashable, Codable {
  public var value, scheme, meaning: String
  public init(_ value: String, _ scheme: String, _ meaning: String) {
    (self.value, self.scheme, self.meaning) = (value, scheme, meaning)
  }

  /// Codes are the same if value and scheme are.
  func isSame(_ other: Code) -> Bool { value == other.value && scheme == other.scheme }
}

/// Hash of what an object says, from which its UIDs follow.
struct ContentHash {
  private var parts: [String] = []

  mutating func add(_ text: String) { parts.append(text) }
  mutating func add(_ grid: Grid) {
    let (x, y, z) = grid.direction.columns
    parts.append("\(grid.size) \(grid.spacing) \(x) \(y) \(z) \(grid.origin)")
  }
  mutating func add<Element>(_ values: [Element]) {
    var digest = Digest()
    values.withUnsafeBytes { digest.update($0) }
    parts.append(digest.finish())
  }
  var text: String { sha256(parts.joined(separator: "\u{1f}").utf8) }
}

/// The handedness that DICOM images can express.
extension Grid {
  /// True if the k axis runs along rows × columns; else slices are stacked against it.
  var isRightHanded: Bool { direction.determinant > 0 }
}
