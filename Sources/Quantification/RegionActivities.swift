import Diagnostics
import Quantities
import Stages
import Volumes

/// Activity of one structure over time, as a curve fit takes it.
public struct RegionActivities: Sendable {
  public var region: Region
  public var volume: Quantity<Millilitre>
  /// Sorted by time after administration; uncertainties hold voxel noise only, so that they may weigh a fit.
  public var points: [TimeActivityPoint]
  /// Relative uncertainty that all points share: calibration and recovery curve in quadrature; `nil` if neither is
  /// known.
  public var common: Double?
  /// Applied to the total of the region, never to voxels; `.none` if no curve was given.
  public var recovery: Recovery
  public var warnings: [Note]

  /// Whether anything was measured that a curve can follow.
  package var hasActivity: Bool { points.contains { $0.activity.value.value > 0 } }

  /// Totals of every structure at every time.
  ///
  /// - Parameters:
  ///   - volumes: on one grid, which is the structures', with known times after administration.
  ///   - recovery: applied to structures whose role is in `roles`.
  ///   - roles: what is corrected.
  ///   - surroundings: by structure, the tissue whose activity spills into the structure, such as normal liver
  ///     around a lesion: A = (A_measured − (1 − RC)·c·V)/RC with its mean concentration c. Without it c is 0.
  /// - Throws: `Problem` for a missing time or an empty structure; `GridError.foreignGrid`.
  public static func regions(
    _ structures: StructureSet, in volumes: [ActivityVolume], recovery: RecoveryCurve? = nil,
    recovering roles: Set<StructureRole> = [.tumour, .kidney, .spleen, .marrow],
    surroundings: [RegionID: Occupancy] = [:]
  ) throws -> [RegionActivities] {
    let timed = try timed(volumes)
    return try structures.structures.map {
      try RegionActivities(
        $0, timed, recovery: roles.contains($0.role) ? recovery : nil, surroundings: surroundings[$0.id])
    }
  }

  /// Sorted by time after administration.
  /// - Throws: `Problem` for a missing time.
  static func timed(_ volumes: [ActivityVolume]) throws -> [(TimeSpan, ActivityVolume)] {
    try volumes.map { volume in
      guard let time = volume.afterAdministration else {
        throw Problem(
          .dataRejected, what: "the time after administration is unknown", at: "image \(volume.id)",
          why: "a time–activity curve needs it", remedy: "state the start of administration")
      }
      return (time, volume)
    }
    .sorted { $0.0 < $1.0 }
  }

  init(
    _ structure: Structure, _ volumes: [(TimeSpan, ActivityVolume)], recovery curve: RecoveryCurve?,
    surroundings: Occupancy?
  ) throws {
    region = structure.identity
    volume = Quantity(structure.region.millilitres)
    recovery = try curve?.recovery(of: volume) ?? .none
    warnings = recovery.warnings
    points = []
    var shared: Double?
    for (time, image) in volumes {
      let numbers = try RegionStatistics(of: image.map, in: structure.region, named: structure.name)
      let spill = try recovery.coefficient == 1 ? 0 : Self.concentration(image, in: surroundings)
      let measured = numbers.totalActivity.value.value
      let total = Activity(
        (measured - (1 - recovery.coefficient) * spill * volume.value) / recovery.coefficient)
      let noise = numbers.statistical.map { Activity($0 * abs(measured) / recovery.coefficient) }
      points.append(TimeActivityPoint(time: time, activity: Uncertain(total, standardUncertainty: noise)))
      // One camera, one calibration: the greatest stands for all.
      shared = image.map.common.map { max($0, shared ?? 0) } ?? shared
    }
    let parts = [shared, recovery.relativeUncertainty].compactMap { $0 }
    common = parts.isEmpty ? nil : parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// The sum of regions that share no tissue, each corrected as it is: a union has no recovery coefficient by its own
  /// volume. Its `recovery` is what the sum of its parts lost, its `common` the greatest of theirs.
  ///
  /// - Precondition: the parts have points at the same times; there is at least one.
  public static func union(_ region: Region, of parts: [RegionActivities]) -> RegionActivities {
    var sum = parts[0]
    sum.region = region
    sum.volume = Quantity(parts.reduce(0) { $0 + $1.volume.value })
    sum.points = parts[0].points.indices.map { n in
      let all = parts.map { $0.points[n].activity }
      let noise = all.compactMap { $0.standardUncertainty?.value }
      let total = Activity(all.reduce(0) { $0 + $1.value.value })
      return TimeActivityPoint(
        time: parts[0].points[n].time,
        activity: Uncertain(
          total,
          standardUncertainty: noise.count == all.count
            ? Activity(noise.reduce(0) { $0 + $1 * $1 }.squareRoot()) : nil))
    }
    sum.common = parts.compactMap(\.common).max()
    let (seen, there) = parts.reduce((0.0, 0.0)) { sums, part in
      let total = part.points.reduce(0) { $0 + $1.activity.value.value }
      return (sums.0 + part.recovery.coefficient * total, sums.1 + total)
    }
    sum.recovery = Recovery(
      coefficient: there > 0 ? seen / there : 1, logSlope: 0,
      relativeUncertainty: parts.compactMap(\.recovery.relativeUncertainty).max(), warnings: [])
    sum.warnings = []
    return sum
  }

  /// Mean Bq/mL of the surroundings; 0 without any.
  private static func concentration(_ image: ActivityVolume, in surroundings: Occupancy?) throws -> Double {
    try surroundings.map {
      try RegionStatistics(of: image.map, in: $0, named: "surroundings").mean.value.value
    } ?? 0
  }
}
