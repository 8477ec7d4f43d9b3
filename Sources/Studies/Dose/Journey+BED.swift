import Diagnostics
import Documents
import Quantities
import Reporting
import Stages
import Summaries
import Volumes
import Workflow

/// BED of each voxel of one tissue, Gy; 0 elsewhere.
struct TissueBED: Sendable {
  let role: StructureRole
  let parameters: Radiobiology
  let values: Volume<Float>
  /// The regions that it covers, each with the course of its own curve.
  let regions: [Region]
}

extension Journey {
  /// A map for each tissue that the case asks for.
  ///
  /// - Throws: `Problem` for a tissue without parameters, or without a region that has a curve.
  func tissueBED(_ results: Summarised) throws -> [TissueBED] {
    try therapy.options.bedMaps.map { try tissueBED($0, results) }
  }

  private func tissueBED(_ role: StructureRole, _ results: Summarised) throws -> TissueBED {
    let sets = RadiobiologyTable.cited.sets.merging(therapy.options.radiobiology) { _, stated in stated }
    guard let set = sets[role] else {
      throw Problem(
        .inputMissing, what: "a BED map of \(role.words) needs its parameters", at: "options.bedMaps",
        why: "BED depends on α/β and the repair half-time of the tissue",
        remedy: "choose a set for \(role.rawValue) under options.radiobiology")
    }
    var values = Volume<Float>(grid: results.dose.map.grid, repeating: 0)
    var covered: [Region] = []
    let curves = results.integration.fits.byRegion(\.region)
    for region in results.field.regions.tissue(role) {
      guard let course = try curves[region.identity.id]?.course else { continue }
      let cycle = TherapyDose(
        label: "cycle \(therapy.therapy.cycle)", dose: results.dose, defaultCourse: course)
      let map = try bedMap(of: [cycle], radiobiology: set)
      region.region.forEach { n, part in if part > 0 { values.voxels[n] = map.voxels[n] } }
      covered.append(region.identity)
    }
    guard !covered.isEmpty else {
      throw Problem(
        .inputMissing, what: "no region of the role \(role.rawValue) has a curve", at: "options.bedMaps",
        why: "BED depends on how fast the dose was given",
        remedy: "give structures of that role, and images over time")
    }
    return TissueBED(role: role, parameters: set, values: values, regions: covered)
  }
}

extension [DefinedRegion] {
  /// The regions of a role that share no tissue: an organ without its lesions where it has some, lesions one by one.
  fileprivate func tissue(_ role: StructureRole) -> [DefinedRegion] {
    let mine = filter {
      $0.role == role && !$0.identity.isUnion && !$0.identity.isIncludingLesions
    }
    let replaced = Set(mine.filter { $0.identity.isWithoutLesions }.compactMap { $0.identity.parent })
    return mine.filter { !replaced.contains($0.identity.id) }
  }
}
