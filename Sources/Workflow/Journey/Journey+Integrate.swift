import Checks
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
  package func integrate(_ quantified: Quantified, over regions: [DefinedRegion]) throws -> Integration {
    let curves = try curves(quantified, regions)
    let voxels = try voxelIntegral(quantified.activities, curves.fits, regions)
    return Integration(
      decays: voxels.integral.volume, fits: curves.fits, recoveries: curves.activities.map(\.recovery),
      method: voxels.method, warnings: voxels.integral.warnings.findings() + curves.lost)
  }

  /// A curve per region. Regions whose curve cannot be made are reported, and left out.
  package func curves(
    _ quantified: Quantified, _ regions: [DefinedRegion]
  ) throws -> (fits: [TimeActivityFit], activities: [RegionActivities], lost: [Finding]) {
    guard !regions.isEmpty else { return ([], [], []) }
    let activities = quantified.activities
    let set = try StructureSet(
      regions.map { region in
        var structure = Structure(region.identity, region: region.region)
        structure.role = region.kineticRole
        return structure
      })
    let correction = therapy.options.partialVolume ?? .curve
    var points = try RegionActivities.regions(
      set, in: activities, correctedBy: correction, recovery: calibration?.recovery,
      recovering: StructureRole.solidOrgans, surroundings: regions.surroundings,
      interpolated: quantified.interpolated)
    for n in points.indices { points[n].region = regions[n].identity }
    for (n, region) in regions.enumerated() where region.identity.isUnion && !correction.knowsOverlaps {
      let parts = points.indices.filter { regions[$0].role == .tumour && !regions[$0].identity.isUnion }
      // Lesions that overlap cannot be added.
      let sum = parts.reduce(0) { $0 + points[$1].volume.value }
      if !parts.isEmpty, sum < 1.02 * region.millilitres {
        points[n] = .union(region.identity, of: parts.map { points[$0] })
      }
    }
    for n in points.indices { points[n].points = points[n].points.map(withReproducibility) }
    try leaveOut(&points, of: activities)
    // Where no region took anything up, the fit of the first one refuses the case.
    let followed = points.indices.filter { n in
      points[n].hasActivity || !points.contains(where: \.hasActivity)
    }
    let tried = try followed.map { n in
      progress(0.5 * Double(n) / Double(points.count), "fitting \(points[n].region)")
      return try attempt(points[n], regions[n].role)
    }
    let fits = tried.compactMap { try? $0.get() }
    // Where no curve at all can be made, the first reason refuses the case.
    if fits.isEmpty, case .failure(let problem)? = tried.first { throw problem }
    let unfitted = zip(followed, tried).compactMap { n, fit -> (Int, Problem?)? in
      if case .failure(let problem) = fit { (n, problem) } else { nil }
    }
    let lost = Set(points.indices).subtracting(followed).map { ($0, Problem?.none) } + unfitted
    let fitted = zip(followed, tried).compactMap { n, fit in (try? fit.get()) == nil ? nil : points[n] }
    return (
      fits, fitted,
      lost.sorted { $0.0 < $1.0 }.map {
        Finding(MeasuringNote.withoutCurve($1), at: points[$0].region.label)
      }
    )
  }

  /// Points that no model meets cost their region its curve, and no other; a model that the case file chose must fit.
  private func attempt(
    _ region: RegionActivities, _ role: StructureRole
  ) throws -> Result<TimeActivityFit, Problem> {
    do {
      var fit = try kinetics(region.points.count, of: role).fit(region: region.region, points: region.points)
      fit.warnings += region.warnings
      return .success(fit)
    } catch let problem as Problem
      where problem.why == RegionKinetics.noCurve && therapy.options.regionModel == "auto"
    {
      return .failure(problem)
    }
  }

  /// Curves bounded by what was administered, with what is published of the organ where there are few images.
  private func kinetics(_ images: Int, of role: StructureRole) throws -> RegionKinetics {
    var kinetics = try RegionKinetics(physicalHalfLife: halfLife, model: regionModel(images, role))
    kinetics.administered = try administered
    kinetics.prior = prior(of: role)
    return kinetics
  }

  /// The published population of an organ, unless the case file gives one.
  private func prior(of role: StructureRole) -> PopulationPrior? {
    guard population == nil, therapy.therapy.kind == .prrt, let organ = role.populationName else {
      return nil
    }
    return .published(nuclide: nuclide.name, product: therapy.therapy.product, organ: organ)
  }

  /// Counting noise is the least part of what makes a region's activity differ from one time point to the next:
  /// reconstruction, registration and repositioning come on top.
  private func withReproducibility(_ point: TimeActivityPoint) -> TimeActivityPoint {
    point.withFurther(relativeUncertainty: therapy.options.pointUncertainty)
  }

  private func voxelIntegral(
    _ activities: [ActivityVolume], _ fits: [TimeActivityFit], _ regions: [DefinedRegion]
  ) throws -> (integral: VoxelIntegral, method: String) {
    progress(0.5, "integrating voxels")
    switch voxelModel(activities.count) {
    case .permanent:
      let integral = try VoxelKinetics(physicalHalfLife: halfLife, method: .permanentTrapping)
        .integrate(activities)
      return (integral, "permanent trapping: physical decay alone in every voxel")
    case .fit where activities.count == 1:
      return (try singleTimePoint(activities), "one image, \(singleName) in every voxel")
    case .fit:
      return (
        try VoxelKinetics(physicalHalfLife: halfLife).integrate(activities),
        "a mono-exponential curve in every voxel, never slower than physical decay"
      )
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
  ) throws -> (integral: VoxelIntegral, method: String) {
    let fits = fits.byRegion(\.region)
    let following = regions.disjointParts.compactMap { region in
      fits[region.id].map { RegionCurve(region: region.region, fit: $0) }
    }
    let rest = try restOfField(activities, following.map(\.region))
    let image = DistributionImage(activities, following.map(\.fit) + [rest].compactMap { $0 })
    let integral = try VoxelKinetics(physicalHalfLife: halfLife).integrate(
      image.volume, following: following, elsewhere: rest.map { .curve($0) } ?? .physicalDecay)
    return (integral, image.method)
  }

  /// The curve of all that no region follows; `nil` where it cannot be fitted.
  private func restOfField(_ activities: [ActivityVolume], _ parts: [Occupancy]) throws -> TimeActivityFit? {
    var rest = Volume<Float>(grid: activities[0].map.grid, repeating: 1)
    for part in parts {
      part.forEach { offset, fraction in rest.voxels[offset] = max(0, rest.voxels[offset] - fraction) }
    }
    let structure = Structure(program: "rest of the field", role: .other, region: Occupancy(rest))
    // Regions that fill the whole field leave no rest.
    guard !structure.region.isEmpty,
      let points = try RegionActivities.regions(StructureSet([structure]), in: activities).first
    else { return nil }
    let kinetics = try kinetics(activities.count, of: structure.role)
    return try? kinetics.fit(region: structure.identity, points: points.points.map(withReproducibility))
  }
}

