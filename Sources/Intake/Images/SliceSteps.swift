import Checks
import Foundation
import Stages
import Volumes

/// Whether one slice of a PET image is brighter or darker than its neighbours as a whole, as it is where its slope was lost
/// or is another's.
///
/// Of each inner slice the median, over its brighter half, of voxel over the mean of both neighbours; held against the median of
/// all slices, since noise moves them together. A lesion or an organ's edge moves few voxels, a slope all.
struct SliceSteps {
  /// Slices that differ, from 1, with their ratio.
  let odd: [(slice: Int, ratio: Double)]
  /// Times the median deviation of all slices, and the standard error of the slice's own median: few voxels and few counts move
  /// every slice.
  private static let deviations = 8.0
  /// The lesser of two neighbours over the greater, at least.
  private static let alike = 0.75
  /// Fewer voxels say nothing of a slice.
  private static let leastVoxels = 4
  /// More voxels of a slice are sampled.
  private static let mostVoxels = 4096

  init(_ volume: Volume<Float>) {
    let inner = volume.grid.size.k > 4 ? Array(1..<volume.grid.size.k - 1) : []
    let ratios = inner.compactMap { k in Self.ratio(volume, k).map { (k, $0.value, $0.error) } }
    guard ratios.count >= 3, let usual = Self.median(ratios.map(\.1)), usual > 0 else {
      odd = []
      return
    }
    let steps = ratios.map { (slice: $0.0 + 1, ratio: $0.1 / usual, error: $0.2) }
    let spread = Self.median(steps.map { abs(log(max($0.ratio, 1e-9))) }) ?? 0
    // The neighbours of an odd slice are off by half of it: the oddest in its neighbourhood counts.
    odd = steps.filter { step in
      !Plausibility.sliceStep.allows(step.ratio)
        && abs(log(max(step.ratio, 1e-9))) > Self.deviations * max(spread, step.error)
        && steps.allSatisfy { abs($0.slice - step.slice) > 1 || Self.size($0.ratio) <= Self.size(step.ratio) }
    }.map { ($0.slice, $0.ratio) }
  }

  private static func size(_ ratio: Double) -> Double { max(ratio, 1 / max(ratio, 1e-9)) }

  /// The median, and its standard error as a part of it: 1.25 σ/√n, with σ of the median deviation.
  private static func ratio(_ volume: Volume<Float>, _ k: Int) -> (value: Double, error: Double)? {
    let plane = volume.grid.size.i * volume.grid.size.j
    let step = max(1, plane / mostVoxels)
    var pairs: [(own: Double, around: Double)] = []
    volume.voxels.withUnsafeBufferPointer { v in
      for n in stride(from: k * plane, to: (k + 1) * plane, by: step) {
        let (below, above) = (Double(v[n - plane]), Double(v[n + plane]))
        // Where an organ ends, neighbours differ from each other.
        guard v[n].isFinite, below > 0, above > 0, min(below, above) >= alike * max(below, above) else {
          continue
        }
        pairs.append((Double(v[n]), (below + above) / 2))
      }
    }
    guard let bright = median(pairs.map(\.around)) else { return nil }
    let ratios = pairs.filter { $0.around >= bright }.map { $0.own / $0.around }
    guard ratios.count >= leastVoxels, let middle = median(ratios),
      let deviation = median(ratios.map { abs($0 - middle) })
    else { return nil }
    return (middle, 1.25 * 1.4826 * deviation / Double(ratios.count).squareRoot() / max(middle, 1e-9))
  }

  private static func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }
}
