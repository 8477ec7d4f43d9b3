import Diagnostics
import Quantities
import Stages
import Volumes

/// Numbers of one region of one map; every voxel counts with the fraction that the region fills.
public struct RegionStatistics<Unit: PhysicalUnit>: Sendable, Hashable {
  /// Σ fractions × voxel volume.
  public var volume: Quantity<Millilitre>
  /// Weighted mean with the uncertainty of both kinds, statistical and common; `nil` parts count as zero, and the
  /// whole is `nil` if neither was evaluated.
  public var mean: Uncertain<Unit>
  /// Weighted standard deviation of the voxel values (population form, divided by Σ fractions).
  public var standardDeviation: Quantity<Unit>
  /// Over voxels that the region fills at least half; over all of its voxels if there are none such.
  public var minimum: Quantity<Unit>
  public var maximum: Quantity<Unit>
  /// Relative uncertainty of the mean from voxel noise alone.
  public var statistical: Double?
  /// Relative uncertainty shared with every other region of the map.
  public var common: Double?
  /// Voxels with a fraction above zero.
  public var voxels: Int

  /// - Throws: `GridError.foreignGrid` if region and map lie on different grids; `Problem` for an empty region.
  public init(of map: QuantityMap<Unit>, in region: Occupancy, named name: String = "region") throws {
    guard region.grid.matches(map.grid) else { throw GridError.foreignGrid(name) }
    let sums = RegionSums(map.values, map.statistical, region)
    guard sums.weight > 0 else {
      throw Problem(
        .dataRejected, what: "the structure is empty", at: name, why: "it has neither mean nor maximum",
        remedy: "check the contour, or leave it out")
    }
    let mean = sums.value / sums.weight
    let noise = sums.noise.map { $0.squareRoot() / sums.weight }
    volume = Quantity(sums.weight * map.grid.voxelVolume.value)
    standardDeviation = Quantity((sums.deviation(from: mean) / sums.weight).squareRoot())
    (minimum, maximum) = (Quantity(sums.least), Quantity(sums.greatest))
    statistical = mean != 0 ? noise.map { $0 / abs(mean) } : nil
    common = map.common
    voxels = sums.voxels
    let u: Double? =
      noise == nil && common == nil
      ? nil : ((noise ?? 0) * (noise ?? 0) + (common ?? 0) * (common ?? 0) * mean * mean).squareRoot()
    self.mean = Uncertain(Quantity(mean), standardUncertainty: u.map { Quantity($0) })
  }
}

extension RegionStatistics where Unit == BecquerelPerMillilitre {
  /// Mean concentration × volume.
  var totalActivity: Uncertain<Becquerel> {
    Uncertain(
      mean.value * volume, standardUncertainty: mean.standardUncertainty.map { $0 * volume })
  }

  /// Total activity less that of a background of the same volume; the statistical variances add.
  func totalActivity(above background: Self) -> Uncertain<Becquerel> {
    let net = mean.value.value - background.mean.value.value
    let own = (statistical ?? 0) * mean.value.value
    let theirs = (background.statistical ?? 0) * background.mean.value.value
    let shared = (common ?? 0) * net
    let known = mean.standardUncertainty != nil && background.mean.standardUncertainty != nil
    let u = (own * own + theirs * theirs + shared * shared).squareRoot()
    return Uncertain(
      Quantity(net) * volume, standardUncertainty: known ? Quantity<BecquerelPerMillilitre>(u) * volume : nil)
  }
}

/// One pass over a region, and a second one for the deviation.
private struct RegionSums {
  let values: Volume<Float>
  let region: Occupancy
  var weight = 0.0
  var value = 0.0
  var noise: Double?
  var least = Double.infinity
  var greatest = -Double.infinity
  var voxels = 0

  init(_ values: Volume<Float>, _ statistical: Volume<Float>?, _ region: Occupancy) {
    (self.values, self.region) = (values, region)
    var variance = 0.0
    let core: Float = region.fractions.contains { $0 >= 0.5 } ? 0.5 : 0
    region.forEach { offset, fraction in
      let (w, v) = (Double(fraction), Double(values.voxels[offset]))
      weight += w
      value += w * v
      voxels += 1
      if let s = statistical?.voxels[offset] { variance += w * w * Double(s) * Double(s) }
      guard fraction >= core else { return }
      least = min(least, v)
      greatest = max(greatest, v)
    }
    noise = statistical == nil ? nil : variance
  }

  func deviation(from mean: Double) -> Double {
    var sum = 0.0
    region.forEach { offset, fraction in
      let d = Double(values.voxels[offset]) - mean
      sum += Double(fraction) * d * d
    }
    return sum
  }
}
