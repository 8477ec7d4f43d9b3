import DICOM
import Diagnostics
import Files
import Foundation
import Stages
import Volumes

extension DICOMWriter {
  /// How structures are stored in a Segmentation.
  public enum SegmentationCoding: Sendable, Hashable, CaseIterable {
    /// One bit per voxel: in if at least half of it is.
    case binary
    /// Occupied part of each voxel in 255ths, so that sub-voxel boundaries survive.
    case fractional
  }

  /// Writes structures as one Segmentation on their grid. Segments may overlap; empty slices are left out.
  /// - Throws: `dataRejected` for an empty set, or a structure of which nothing would be written.
  @discardableResult
  public static func writeSegmentation(
    _ set: StructureSet, coding: SegmentationCoding, _ context: WriteContext, to folder: URL,
    name: String = "SEG"
  ) throws -> URL {
    try segmentationObject(set, coding: coding, context).write(name, to: folder)
  }

  /// Writes as `writeSegmentation` does, and returns how other objects name it.
  ///
  /// - Throws: as `writeSegmentation`.
  public static func segmentation(
    _ set: StructureSet, coding: SegmentationCoding, _ context: WriteContext, to folder: URL,
    name: String = "SEG"
  ) throws -> WrittenObject {
    try segmentationObject(set, coding: coding, context).written(name, to: folder)
  }

  static func segmentationObject(_ set: StructureSet, coding: SegmentationCoding, _ context: WriteContext)
    throws
    -> ObjectBuilder
  {
    guard let grid = set.structures.first?.region.grid else {
      throw Problem(.dataRejected, what: "there is no structure to write", at: "segmentation")
    }
    let frames = try set.structures.enumerated().flatMap { number, structure in
      try SegmentFrame.frames(of: structure, number: number + 1, coding: coding)
    }
    var hash = ContentHash()
    hash.add(grid)
    hash.add("\(coding)")
    for (n, structure) in set.structures.enumerated() {
      hash.add("\(n) \(structure.name) \(structure.role.rawValue)")
    }
    for frame in frames { hash.add("\(frame.segment) \(frame.slice) \(sha256(frame.values))") }
    let object = try ObjectBuilder(
      sopClass: SegmentationFile.sopClasses[0], modality: "SEG", context: context, content: hash.text)
    try object.frameOfReference()
    try describe(object, coding)
    for (n, structure) in set.structures.enumerated() { try addSegment(structure, n + 1, object.dataSet) }
    try addShared(grid, object.dataSet)
    try addDimensions(object)
    for frame in frames { try addFrame(frame, grid, object.dataSet) }
    let values = frames.flatMap(\.values)
    try object.dataSet.setPixels(
      coding == .binary ? .bits(values) : .unsigned8(values), rows: grid.size.j, columns: grid.size.i,
      frames: frames.count)
    return object
  }

  private static func describe(_ object: ObjectBuilder, _ coding: SegmentationCoding) throws {
    let dataSet = object.dataSet
    try object.content()
    try dataSet.set(.imageType, ["DERIVED", "PRIMARY"])
    try dataSet.set(.contentLabel, "SEGMENTATION")
    try dataSet.set(.contentDescription, String(object.context.label.prefix(64)))
    try dataSet.setEmpty(.contentCreatorName)
    try dataSet.set(.lossyImageCompression, "00")
    try dataSet.set(.segmentsOverlap, "UNDEFINED")
    switch coding {
    case .binary: try dataSet.set(.segmentationType, "BINARY")
    case .fractional:
      try dataSet.set(.segmentationType, "FRACTIONAL")
      try dataSet.set(.segmentationFractionalType, "OCCUPANCY")
      try dataSet.set(.maximumFractionalValue, 255)
    }
  }

  private static func addSegment(_ structure: Structure, _ number: Int, _ dataSet: DataSet) throws {
    let item = try dataSet.addItem(.segmentSequence)
    let (category, type) = structure.role.codes
    try item.set(.segmentNumber, number)
    try item.set(.segmentLabel, String(structure.name.prefix(64)))
    try item.set(.segmentAlgorithmType, "SEMIAUTOMATIC")
    try item.set(.segmentAlgorithmName, "Hepatica")
    try ObjectBuilder.code(category, in: .segmentedPropertyCategoryCodeSequence, of: item)
    try ObjectBuilder.code(type, in: .segmentedPropertyTypeCodeSequence, of: item)
  }

