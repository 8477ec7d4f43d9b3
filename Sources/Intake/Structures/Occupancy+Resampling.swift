import Foundation
import Quantities
import Volumes

extension Occupancy {
  /// The region on another grid, each voxel filled by what of the region lies in it.
  ///
  /// Volume is conserved. Where the axes of both grids are parallel (in any order and sense) the overlap of voxels is
  /// exact; where they are turned against each other, each voxel at the border is probed on a lattice fine enough
  /// for 0.5 % of the region's volume. Frames of reference are not compared.
  ///
  /// - Returns: the region on `target` and the fraction of its volume outside it, 0…1.
  public func resampled(onto target: Grid) -> (region: Occupancy, outside: Double) {
    guard box.count > 0 else { return (Occupancy.empty(on: target), 0) }
    if grid.matches(target.with(frameOfReference: grid.frameOfReference)) {
      return (Occupancy(grid: target, box: box, fractions: fractions), 0)
    }
    let overlap = VoxelOverlap(from: grid, to: target)
    let region = overlap.map { overlaid($0, on: target) } ?? LatticeProbe(self, onto: target).region()
    let before = millilitres
    let outside = before > 0 ? max(0, 1 - region.millilitres / before) : 0
    return (region, reachesBeyond(target) ? outside : 0)
  }

  private func overlaid(_ overlap: VoxelOverlap, on target: Grid) -> Occupancy {
    let (values, there) = overlap(fractions, in: box)
    return Occupancy(grid: target, box: there, fractions: values.map(settled))
  }

  /// Spacings that files keep as Float make whole voxels out to be 0.999 999: a mask would no longer be one of whole
  /// voxels, and its histogram would be cut at borders that were not drawn.
  private func settled(_ fraction: Float) -> Float {
    fraction < 1e-5 ? 0 : fraction > 1 - 1e-5 ? 1 : fraction
  }

  static func empty(on grid: Grid) -> Occupancy {
    Occupancy(grid: grid, box: IndexBox(lower: GridSize(0, 0, 0), upper: GridSize(0, 0, 0)), fractions: [])
  }

  private func reachesBeyond(_ other: Grid) -> Bool {
    let (low, high) = box.extent(of: grid, in: other)
    let size = [other.size.i, other.size.j, other.size.k]
    return (0..<3).contains { low[$0] < -0.5 - 1e-6 || high[$0] > Double(size[$0]) - 0.5 + 1e-6 }
  }
}

/// Probes a region at a lattice of points in each voxel of a grid that is turned against the region's.
private struct LatticeProbe {
  let source: Occupancy
  let target: Grid
  private let sums: SumTable
  /// Index in the source per index in the target.
  private let linear: Matrix3
  private let start: Vector3
  private let probes: [Int]
  /// Half the extent of a target voxel in source voxels.
  private let half: Vector3

  init(_ source: Occupancy, onto target: Grid) {
    (self.source, self.target) = (source, target)
    sums = SumTable(source)
    linear = source.grid.axes.inverse * target.axes
    start = source.grid.index(of: target.origin)
    let columns = [linear.columns.x, linear.columns.y, linear.columns.z]
    half = columns.reduce(.zero) { $0 + Vector3(abs($1.x), abs($1.y), abs($1.z)) / 2 }
    // Counting lattice points in a body is right to about N^(-2/3); 10⁴ points make it safe.
    let filled = max(source.millilitres / target.voxelVolume.value, 1e-6)
    let wanted = min(48, Int(saturating: cbrt(1e4 / filled).rounded(.up)))
    probes = columns.map { max(4, min(16, Int(saturating: (2 * $0.norm).rounded(.up))), wanted) }
  }

  func region() -> Occupancy {
    let shadow = source.box.shadow(from: source.grid, on: target)
    let box = IndexBox(
      lower: GridSize(shadow[0].lowerBound, shadow[1].lowerBound, shadow[2].lowerBound),
      upper: GridSize(shadow[0].upperBound, shadow[1].upperBound, shadow[2].upperBound))
    guard box.count > 0 else { return .empty(on: target) }
    var fractions: [Float] = []
    fractions.reserveCapacity(box.count)
    for k in shadow[2] {
      for j in shadow[1] {
        for i in shadow[0] { fractions.append(fraction(Vector3(Double(i), Double(j), Double(k)))) }
      }
    }
    return Occupancy(grid: target, box: box, fractions: fractions)
  }

  private func fraction(_ index: Vector3) -> Float {
    let centre = linear * index + start
    let (mean, whole) = sums.mean(from: centre - half, to: centre + half)
    if mean == 0 { return 0 }
    if whole, mean > 1 - 1e-6 { return 1 }
    let step = Vector3(1 / Double(probes[0]), 1 / Double(probes[1]), 1 / Double(probes[2]))
    var sum: Float = 0
    for c in 0..<probes[2] {
      for b in 0..<probes[1] {
        for a in 0..<probes[0] {
          let point = index + (Vector3(Double(a), Double(b), Double(c)) + 0.5) * step - 0.5
          let there = (linear * point + start).rounded(.toNearestOrAwayFromZero)
          sum += source[Int(there.x), Int(there.y), Int(there.z)]
        }
      }
    }
    return sum / Float(probes[0] * probes[1] * probes[2])
  }
}

/// Sums over any box of a region in constant time.
private struct SumTable {
  private let box: IndexBox
  private let size: GridSize
  private var sums: [Double]

  init(_ region: Occupancy) {
    box = region.box
    let s = region.box.size
    size = GridSize(s.i + 1, s.j + 1, s.k + 1)
    sums = Array(repeating: 0, count: size.count)
    var n = 0
    for k in 1...s.k {
      for j in 1...s.j {
        var row = 0.0
        for i in 1...s.i {
          row += Double(region.fractions[n])
          n += 1
          sums[at(i, j, k)] = row + sums[at(i, j - 1, k)] + sums[at(i, j, k - 1)] - sums[at(i, j - 1, k - 1)]
        }
      }
    }
  }

  private func at(_ i: Int, _ j: Int, _ k: Int) -> Int { i + size.i * (j + size.j * k) }

  /// Mean over all source voxels that an extent of fractional indices touches, and whether all lie in the box.
  func mean(from low: Vector3, to high: Vector3) -> (Double, whole: Bool) {
    let lower = [box.lower.i, box.lower.j, box.lower.k]
    let upper = [box.upper.i, box.upper.j, box.upper.k]
    var ranges: [(Int, Int)] = []
    var whole = true
    for axis in 0..<3 {
      let first = Int(saturating: (low[axis] + 0.5).rounded(.down))
      let last = Int(saturating: (high[axis] + 0.5).rounded(.up))
      let (a, b) = (max(first, lower[axis]), min(last, upper[axis]))
      guard a < b else { return (0, false) }
      whole = whole && a == first && b == last
      ranges.append((a - lower[axis], b - lower[axis]))
    }
    let (i, j, k) = (ranges[0], ranges[1], ranges[2])
    func corner(_ kk: Int) -> Double {
      sums[at(i.1, j.1, kk)] - sums[at(i.0, j.1, kk)] - sums[at(i.1, j.0, kk)] + sums[at(i.0, j.0, kk)]
    }
    let count = (i.1 - i.0) * (j.1 - j.0) * (k.1 - k.0)
    let sum = corner(k.1) - corner(k.0)
    return (abs(sum) < 1e-7 ? 0 : sum / Double(count), whole)
  }
}
