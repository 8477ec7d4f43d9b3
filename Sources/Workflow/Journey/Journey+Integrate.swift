import Diagnostics
import Documents
import Foundation
import Kinetics
import Quantification
import Quantities
import Stages
import Summaries
import Volumes

extension Journey {
  /// Activities over time become decays: a curve per region, and a map of voxels.
  package func integrate(_ activities: [ActivityVolume], over regions: [DefinedRegion]) throws -> Integration
  {
    let curves = try curves(activities, regions)
    let voxels = try voxelIntegral(activities, curves.fits, regions)
    return Integration(
      decays: voxels.volume, fits: curves.fits, activities: curves.activities,
      method: methodName(activities.count),
      review: voxels.warnings)
  }

  /// A curve per region. Regions whose curve cannot be made are told, and left out.
  package func curves(
    _ activities: [ActivityVolume], _ regions: [DefinedRegion]
  ) throws -> (fits: [TimeActivityFit], activities: [RegionActivities]) {
    guard !regions.isEmpty else { return ([], []) }
    let set = try StructureSet(
      regions.map { Structure(name: $0.name, role: $0.kineticRole, region: $0.region) })
    var points = try RegionActivities.regions(
      set, in: activities, recovery: calibration?.recovery, recovering: StructureRole.solidOrgans,
      surroundings: surroundings(regions))
    for (n, region) in regions.enumerated() where region.isUnion {
      let parts = points.indices.filter { regions[$0].role == .tumour && !regions[$0].isUnion }
      // Lesions that overlap cannot be added.
      let sum = parts.reduce(0) { $0 + points[$1].volume.value }
      if !parts.isEmpty, sum < 1.02 * region.millilitres {
        points[n] = .union(named: region.name, of: parts.map { points[$0] })
      }
    }
    for n in points.indices { points[n].points = points[n].points.map(withReproducibility) }
    let kinetics = try RegionKinetics(physicalHalfLife: halfLife, model: regionModel(activities.count))
    let fits = try points.enumerated().map { n, region in
      progress(0.5 * Double(n) / Double(points.count), "fitting \(region.region)")
      var fit = try kinetics.fit(region: region.region, points: region.points)
      fit.warnings += region.warnings
      return fit
    }
    return (fits, points)
  }

  /// Counting noise is the least part of what makes a region's activity differ from one time point to the next:
  /// reconstruction, registration and repositioning come on top.
  private func withReproducibility(_ point: TimeActivityPoint) -> TimeActivityPoint {
    let own = point.activity.standardUncertainty?.value ?? 0
    let other = therapy.options.pointUncertainty * abs(point.activity.value.value)
    return TimeActivityPoint(
      time: point.time,
      activity: Uncertain(
        point.activity.value, standardUncertainty: Activity((own * own + other * other).squareRoot())))
  }

  /// Hepatic lesions are seen through the activity of the normal liver around them.
  private func surroundings(_ regions: [DefinedRegion]) -> [String: Occupancy] {
    guard let liver = regions.first(where: { $0.role == .liver }),
      let normal = regions.first(where: { $0.name == liver.name + " without lesions" })
    else { return [:] }
    let hepatic = regions.filter { lesion in
      guard lesion.role == .tumour, let shared = try? lesion.region.intersection(liver.region) else {
        return false
      }
      return shared.millilitres > 0.5 * lesion.region.millilitres
    }
    return Dictionary(hepatic.map { ($0.name, normal.region) }, uniquingKeysWith: { a, _ in a })
  }

  private func voxelIntegral(
    _ activities: [ActivityVolume], _ fits: [TimeActivityFit], _ regions: [DefinedRegion]
  ) throws -> VoxelIntegral {
    progress(0.5, "integrating voxels")
    switch voxelModel(activities.count) {
    case .permanent:
      return try VoxelKinetics(physicalHalfLife: halfLife, method: .permanentTrapping).integrate(activities)
    case .fit:
      guard activities.count > 1 else { return try singleTimePoint(activities) }
      return try VoxelKinetics(physicalHalfLife: halfLife).integrate(activities)
    case .hybrid: return try hybrid(activities, fits, regions)
    }
  }

  private func singleTimePoint(_ activities: [ActivityVolume]) throws -> VoxelIntegral {
    try VoxelKinetics(physicalHalfLife: halfLife, method: .singleTimePoint(single)).integrate(activities)
  }

  /// The voxels say where, the regions how long: one image scaled by the curves of disjoint regions, the rest of the
  /// body by its own curve.
  private func hybrid(
    _ activities: [ActivityVolume], _ fits: [TimeActivityFit], _ regions: [DefinedRegion]
  ) throws -> VoxelIntegral {
    let image = middle(of: activities)
    let byName = Dictionary(fits.map { ($0.region, $0) }, uniquingKeysWith: { a, _ in a })
    let following = regions.disjointParts.compactMap { region in
      byName[region.name].map { RegionCurve(region: region.region, fit: $0) }
    }
    let rest = try restOfField(activities, following.map(\.region))
    return try VoxelKinetics(physicalHalfLife: halfLife).integrate(
      image, following: following, elsewhere: rest.map { .curve($0) } ?? .physicalDecay)
  }

