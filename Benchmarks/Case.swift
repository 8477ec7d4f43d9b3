@testable import DoseEngines
import Foundation
import Quantities
import Stages
import Volumes

/// One benchmark: a nuclide in a body that fills part of a grid.
struct Case {
  let nuclide: String
  let size: GridSize
  let spacing: Vector3

  var name: String { "\(nuclide) \(size.i)×\(size.j)×\(size.k)" }
  var file: String { "\(nuclide)_\(size.i)x\(size.j)x\(size.k)" }

  static let all: [Case] = ["Y-90", "Lu-177"].flatMap { nuclide in
    [
      Case(nuclide: nuclide, size: GridSize(128, 128, 128), spacing: Vector3(3, 3, 3)),
      Case(nuclide: nuclide, size: GridSize(160, 160, 160), spacing: Vector3(3, 3, 3)),
      Case(nuclide: nuclide, size: GridSize(128, 128, 96), spacing: Vector3(4.4, 4.4, 3)),
    ]
  }

  func grid() throws -> Grid { try Grid(size: size, spacing: spacing) }

  /// An elliptic trunk with faint, uneven activity and a liver-sized ball ten times hotter; zero outside, as in patients.
  func activity() throws -> TimeIntegratedActivityVolume {
    let grid = try grid()
    var values = Volume<Float>(grid: grid, repeating: 0)
    for k in 0..<size.k {
      for j in 0..<size.j {
        for i in 0..<size.i { values[i, j, k] = Case.concentration(i, j, k, size) }
      }
    }
    return TimeIntegratedActivityVolume(map: try QuantityMap(values: values), nuclide: nuclide)
  }

  private static func concentration(_ i: Int, _ j: Int, _ k: Int, _ size: GridSize) -> Float {
    func part(_ n: Int, _ count: Int) -> Float { 2 * Float(n) / Float(count) - 1 }
    let (x, y, z) = (part(i, size.i), part(j, size.j), part(k, size.k))
    guard x * x / 0.64 + y * y / 0.36 < 1 else { return 0 }
    let wave = 1 + 0.3 * sin(40 * x) * cos(31 * y) * sin(23 * z)
    let ball = (x - 0.25) * (x - 0.25) + y * y + z * z < 0.09
    return 1e6 * wave * (ball ? 10 : 1)
  }

  /// One decay per voxel volume in the corner voxel: its dose is the kernel's octant.
  func point() throws -> TimeIntegratedActivityVolume {
    let grid = try grid()
    var values = Volume<Float>(grid: grid, repeating: 0)
    values.voxels[0] = Float(1 / grid.voxelVolume.value)
    return TimeIntegratedActivityVolume(map: try QuantityMap(values: values), nuclide: nuclide)
  }
}
