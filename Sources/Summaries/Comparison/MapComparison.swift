import Diagnostics
import Quantities
import Stages
import Volumes

/// Two maps of the same quantity compared on the grid of the reference.
public struct MapComparison: Sendable {
  public struct Region: Sendable, Hashable {
    public var region: Stages.Region
    public var name: String { region.label }
    /// Means of the region, in the unit of the maps.
    public var reference, evaluated: Double
    /// Evaluated − reference, in the unit of the maps.
    public var difference: Double { evaluated - reference }
    /// Difference of the means divided by the reference mean; `nil` for a reference of 0.
    public var relative: Double?
    /// Root mean square of the voxels' differences, in the unit of the maps.
    public var rootMeanSquare: Double
    /// Part of the region that lies in the evaluated map, 0…1.
    public var covered: Double
  }
  /// Voxels in both maps at or above the cut-off of the reference; the following numbers are over them.
  public let voxels: Int
  /// Evaluated − reference, unit of the maps.
  public let meanDifference: Double
  /// Root mean square of all differences, in the unit of the maps.
  public let rootMeanSquare: Double
  /// Largest absolute difference, in the unit of the maps.
  public let largest: Double
  /// Signed differences by percent: 1, 5, 25, 50, 75, 95, 99.
  public let percentiles: [Int: Double]
  public let regions: [Region]
  public let gamma: GammaIndex?
  /// Evaluated (trilinear) − reference; NaN outside the evaluated map.
  public let difference: Volume<Float>
}

/// Compares two maps, which may lie on different grids of one frame of reference.
///
/// - Parameters:
///   - evaluated: read by trilinear interpolation at the reference's voxel centres.
///   - regions: on the reference's grid; means are over the covered part, by fractions.
///   - gamma: `nil`: no γ index.
///   - cutoff: voxels below this part of the largest reference value are left out of the table, 0…1.
/// - Throws: `Problem` for different frames of reference, a foreign region or maps that do not overlap.
public func compare(
  _ evaluated: Volume<Float>, with reference: Volume<Float>, over regions: [DefinedRegion] = [],
  gamma: GammaCriteria? = GammaCriteria(), cutoff: Double = 0.1
) throws -> MapComparison {
  guard !evaluated.grid.hasOtherFrame(than: reference.grid) else {
    throw Problem(
      .dataRejected, what: "the maps have different frames of reference", at: "compare",
      why: "their coordinates cannot be related", remedy: "align and resample one of them first")
  }
  for region in regions where !region.region.grid.matches(reference.grid) {
    throw Problem.foreignGrid("region \(region.name)")
  }
  let difference = subtract(reference, from: evaluated)
  let limit = Float(cutoff) * (reference.voxels.max() ?? 0)
  let judged = difference.voxels.indices.filter {
    !difference.voxels[$0].isNaN && reference.voxels[$0] >= limit
  }
  guard !judged.isEmpty else {
    throw Problem(
      .dataRejected, what: "the maps have no voxel in common", at: "compare",
      remedy: "check positions and orientation of both")
  }
  let values = judged.map { difference.voxels[$0] }.sorted()
  let n = Double(values.count)
  return MapComparison(
    voxels: values.count, meanDifference: values.reduce(0.0) { $0 + Double($1) } / n,
    rootMeanSquare: (values.reduce(0.0) { $0 + square(Double($1)) } / n).squareRoot(),
    largest: max(abs(Double(values[0])), abs(Double(values[values.count - 1]))),
    percentiles: Dictionary(
      uniqueKeysWithValues: [1, 5, 25, 50, 75, 95, 99].map { ($0, percentile(values, Double($0))) }),
    regions: regions.map { MapComparison.Region($0, reference, difference) },
    gamma: gamma.map { GammaIndex(evaluated: evaluated, reference: reference, criteria: $0) },
    difference: difference)
}

private func subtract(_ reference: Volume<Float>, from evaluated: Volume<Float>) -> Volume<Float> {
  let (grid, other) = (reference.grid, evaluated.grid)
  let steps = other.axes.inverse * grid.axes
  let start = other.index(of: grid.origin)
  var result = reference
  result.voxels = evaluated.voxels.withUnsafeBufferPointer { source in
    let sampler = TrilinearSampler(source.baseAddress!, grid: other)
    var voxels = reference.voxels
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j {
        let row = start + steps * Vector3(0, Double(j), Double(k))
        let offset = grid.offset(0, j, k)
        for i in 0..<grid.size.i {
          let value = sampler.value(row + steps.columns.x * Double(i))
          voxels[offset + i] = value.map { Float($0 - Double(voxels[offset + i])) } ?? .nan
        }
      }
    }
    return voxels
  }
  return result
}

extension MapComparison.Region {
  init(_ region: DefinedRegion, _ reference: Volume<Float>, _ difference: Volume<Float>) {
    let (values, weights) = voxelDoses(reference, region.region)
    let (differences, _) = voxelDoses(difference, region.region)
    var (all, covered, sum, shift, squares) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for n in values.indices {
      let w = Double(weights[n])
      all += w
      guard !differences[n].isNaN else { continue }
      covered += w
      sum += w * Double(values[n])
      shift += w * Double(differences[n])
      squares += w * square(Double(differences[n]))
    }
    let mean = covered > 0 ? sum / covered : .nan
    let moved = covered > 0 ? shift / covered : .nan
    self.init(
      region: region.identity, reference: mean, evaluated: mean + moved,
      relative: mean == 0 ? nil : moved / mean,
      rootMeanSquare: covered > 0 ? (squares / covered).squareRoot() : .nan,
      covered: all > 0 ? covered / all : 0)
  }
}