  private static func addShared(_ grid: Grid, _ dataSet: DataSet) throws {
    let shared = try dataSet.addItem(.sharedFunctionalGroupsSequence)
    let measures = try shared.addItem(.pixelMeasuresSequence)
    try measures.set(.sliceThickness, grid.spacing.z)
    try measures.set(.spacingBetweenSlices, grid.spacing.z)
    try measures.set(.pixelSpacing, [grid.spacing.y, grid.spacing.x])
    try ObjectBuilder.orientation(grid, into: shared.addItem(.planeOrientationSequence))
  }

  /// Frames are indexed by segment number and by position along the normal.
  private static func addDimensions(_ object: ObjectBuilder) throws {
    let uid = UID.derived(from: object.instanceUID + " dimensions")
    try object.dataSet.addItem(.dimensionOrganizationSequence).set(.dimensionOrganizationUID, uid)
    let pointers: [(Tag, Tag)] = [
      (.referencedSegmentNumber, .segmentIdentificationSequence),
      (.imagePositionPatient, .planePositionSequence),
    ]
    for (pointer, group) in pointers {
      let item = try object.dataSet.addItem(.dimensionIndexSequence)
      try item.set(.dimensionOrganizationUID, uid)
      try item.set(.dimensionIndexPointer, tags: [pointer])
      try item.set(.functionalGroupPointer, tags: [group])
    }
  }

  private static func addFrame(_ frame: SegmentFrame, _ grid: Grid, _ dataSet: DataSet) throws {
    let item = try dataSet.addItem(.perFrameFunctionalGroupsSequence)
    try item.addItem(.frameContentSequence).set(.dimensionIndexValues, [frame.segment, frame.slice + 1])
    try ObjectBuilder.position(grid, slice: frame.slice, into: item.addItem(.planePositionSequence))
    try item.addItem(.segmentIdentificationSequence).set(.referencedSegmentNumber, frame.segment)
  }
}

/// One slice of one segment as it is stored.
struct SegmentFrame {
  var segment, slice: Int
  var values: [UInt8]

  static func frames(of structure: Structure, number: Int, coding: DICOMWriter.SegmentationCoding) throws
    -> [SegmentFrame]
  {
    let region = structure.region
    let size = region.grid.size
    var frames: [SegmentFrame] = []
    for slice in region.box.lower.k..<region.box.upper.k {
      var values = [UInt8](repeating: 0, count: size.i * size.j)
      for j in region.box.lower.j..<region.box.upper.j {
        for i in region.box.lower.i..<region.box.upper.i {
          let fraction = region[i, j, slice]
          values[i + size.i * j] =
            coding == .binary
            ? (fraction >= 0.5 ? 1 : 0) : UInt8(max(0, min(255, (fraction * 255).rounded())))
        }
      }
      if values.contains(where: { $0 != 0 }) {
        frames.append(SegmentFrame(segment: number, slice: slice, values: values))
      }
    }
    guard !frames.isEmpty else {
      throw Problem(
        .dataRejected, what: "nothing of the structure would be written", at: "structure \(structure.name)",
        why: "it fills no voxel by half", remedy: "write fractions instead of bits")
    }
    return frames
  }
}

extension StructureRole {
  /// Segmented property category and type, SNOMED CT: PS3.16 CID 7150 and its lists. A lobe and a perfused volume have
  /// no code of their own there and are parts of the liver by label.
  var codes: (category: Code, type: Code) {
    let anatomy = Code("91723000", "SCT", "Anatomical Structure")
    return switch self {
    case .liver, .liverLobe, .perfusedVolume: (anatomy, Code("10200004", "SCT", "Liver"))
    case .tumour:
      (Code("49755003", "SCT", "Morphologically Altered Structure"), Code("108369006", "SCT", "Neoplasm"))
    case .kidney: (anatomy, Code("64033007", "SCT", "Kidney"))
    case .spleen: (anatomy, Code("78961009", "SCT", "Spleen"))
    case .lung: (anatomy, Code("39607008", "SCT", "Lung"))
    case .marrow: (anatomy, Code("14016003", "SCT", "Bone marrow"))
    case .body: (anatomy, Code("38266002", "SCT", "Entire body"))
    case .other: (Code("85756007", "SCT", "Tissue"), Code("85756007", "SCT", "Tissue"))
    }
  }
}

extension Tag {
  static let contentLabel = Tag(0x0070, 0x0080)
  static let contentDescription = Tag(0x0070, 0x0081)
  static let contentCreatorName = Tag(0x0070, 0x0084)
}
