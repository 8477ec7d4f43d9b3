import Diagnostics
import Quantities
import Stages
import Volumes

extension RegionActivities {
  /// Totals of every structure at every time, corrected as `correction` says.
  ///
  /// - Parameters: as of `regions(_:in:recovery:recovering:surroundings:)`; curve and surroundings serve `.curve` alone. By the
  ///   geometry of all regions every region is corrected but the body.
  ///   - interpolated: volumes, by `id`, that were interpolated onto the grid, which blurs them further; for `.regions` alone.
  /// - Throws: as that does.
  public static func regions(
    _ structures: StructureSet, in volumes: [ActivityVolume], correctedBy correction: PartialVolumeCorrection,
    recovery: RecoveryCurve? = nil, recovering roles: Set<StructureRole>,
    surroundings: [RegionID: Occupancy] = [:], interpolated: Set<String> = []
  ) throws -> [RegionActivities] {
    switch correction {
    case .none: return try regions(structures, in: volumes, recovering: roles)
    case .curve:
      return try regions(
        structures, in: volumes, recovery: recovery, recovering: roles, surroundings: surroundings)
    case .regions(let geometry):
      return try regions(structures, in: volumes, spilling: geometry, interpolated)
    }
  }

  private static func regions(
    _ structures: StructureSet, in volumes: [ActivityVolume], spilling correction: RegionCorrection,
    _ interpolated: Set<String>
  ) throws -> [RegionActivities] {
    let timed = try timed(volumes)
    // As imaged: whatever is wrong with an image or a region is refused here.
    var all = try structures.structures.map { structure in
      try RegionActivities(structure, timed, recovery: nil, surroundings: nil)
    }
    guard !structures.isEmpty, !timed.isEmpty else { return all }
    let isInterpolated = timed.map { interpolated.contains($0.1.id) }
    let spills = Set(isInterpolated).reduce(into: [:]) {
      $0[$1] = RegionSpill(structures.structures, correction, interpolated: $1)
    }
    let values = zip(timed, isInterpolated).map { image, kind in spills[kind]!.values(image.1) }
    let weights = Self.weights(timed.map(\.0.value))
    for (n, structure) in structures.structures.enumerated() where structure.role != .body {
      all[n].correct(values.map { $0[n] }, weights, correction.resolution)
    }
    return all
  }

  /// How much each image makes up of the decays: the trapezoid rule, whose last interval stands for what follows too.
  private static func weights(_ times: [Double]) -> [Double] {
    guard times.count > 1 else { return times.map { _ in 1 } }
    return times.indices.map { n in
      let before = n > 0 ? times[n] - times[n - 1] : times[n]
      return (before + (n + 1 < times.count ? times[n + 1] - times[n] : before)) / 2
    }
  }

  /// Puts what the geometry found in place of what the images show.
  ///
  /// Images share the resolution, but not what it does: contrast changes with time. What counts is its effect on the decays.
  private mutating func correct(
    _ values: [RegionSpill.Value], _ weights: [Double], _ resolution: Length
  ) {
    let seen = points.reduce(0) { $0 + $1.activity.value.value }
    let there = values.reduce(0) { $0 + $1.activity }
    points = zip(points, values).map { point, value in
      TimeActivityPoint(
        time: point.time,
        activity: Uncertain(Activity(value.activity), standardUncertainty: value.noise.map { Activity($0) }))
    }
    func share(_ effect: (RegionSpill.Value) -> Double) -> Double {
      let decays = zip(values, weights).reduce(0) { $0 + $1.1 * $1.0.activity }
      return decays > 0 ? abs(zip(values, weights).reduce(0) { $0 + $1.1 * effect($1.0) }) / decays : 0
    }
    let (width, place) = (share(\.resolution), share(\.registration))
    let u = (width * width + place * place).squareRoot()
    recovery = Recovery(
      coefficient: there > 0 && seen > 0 ? seen / there : 1,
      logSlope: SphereInGaussian(volume: volume, fwhm: resolution).logSlope, relativeUncertainty: u,
      warnings: [], resolution: width, registration: place)
    common = ((common ?? 0) * (common ?? 0) + u * u).squareRoot()
  }
}
