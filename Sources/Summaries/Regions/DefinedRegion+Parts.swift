import Stages
import Volumes

extension DefinedRegion {
  /// The union of lesions is not a single object: a recovery coefficient by its volume would be wrong.
  package var kineticRole: StructureRole { identity.isUnion ? .other : role }
}

extension [DefinedRegion] {
  /// Regions that share no tissue, organs before lesions: the normal liver in place of the liver, no lobes, no unions.
  package var disjointParts: [DefinedRegion] {
    let hasLesions = contains { $0.role == .tumour }
    let liver = filter { $0.role == .liver && (hasLesions ? $0.identity.isWithoutLesions : true) }
    let organs = filter { [.kidney, .spleen, .lung, .marrow].contains($0.role) }
    let lesions = filter { $0.role == .tumour && !$0.identity.isUnion }
    return organs + liver + lesions
  }

  /// Hepatic lesions are seen through the activity of the normal liver around them.
  package var surroundings: [RegionID: Occupancy] {
    guard let liver = first(where: { $0.role == .liver }),
      let normal = first(where: { $0.identity.kind == .withoutLesions(of: liver.id) })
    else { return [:] }
    let hepatic = filter { lesion in
      guard lesion.role == .tumour, let shared = try? lesion.region.intersection(liver.region) else {
        return false
      }
      return shared.millilitres > 0.5 * lesion.region.millilitres
    }
    return hepatic.reduce(into: [:]) { $0[$1.id] = normal.region }
  }
}
