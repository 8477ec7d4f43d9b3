import Diagnostics
import Volumes

/// Which transform of a NIfTI file maps indices to the patient.
public enum NIfTITransform: String, Sendable, Hashable {
  /// The affine, method 3 of the standard.
  case sform
  /// The quaternion, method 2 of the standard.
  case qform
}

/// What an image file says of itself.
public struct ImageHeader: Sendable, Hashable {
  public var format: ImageFormat
  /// Geometry of one volume, LPS, mm. The formats do not record a frame of reference.
  public var grid: Grid
  /// How a voxel is stored.
  public var component: ComponentType
  /// Volumes along the fourth axis; 1 for an ordinary image.
  public var volumes: Int
  /// Displayed value = slope × stored value + intercept; factor, 1 where the file has none.
  public var slope: Double
  /// Added after the slope, in the unit of the displayed value; 0 where the file has none.
  public var intercept: Double
  /// Where the geometry was taken from, in words for the report.
  public var geometrySource: String
  /// What a person has to look at and confirm before the image is used: a missing or contradictory position in
  /// the patient. Empty for a sound file.
  public var findings: [Problem]

  /// The number of the volume to read.
  func choose(_ volume: Int?, at path: String) throws(Problem) -> Int {
    if let volume, volume >= 0, volume < volumes { return volume }
    if volume == nil, volumes == 1 { return 0 }
    throw Problem(
      volume == nil ? .dataRejected : .usage,
      what: volume.map { "there is no volume \($0): the file holds \(volumes), from 0" }
        ?? "the file holds \(counted(volumes, "volume"))",
      at: path, why: "they may be times, gates or energies, and which is meant cannot be guessed",
      remedy: "choose one volume from 0 to \(volumes - 1), or write each to a file of its own")
  }
}

/// How one voxel is stored in a file.
public enum ComponentType: String, Sendable, Hashable, CaseIterable {
  case uint8, int8, uint16, int16, uint32, int32, uint64, int64, float32, float64

  public var bytes: Int {
    switch self {
    case .uint8, .int8: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  public var isInteger: Bool { self != .float32 && self != .float64 }
}

/// A voxel type that can be written.
public protocol VoxelComponent: BitwiseCopyable, Sendable {
  static var component: ComponentType { get }
}

extension Float: VoxelComponent { public static var component: ComponentType { .float32 } }
extension UInt8: VoxelComponent { public static var component: ComponentType { .uint8 } }
extension Int16: VoxelComponent { public static var component: ComponentType { .int16 } }
extension UInt16: VoxelComponent { public static var component: ComponentType { .uint16 } }
extension Int32: VoxelComponent { public static var component: ComponentType { .int32 } }
