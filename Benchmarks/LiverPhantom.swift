@testable import DoseEngines
import Foundation
@testable import Nuclides
import Quantities
import Stages
import Volumes

/// A trunk with lungs, spine and ribs, and a liver of 1.9 L with four tumours five times as hot, in a cube of 512 mm.
///
/// Densities carry 2 % of noise, as CT has it, so that no neighbourhood is exactly uniform.
struct LiverPhantom {
  let nuclide: String
  let activity: TimeIntegratedActivityVolume
  let materials: MaterialMap

  init(_ nuclide: String, spacing: Double) throws {
    self.nuclide = nuclide
    let count = Int((512 / spacing).rounded())
    let grid = try Grid(size: GridSize(count, count, count), spacing: Vector3(repeating: spacing))
    var density = Volume<Float>(grid: grid, repeating: 0.0012)
    var tissue = Volume<UInt8>(grid: grid, repeating: 0), source = Volume<Float>(grid: grid, repeating: 0)
    var noise = Noise()
    for k in 0..<count {
      for j in 0..<count {
        for i in 0..<count {
          let p = (Vector3(Double(i), Double(j), Double(k)) + 0.5) * spacing - 256
          guard let (rho, name) = LiverPhantom.tissue(p) else { continue }
          density[i, j, k] = Float(rho * (1 + 0.02 * noise.next()))
          tissue[i, j, k] = UInt8(Tissue.allCases.firstIndex(of: name)!)
          if LiverPhantom.isLiver(p) { source[i, j, k] = LiverPhantom.isTumour(p) ? 5e9 : 1e9 }
        }
      }
    }
    activity = TimeIntegratedActivityVolume(map: try QuantityMap(values: source), nuclide: nuclide)
    materials = try MaterialMap(
      density: density, tissue: tissue, tissues: Tissue.allCases.map(\.rawValue), conversion: "phantom")
  }

  private static func tissue(_ p: Vector3) -> (Double, Tissue)? {
    let body = (p.x / 170) * (p.x / 170) + (p.y / 120) * (p.y / 120)
    guard body < 1 else { return nil }
    if isLiver(p) { return (1.06, .softTissue) }
    if p.x * p.x + (p.y - 85) * (p.y - 85) < 400 { return (1.4, .bone) }
    if body > 0.9 { return (0.95, .adipose) }
    if body > 0.8, body < 0.88, Int((p.z + 400) / 20) % 2 == 0 { return (1.5, .bone) }
    if body < 0.8, p.z > diaphragm(p), abs(p.x) > 25 { return (0.26, .lung) }
    return (1.04, .softTissue)
  }

  /// Height of the lung's base, mm.
  private static func diaphragm(_ p: Vector3) -> Double {
    60 - 40 * (((p.x + 60) / 95) * ((p.x + 60) / 95) + (p.y / 80) * (p.y / 80)).squareRoot()
  }

  private static func isLiver(_ p: Vector3) -> Bool {
    let l = ((p.x + 60) / 95) * ((p.x + 60) / 95) + (p.y / 72) * (p.y / 72)
    let body = (p.x / 170) * (p.x / 170) + (p.y / 120) * (p.y / 120)
    return l < 1 && body < 0.78 && p.z < diaphragm(p) && p.z > -45 - 25 * (1 - l)
  }

  private static func isTumour(_ p: Vector3) -> Bool {
    let balls: [(Vector3, Double)] = [
      (Vector3(-90, 0, 0), 20), (Vector3(-40, 20, -10), 14), (Vector3(-60, -30, 20), 10),
      (Vector3(-110, 10, -30), 8),
    ]
    return balls.contains { (p - $0.0).norm < $0.1 }
  }

  /// Nearly normal numbers, the same every time.
  private struct Noise {
    private var state: UInt64 = 7
    mutating func next() -> Double {
      var sum = -2.0
      for _ in 0..<4 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        sum += Double(state >> 11) * 0x1p-53
      }
      return sum * 1.7320508
    }
  }
}
