import Checks
import DICOM
import Diagnostics
import Foundation
import Stages
import Volumes

/// A Parametric Map (1.2.840.10008.5.1.4.1.1.30): one physical quantity per voxel, named by its Real World Value
/// Mapping, PS3.3 C.8.32 and C.7.6.16.2.11.
public enum ParametricMapFile {
  static let sopClass = "1.2.840.10008.5.1.4.1.1.30"

  /// Reads a map as an image series whose unit is that of the mapping.
  ///
  /// - Parameter stated: the unit that the case file gives, which must be the map's.
  /// - Throws: `Problem` if the object is not a map, frames are not one upright stack (several quantities in one object
  ///   are refused), or the mapping is absent, a table, or differs in its unit from frame to frame.
  public static func read(_ path: String, stated: String? = nil) throws -> ImageSeries {
    let dataSet = try DataSet.read(path)
    guard dataSet.string(.sopClassUID) == sopClass else {
      throw Problem(.dataRejected, what: "this is not a Parametric Map", at: path)
    }
    let pixels = try PixelFrames(dataSet)
    let stack = try FrameStack(dataSet, rows: pixels.rows, columns: pixels.columns, frames: pixels.frames)
    guard Set(stack.slices).count == pixels.frames, stack.grid.size.k == pixels.frames else {
      throw Problem(
        .dataRejected, what: "the frames do not fill one stack of slices once", at: path,
        why: "several quantities or missing slices cannot be one volume",
        remedy: "export one quantity per object")
    }
    let mappings = try self.mappings(dataSet, frames: pixels.frames)
    let unit = unit(mappings)
    if let stated, ImageUnit(word: stated) != unit {
      throw Problem(
        .dataRejected, what: "the case file states \(stated), the map states \(unit.word)", at: path,
        why: "one of them is wrong by a factor", remedy: "remove `unit` or correct it")
    }
    var volume = Volume<Float>(grid: stack.grid, repeating: 0)
    for frame in 0..<pixels.frames {
      let base = stack.slices[frame] * pixels.frameCount
      let scale = mappings[frame].scaled ?? mappings[frame].scale
      for (n, value) in try pixels.doubles(frame: frame).enumerated() {
        volume.voxels[base + n] = Float(value * scale.slope + scale.intercept)
      }
    }
    return ImageSeries(
      id: dataSet.string(.seriesInstanceUID) ?? path, modality: dataSet.string(.modality) ?? "",
      values: volume,
      unit: unit, study: dataSet.string(.studyInstanceUID))
  }

  static func mappings(_ dataSet: DataSet, frames: Int) throws -> [RealWorldMapping] {
    let shared = dataSet.items(.sharedFunctionalGroupsSequence).first
    let perFrame = dataSet.items(.perFrameFunctionalGroupsSequence)
    let mappings = try (0..<frames).map { frame in
      let own = perFrame[frame].items(.realWorldValueMappingSequence)
      let items = own.isEmpty ? shared?.items(.realWorldValueMappingSequence) ?? [] : own
      let linear = RealWorldMapping.all(in: own.isEmpty ? shared ?? perFrame[frame] : perFrame[frame])
      guard items.count == 1, let mapping = linear.first, !mapping.unitCode.isEmpty else {
        throw Problem(
          .dataRejected, what: "frame \(frame + 1) has no single linear Real World Value Mapping with a unit",
          at: dataSet.place(.realWorldValueMappingSequence), why: "pixel values alone have no meaning")
      }
      return mapping
    }
    guard mappings.allSatisfy({ $0.unitCode == mappings[0].unitCode }) else {
      throw Problem(
        .dataRejected, what: "frames have different units", at: dataSet.place(.measurementUnitsCodeSequence))
    }
    if let odd = mappings.first(where: \.contradictsItself) {
      throw Problem(
        .dataRejected, what: "the unit is “\(odd.unitCode)” by its code and “\(odd.meaning)” by its meaning",
        at: dataSet.place(.measurementUnitsCodeSequence), why: "one of them is wrong by a factor",
        remedy: "have the map exported again")
    }
    return mappings
  }

  /// Floating-point pixels are the quantity itself; whole numbers need a scale.
  static func doubt(_ dataSet: DataSet, _ mappings: [RealWorldMapping]) -> ImageFinding? {
    guard let bits = dataSet.int(.bitsAllocated), bits >= 32,
      let odd = mappings.first(where: { $0.scale != .identity })
    else { return nil }
    return .review(
      .values(.slopeOfFloats(.init(slope: odd.scale.slope, intercept: odd.scale.intercept))),
      at: "\(dataSet.location) (0040,9224) (0040,9225)")
  }

  /// The unit that all mappings lead to.
  static func unit(_ mappings: [RealWorldMapping]) -> ImageUnit {
    mappings.first.map { $0.unit?.unit ?? .other($0.unitCode) } ?? .other("")
  }
}
