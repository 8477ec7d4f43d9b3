import Foundation
import Stages

/// Regions drawn elsewhere, or found by a threshold on the reference activity.
public enum StructureSource: Sendable {
  case file(StructureFile)
  case threshold(ThresholdRegion)
}

public struct StructureFile: Sendable {
  public var source: ImageSource
  /// The time point in whose space the structures were drawn; `nil` is the reference.
  public var timePoint: String?
  /// Roles by the structure's name in the file, or by the name given to a label.
  public var roles: [String: StructureRole]
  /// The lobe that a structure is or lies in, by the structure's name in the file.
  public var sides: [String: Lobe] = [:]
  /// Names for label numbers.
  public var names: [Int: String]
  /// Order among the structures of the case, from 1.
  public var entry = 1
}

/// What of the sphere in normal liver a threshold is a multiple of.
public enum SphereValue: String, Sendable, CaseIterable { case mean, maximum }

/// A region made by a threshold on the activity of the reference time point.
public struct ThresholdRegion: Sendable, Equatable {
  public var name: String
  public var role: StructureRole
  /// The lobe that the region is or lies in.
  public var side: Lobe?
  /// Order among the structures of the case, from 1.
  public var entry = 1
  /// Percent of the maximum, Bq/mL, or a multiple of a sphere in normal liver.
  public var percentOfMaximum: Double?
  public var becquerelPerMillilitre: Double?
  /// Factor on the value of the sphere in normal liver.
  public var timesNormalLiver: Double?
  /// What of the sphere is multiplied.
  public var normalLiver: SphereValue
  /// Name of the structure in which voxels are sought; everywhere without.
  public var within: String?
  /// Only the largest connected part (26-neighbourhood).
  public var largestPart: Bool

  public var identity: Region {
    Region(
      id: RegionID(threshold: entry), name: name, role: role, side: side,
      origin: RegionOrigin(source: "structures \(entry)", object: .threshold, number: nil))
  }
}
