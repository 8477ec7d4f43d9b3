import Foundation
import Parallel
import Volumes

extension Alignment {
  /// Values of `volume` at the voxels of `grid`, through a motion that may be deformable.
  ///
  /// Values are carried, not amounts: a concentration stays what it was where tissue shrinks or grows, as the dose to that
  /// tissue needs it, and the total changes with the volume. Where target voxels are larger than the source's, each is
  /// averaged over points no further apart than these.
  /// - Parameters:
  ///   - map: from points of `grid`'s space to points of `volume`'s space, mm.
  ///   - interpolation: `linear`, or `nearest` for labels, where the voxel's centre counts; `bSpline` serves rigid motions
  ///     alone and is taken as linear.
  ///   - outside: the value where `volume` has none.
  public static func resample(
    _ volume: Volume<Float>, onto grid: Grid, through map: SpatialMap, interpolation: Interpolation = .linear,
    outside: Float
  ) -> Volume<Float> {
    let toIndex = volume.grid.axes.inverse, size = grid.size
    let offsets = interpolation == .nearest ? [.zero] : subdivision(of: grid, for: volume.grid)
    let isNearest = interpolation == .nearest
    let values = [Float](unsafeUninitializedCapacity: size.count) { buffer, initialized in
      let target = DisjointBuffer(buffer)
      volume.voxels.withUnsafeBufferPointer { source in
        let sampler = Trilinear(source: ReadOnlyPointer(source), size: volume.grid.size, outside: outside)
        parallelForEach(size.j * size.k, block: 4) { rows in
          for row in rows {
            for i in 0..<size.i {
              let centre = Vector3(Double(i), Double(row % size.j), Double(row / size.j))
              var sum = 0.0
              for offset in offsets {
                let n = toIndex * (map(grid.position(centre + offset)) - volume.grid.origin)
                sum += sampler(isNearest ? n.rounded(.toNearestOrAwayFromZero) : n)
              }
              (target.pointer + (row * size.i + i)).initialize(to: Float(sum / Double(offsets.count)))
            }
          }
        }
      }
      initialized = size.count
    }
    return try! Volume(grid: grid, voxels: values)
  }

  /// Points that divide a voxel of `grid` as finely as the source's voxels, in indices from its centre.
  private static func subdivision(of grid: Grid, for source: Grid) -> [Vector3] {
    let counts = (0..<3).map { max(1, Int((grid.spacing[$0] / source.spacing.min() - 1e-6).rounded())) }
    func part(_ n: Int, _ count: Int) -> Double { (Double(n) + 0.5) / Double(count) - 0.5 }
    return (0..<counts.reduce(1, *)).map { n in
      Vector3(
        part(n % counts[0], counts[0]), part(n / counts[0] % counts[1], counts[1]),
        part(n / (counts[0] * counts[1]), counts[2]))
    }
  }

  /// A region as it lies after a deformation: the part of each voxel of its grid whose points the region held at p + u(p).
  ///
  /// Fractions are averaged over 2 × 2 × 2 points of each voxel, so that volumes keep better than a voxel's edge.
  public static func carried(_ region: Occupancy, by deformation: Deformation) -> Occupancy {
    carried(region, onto: region.grid, through: SpatialMap(.identity, deformation))
  }

  /// A region on another grid, in another space.
  /// - Parameter map: from points of `grid`'s space to points of the region's space, mm.
  public static func carried(_ region: Occupancy, onto grid: Grid, through map: SpatialMap) -> Occupancy {
    let box = region.box
    guard box.count > 0 else {
      return Occupancy(grid: grid, box: IndexBox(lower: GridSize(0, 0, 0), upper: GridSize(0, 0, 0)), fractions: [])
    }
    let toIndex = region.grid.axes.inverse, size = grid.size
    let quarter: [Vector3] = (0..<8).map { n in
      Vector3(n & 1 == 0 ? -0.25 : 0.25, n & 2 == 0 ? -0.25 : 0.25, n & 4 == 0 ? -0.25 : 0.25)
    }
    let low = Vector3(Double(box.lower.i), Double(box.lower.j), Double(box.lower.k))
    let sampler = Fractions(values: region.fractions, size: box.size)
    var values = [Float](repeating: 0, count: size.count)
    values.withUnsafeMutableBufferPointer { buffer in
      let target = DisjointBuffer(buffer)
      parallelForEach(size.j * size.k, block: 4) { rows in
        for row in rows {
          for i in 0..<size.i {
            let centre = Vector3(Double(i), Double(row % size.j), Double(row / size.j))
            var sum = 0.0
            for part in quarter {
              sum += sampler(toIndex * (map(grid.position(centre + part)) - region.grid.origin) - low)
            }
            target[row * size.i + i] = Float(sum / 8)
          }
        }
      }
    }
    return Occupancy(try! Volume(grid: grid, voxels: values))
  }
}

/// Trilinear fractions in a box, 0 beyond it.
private struct Fractions: Sendable {
  let values: [Float]
  let size: GridSize

  func callAsFunction(_ p: Vector3) -> Double {
    let last = Vector3(Double(size.i), Double(size.j), Double(size.k))
    guard p.x > -1, p.y > -1, p.z > -1, p.x < last.x, p.y < last.y, p.z < last.z else { return 0 }
    let first = p.rounded(.down), f = p - first
    let (i, j, k) = (Int(first.x), Int(first.y), Int(first.z))
    var sum = 0.0
    for n in 0..<8 {
      let (a, b, c) = (i + (n & 1), j + (n >> 1 & 1), k + (n >> 2))
      guard a >= 0, b >= 0, c >= 0, a < size.i, b < size.j, c < size.k else { continue }
      let weight =
        (n & 1 == 0 ? 1 - f.x : f.x) * (n & 2 == 0 ? 1 - f.y : f.y) * (n & 4 == 0 ? 1 - f.z : f.z)
      sum += weight * Double(values[a + size.i * (b + size.j * c)])
    }
    return sum
  }
}
