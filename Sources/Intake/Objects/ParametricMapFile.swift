import DICOM
import Diagnostics
import Foundation
import Stages
import Volumes

/// A Parametric Map (1.2.840.10008.5.1.4.1.1.30): one physical quantity per voxel, named by its Real World Value
/// Mapping, PS3.3 C.8.32 and C.7.6.16.2.11.
public enum ParametricMapFile {
  public static let sopClass = "1.2.840.10008.5.1.4.1.1.30"

  /// Reads a map as an image series whose unit is that of the mapping.
  ///
  /// - Throws: `Problem` if the object is no map, frames are not one upright stack (several quantities in one object
  ///   are refused), or the mapping is absent, a table, or differs in its unit from frame to frame.
  public static func read(_ path: String) throws -> ImageSeries {
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
    var volume = Volume<Float>(grid: stack.grid, repeating: 0)
    for frame in 0..<pixels.frames {
      let base = stack.slices[frame] * pixels.frameCount
      for (n, value) in try pixels.doubles(frame: frame).enumerated() {
        volume.voxels[base + n] = Float(value * mappings[frame].slope + mappings[frame].intercept)
      }
    }
    return ImageSeries(
      id: dataSet.string(.seriesInstanceUID) ?? path, modality: dataSet.string(.modality) ?? "",
      values: volume,
      unit: unit(mappings[0].unit), study: dataSet.string(.studyInstanceUID))
  }

  private struct Mapping {
    var slope, intercept: Double
    var unit: String
  }

  private static func mappings(_ dataSet: DataSet, frames: Int) throws -> [Mapping] {
    let shared = dataSet.items(.sharedFunctionalGroupsSequence).first
    let perFrame = dataSet.items(.perFrameFunctionalGroupsSequence)
    let mappings = try (0..<frames).map { frame in
      let own = perFrame[frame].items(.realWorldValueMappingSequence)
      let items = own.isEmpty ? shared?.items(.realWorldValueMappingSequence) ?? [] : own
      guard items.count == 1, let item = items.first, let slope = item.double(.realWorldValueSlope),
        let intercept = item.double(.realWorldValueIntercept),
        let unit = item.items(.measurementUnitsCodeSequence).first?.string(.codeValue)
      else {
        throw Problem(
          .dataRejected, what: "frame \(frame + 1) has no single linear Real World Value Mapping with a unit",
          at: dataSet.place(.realWorldValueMappingSequence), why: "pixel values alone have no meaning")
      }
      return Mapping(slope: slope, intercept: intercept, unit: unit)
    }
    guard mappings.allSatisfy({ $0.unit == mappings[0].unit }) else {
      throw Problem(
        .dataRejected, what: "frames have different units", at: dataSet.place(.measurementUnitsCodeSequence))
    }
    return mappings
  }

  /// UCUM code to unit; spelling of the millilitre differs between writers.
  static func unit(_ code: String) -> ImageUnit {
    switch code {
    case "Bq/ml", "Bq/mL": .becquerelPerMillilitre
    case "Gy": .gray
    case "{SUVbw}g/ml", "g/ml{SUVbw}", "{SUVbw}g/mL": .suvBodyWeight
    case "[hnsf'U]": .hounsfield
    case "{counts}": .counts
    default: .other(code)
    }
  }
}
