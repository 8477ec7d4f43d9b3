import Quantities
import Volumes

/// How much of a uniform part each part shows: c_seen = Ω·c_true, for one point spread function.
struct GeometricTransfer: Sendable {
  let parts: RegionParts
  let spread: PointSpread
  /// Each part as the camera shows it at 1 per voxel.
  let seen: [Brick]
  /// Ω⁻¹, row by row.
  let inverse: [[Double]]

  init(_ parts: RegionParts, _ spread: PointSpread) {
    (self.parts, self.spread) = (parts, spread)
    let seen = parts.parts.map { spread.blurred($0.mask) }
    self.seen = seen
    inverse = Self.inverted(
      parts.parts.map { row in
        seen.map { shown in
          var sum = 0.0
          row.mask.forEach(in: shown.box) { sum += Double(row.mask.values[$0]) * Double(shown.values[$1]) }
          return sum / row.voxels
        }
      })
  }

  /// What uniform parts and a given rest of the field have to be so that each part shows its mean.
  /// - Parameters:
  ///   - means: of the image in each part.
  ///   - rest: what the camera shows of the remainder, over the domain.
  func solve(_ means: [Double], rest: [Float]) -> [Double] {
    let own = zip(means, parts.means(rest)).map { $0 - $1 }
    return inverse.map { row in zip(row, own).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// What the camera shows of the parts, over the domain.
  func image(_ concentrations: [Double]) -> [Float] {
    var image = [Float](repeating: 0, count: parts.domain.count)
    for (shown, c) in zip(seen, concentrations) {
      let factor = Float(c)
      shown.forEach(in: parts.domain) { image[$1] += factor * shown.values[$0] }
    }
    return image
  }

  /// By Gauss and Jordan with the largest pivot; the matrix of regions that are seen at all is far from singular.
  private static func inverted(_ matrix: [[Double]]) -> [[Double]] {
    let n = matrix.count
    var a = matrix.enumerated().map { i, row in row + (0..<n).map { $0 == i ? 1 : 0 } }
    for column in 0..<n {
      let pivot = (column..<n).max { abs(a[$0][column]) < abs(a[$1][column]) }!
      a.swapAt(column, pivot)
      let divisor = abs(a[column][column]) > 1e-9 ? a[column][column] : 1e-9
      a[column] = a[column].map { $0 / divisor }
      for row in 0..<n where row != column && a[row][column] != 0 {
        let factor = a[row][column]
        for k in column..<(2 * n) { a[row][k] -= factor * a[column][k] }
      }
    }
    return a.map { Array($0[n...]) }
  }
}

extension RegionParts {
  /// Mean in each part of values over the domain.
  func means(_ values: [Float]) -> [Double] {
    parts.map { part in
      var sum = 0.0
      part.mask.forEach(in: domain) { sum += Double(part.mask.values[$0]) * Double(values[$1]) }
      return sum / part.voxels
    }
  }

  /// Variance of the mean in each part from independent voxels.
  func variances(_ deviations: [Float]) -> [Double] {
    parts.map { part in
      var sum = 0.0
      part.mask.forEach(in: domain) {
        let x = Double(part.mask.values[$0]) * Double(deviations[$1])
        sum += x * x
      }
      return sum / (part.voxels * part.voxels)
    }
  }
}
