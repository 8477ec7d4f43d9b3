import Alignment
import Checks
import Diagnostics
import Quantification
import Quantities
import Stages
import Summaries
import Trials
import Volumes
import Workflow

/// The structures of a case as a trial's measurements need them: lobes, lesions with their lobe, normal liver, organs.
package struct TrialAnatomy {
  /// A lesion and where it lies.
  package struct Lesion {
    package var structure: Structure
    /// `nil` outside of the liver, and for a lesion that crosses from one lobe into the other.
    package var lobe: Lobe?
    package var isHepatic: Bool
    /// Longest diameter in the planes of the image that it was drawn on, mm.
    package var diameter: Double
    /// Part of what lies in the lobes that lies in its own one.
    package var share: Double?
    /// Hepatic by what surrounds it, not by the contours.
    var isEnclosed = false
  }
  /// Normal liver of a lobe, or of the whole liver.
  package struct Normal {
    package var lobe: Lobe?
    package var region: DefinedRegion
  }
  /// One organ of one or two structures, such as both kidneys.
  package struct Organ {
    package var name: String
    package var parts: [Structure]
    package var definition: String { parts.map(\.name).joined(separator: " and ") + " as contoured" }
  }

  package private(set) var lesions: [Lesion] = []
  package private(set) var normal: [Normal] = []
  package private(set) var organs: [Organ] = []
  /// What a human must look at.
  package private(set) var notes: [Finding] = []

  /// - Parameters:
  ///   - diameters: the lesions on the grid on which diameters are measured.
  ///   - named: lobes by the word that means a structure, where the case file does not state the side.
  ///   - needsLobes: whether the trial compares lobes.
  /// - Throws: `Problems` with everything that is missing.
  package init(
    _ structures: StructureSet, diameters: [RegionID: Double], named: [String: Lobe], rule: MeasurementRule,
    needsLobes: Bool
  ) throws {
    organs = [(StructureRole.kidney, "kidneys"), (.spleen, "spleen"), (.marrow, "marrow")].compactMap {
      let parts = structures.all($0.0)
      return parts.isEmpty ? nil : Organ(name: $0.1, parts: parts)
    }
    if let kidneys = organs.first(where: { $0.name == "kidneys" }), kidneys.parts.count == 1 {
      notes.append(Finding(TrialNote.oneKidney(kidneys.parts[0].name)))
    }
    let lobes = try Self.lobes(structures, named, needed: needsLobes)
    if !needsLobes {
      notes += structures.all(.liverLobe).filter { $0.identity.side == nil && named[$0.name] == nil }.map {
        Finding(TrialNote.lobeWithoutSide($0.name))
      }
    }
    let livers = structures.all(.liver)
    lesions = try structures.all(.tumour).map {
      try Self.place($0, lobes, livers, diameters[$0.id], rule)
    }
    for lesion in lesions where lesion.isEnclosed {
      notes.append(Finding(TrialNote.enclosed, at: lesion.structure.name))
    }
    for lesion in lesions where lesion.isHepatic && lesion.lobe == nil && needsLobes {
      notes.append(
        Finding(
          TrialNote.inBothLobes(larger: lesion.share ?? 0, due: rule.lobeShare), at: lesion.structure.name))
    }
    let halves = lobes.sorted { $0.key.rawValue > $1.key.rawValue }.map { (Optional($0.key), $0.value) }
    let parents = needsLobes || livers.isEmpty ? halves : livers.map { (nil, $0) }
    normal = try parents.map { lobe, parent in
      Normal(lobe: lobe, region: try Self.normal(parent, structures, rule))
    }
    if normal.isEmpty {
      throw Problem(
        .inputMissing, what: "no structure has the role liver or liverLobe", at: "structures",
        why: "uptake of lesions is compared with normal liver", remedy: "give the role in the case file")
    }
  }

  private static func lobes(
    _ structures: StructureSet, _ named: [String: Lobe], needed: Bool
  ) throws -> [Lobe: Structure] {
    var lobes: [Lobe: Structure] = [:]
    var problems = named.keys.sorted().filter { structures.called($0) == nil }.map {
      Problem(.inputMissing, what: "no structure is called “\($0)”", at: "--lobe")
    }
    for structure in structures.structures {
      guard structure.role == .liverLobe || named[structure.name] != nil else { continue }
      guard let lobe = named[structure.name] ?? structure.identity.side else {
        if needed { problems.append(Self.withoutSide(structure)) }
        continue
      }
      if let other = lobes.updateValue(structure, forKey: lobe) {
        problems.append(
          Problem(
            .dataRejected, what: "\(other.name) and \(structure.name) are both the \(lobe.rawValue) lobe",
            at: "structures", remedy: "state which with --lobe NAME=\(lobe.rawValue)"))
      }
    }
    for lobe in Lobe.allCases where needed && lobes[lobe] == nil {
      let there = structures.structures.map(\.name).joined(separator: ", ")
      problems.append(
        Problem(
          .inputMissing, what: "there is no structure of the \(lobe.rawValue) lobe", at: "structures",
          why: "each lesion is compared with normal liver of its own lobe",
          remedy:
            "draw it with the role liverLobe, or name it with --lobe NAME=\(lobe.rawValue); structures: \(there)"
        ))
    }
    guard problems.isEmpty else { throw Problems(problems) }
    return lobes.count == 2 ? lobes : [:]
  }

  private static func withoutSide(_ structure: Structure) -> Problem {
    Problem(
      .inputMissing, what: "the side of the lobe \(structure.name) is not stated", at: "structures",
      why: "lesions and normal liver would count for the wrong arm",
      remedy:
        "state it in the case file ({ role: \"liverLobe\", side: \"right\" }), or with --lobe NAME=right")
  }

  /// Hepatic if at least half of the lesion lies in the contours; of one lobe by the protocol's share. A label image
  /// cannot hold a lesion and the liver around it in one voxel: a lesion that was left out of them is judged by the layer
  /// of voxels around it.
  private static func place(
    _ lesion: Structure, _ lobes: [Lobe: Structure], _ livers: [Structure], _ diameter: Double?,
    _ rule: MeasurementRule
  ) throws -> Lesion {
    func parts(_ region: Occupancy) throws -> (hepatic: Bool, lobes: [Lobe: Double]) {
      let lobes = try lobes.mapValues { try region.intersection($0.region).millilitres }
      let inLivers = try livers.map { try region.intersection($0.region).millilitres }.max() ?? 0
      return (max(lobes.values.reduce(0, +), inLivers) >= 0.5 * region.millilitres, lobes)
    }
    var found = try parts(lesion.region)
    let isInside = found.hepatic
    if !isInside {
      let spacing = lesion.region.grid.spacing
      let grown = try Morphology.dilate(mask([lesion.region]), by: max(spacing.x, spacing.y, spacing.z))
      let around = try parts(Occupancy(grown).subtracting(lesion.region))
      if around.hepatic { found = around }
    }
    let most = found.lobes.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }
    let sum = found.lobes.values.reduce(0, +)
    let share = most.flatMap { sum > 0 ? $0.value / sum : nil }
    return Lesion(
      structure: lesion, lobe: found.hepatic && (share ?? 0) >= rule.lobeShare ? most?.key : nil,
      isHepatic: found.hepatic,
      diameter: try diameter ?? LesionDiameters(lesion.region, named: lesion.name).long, share: share,
      isEnclosed: found.hepatic && !isInside)
  }

  /// Liver or lobe without any lesion, without the margin around them, and away from the edge.
  private static func normal(
    _ parent: Structure, _ structures: StructureSet, _ rule: MeasurementRule
  ) throws -> DefinedRegion {
    var normal = try LiverComposition(structures).withoutLesions(parent)
    let lesions = structures.all(.tumour).map(\.region)
    if rule.marginMillimetres > 0, !lesions.isEmpty {
      let around = try Morphology.dilate(mask(lesions), by: rule.marginMillimetres)
      normal.region = try normal.region.subtracting(Occupancy(around))
      normal.definition += ", \(rounded(rule.marginMillimetres)) mm around lesions left out"
    }
    if rule.edgeMillimetres > 0 {
      let inner = try Morphology.erode(mask([parent.region]), by: rule.edgeMillimetres)
      normal.region = try normal.region.intersection(Occupancy(inner))
      normal.definition += ", \(rounded(rule.edgeMillimetres)) mm from the edge of \(parent.name)"
    }
    guard !normal.region.isEmpty else {
      throw Problem(
        .dataRejected,
        what: "nothing is left of \(parent.name) without lesions, the margin around them and the edge",
        at: parent.name, why: "there is no normal liver to compare with",
        remedy: "check the contours; the margins of the protocol are locked")
    }
    return normal
  }

  /// Voxels that one of the regions fills by half; a region smaller than a voxel has those that it fills most.
  private static func mask(_ regions: [Occupancy]) -> Volume<Bool> {
    var mask = Volume<Bool>(grid: regions[0].grid, repeating: false)
    for region in regions {
      let core = min(0.5, region.fractions.max() ?? 0)
      region.forEach { offset, part in if part >= core { mask.voxels[offset] = true } }
    }
    return mask
  }
}
