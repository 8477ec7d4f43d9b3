import Diagnostics
import Quantities
import Volumes

/// The part of the liver that is tumour.
public struct LiverBurden: Sendable, Hashable {
  /// Bands of tumour volume over liver volume (Gococo-Benore et al. 2023: above 75 % is very high).
  public enum Band: String, Sendable, Hashable, Codable, CaseIterable {
    case below25 = "<25", from25to50 = "25-50", above50to75 = ">50-75", above75 = ">75"
  }
  public let tumour: Quantity<Millilitre>
  public let liver: Quantity<Millilitre>

  /// - Throws: `Problem` if the liver has no volume or less than the tumour.
  public init(tumour: Quantity<Millilitre>, liver: Quantity<Millilitre>) throws {
    guard liver.value > 0, tumour.value >= 0, tumour.value <= liver.value * (1 + 1e-9) else {
      throw Problem(
        .dataRejected, what: "\(tumour) of tumour in \(liver) of liver", at: "liver burden",
        why: "tumour is a part of the liver here",
        remedy: "check that the liver structure contains the lesions")
    }
    (self.tumour, self.liver) = (tumour, liver)
  }

  /// Union of the lesions within the liver: overlapping parts count once, each voxel with its greatest fraction.
  ///
  /// - Throws: `GridError.foreignGrid` for a lesion on another grid; `Problem` if the liver has no volume.
  public init(liver: Occupancy, lesions: [Occupancy]) throws {
    var union = Volume<Float>(grid: liver.grid, repeating: 0)
    for lesion in lesions {
      guard lesion.grid.matches(liver.grid) else { throw GridError.foreignGrid("a lesion") }
      lesion.forEach { union.voxels[$0] = max(union.voxels[$0], $1) }
    }
    var sum = 0.0
    liver.forEach { offset, fraction in sum += Double(min(fraction, union.voxels[offset])) }
    try self.init(tumour: Quantity(sum * liver.grid.voxelVolume.value), liver: Quantity(liver.millilitres))
  }

  public var percent: Double { 100 * tumour.value / liver.value }

  public var band: Band {
    if exceeds(percent: 75) { return .above75 }
    if exceeds(percent: 50) { return .above50to75 }
    return 100 * tumour.value < 25 * liver.value && !equals(percent: 25) ? .below25 : .from25to50
  }

  /// Strictly above; decimal limits are compared as decimals, so values within 1e-9 are equal.
  public func exceeds(percent limit: Double) -> Bool {
    100 * tumour.value > limit * liver.value && !equals(percent: limit)
  }

  /// Strictly below; compared as decimals as well.
  func isBelow(percent limit: Double) -> Bool {
    100 * tumour.value < limit * liver.value && !equals(percent: limit)
  }

  private func equals(percent limit: Double) -> Bool {
    abs(100 * tumour.value - limit * liver.value) <= 1e-9 * limit * liver.value
  }
}

/// Somatostatin receptor expression of a lesion relative to normal liver.
public enum ReceptorConfirmation {
  /// SUVmax of the lesion strictly above twice that of normal liver (Gococo-Benore et al. 2023).
  public static func isConfirmed(lesionMaximum: Double, normalMaximum: Double) -> Bool {
    lesionMaximum > 2 * normalMaximum && abs(lesionMaximum - 2 * normalMaximum) > 1e-9 * lesionMaximum
  }
}

/// Tumour-to-normal ratios of activity concentration: lesion mean over normal mean of the same lobe.
public struct TumourToNormal: Sendable, Hashable {
  /// One ratio per lesion, in order.
  public let ratios: [Double]

  /// - Throws: `Problem` if there is no lesion or a mean is not above zero.
  public init(lesionMeans: [Double], normalMean: Double) throws {
    guard normalMean > 0, !lesionMeans.isEmpty, lesionMeans.allSatisfy({ $0 > 0 }) else {
      throw Problem(
        .dataRejected, what: "a tumour-to-normal ratio needs means above zero", at: "tumour-to-normal ratio",
        remedy: "check lesions and normal liver")
    }
    ratios = lesionMeans.map { $0 / normalMean }
  }

  /// Arithmetic mean of the ratios.
  public var mean: Double { ratios.reduce(0, +) / Double(ratios.count) }
  /// Median of the ratios.
  public var median: Double {
    let sorted = ratios.sorted()
    let n = sorted.count
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2
  }
}