extension Journey {
  /// `permanent` for microspheres; for several images the regions' curves where there are regions, else a curve per
  /// voxel.
  func voxelModel(_ images: Int) -> Options.VoxelTimeModel {
    if let chosen = therapy.options.voxelTimeModel { return chosen }
    if therapy.therapy.kind == .tare { return .permanent }
    return therapy.structures.isEmpty ? .fit : .hybrid
  }

  package func regionModel(_ images: Int, _ role: StructureRole = .other) throws -> CurveModel {
    switch therapy.options.regionModel {
    case "auto" where images == 1 && therapy.therapy.kind == .tare:
      .permanentTrapping
    case "auto" where images == 1 && prior(of: role) == nil: .singleTimePoint(single)
    case "auto": .automatic
    case "mono-exponential": .monoExponential
    case "bi-exponential": .biExponential
    case "tri-exponential": .triExponential
    case "uptake-washout": .uptakeWashout
    case "permanent-trapping": .permanentTrapping
    case "trapezoid": .trapezoid(Trapezoid(head: .linearFromZero, tail: .physical))
    case "single-time-point": .singleTimePoint(single)
    default:
      throw Problem(
        .dataRejected, what: "“\(therapy.options.regionModel)” is not a model", at: "options.regionModel",
        remedy:
          "auto, mono-exponential, bi-exponential, tri-exponential, uptake-washout, permanent-trapping, trapezoid, single-time-point"
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
  static let solidOrgans: Set<StructureRole> = [
    .liver, .liverLobe, .perfusedVolume, .tumour, .kidney, .spleen,
  ]
}

extension StructureRole {
  /// As tables of populations name the organ.
  fileprivate var populationName: String? {
    switch self {
    case .kidney: "kidney"
    case .liver, .liverLobe: "liver"
    case .spleen: "spleen"
    case .tumour: "tumour"
    default: nil
    }
  }
}
