import Diagnostics
import Quantities
import Stages
import Volumes

/// The doses of a region's voxels with their volumes, hottest first: the dose–volume histogram without bins.
///
/// Every statistic is read from this list, so no bin width enters. For a binary mask D_p is element
/// ⌈p·n/100⌉ of the doses in falling order, and V_x counts doses ≥ x.
public struct WeightedDoses: Sendable {
  /// Gy, falling.
  let doses: [Float]
  /// Volume of this and all hotter entries, mL, rising.
  let cumulative: [Double]

  /// - Throws: `Problem` if the region is empty or holds a dose that is not a number.
  public init(
    dose: Volume<Float>, region: Occupancy, sampling: SubVoxelSampling = .automatic, name: String = "region"
  ) throws {
    guard dose.grid.matches(region.grid) else { throw GridError.foreignGrid("region \(name)") }
    let voxel = region.grid.voxelVolume.value
    let list = sampling.samples(dose: dose, region: region)
    guard !list.doses.isEmpty else { throw Problem.emptyRegion(name) }
    guard list.doses.allSatisfy(\.isFinite) else { throw Problem.notANumber(name) }
    self.init(doses: list.doses, volumes: list.weights, unit: voxel)
  }

  /// Doses in any order with their relative volumes, `unit` mL each.
  init(doses: [Float], volumes: [Float], unit: Double) {
    let sorted = sortedFalling(doses, with: volumes)
    var cumulative = [Double](repeating: 0, count: sorted.keys.count)
    var total = 0.0
    for n in cumulative.indices {
      total += Double(sorted.values[n])
      cumulative[n] = total
    }
    // Whole voxels stay whole numbers until here, so that p·n/100 is compared exactly.
    (self.doses, self.cumulative, self.unit) = (sorted.keys, cumulative, unit)
  }

  private let unit: Double

  public var volume: Quantity<Millilitre> { Quantity((cumulative.last ?? 0) * unit) }
  public var minimum: AbsorbedDose { AbsorbedDose(Double(doses[doses.count - 1])) }
  public var maximum: AbsorbedDose { AbsorbedDose(Double(doses[0])) }

  /// D_p: the minimum dose to the hottest `percent` of the volume. - Parameter percent: above 0, at most 100.
  public func dose(atVolumePercent percent: Double) -> AbsorbedDose {
    dose(atCumulative: percent * (cumulative.last ?? 0) / 100)
  }

  /// Minimum dose to the hottest `volume`; `nil` if the region is smaller.
  public func dose(ofHottest volume: Quantity<Millilitre>) -> AbsorbedDose? {
    let wanted = volume.value / unit
    guard let all = cumulative.last, wanted <= all * (1 + 1e-9) else { return nil }
    return dose(atCumulative: min(wanted, all))
  }

  /// V_x: part of the volume with at least `dose`, 0…1.
  public func volumeFraction(atLeast dose: AbsorbedDose) -> Double {
    let hot = count(atLeast: dose.value)
    return hot == 0 ? 0 : cumulative[hot - 1] / (cumulative.last ?? 1)
  }

  /// Number of entries with at least `dose`.
  private func count(atLeast dose: Double) -> Int {
    var (low, high) = (0, doses.count)
    while low < high {
      let middle = (low + high) / 2
      if Double(doses[middle]) >= dose { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func dose(atCumulative wanted: Double) -> AbsorbedDose {
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] >= wanted { high = middle } else { low = middle + 1 }
    }
    return AbsorbedDose(Double(doses[low]))
  }
}

extension WeightedDoses {
  /// The curve for drawing: at most `points` points, each exactly on the cumulative histogram, half of them
  /// at equal dose steps and half at equal volume steps. Begins with (0, 1) and ends just above the maximum with 0.
  public func histogram(points: Int = 500) -> DoseVolumeHistogram {
    let inner = distinctDoses(atMost: points - 2) ?? decimated(to: points - 2)
    let top = Double(max(doses[0], 0).nextUp)
    let axis = [0] + Set(inner).subtracting([0, top]).sorted() + [top]
    let fractions = axis.map { $0 == 0 ? 1 : volumeFraction(atLeast: AbsorbedDose($0)) }
    return DoseVolumeHistogram(dose: axis, volumeFraction: fractions)
  }

  /// All different positive doses; `nil` if there are more than `limit`.
  private func distinctDoses(atMost limit: Int) -> [Double]? {
    var found: [Double] = []
    for d in doses where d > 0 && found.last != Double(d) {
      guard found.count < limit else { return nil }
      found.append(Double(d))
    }
    return found
  }

  private func decimated(to points: Int) -> [Double] {
    let half = max(2, points / 2)
    let (low, high) = (max(0, minimum.value), max(0, maximum.value))
    let byDose = (0..<half).map { low + (high - low) * Double($0) / Double(half - 1) }
    let byVolume = (1...(points - half)).map {
      max(0, dose(atVolumePercent: 100 * Double($0) / Double(points - half)).value)
    }
    return byDose + byVolume
  }
}

extension Problem {
  static func emptyRegion(_ name: String) -> Problem {
    Problem(
      .dataRejected, what: "the region contains no voxel of the dose grid", at: name,
      why: "a dose to nothing would be reported",
      remedy: "check that contour and image share position and frame of reference")
  }

  static func notANumber(_ name: String) -> Problem {
    Problem(
      .dataRejected, what: "the dose map contains values that are not finite", at: name,
      why: "no statistic of the region would be right",
      remedy: "repair the dose map or remove these voxels from the region")
  }
}
