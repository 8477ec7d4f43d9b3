import Stages
import Volumes

/// A region to be reported together with the sentence that says what belongs to it.
///
/// Dose to "the liver" differs by a third between centres that count lesions in and those that leave them
/// out (Brosch-Lenz et al., J Nucl Med 2024;65:1166); hence no region without its definition.
public struct DefinedRegion: Sendable {
  public var identity: Region
  public var region: Occupancy
  /// For example `liver without the 3 lesions`; empty where the name says it all.
  public var definition: String
  /// What the reader must know: overlaps, parts outside the organ.
  public var warnings: [Note]

  public init(
    _ identity: Region, region: Occupancy, definition: String = "", warnings: [Note] = []
  ) {
    (self.identity, self.region) = (identity, region)
    (self.definition, self.warnings) = (definition, warnings)
  }

  /// A structure as it was drawn.
  public init(_ structure: Structure) {
    self.init(
      structure.identity, region: structure.region,
      definition: structure.role.isHepatic ? "\(structure.name) as contoured" : "")
  }

  public var id: RegionID { identity.id }
  public var role: StructureRole { identity.role }
  /// The printed name, with what distinguishes it where two regions are called the same.
  public var name: String { identity.label }
}

extension StructureRole {
  /// Liver, lobes and perfused volumes: the regions in which "with or without lesions" must be stated.
  package var isHepatic: Bool { self == .liver || self == .liverLobe || self == .perfusedVolume }
}
