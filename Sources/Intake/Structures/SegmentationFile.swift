import Checks
import DICOM
import Diagnostics
import Foundation
import Quantities
import Volumes

/// A Segmentation (1.2.840.10008.5.1.4.1.1.66.4) or Label Map Segmentation (…66.7), PS3.3 C.8.20.
///
/// Segments are kept apart: they may overlap. Empty frames that a writer left out are empty.
public struct SegmentationFile: Sendable {
  static let sopClasses = ["1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7"]

  /// What the object says of one segment.
  public struct Segment: Sendable, Hashable {
    public var number: Int
    public var label: String
    /// Meaning of the segmented property type, e.g. `Liver`.
    var property: String
    /// Number of frames that belong to it; of a label map, all.
    public var frames: Int
  }

  /// How a stored value becomes a fraction of a voxel.
  enum Coding: Equatable {
    case binary
    /// Part of the voxel, in parts of the maximum.
    case occupancy(maximum: Double)
    /// Probability, in parts of the maximum: a voxel belongs to the segment if it is a half or more.
    case probability(maximum: Double)
    case labels
  }

  public let grid: Grid
  public let segments: [Segment]
  let coding: Coding
  let frameSource: SegmentFrames
  /// What in the file contradicts itself or was decided for the user.
  public private(set) var findings: [ImageFinding] = []

  /// - Throws: `Problem` if the object is not a segmentation, or its frames make no regular volume.
  public init(_ dataSet: DataSet) throws {
    guard SegmentationFile.sopClasses.contains(dataSet.string(.sopClassUID) ?? "") else {
      throw Problem(.dataRejected, what: "this is not a segmentation", at: dataSet.location)
    }
    coding = try SegmentationFile.coding(dataSet)
    let pixels = try PixelFrames(dataSet)
    let stack = try FrameStack(dataSet, rows: pixels.rows, columns: pixels.columns, frames: pixels.frames)
    grid = stack.grid
    let numbers = coding == .labels ? [] : try SegmentationFile.frameSegments(dataSet)
    frameSource = try SegmentFrames(dataSet, pixels, stack: stack, segments: numbers, coding: coding)
    segments = SegmentationFile.segments(
      dataSet, numbers, frames: pixels.frames, isLabelMap: coding == .labels)
    report(dataSet, stack, numbers)
    try checkMaximum(dataSet)
    guard coding != .binary || frameSource.isTwoValued else {
      throw Problem(
        .dataRejected, what: "the segmentation type is BINARY, but voxels hold several values",
        at: dataSet.place(.segmentationType),
        why: "they are fractions or labels, and all of them would count fully",
        remedy: "have the segmentation exported again")
    }
  }

  /// Stored values beyond the maximum show that it is another; where none reaches it, it may be.
  private mutating func checkMaximum(_ dataSet: DataSet) throws {
    let (maximum, isOccupancy) =
      switch coding {
      case .occupancy(let maximum): (maximum, true)
      case .probability(let maximum): (maximum, false)
      case .binary, .labels: (0, false)
      }
    guard maximum > 0 else { return }
    let greatest = Double(frameSource.greatest), place = dataSet.place(.maximumFractionalValue)
    guard greatest <= maximum else {
      throw Problem(
        .dataRejected,
        what:
          "a voxel holds \(Int(saturating: greatest)), but the Maximum Fractional Value is \(Int(saturating: maximum))",
        at: place,
        why: "all volumes scale with it", remedy: "have the segmentation exported again")
    }
    guard isOccupancy, greatest < maximum else { return }
    findings.append(
      .review(.structures(.noneFull(greatest: greatest, maximum: maximum)), at: place))
  }

  private mutating func report(_ dataSet: DataSet, _ stack: FrameStack, _ numbers: [Int]) {
    func say(_ note: StructureNote, _ tag: Tag) {
      findings.append(.review(.structures(note), at: dataSet.place(tag)))
    }
    if let doubt = dataSet.doubtfulLetters(segments.map(\.label)) { findings.append(doubt) }
    if stack.isSparse { say(.sparse(spacing: stack.grid.spacing.z), .spacingBetweenSlices) }
    if case .probability = coding { say(.probabilities, .segmentationFractionalType) }
    let unknown = Set(numbers).union(frameSource.labels).subtracting(segments.map(\.number))
    if !unknown.isEmpty { say(.segmentsUndescribed(unknown.sorted()), .segmentSequence) }
  }

  static func coding(_ dataSet: DataSet) throws -> Coding {
    let type = dataSet.string(.segmentationType) ?? ""
    switch type {
    case "BINARY": return .binary
    case "LABELMAP": return .labels
    case "FRACTIONAL":
      let maximum = try dataSet.number(.maximumFractionalValue, "Maximum Fractional Value")
      guard maximum > 0 else {
        throw Problem(
          .dataRejected, what: "the maximum is not positive", at: dataSet.place(.maximumFractionalValue))
      }
      let isOccupancy = dataSet.string(.segmentationFractionalType) == "OCCUPANCY"
      return isOccupancy ? .occupancy(maximum: maximum) : .probability(maximum: maximum)
    default:
      throw Problem(
        .dataRejected, what: "the segmentation type is not BINARY, FRACTIONAL or LABELMAP",
        at: dataSet.place(.segmentationType))
    }
  }

  /// The segment of each frame, from the frame's own or the shared functional groups.
  static func frameSegments(_ dataSet: DataSet) throws -> [Int] {
    let shared = dataSet.items(.sharedFunctionalGroupsSequence).first?.items(.segmentIdentificationSequence)
      .first
    return try dataSet.items(.perFrameFunctionalGroupsSequence).map { frame in
      let group = frame.items(.segmentIdentificationSequence).first ?? shared
      guard let number = group?.int(.referencedSegmentNumber) else {
        throw Problem(
          .dataRejected, what: "the frame names no segment \(Tag.referencedSegmentNumber)", at: frame.location
        )
      }
      return number
    }
  }

  static func segments(_ dataSet: DataSet, _ numbers: [Int], frames: Int, isLabelMap: Bool)
    -> [Segment]
  {
    var counts: [Int: Int] = [:]
    for number in numbers { counts[number, default: 0] += 1 }
    return dataSet.items(.segmentSequence).compactMap { item in
      guard let number = item.int(.segmentNumber) else { return nil }
      let type = item.items(.segmentedPropertyTypeCodeSequence).first
      // (125040, DCM, "Background") is everything that is not a segment.
      if isLabelMap, type?.string(.codeValue) == "125040", type?.string(.codingSchemeDesignator) == "DCM" {
        return nil
      }
      return Segment(
        number: number, label: item.string(.segmentLabel) ?? "segment \(number)",
        property: type?.string(.codeMeaning) ?? "", frames: isLabelMap ? frames : counts[number] ?? 0)
    }
  }

  /// The region of one segment on the object's own grid.
  /// - Throws: `Problem` if a frame cannot be decoded.
  public func region(_ segment: Segment) throws -> Occupancy {
    try frameSource.region(of: segment.number, on: grid)
  }
}
