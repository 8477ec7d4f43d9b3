import Diagnostics
import Stages
import Volumes

/// Liver, or a part of it, with and without the lesions, each composition with its definition.
///
/// A lesion counts as *hepatic* for a parent region if at least half of its volume lies in the parent's contour, if it
/// fills a hole of it (livers that were drawn around their lesions, and all label images), or if it is named in
/// `hepaticLesions`. Hepatic lesions are taken out as nested regions, `max(0, f_parent − f_lesion)`; other lesions only border the parent and are
/// taken out as `min(f_parent, 1 − f_lesion)`, so that the voxels on a common border are not emptied twice.
public struct LiverComposition: Sendable {
  public var structures: StructureSet
  /// Lesions that belong to the liver whatever the contours say; `nil`: decided by overlap and surroundings.
  public var hepaticLesions: Set<RegionID>?

  public init(_ structures: StructureSet, hepaticLesions: Set<RegionID>? = nil) {
    (self.structures, self.hepaticLesions) = (structures, hepaticLesions)
  }

  /// `parent` without any lesion ("normal" tissue).
  /// - Throws: `Problem` if nothing is left.
  public func withoutLesions(_ parent: Structure) throws -> DefinedRegion {
    let lesions = try placements(in: parent)
    let region = try parent.region.applying(
      lesions.filter(\.isNear).map {
        ($0.isNested ? .subtracting : .subtractingApart, $0.structure.region)
      })
    guard !region.isEmpty else {
      throw Problem(
        .dataRejected, what: "nothing is left of the \(parent.name) without its lesions", at: parent.name,
        why: "the dose to the normal tissue cannot be stated",
        remedy: "check the contours of organ and lesions")
    }
    return DefinedRegion(
      parent.identity.withoutLesions, region: region,
      definition: "\(parent.name) without \(Self.phrase(lesions.filter(\.isNear)))",
      warnings: try warnings(lesions, parent))
  }

  /// `parent` together with its hepatic lesions, also where they bulge out of the contour.
  ///
  /// - Throws: `GridError` if a structure is on another grid.
  public func includingLesions(_ parent: Structure) throws -> DefinedRegion {
    let lesions = try placements(in: parent)
    let region = try parent.region.applying(
      lesions.filter(\.isHepatic).map { ($0.isNested ? .union : .unionApart, $0.structure.region) })
    return DefinedRegion(
      parent.identity.includingLesions, region: region,
      definition: "\(parent.name) including \(Self.phrase(lesions.filter(\.isHepatic)))",
      warnings: try warnings(lesions, parent))
  }

  /// All lesions as one region (union); `nil` without lesions.
  ///
  /// - Throws: `GridError` if a structure is on another grid.
  public func allLesions() throws -> DefinedRegion? {
    let lesions = structures.all(.tumour)
    guard let first = lesions.first else { return nil }
    let region = try first.region.applying(lesions.dropFirst().map { (.union, $0.region) })
    return DefinedRegion(
      .allLesions, region: region,
      definition: lesions.count == 1 ? "union of the one lesion" : "union of the \(lesions.count) lesions",
      warnings: try overlaps(lesions))
  }

  /// Every structure as drawn, followed by the compositions of each liver, lobe and perfused volume and by the
  /// union of all lesions: the regions of a full summary. Without lesions there is nothing to compose. Regions that are
  /// called the same, such as a drawn `Liver without lesions`, are marked.
  ///
  /// - Throws: as `withoutLesions` does.
  public func regions() throws -> [DefinedRegion] {
    var all = structures.structures.map(DefinedRegion.init)
    guard !structures.all(.tumour).isEmpty else { return all }
    for parent in structures.structures where parent.role.isHepatic {
      all.append(try includingLesions(parent))
      all.append(try withoutLesions(parent))
    }
    if let lesions = try allLesions() { all.append(lesions) }
    for (n, identity) in all.map(\.identity).distinguished.enumerated() { all[n].identity = identity }
    return all
  }
}

extension LiverComposition {
  /// How a lesion lies relative to a parent region.
  struct Placement {
    var structure: Structure
    /// Part of the lesion's volume inside the parent, 0…1.
    var inside: Double
    var isHepatic: Bool
    /// The parent was drawn around it.
    var fillsHole: Bool
    var touches: Bool
    /// Neither in the parent nor next to it, as a metastasis elsewhere.
    var isApart: Bool
    var isNested: Bool { inside >= 0.5 }
    var isNear: Bool { touches || isHepatic }
  }

  func placements(in parent: Structure) throws -> [Placement] {
    let lesions = structures.all(.tumour)
    let enclosures = Enclosures(lesions.map(\.region))
    return try lesions.enumerated().map { n, lesion in
      let shared = try lesion.region.intersection(parent.region).millilitres
      let volume = lesion.region.millilitres
      let inside = volume > 0 ? shared / volume : 0
      let fills = enclosures.fills(n, holeOf: parent.region)
      let hepatic = hepaticLesions.map { $0.contains(lesion.id) } ?? (inside >= 0.5 || fills)
      return Placement(
        structure: lesion, inside: inside, isHepatic: hepatic, fillsHole: hepatic && fills,
        touches: shared > 0,
        isApart: !hepatic && shared == 0 && enclosures.share(around: n, in: parent.region) == 0)
    }
  }

  static func phrase(_ lesions: [Placement]) -> String {
    switch lesions.count {
    case 0: "any lesion: none is in it"
    case 1: "the lesion \(lesions[0].structure.name)"
    default:
      "the \(counted(lesions.count, "lesion")) " + lesions.map(\.structure.name).joined(separator: ", ")
    }
  }

  func warnings(_ lesions: [Placement], _ parent: Structure) throws -> [Note] {
    let partial = lesions.filter {
      !$0.fillsHole && !$0.isApart && $0.inside < 0.98 && ($0.inside > 0 || parent.role == .liver)
    }.map { lesion -> Note in
      let (name, inside) = (lesion.structure.name, lesion.inside)
      return .region(
        lesion.isHepatic
          ? .lesionBulges(lesion: name, contour: parent.name, inside: inside)
          : .lesionNotCounted(lesion: name, contour: parent.name, inside: inside))
    }
    return try holes(lesions, parent) + apart(lesions, parent) + partial
      + overlaps(lesions.filter(\.isNear).map(\.structure))
  }

  private func holes(_ lesions: [Placement], _ parent: Structure) -> [Note] {
    let names = lesions.filter(\.fillsHole).map(\.structure.name)
    return names.isEmpty ? [] : [.region(.drawnAround(lesions: names, contour: parent.name))]
  }

  /// Of the whole liver alone: a lesion of one lobe is apart from the other.
  private func apart(_ lesions: [Placement], _ parent: Structure) -> [Note] {
    let names = lesions.filter(\.isApart).map(\.structure.name)
    guard !names.isEmpty, parent.role == .liver else { return [] }
    return [.region(.lesionsElsewhere(lesions: names, contour: parent.name))]
  }

  /// Names each pair of lesions that share more than 1 % of the smaller one.
  func overlaps(_ lesions: [Structure]) throws -> [Note] {
    var found: [Note] = []
    for (n, a) in lesions.enumerated() {
      for b in lesions[(n + 1)...] where a.region.isNear(b.region) {
        let shared = try a.region.intersection(b.region).millilitres
        guard shared > 0.01 * min(a.region.millilitres, b.region.millilitres) else { continue }
        found.append(.region(.lesionsOverlap(lesion: a.name, other: b.name, millilitres: shared)))
      }
    }
    return found
  }
}
