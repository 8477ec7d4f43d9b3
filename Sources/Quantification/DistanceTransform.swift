import Volumes

/// Exact Euclidean distances on a grid with any spacing.
enum DistanceTransform {
  /// For each voxel of `inside` the squared distance, mm², from its centre to the nearest centre of a voxel that is not
  /// inside; voxels beyond the grid are not inside. Zero elsewhere.
  ///
  /// Lower envelope of parabolas along one axis after the other (Felzenszwalb & Huttenlocher 2012,
  /// doi:10.4086/toc.2012.v008a019).
  static func squared(_ inside: Volume<Bool>) -> Volume<Double> {
    var d = inside.map { $0 ? Double.infinity : 0 }
    let (size, spacing) = (inside.grid.size, inside.grid.spacing)
    let axes = [
      (count: size.i, stride: 1, step: spacing.x), (count: size.j, stride: size.i, step: spacing.y),
      (count: size.k, stride: size.i * size.j, step: spacing.z),
    ]
    for axis in axes {
      var line = Envelope(count: axis.count, step: axis.step)
      for start in 0..<size.count where start / axis.stride % axis.count == 0 {
        line.transform(&d.voxels, start: start, stride: axis.stride)
      }
    }
    return d
  }

  /// One line with a zero before and after it.
  private struct Envelope {
    let count: Int
    let step: Double
    var source: [Double]
    var vertices: [Int]
    var borders: [Double]

    init(count: Int, step: Double) {
      (self.count, self.step) = (count, step)
      source = Array(repeating: 0, count: count + 2)
      vertices = Array(repeating: 0, count: count + 2)
      borders = Array(repeating: 0, count: count + 3)
    }

    mutating func transform(_ d: inout [Double], start: Int, stride: Int) {
      for n in 0..<count { source[n + 1] = d[start + n * stride] }
      var top = 0
      (vertices[0], borders[0], borders[1]) = (0, -.infinity, .infinity)
      for n in 1..<count + 2 where source[n].isFinite {
        var crossing = cross(vertices[top], n)
        while crossing <= borders[top] {
          top -= 1
          crossing = cross(vertices[top], n)
        }
        top += 1
        (vertices[top], borders[top], borders[top + 1]) = (n, crossing, .infinity)
      }
      var at = 0
      for n in 1...count {
        while borders[at + 1] < Double(n) { at += 1 }
        let away = Double(n - vertices[at]) * step
        d[start + (n - 1) * stride] = away * away + source[vertices[at]]
      }
    }

    /// Where the parabolas of two places meet, in steps.
    private func cross(_ p: Int, _ q: Int) -> Double {
      let (x, y) = (Double(p), Double(q))
      return (((source[q] - source[p]) / (step * step)) + y * y - x * x) / (2 * (y - x))
    }
  }
}
