import Checks
import Alignment
import Diagnostics
import Documents
import Quantities
import Stages
import Summaries
import Volumes

/// The liver and its lobes together with the lesions that belong to them.
package struct BurdenLiver {
  package let liver: Structure
  package let lobes: [Structure]
  package let lesions: [Structure]
  package let extrahepatic: [Structure]
  package let review: [Finding]

  package init(_ structures: [Structure], liver: Structure, around: Burden.Around) throws {
    let drawn = structures.filter { $0.role == .tumour }
    let inside = try drawn.filter {
      try Self.share($0.region, liver.region) >= 0.5 || around.contains($0.name)
    }
    lesions = inside
    extrahepatic = drawn.filter { lesion in !inside.contains { $0.id == lesion.id } }
    self.liver = try Self.including(inside, in: liver)
    // A lesion that was drawn inside the liver is inside its lobes already; the others fill the hole they left.
    let (parts, holes) = (
      structures.filter { $0.role == .liverLobe },
      try inside.filter { try Self.share($0.region, liver.region) < 0.5 }
    )
    lobes = try parts.map { lobe in
      try Self.including(try holes.filter { try Self.belongs($0, to: lobe, of: parts) }, in: lobe)
    }
    review = try extrahepatic.map { lesion in
      let enclosed = try Self.contact(lesion, liver) > 0.5 * lesion.region.millilitres
      let inside = try Self.share(lesion.region, liver.region)
      return Finding(BurdenNote.lesionNotCounted(lesion.name, inside: inside, isEnclosed: enclosed))
    }
  }

  private static func share(_ lesion: Occupancy, _ parent: Occupancy) throws -> Double {
    let volume = lesion.millilitres
    return volume > 0 ? try lesion.intersection(parent).millilitres / volume : 0
  }

  private static func including(_ lesions: [Structure], in parent: Structure) throws -> Structure {
    let set = try StructureSet([parent] + lesions)
    let whole = try LiverComposition(set, hepaticLesions: Set(lesions.map(\.id))).includingLesions(parent)
    var structure = parent
    structure.region = whole.region
    return structure
  }

  /// The lobe that shares most with the lesion; where none shares anything, the one that it touches most.
  private static func belongs(_ lesion: Structure, to lobe: Structure, of all: [Structure]) throws -> Bool {
    let shares = try all.map { try share(lesion.region, $0.region) }
    let measure = shares.contains { $0 > 0 } ? shares : try all.map { try contact(lesion, $0) }
    guard let most = measure.indices.max(by: { measure[$0] < measure[$1] }), measure[most] > 0 else {
      return false
    }
    return all[most].id == lobe.id
  }

  /// Volume of the parent within one voxel of the lesion, mL.
  private static func contact(_ lesion: Structure, _ parent: Structure) throws -> Double {
    let spacing = lesion.region.grid.spacing
    let grown = try Morphology.dilate(
      lesion.region.dense.map { $0 >= 0.5 }, by: 1.01 * max(spacing.x, spacing.y, spacing.z))
    return try Occupancy(grown).intersection(parent.region).millilitres
  }
}
