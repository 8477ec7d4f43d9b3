import Foundation
import Quantities
import Volumes

/// How a camera blurs: a stationary Gaussian, laid on the voxels of one grid.
///
/// Separable, sampled at voxel distances, cut off at 4 σ and normalised along each axis to what lies in the domain, which is to
/// say that activity goes on as it is beyond its border.
struct PointSpread: Sendable {
  private let axes: [Kernel]
  let domain: IndexBox

  /// - Parameters:
  ///   - widening: variance that comes on top along each axis of the grid, mm².
  ///   - shift: of the image against the regions, mm along the axes of the grid.
  ///   - domain: the voxels that take part.
  init(
    fwhm: Length, widening: Vector3 = .zero, shift: Vector3 = .zero, on grid: Grid, within domain: IndexBox
  ) {
    let width = fwhm.sigmaOfWidth
    func sigma(_ more: Double) -> Double { (width * width + more).squareRoot() }
    let (lower, upper) = (domain.lower, domain.upper)
    axes = [
      Kernel(sigma(widening.x) / grid.spacing.x, shift.x / grid.spacing.x, lower.i..<upper.i),
      Kernel(sigma(widening.y) / grid.spacing.y, shift.y / grid.spacing.y, lower.j..<upper.j),
      Kernel(sigma(widening.z) / grid.spacing.z, shift.z / grid.spacing.z, lower.k..<upper.k),
    ]
    self.domain = domain
  }

  /// What linear interpolation at arbitrary places adds to the variance: f(1 − f) times the square of the spacing at a fraction
  /// f of a voxel, a sixth of it in the mean.
  static func interpolation(on grid: Grid) -> Vector3 {
    let s = grid.spacing
    return Vector3(s.x * s.x, s.y * s.y, s.z * s.z) / 6
  }

  /// How far a voxel is seen along each axis, in voxels.
  static func reach(fwhm: Length, on grid: Grid) -> GridSize {
    let four = 4 * fwhm.value / (8 * log(2.0)).squareRoot()
    return GridSize(
      Int((four / grid.spacing.x).rounded(.up)) + 1, Int((four / grid.spacing.y).rounded(.up)) + 1,
      Int((four / grid.spacing.z).rounded(.up)) + 1)
  }

  /// What the camera shows of a brick.
  func blurred(_ brick: Brick) -> Brick {
    axes.indices.reduce(brick) { axes[$1].spread($0, along: $1) }
  }
}

/// Weights along one axis.
private struct Kernel: Sendable {
  let weights: [Float]
  /// Of the first weight: where it puts what lies at 0.
  let first: Int
  let domain: Range<Int>
  /// By position in the domain: one over the sum of the weights that come from within it.
  let norm: [Float]

  init(_ sigma: Double, _ shift: Double, _ domain: Range<Int>) {
    let gaussian = SampledGaussian(sigma: sigma, shift: shift)
    let (weights, first) = (gaussian.weights, gaussian.first)
    norm = domain.map { o in
      let inside = weights.indices.reduce(Float(0)) {
        domain.contains(o - first - $1) ? $0 + weights[$1] : $0
      }
      return inside > 0 ? 1 / inside : 0
    }
    (self.weights, self.first, self.domain) = (weights, first, domain)
  }

  /// The brick as it is seen along one axis, as far as it is seen.
  func spread(_ brick: Brick, along axis: Int) -> Brick {
    let n = [brick.box.size.i, brick.box.size.j, brick.box.size.k]
    let from = [brick.box.lower.i, brick.box.lower.j, brick.box.lower.k][axis]
    let low = max(domain.lowerBound, from + first)
    let high = max(low, min(domain.upperBound, from + n[axis] + first + weights.count - 1))
    let stride = n[..<axis].reduce(1, *), blocks = n[(axis + 1)...].reduce(1, *), length = high - low
    var out = [Float](repeating: 0, count: stride * length * blocks)
    brick.values.withUnsafeBufferPointer { input in
      out.withUnsafeMutableBufferPointer { output in
        if axis == 0 {
          let shift = from + first - low
          for row in 0..<blocks {
            spreadRow(
              input.baseAddress! + row * n[0], n[0], to: output.baseAddress! + row * length, length, shift,
              low)
          }
          return
        }
        for block in 0..<blocks {
          for line in 0..<n[axis] {
            let source = input.baseAddress! + (block * n[axis] + line) * stride
            for (m, weight) in weights.enumerated() {
              let target = from + line + first + m - low
              guard target >= 0, target < length else { continue }
              let factor = weight * norm[target + low - domain.lowerBound]
              let row = output.baseAddress! + (block * length + target) * stride
              for x in 0..<stride { row[x] += factor * source[x] }
            }
          }
        }
      }
    }
    return Brick(box: brick.box.replacing(axis, low..<high), values: out)
  }
}

extension Kernel {
  /// - Parameter shift: of the first weight's target against its source, both counted in their rows.
  private func spreadRow(
    _ input: UnsafePointer<Float>, _ count: Int, to output: UnsafeMutablePointer<Float>, _ length: Int,
    _ shift: Int, _ low: Int
  ) {
    for (m, weight) in weights.enumerated() {
      let (begin, end) = (max(0, -(shift + m)), min(count, length - shift - m))
      guard begin < end else { continue }
      let target = output + shift + m
      for i in begin..<end { target[i] += weight * input[i] }
    }
    for o in 0..<length { output[o] *= norm[o + low - domain.lowerBound] }
  }
}

/// Values of a box of voxels.
struct Brick: Sendable {
  var box: IndexBox
  /// i fastest.
  var values: [Float]

  init(box: IndexBox, values: [Float]) { (self.box, self.values) = (box, values) }
  init(_ region: Occupancy) { self.init(box: region.box, values: region.fractions) }

  /// The part of a volume that lies in a box.
  init(_ volume: Volume<Float>, in box: IndexBox) {
    self.init(box: box, values: volume.cropped(to: box).voxels)
  }

  /// Calls with the position here and in a brick that holds this one's box; parts outside it are left out.
  @inline(__always)
  func forEach(in whole: IndexBox, _ body: (_ here: Int, _ there: Int) -> Void) {
    let (low, high) = (box.lower, box.upper), (a, b) = (whole.lower, whole.upper)
    guard max(low.i, a.i) < min(high.i, b.i) else { return }
    for k in max(low.k, a.k)..<max(low.k, a.k, min(high.k, b.k)) {
      for j in max(low.j, a.j)..<max(low.j, a.j, min(high.j, b.j)) {
        let here = box.size.i * ((j - low.j) + box.size.j * (k - low.k)) - low.i
        let there = whole.size.i * ((j - a.j) + whole.size.j * (k - a.k)) - a.i
        for i in max(low.i, a.i)..<min(high.i, b.i) { body(here + i, there + i) }
      }
    }
  }

  var sum: Double { values.reduce(0.0) { $0 + Double($1) } }
}

extension IndexBox {
  fileprivate func replacing(_ axis: Int, _ range: Range<Int>) -> IndexBox {
    var box = self
    switch axis {
    case 0: (box.lower.i, box.upper.i) = (range.lowerBound, range.upperBound)
    case 1: (box.lower.j, box.upper.j) = (range.lowerBound, range.upperBound)
    default: (box.lower.k, box.upper.k) = (range.lowerBound, range.upperBound)
    }
    return box
  }
}
