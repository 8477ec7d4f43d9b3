import Volumes

/// What a structure is for; the word that the case file uses.
public enum StructureRole: String, Sendable, Hashable, Codable, CaseIterable {
  case liver, liverLobe, perfusedVolume, tumour, kidney, spleen, lung, marrow, body, other
}

/// A named region on the reference grid.
public struct Structure: Sendable {
  public var name: String
  public var role: StructureRole
  public var region: Occupancy
  /// Volume by a second, independent method (contour areas × spacing), mL; for the 2 % check.
  public var contourVolume: Double?
  /// Where the region came from and what happened to it, in words for the report.
  public var origin: String

  public init(
    name: String, role: StructureRole, region: Occupancy, contourVolume: Double? = nil, origin: String = ""
  ) {
    (self.name, self.role, self.region) = (name, role, region)
    (self.contourVolume, self.origin) = (contourVolume, origin)
  }
}

/// Several structures on one grid.
public struct StructureSet: Sendable {
  public private(set) var structures: [Structure]

  /// - Throws: `GridError.foreignGrid` naming the structure that does not lie on the first one's grid.
  public init(_ structures: [Structure]) throws(GridError) {
    for s in structures where !s.region.grid.matches(structures[0].region.grid) {
      throw .foreignGrid("structure \(s.name)")
    }
    self.structures = structures
  }

  public subscript(_ name: String) -> Structure? { structures.first { $0.name == name } }
  public func all(_ role: StructureRole) -> [Structure] { structures.filter { $0.role == role } }
}
