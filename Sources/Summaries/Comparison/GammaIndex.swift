import Foundation
import Parallel
import Quantities
import Volumes

/// The γ index of an evaluated map against a reference map.
///
/// γ(r) = min over r′ of √(|r′ − r|²/Δd² + (D_eval(r′) − D_ref(r))²/ΔD²); Low et al., Med Phys 1998;25:656,
/// doi:10.1118/1.598248. The evaluated map is continuous (trilinear); points around r are tried from near to far at
/// a fifth of Δd until none can be better, then the best one is improved by Gauss–Newton steps, which are exact
/// where the dose is linear. What is found is never below the true minimum.
public struct GammaIndex: Sendable {
  public let criteria: GammaCriteria
  /// γ on the reference grid; NaN where it was not judged (below the cut-off or outside the evaluated map).
  public let map: Volume<Float>
  public let judged: Int
  /// Part of the judged points with γ ≤ 1; NaN if none was judged.
  public let passRate: Double
  /// Mean γ of the judged points, dimensionless.
  public let mean: Double
  /// γ below which 50, 95 and 99 % of the judged points lie.
  public let percentiles: [Int: Double]
}

extension GammaIndex {
  /// Computes γ; the grids may differ in everything but the frame of reference, which `compare` checks.
  public init(evaluated: Volume<Float>, reference: Volume<Float>, criteria: GammaCriteria) {
    let search = GammaSearch(evaluated: evaluated.grid, reference: reference, criteria: criteria)
    var map = Volume<Float>(grid: reference.grid, repeating: .nan)
    map.voxels = evaluated.voxels.withUnsafeBufferPointer { e in
      reference.voxels.withUnsafeBufferPointer { r in
        let maps = GammaMaps(evaluated: ReadOnlyPointer(e), reference: ReadOnlyPointer(r))
        return search.run(maps, count: r.count)
      }
    }
    let values = map.voxels.filter { !$0.isNaN }.sorted()
    self.init(criteria: criteria, map: map, sorted: values)
  }

  private init(criteria: GammaCriteria, map: Volume<Float>, sorted: [Float]) {
    let n = sorted.count
    (self.criteria, self.map, judged) = (criteria, map, n)
    // A point is not failed for rounding in the single-precision map.
    passRate = n == 0 ? .nan : Double(sorted.prefix { $0 <= 1.00001 }.count) / Double(n)
    mean = n == 0 ? .nan : sorted.reduce(0.0) { $0 + Double($1) } / Double(n)
    percentiles =
      n == 0
      ? [:] : Dictionary(uniqueKeysWithValues: [50, 95, 99].map { ($0, percentile(sorted, Double($0))) })
  }
}

/// Both maps, read by all threads.
struct GammaMaps: Sendable {
  let evaluated, reference: ReadOnlyPointer<Float>
}

/// Linear interpolation between order statistics (type 7); the list is sorted and not empty.
func percentile(_ sorted: [Float], _ percent: Double) -> Double {
  let position = percent / 100 * Double(sorted.count - 1)
  let n = min(Int(position), sorted.count - 2)
  guard n >= 0 else { return Double(sorted[0]) }
  return Double(sorted[n]) + (Double(sorted[n + 1]) - Double(sorted[n])) * (position - Double(n))
}
