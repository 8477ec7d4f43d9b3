import Foundation
import Parallel
import Volumes

/// Mutual information of the fixed image and the moving one as it is deformed, with its derivative by each coefficient.
///
/// The metric of Mattes et al. 2003 (doi:10.1109/TMI.2003.809072): joint histogram with a box window for the fixed and a
/// cubic B-spline window for the moving image. ITK 5.2's own derivative asks every sample for every coefficient, though
/// only 64 control points act on it; here it asks those 64. ITK judges the result (see `ImagePair`).
struct MatchObjective: Sendable {
  static let bins = 64
  /// The samples are divided into so many parts, whatever the number of threads: sums then always run in one order.
  private static let parts = 16

  let samples: [Sample]
  let moving: Volume<Float>
  let lattice: GridSize
  /// From points of the fixed space to indices of the moving image.
  private let matrix: Matrix3
  private let offset: Vector3
  private let least, width: Double

  struct Sample: Sendable {
    var point: Vector3
    var place: LatticePlace
    var bin: Int
  }

  /// - Parameter points: in the fixed image.
  init(
    points: [Vector3], fixed: Volume<Float>, moving: Volume<Float>, rigid: RigidTransform,
    lattice: ControlLattice
  ) {
    let inside = points.filter { fixed.grid.holds($0) }
    let values = fixed.sampled(at: inside)
    let (low, step) = Self.range(fixed.voxels)
    let toSteps = lattice.grid.axes.inverse, cells = lattice.cells
    samples = zip(inside, values).map { point, value in
      let steps = toSteps * (point - lattice.grid.origin) - Vector3(repeating: 1)
      return Sample(
        point: point, place: LatticePlace(steps, cells),
        bin: min(Self.bins - 1, max(0, Int((Double(value) - low) / step + 2))))
    }
    self.moving = moving
    self.lattice = lattice.grid.size
    let toIndex = moving.grid.axes.inverse
    matrix = toIndex * rigid.rotation
    offset = toIndex * (rigid.translation - moving.grid.origin)
    (least, width) = Self.range(moving.voxels)
  }

  /// Least value, and width of a bin such that two bins stay free at each end.
  private static func range(_ voxels: [Float]) -> (Double, Double) {
    let (low, high) = voxels.reduce((Float.infinity, -Float.infinity)) { (min($0.0, $1), max($0.1, $1)) }
    return (Double(low), max(Double(high - low), 1e-6) / Double(bins - 5))
  }

  /// Where a sample came to lie: brightness in bins, and its derivative by the point, per mm; NaN outside.
  private struct Seen {
    var brightness: Double
    var slope: Vector3
  }

  /// Negative mutual information, nats; its gradient is added.
  func value(_ c: [Double], addingTo gradient: inout [Double]) -> Double {
    let count = samples.count
    let seen = DisjointBuffer<Seen>.uninitialised(count)
    defer { seen.deallocate() }
    let parts = Self.ranges(count)
    let histograms = c.withUnsafeBufferPointer { c in
      let c = ReadOnlyPointer(c)
      return parallelMap(parts.count) { look(parts[$0], c, seen) }
    }
    let joint = Joint(histograms, bins: Self.bins)
    guard joint.count > 0 else { return 0 }
    let gradients = parallelMap(parts.count) { derivative(parts[$0], joint, seen, c.count) }
    for part in gradients { for n in part.indices { gradient[n] -= part[n] } }
    return -joint.information
  }

  private static func ranges(_ count: Int) -> [Range<Int>] {
    (0..<parts).map { count * $0 / parts..<count * ($0 + 1) / parts }
  }

  private func look(
    _ range: Range<Int>, _ c: ReadOnlyPointer<Double>, _ seen: DisjointBuffer<Seen>
  ) -> [Double] {
    var histogram = [Double](repeating: 0, count: Self.bins * Self.bins)
    moving.voxels.withUnsafeBufferPointer { voxels in
      samples.withUnsafeBufferPointer { samples in
        histogram.withUnsafeMutableBufferPointer { histogram in
          for n in range {
            let sample = samples[n]
            let point = sample.point + displacement(sample.place, c)
            let it = brightness(voxels.baseAddress!, matrix * point + offset)
            (seen.pointer + n).initialize(to: it)
            guard it.brightness.isFinite else { continue }
            let (bin, weights) = Self.window(it.brightness)
            let row = sample.bin * Self.bins + bin - 1
            for k in 0..<4 { histogram[row + k] += weights.values[k] }
          }
        }
      }
    }
    return histogram
  }

  private static func window(_ brightness: Double) -> (Int, SplineWeights) {
    let bin = min(bins - 3, max(1, Int(brightness)))
    return (bin, SplineWeights(brightness - Double(bin)))
  }

