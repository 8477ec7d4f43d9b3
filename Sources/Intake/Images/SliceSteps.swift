import Checks
import Foundation
import Stages
import Volumes

/// Whether one slice of a PET image is brighter or darker than its neighbours as a whole, as it is where its slope was lost
/// or is another's.
///
/// Of each slice the median, over its brighter half, of voxel over what both neighbours lead one to expect: their mean, and at the ends
/// their trend. It is held against the median of all slices, since noise moves them together. A lesion or an organ's edge moves few voxels, a slope all.
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
    let count = volume.grid.size.k
    guard count > 4 else {
      odd = []
      return
    }
    let inner = Self.steps(volume, 1..<count - 1, neighbours: (-1, 1)).filter(\.isOdd)
    // The neighbours of an odd slice are off by half of it: the oddest in its neighbourhood counts.
    let oddest = inner.filter { step in
      inner.allSatisfy { abs($0.slice - step.slice) > 1 || Self.size($0.ratio) <= Self.size(step.ratio) }
    }
    // The first and the last have neighbours on one side, which must not be odd themselves.
    let ends = [
      Self.steps(volume, 0..<count - 2, neighbours: (1, 2)).first { $0.slice == 1 },
      Self.steps(volume, 2..<count, neighbours: (-1, -2)).last { $0.slice == count },
    ].compactMap { $0 }.filter { end in
      end.isOdd && oddest.allSatisfy { abs($0.slice - end.slice) > 2 }
    }
    odd = (oddest + ends).map { ($0.slice, $0.ratio) }.sorted { $0.slice < $1.slice }
  }

  private struct Step {
    /// From 1.
    var slice: Int
    /// Over what its neighbours lead one to expect, and over that of the other slices.
    var ratio: Double
    var isOdd: Bool
  }

  /// Held against each other, since noise and the choice of voxels move all alike.
  private static func steps(_ volume: Volume<Float>, _ range: Range<Int>, neighbours: (Int, Int)) -> [Step] {
    let ratios = range.compactMap { k in ratio(volume, k, neighbours).map { (k, $0.value, $0.error) } }
    guard ratios.count >= 3, let usual = median(ratios.map(\.1)), usual > 0 else { return [] }
    let steps = ratios.map { (slice: $0.0 + 1, ratio: $0.1 / usual, error: $0.2) }
    let spread = median(steps.map { abs(log(max($0.ratio, 1e-9))) }) ?? 0
    return steps.map { step in
      let isOdd =
        !Plausibility.sliceStep.allows(step.ratio)
        && abs(log(max(step.ratio, 1e-9))) > deviations * max(spread, step.error)
      return Step(slice: step.slice, ratio: step.ratio, isOdd: isOdd)
    }
  }

  private static func size(_ ratio: Double) -> Double { max(ratio, 1 / max(ratio, 1e-9)) }

  /// The median, and its standard error as a part of it: 1.25 σ/√n, with σ of the median deviation.
  ///
  /// - Parameter neighbours: the slices that are compared with it, on both sides or the next two on one.
  private static func ratio(_ volume: Volume<Float>, _ k: Int, _ neighbours: (Int, Int)) -> (
    value: Double, error: Double
  )? {
    let plane = volume.grid.size.i * volume.grid.size.j
    let step = max(1, plane / mostVoxels)
    var pairs: [(own: Double, around: Double)] = []
    volume.voxels.withUnsafeBufferPointer { v in
      for n in stride(from: k * plane, to: (k + 1) * plane, by: step) {
        let (near, far) = (Double(v[n + neighbours.0 * plane]), Double(v[n + neighbours.1 * plane]))
        // Where an organ ends, neighbours differ from each other.
        guard v[n].isFinite, near > 0, far > 0, min(near, far) >= alike * max(near, far) else { continue }
        let isBetween = neighbours.0 * neighbours.1 < 0
        pairs.append((Double(v[n]), isBetween ? (near + far) / 2 : near * near / far))
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
