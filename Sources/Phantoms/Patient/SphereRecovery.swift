import Foundation
import Parallel
import Quantities
import Volumes

/// Recovery of spheres, measured on the patient's own camera: simulated with its voxels and its blurring.
///
/// Recovery = mean of the image over the true sphere (voxels weighted by the part inside) / true concentration,
/// without background, averaged over four positions of the sphere in its voxel.
public struct SphereRecovery: Sendable, Hashable {
  public struct Point: Sendable, Hashable {
    public var volume: Quantity<Millilitre>
    /// Recovery coefficient: measured over true concentration, a ratio.
    public var recovery: Double
  }
  public let points: [Point]
  /// a and b of RC = 1/(1 + (a/V)^b), V in mL, by least squares on ln(1/RC − 1).
  public let a, b: Double
  /// Root mean square relative deviation of that model from the points.
  public let modelDeviation: Double

  init(volumes: [Double] = [0.5, 1, 2, 5, 10, 20, 50, 100, 200], spacing: Vector3, resolution: Length) {
    points = SphereRecovery.points(volumes, spacing, resolution)
    (a, b) = SphereRecovery.fit(points)
    let (a, b) = (a, b)
    let squares = points.reduce(0) { $0 + pow(1 / (1 + pow(a / $1.volume.value, b)) / $1.recovery - 1, 2) }
    modelDeviation = (squares / Double(points.count)).squareRoot()
  }

  static func points(_ volumes: [Double], _ spacing: Vector3, _ resolution: Length) -> [Point] {
    parallelMap(volumes.count) { n in
      Point(volume: Quantity(volumes[n]), recovery: recovery(volumes[n], spacing, resolution))
    }
  }

  private static func recovery(_ millilitres: Double, _ spacing: Vector3, _ resolution: Length) -> Double {
    let radius = cbrt(millilitres * 1000 * 3 / (4 * .pi))
    let reach = radius + 2 * resolution.value + 2 * spacing.max()
    let count = (reach / spacing * 2).rounded(.up)
    let grid = try! Grid(
      size: GridSize(Int(count.x) + 1, Int(count.y) + 1, Int(count.z) + 1), spacing: spacing,
      origin: -count * spacing / 2)
    let shifts = [
      Vector3(0, 0, 0), Vector3(0.5, 0.25, 0.125), Vector3(0.25, 0.5, 0.5), Vector3(0.125, 0.375, 0.25),
    ]
    return shifts.reduce(0) { sum, shift in
      let ball = Painting(solids: [.sphere(centre: shift * spacing, radius: radius)])
      let sharp = ball.render([[1]], on: grid, placement: .identity, lines: 6)[0]
      let image = sharp.blurred(fwhm: resolution)
      let inside = zip(image.voxels, sharp.voxels).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      return sum + inside / sharp.voxels.reduce(0.0) { $0 + Double($1) } / Double(shifts.count)
    }
  }

  /// ln(1/RC − 1) = b (ln a − ln V): a straight line in ln V.
  private static func fit(_ points: [Point]) -> (Double, Double) {
    let data = points.filter { $0.recovery < 1 }.map { (log($0.volume.value), log(1 / $0.recovery - 1)) }
    let n = Double(data.count)
    let (mx, my) = (data.reduce(0) { $0 + $1.0 } / n, data.reduce(0) { $0 + $1.1 } / n)
    let sxy = data.reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
    let sxx = data.reduce(0) { $0 + ($1.0 - mx) * ($1.0 - mx) }
    let slope = -sxy / sxx
    return (exp(mx + my / slope), slope)
  }
}