  private func derivative(
    _ range: Range<Int>, _ joint: Joint, _ seen: DisjointBuffer<Seen>, _ count: Int
  ) -> [Double] {
    var gradient = [Double](repeating: 0, count: count)
    samples.withUnsafeBufferPointer { samples in
      gradient.withUnsafeMutableBufferPointer { gradient in
        joint.slopes.withUnsafeBufferPointer { slopes in
          for n in range where seen[n].brightness.isFinite {
            let (bin, weights) = Self.window(seen[n].brightness)
            let row = samples[n].bin * Self.bins + bin - 1
            var change = 0.0
            for k in 0..<4 { change += weights.slopes[k] * slopes[row + k] }
            scatter(seen[n].slope * (change / joint.count), samples[n].place, gradient)
          }
        }
      }
    }
    return gradient
  }

  private func displacement(_ place: LatticePlace, _ c: ReadOnlyPointer<Double>) -> Vector3 {
    var total = Vector3.zero
    for k in 0..<4 {
      for j in 0..<4 {
        let weight = place.y.values[j] * place.z.values[k]
        let row = 3 * (place.i + lattice.i * (place.j + j + lattice.j * (place.k + k)))
        for i in 0..<4 {
          let n = row + 3 * i
          total += Vector3(c[n], c[n + 1], c[n + 2]) * (place.x.values[i] * weight)
        }
      }
    }
    return total
  }

  private func scatter(
    _ pull: Vector3, _ place: LatticePlace, _ gradient: UnsafeMutableBufferPointer<Double>
  ) {
    for k in 0..<4 {
      for j in 0..<4 {
        let part = pull * (place.y.values[j] * place.z.values[k])
        let row = 3 * (place.i + lattice.i * (place.j + j + lattice.j * (place.k + k)))
        for i in 0..<4 {
          let (n, own) = (row + 3 * i, part * place.x.values[i])
          gradient[n] += own.x
          gradient[n + 1] += own.y
          gradient[n + 2] += own.z
        }
      }
    }
  }

  /// Brightness by trilinear interpolation, and its exact derivative.
  private func brightness(_ voxels: UnsafePointer<Float>, _ p: Vector3) -> Seen {
    let size = moving.grid.size
    let last = Vector3(Double(size.i - 1), Double(size.j - 1), Double(size.k - 1))
    guard p.x >= 0, p.y >= 0, p.z >= 0, p.x < last.x, p.y < last.y, p.z < last.z else {
      return Seen(brightness: .nan, slope: .zero)
    }
    let first = p.rounded(.down), f = p - first
    let base = voxels + (Int(first.x) + size.i * (Int(first.y) + size.j * Int(first.z)))
    let (dj, dk) = (size.i, size.i * size.j)
    let near = SIMD4(base[0], base[dj], base[dk], base[dk + dj])
    let far = SIMD4(base[1], base[dj + 1], base[dk + 1], base[dk + dj + 1])
    let (a, b) = (SIMD4<Double>(near), SIMD4<Double>(far))
    let x = a + (b - a) * f.x, dx = b - a
    let y0 = x[0] + (x[1] - x[0]) * f.y, y1 = x[2] + (x[3] - x[2]) * f.y
    let slope = Vector3(
      (dx[0] * (1 - f.y) + dx[1] * f.y) * (1 - f.z) + (dx[2] * (1 - f.y) + dx[3] * f.y) * f.z,
      (x[1] - x[0]) * (1 - f.z) + (x[3] - x[2]) * f.z, y1 - y0)
    let (m, w) = (matrix.columns, 1 / width)
    return Seen(
      brightness: (y0 + (y1 - y0) * f.z - least) * w + 2,
      slope: Vector3(m.x.dot(slope), m.y.dot(slope), m.z.dot(slope)) * w)
  }
}

/// The joint histogram of two images.
struct Joint: Sendable {
  /// Samples that count.
  let count: Double
  /// Mutual information, nats.
  let information: Double
  /// ln p(a, b)/p(b): by how much information grows with a bin's part.
  let slopes: [Double]

  init(_ histograms: [[Double]], bins: Int) {
    var sum = histograms[0]
    for other in histograms.dropFirst() { for n in sum.indices { sum[n] += other[n] } }
    let total = sum.reduce(0, +)
    var rows = [Double](repeating: 0, count: bins), columns = rows
    for n in sum.indices {
      rows[n / bins] += sum[n]
      columns[n % bins] += sum[n]
    }
    var (information, slopes) = (0.0, [Double](repeating: 0, count: sum.count))
    for n in sum.indices where sum[n] > 1e-12 {
      slopes[n] = log(sum[n] / columns[n % bins])
      information += sum[n] * (slopes[n] - log(rows[n / bins] / total))
    }
    (count, self.slopes) = (total, slopes)
    self.information = total > 0 ? information / total : 0
  }
}

extension Volume<Float> {
  /// Trilinear values at points that the grid holds.
  func sampled(at points: [Vector3]) -> [Float] {
    let toIndex = grid.axes.inverse
    return voxels.withUnsafeBufferPointer { buffer in
      let sampler = Trilinear(source: ReadOnlyPointer(buffer), size: grid.size, outside: 0)
      return points.map { Float(sampler(toIndex * ($0 - grid.origin))) }
    }
  }
}