  /// The image nearest to the middle of the measured times: enough counts, past the uptake.
  private func middle(of activities: [ActivityVolume]) -> ActivityVolume {
    let times = activities.map { $0.afterAdministration?.value ?? 0 }
    let target = ((times.first ?? 0) * (times.last ?? 0)).squareRoot()
    return activities.min {
      abs(($0.afterAdministration?.value ?? 0) - target) < abs(($1.afterAdministration?.value ?? 0) - target)
    }!
  }

  /// The curve of all that no region follows; `nil` where it cannot be fitted.
  private func restOfField(_ activities: [ActivityVolume], _ parts: [Occupancy]) throws -> TimeActivityFit? {
    var rest = Volume<Float>(grid: activities[0].map.grid, repeating: 1)
    for part in parts {
      part.forEach { offset, fraction in rest.voxels[offset] = max(0, rest.voxels[offset] - fraction) }
    }
    let structure = Structure(name: "rest of the field", role: .other, region: Occupancy(rest))
    guard let points = try RegionActivities.regions(StructureSet([structure]), in: activities).first else {
      return nil
    }
    let kinetics = try RegionKinetics(physicalHalfLife: halfLife, model: regionModel(activities.count))
    return try? kinetics.fit(region: structure.name, points: points.points.map(withReproducibility))
  }
}

extension Journey {
  /// `permanent` for microspheres; for several images the regions' curves where there are regions, else a curve per
  /// voxel.
  package func voxelModel(_ images: Int) -> Options.VoxelTimeModel {
    if let chosen = therapy.options.voxelTimeModel { return chosen }
    if therapy.therapy.kind == .tare { return .permanent }
    return therapy.structures.isEmpty ? .fit : .hybrid
  }

  private func methodName(_ images: Int) -> String {
    switch voxelModel(images) {
    case .permanent: "permanent trapping: physical decay alone in every voxel"
    case .fit where images == 1: "one image, \(singleName) in every voxel"
    case .fit: "a mono-exponential curve in every voxel, never slower than physical decay"
    case .hybrid: "one image scaled in each region by the integral of the region's curve (hybrid method)"
    }
  }

  package func regionModel(_ images: Int) throws -> CurveModel {
    switch therapy.options.regionModel {
    case "auto" where images == 1 && therapy.therapy.kind == .tare:
      .trapezoid(Trapezoid(head: .physicalDecay, tail: .physical))
    case "auto" where images == 1: .singleTimePoint(single)
    case "auto": .automatic
    case "mono-exponential": .monoExponential
    case "bi-exponential": .biExponential
    case "tri-exponential": .triExponential
    case "uptake-washout": .uptakeWashout
    case "trapezoid": .trapezoid(Trapezoid(head: .linearFromZero, tail: .physical))
    case "single-time-point": .singleTimePoint(single)
    default:
      throw Problem(
        .dataRejected, what: "“\(therapy.options.regionModel)” is no model", at: "options.regionModel",
        remedy:
          "auto, mono-exponential, bi-exponential, tri-exponential, uptake-washout, trapezoid, single-time-point"
      )
    }
  }

  /// One image: microspheres stay; a radiopharmaceutical leaves with the population's half-life, or by the rule of
  /// Hänscheid et al. 2018 where none is given.
  private var single: SingleTimePoint {
    if therapy.therapy.kind == .tare { return .madsen(effectiveHalfLife: Uncertain(halfLife)) }
    return population.map { .madsen(effectiveHalfLife: $0) } ?? .hanscheid2018(population: nil)
  }

  private var singleName: String {
    population == nil ? "Hänscheid 2018" : "population half-life (Madsen 2018)"
  }

  private var population: Uncertain<Second>? {
    therapy.options.populationHalfLifeHours.map { hours in
      Uncertain(
        TimeSpan.hours(hours),
        standardUncertainty: therapy.options.populationHalfLifeSpread.map { .hours($0 * hours) })
    }
  }
}

extension StructureRole {
  /// Regions with a border against other activity, which lose some of theirs by blurring.
  package static let solidOrgans: Set<StructureRole> = [
    .liver, .liverLobe, .perfusedVolume, .tumour, .kidney, .spleen,
  ]
}

extension DefinedRegion {
  /// The union of all lesions, composed for the summary.
  fileprivate var isUnion: Bool { definition.hasPrefix("union of") }
  /// The union of lesions is no single object: a recovery coefficient by its volume would be wrong.
  fileprivate var kineticRole: StructureRole { isUnion ? .other : role }
}

extension [DefinedRegion] {
  /// Regions that share no tissue, organs before lesions: the normal liver in place of the liver, no lobes, no unions.
  package var disjointParts: [DefinedRegion] {
    let hasLesions = contains { $0.role == .tumour }
    let liver = filter { $0.role == .liver && (hasLesions ? $0.name.hasSuffix("without lesions") : true) }
    let organs = filter { [.kidney, .spleen, .lung, .marrow].contains($0.role) }
    let lesions = filter { $0.role == .tumour && !$0.isUnion }
    return organs + liver + lesions
  }
}
