import Fixtures
import Foundation
import Quantities
import Testing
import Volumes

@testable import Phantoms

@Suite struct NoiseTests {
  /// 20 000 numbers: mean within 4.5 standard errors, variance within 5 (false alarm below 1e-5 each; seed fixed).
  @Test(arguments: [0.02, 0.7, 3, 9.9, 10.1, 40, 1500])
  func poisson(mean: Double) {
    let n = 20_000
    var (sum, squares) = (0.0, 0.0)
    for index in 0..<n {
      var random = CounterRandom(seed: 7, stream: 3, index: index)
      let x = Double(random.poisson(mean: mean))
      sum += x
      squares += (x - mean) * (x - mean)
    }
    #expect(abs(sum / Double(n) - mean) < 4.5 * (mean / Double(n)).squareRoot())
    let spread = ((mean + 2 * mean * mean) / Double(n)).squareRoot()
    #expect(abs(squares / Double(n) - mean) < 5 * spread)
  }

  @Test func normal() {
    let values = (0..<20_000).map { index in
      var random = CounterRandom(seed: 11, stream: 5, index: index)
      return random.nearlyNormal()
    }
    let mean = values.reduce(0, +) / 20_000
    let variance = values.reduce(0) { $0 + $1 * $1 } / 20_000
    #expect(abs(mean) < 4.5 / 20_000.0.squareRoot())
    #expect(abs(variance - 1) < 5 * (2.0 / 20_000).squareRoot())
  }

  /// A point becomes a Gaussian of the right width; nothing is lost in the middle of the grid.
  @Test func blurHasItsWidth() throws {
    let grid = try Grid(size: GridSize(41, 41, 41), spacing: Vector3(2, 3, 2.5))
    var point = Volume<Float>(grid: grid, repeating: 0)
    point[20, 20, 20] = 1000
    let image = point.blurred(fwhm: Length(12))
    #expect(agree(image.voxels.reduce(0.0) { $0 + Double($1) }, 1000, relative: 1e-5))
    let sigma2 = 144 / (8 * log(2.0))
    for axis in 0..<3 {
      var variance = 0.0
      for k in 0..<41 {
        for j in 0..<41 {
          for i in 0..<41 {
            let d = Double([i, j, k][axis] - 20) * grid.spacing[axis]
            variance += d * d * Double(image[i, j, k]) / 1000
          }
        }
      }
      #expect(agree(variance, sigma2, relative: 3e-3))
    }
    #expect(point.blurred(fwhm: Length(0)) == point)
  }
}
