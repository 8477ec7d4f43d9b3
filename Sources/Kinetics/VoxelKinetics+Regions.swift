import Diagnostics
import Foundation
import Quantities
import Stages
import Volumes

extension VoxelKinetics {
  /// Scales one measured volume so that each region's decays become those of its curve (hybrid method): the voxels
  /// say where, the region says how long.
  ///
  /// Every voxel of a region is multiplied by Ã/A(t), with A(t) the region's measured activity at the volume's time,
  /// so that the region's total is exactly that of the fit (before recovery correction, which cancels). Where regions
  /// overlap, the later one in the list wins, and of partly filled voxels the rest goes to the earlier ones.
  ///
  /// - Parameter curves: fits made without a `common` uncertainty, which the volume brings along.
  /// - Returns: `common` holds the greatest relative uncertainty of the curves' integrals and that of the volume in
  ///   quadrature; `statistical` is the volume's, scaled.
  /// - Throws: `GridError.foreignGrid`; `Problem` if time is unknown or a region has no positive activity at it.
  public func integrate(
    _ volume: ActivityVolume, following curves: [RegionCurve], elsewhere: Elsewhere = .physicalDecay
  ) throws -> VoxelIntegral {
    guard let time = volume.afterAdministration, time.value >= 0 else {
      throw Problem(
        .dataRejected, what: "its time after administration is unknown or negative",
        at: "activity \(volume.id)",
        why: "the curves count from administration", remedy: "state the administration")
    }
    for c in curves where !c.region.grid.matches(volume.map.grid) {
      throw GridError.foreignGrid("region \(c.fit.region)")
    }
    let parts = try curves.map { (region: $0.region, scale: try CurveScale($0.fit, at: time)) }
    let rest = try scale(elsewhere, at: time)
    let maps = ScaledMaps(volume, parts, rest)
    let relative = (curves.map(\.fit) + elsewhere.fits).compactMap(
      \.timeIntegratedActivity.relativeUncertainty)
    let common = ([volume.map.common ?? 0, relative.max() ?? 0]).reduce(0) { $0 + $1 * $1 }.squareRoot()
    let map = try QuantityMap<BecquerelSecondPerMillilitre>(
      values: maps.integral, statistical: maps.noise, common: common > 0 ? common : nil)
    let step = Provenance.Step(
      "scale by region curves",
      [
        "image": volume.id, "time, h": "\(time.inHours)", "set to zero": "\(maps.tally.setToZero)",
        "curves": Self.models(curves.map(\.fit)),
      ])
    let result = TimeIntegratedActivityVolume(
      map: map, nuclide: volume.nuclide, extrapolatedFraction: maps.extrapolated,
      provenance: volume.provenance.adding(step))
    return VoxelIntegral(volume: result, tally: maps.tally, warnings: [])
  }

  /// How many curves follow which model. Regions stand by name in the table of curves alone: no decay depends on a name.
  private static func models(_ fits: [TimeActivityFit]) -> String {
    Dictionary(grouping: fits, by: \.model).map { "\($1.count) \($0)" }.sorted().joined(separator: "; ")
  }

  private func scale(_ elsewhere: Elsewhere, at time: TimeSpan) throws -> CurveScale {
    switch elsewhere {
    case .physicalDecay:
      let t = time.inHours
      return CurveScale(hours: exp(physicalRate * t) / physicalRate, tail: exp(-physicalRate * t))
    case .curve(let fit): return try CurveScale(fit, at: time)
    case .nothing: return CurveScale(hours: 0, tail: 0)
    }
  }
}

extension Elsewhere {
  var fits: [TimeActivityFit] {
    if case .curve(let fit) = self { return [fit] }
    return []
  }
}

/// Integral per activity at one time.
private struct CurveScale {
  var hours: Double
  /// Extrapolated fraction.
  var tail: Double

  init(hours: Double, tail: Double) { (self.hours, self.tail) = (hours, tail) }

  init(_ fit: TimeActivityFit, at time: TimeSpan) throws {
    // Times pass through files with a resolution of a second.
    guard let point = fit.points.first(where: { abs($0.time.value - time.value) < 1.5 }),
      point.activity.value.value > 0
    else {
      throw Problem(
        .dataRejected, what: "its curve has no activity above zero at \(rounded(time.inHours)) h",
        at: "region \(fit.region)", why: "the volume of that time is scaled to the curve",
        remedy: "choose another volume, or integrate this region by voxels")
    }
    hours = fit.timeIntegratedActivity.value.value / point.activity.value.value / 3600
    tail = fit.extrapolatedFraction
  }
}

private struct ScaledMaps {
  var integral: Volume<Float>
  var noise: Volume<Float>?
  var extrapolated: Volume<Float>
  var tally = VoxelTally()

  init(_ volume: ActivityVolume, _ parts: [(region: Occupancy, scale: CurveScale)], _ rest: CurveScale) {
    let grid = volume.map.grid
    var free = Volume<Float>(grid: grid, repeating: 1)
    var hours = Volume<Float>(grid: grid, repeating: 0)
    var tails = hours
    for part in parts.reversed() {
      part.region.forEach { n, fraction in
        let share = min(fraction, free.voxels[n])
        free.voxels[n] -= share
        hours.voxels[n] += share * Float(part.scale.hours)
        tails.voxels[n] += share * Float(part.scale.hours * part.scale.tail)
      }
    }
    (integral, extrapolated) = (hours, tails)
    noise = volume.map.statistical
    for n in hours.voxels.indices {
      let factor = hours.voxels[n] + free.voxels[n] * Float(rest.hours)
      let tail = tails.voxels[n] + free.voxels[n] * Float(rest.hours * rest.tail)
      let value = volume.map.values.voxels[n]
      if value > 0 { tally.active += 1 } else if value < 0 { tally.setToZero += 1 }
      integral.voxels[n] = max(0, value) * factor * 3600
      extrapolated.voxels[n] = factor > 0 ? tail / factor : 0
      if let s = noise?.voxels[n] { noise?.voxels[n] = s * factor * 3600 }
    }
    tally.fitted = tally.active
  }
}
