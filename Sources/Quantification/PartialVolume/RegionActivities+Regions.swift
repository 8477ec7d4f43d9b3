import Diagnostics
import Quantities
import Stages
import Volumes

extension RegionActivities {
  /// Totals of every structure at every time, corrected as `correction` says.
  ///
  /// - Parameters: as of `regions(_:in:recovery:recovering:surroundings:)`; curve and surroundings serve `.curve` alone. By the
  ///   geometry of all regions every region is corrected but the body.
  /// - Throws: as that does.
  public static func regions(
    _ structures: StructureSet, in volumes: [ActivityVolume], correctedBy correction: PartialVolumeCorrection,
    recovery: RecoveryCurve? = nil, recovering roles: Set<StructureRole>,
    surroundings: [RegionID: Occupancy] = [:]
  ) throws -> [RegionActivities] {
    switch correction {
    case .none: return try regions(structures, in: volumes, recovering: roles)
    case .curve:
      return try regions(
        structures, in: volumes, recovery: recovery, recovering: roles, surroundings: surroundings)
    case .regions(let geometry): return try regions(structures, in: volumes, spilling: geometry)
    }
  }

  private static func regions(
    _ structures: StructureSet, in volumes: [ActivityVolume], spilling correction: RegionCorrection
  ) throws -> [RegionActivities] {
    let timed = try timed(volumes)
    // As imaged: whatever is wrong with an image or a region is refused here.
    var all = try structures.structures.map { structure in
      try RegionActivities(structure, timed, recovery: nil, surroundings: nil)
    }
    guard !structures.isEmpty,
      let brightest = timed.indices.max(by: { timed[$0].1.total < timed[$1].1.total })
    else { return all }
    let spill = RegionSpill(structures.structures, correction)
    let values = timed.enumerated().map { n, image in spill.values(image.1, judged: n == brightest) }
    for (n, structure) in structures.structures.enumerated() where structure.role != .body {
      all[n].correct(values.map { $0[n] }, values[brightest][n], correction.resolution)
    }
    return all
  }

  /// Puts what the geometry found in place of what the images show.
  /// - Parameter judged: of the image with the most activity: its uncertainties hold for all, which share the geometry.
  private mutating func correct(
    _ values: [RegionSpill.Value], _ judged: RegionSpill.Value, _ resolution: Length
  ) {
    let seen = points.reduce(0) { $0 + $1.activity.value.value }
    let there = values.reduce(0) { $0 + $1.activity }
    points = zip(points, values).map { point, value in
      TimeActivityPoint(
        time: point.time,
        activity: Uncertain(Activity(value.activity), standardUncertainty: value.noise.map { Activity($0) }))
    }
    let u = (judged.resolution * judged.resolution + judged.registration * judged.registration).squareRoot()
    recovery = Recovery(
      coefficient: there > 0 && seen > 0 ? seen / there : 1,
      logSlope: SphereInGaussian(volume: volume, fwhm: resolution).logSlope, relativeUncertainty: u,
      warnings: [], resolution: judged.resolution, registration: judged.registration)
    common = ((common ?? 0) * (common ?? 0) + u * u).squareRoot()
  }
}

extension ActivityVolume {
  fileprivate var total: Double { map.values.voxels.reduce(0.0) { $0 + Double($1) } }
}
