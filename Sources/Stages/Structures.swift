import Volumes

/// What a structure is for; the word that the case file uses.
public enum StructureRole: String, Sendable, Hashable, Codable, CaseIterable {
  case liver, liverLobe, perfusedVolume, tumour, kidney, spleen, lung, marrow, body, other
}

/// A region on the reference grid.
public struct Structure: Sendable {
  /// What it is: identifier, role, side, origin and name.
  public var identity: Region
  public var region: Occupancy
  /// Volume by a second, independent method (contour areas × spacing), mL; for the 2 % check.
  public var contourVolume: Double?
  /// How the region came about and what happened to it, in words for the report.
  public var origin: String

  public init(_ identity: Region, region: Occupancy, contourVolume: Double? = nil, origin: String = "") {
    (self.identity, self.region) = (identity, region)
    (self.contourVolume, self.origin) = (contourVolume, origin)
  }

  /// A structure that the program makes and names itself, such as those of a phantom.
  public init(
    program name: String, role: StructureRole, side: Lobe? = nil, region: Occupancy,
    contourVolume: Double? = nil, origin: String = ""
  ) {
    self.init(
      Region(program: name, role: role, side: side), region: region, contourVolume: contourVolume,
      origin: origin)
  }

  public var id: RegionID { identity.id }
  public var role: StructureRole {
    get { identity.role }
    set { identity.role = newValue }
  }
  /// The printed name, with what distinguishes it where two structures are called the same.
  public var name: String { identity.label }
}

/// Several structures on one grid.
public struct StructureSet: Sendable {
  public private(set) var structures: [Structure]

  /// Structures of one name are marked, so that print distinguishes them.
  /// - Throws: `GridError.foreignGrid` naming the structure that does not lie on the first one's grid.
  public init(_ structures: [Structure]) throws(GridError) {
    for s in structures where !s.region.grid.matches(structures[0].region.grid) {
      throw .foreignGrid("structure \(s.name)")
    }
    self.structures = structures
    for (n, identity) in structures.map(\.identity).distinguished.enumerated() {
      self.structures[n].identity = identity
    }
  }

  private init() { structures = [] }
  public static let empty = StructureSet()
  public var isEmpty: Bool { structures.isEmpty }

  public subscript(_ id: RegionID) -> Structure? { structures.first { $0.id == id } }
  public func all(_ role: StructureRole) -> [Structure] { structures.filter { $0.role == role } }

  /// The structure that a user means by a word: `nil` if none or several are called so. Structures of one name are meant by
  /// the name with its mark, as it is printed.
  public func called(_ word: String) -> Structure? {
    let found = structures.filter { $0.name == word }
    return found.count == 1 ? found[0] : nil
  }
}
