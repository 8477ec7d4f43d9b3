import Checks
import DICOM
import Diagnostics
import Foundation
import Stages
import Volumes

/// An RT Structure Set (1.2.840.10008.5.1.4.1.1.481.3) as regions of interest, PS3.3 C.8.8.5, C.8.8.6 and C.8.8.8.
public struct StructureSetFile: Sendable {
  static let sopClass = "1.2.840.10008.5.1.4.1.1.481.3"

  public private(set) var regions: [RegionOfInterest] = []
  /// What in the file contradicts itself or could not be used, by ROI number.
  public private(set) var findings: [ImageFinding] = []
  private let location: String

  /// - Throws: `dataRejected` if the object is not a structure set.
  public init(_ dataSet: DataSet) throws {
    location = dataSet.location
    guard dataSet.string(.sopClassUID) == StructureSetFile.sopClass else {
      throw Problem(.dataRejected, what: "this is not an RT Structure Set", at: dataSet.location)
    }
    let kinds = StructureSetFile.kinds(dataSet)
    let frames = dataSet.items(.referencedFrameOfReferenceSequence).compactMap {
      $0.string(.frameOfReferenceUID)
    }
    let contours = contoursByNumber(dataSet)
    for item in dataSet.items(.structureSetROISequence) {
      guard let number = item.int(.roiNumber) else {
        say(.regionWithoutNumber)
        continue
      }
      if regions.contains(where: { $0.number == number }) {
        say(.regionNumberTwice(number))
        continue
      }
      regions.append(
        RegionOfInterest(
          name: item.string(.roiName) ?? "ROI \(number)", number: number, kind: kinds[number] ?? "",
          frameOfReference: item.string(.referencedFrameOfReferenceUID)
            ?? (frames.count == 1 ? frames[0] : nil),
          contours: contours[number] ?? []))
    }
    if let doubt = dataSet.doubtfulLetters(regions.map(\.name)) { findings.append(doubt) }
    for number in contours.keys.sorted() where !regions.contains(where: { $0.number == number }) {
      say(.contoursOfNoRegion(number))
    }
  }

  private static func kinds(_ dataSet: DataSet) -> [Int: String] {
    var kinds: [Int: String] = [:]
    for item in dataSet.items(.rtROIObservationsSequence) {
      guard let number = item.int(.referencedROINumber), let kind = item.string(.rtROIInterpretedType) else {
        continue
      }
      kinds[number] = kind
    }
    return kinds
  }

  private mutating func contoursByNumber(_ dataSet: DataSet) -> [Int: [Contour]] {
    var contours: [Int: [Contour]] = [:]
    for item in dataSet.items(.roiContourSequence) {
      guard let number = item.int(.referencedROINumber) else {
        say(.contoursWithoutNumber)
        continue
      }
      var unread = 0
      for contour in item.items(.contourSequence) {
        if let read = read(contour, number) {
          contours[number, default: []].append(read)
        } else {
          unread += 1
        }
      }
      if unread > 0 { say(.contoursUnreadable(unread, region: number)) }
    }
    return contours
  }

  private mutating func read(_ item: DataSet, _ number: Int) -> Contour? {
    guard let kind = item.string(.contourGeometricType).flatMap(Contour.Kind.init(rawValue:)),
      let data = item.bytes(.contourData).flatMap(DecimalList.init)?.values, data.count.isMultiple(of: 3)
    else { return nil }
    if let stated = item.int(.numberOfContourPoints), stated != data.count / 3 {
      say(.pointsMissing(region: number, found: data.count / 3, stated: stated))
    }
    let points = stride(from: 0, to: data.count, by: 3).map { Vector3(data[$0], data[$0 + 1], data[$0 + 2]) }
    return Contour(
      kind: kind, points: points, slabThickness: item.double(.contourSlabThickness).map { abs($0) })
  }

  private mutating func say(_ note: StructureNote) {
    findings.append(.review(.structures(note), at: location))
  }
}

extension DataSet {
  /// Without a character set there are no letters beyond ASCII (PS3.5 6.1.2.1): a name that has some is guessed.
  func doubtfulLetters(_ names: [String]) -> ImageFinding? {
    guard !hasValue(.specificCharacterSet), names.contains(where: { !$0.utf8.allSatisfy { $0 < 0x80 } })
    else {
      return nil
    }
    return .review(.structures(.namesDoubtful), at: place(.specificCharacterSet))
  }
}

extension Tag {
  static let contourSlabThickness = Tag(0x3006, 0x0044)
}
