/// What a region is recognised by: equal for one region wherever it goes, whatever it is called.
///
/// It is made of where the region came from (order of the entry in the case file or of the file in a folder, number of the
/// ROI, segment or label) and of what was composed of it, never of a name: renaming a structure changes no identifier.
public struct RegionID: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
  public let rawValue: String

  public init(rawValue: String) { self.rawValue = rawValue }

  /// A structure of a file.
  /// - Parameters:
  ///   - entry: order of the entry that names the file, from 1.
  ///   - file: order of the file within the entry, from 1.
  ///   - number: ROI Number, Segment Number or label.
  public init(entry: Int, file: Int = 1, number: Int) { rawValue = "drawn:\(entry).\(file).\(number)" }

  /// A region that the entry makes by a threshold.
  public init(threshold entry: Int) { rawValue = "threshold:\(entry)" }

  /// A region that the program makes and names, such as the rest of the field. No word of a user belongs here.
  public init(program name: String) { rawValue = "program:\(name)" }

  /// A region of a file that holds names alone (summaries of version 0.1), and what it says of their composition.
  init(earlier name: String, _ definition: String) { rawValue = "earlier:\(name)/\(definition)" }

  public static func withoutLesions(of parent: RegionID) -> RegionID {
    RegionID(rawValue: "withoutLesions(\(parent.rawValue))")
  }
  public static func includingLesions(of parent: RegionID) -> RegionID {
    RegionID(rawValue: "includingLesions(\(parent.rawValue))")
  }
  public static let allLesions = RegionID(rawValue: "union(lesions)")

  public var description: String { rawValue }
}
