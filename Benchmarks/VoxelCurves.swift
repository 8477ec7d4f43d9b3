import Foundation
@testable import Kinetics
@testable import Quantities
import Stages
import Volumes

/// A curve fitted in every voxel of four noisy activity volumes: Lu-177 at 4, 24, 72 and 168 h, half-lives of 20 to
/// 140 h from voxel to voxel, 10 % noise, none empty. Four points admit three of the shapes.
struct VoxelCurves {
  let count: Int
  let shape: ExponentialShape
  private let volumes: [ActivityVolume]

  static let shapes: [ExponentialShape] = [.mono, .uptakeWashout, .bi]

  init(count: Int, shape: ExponentialShape) throws {
    (self.count, self.shape) = (count, shape)
    let grid = try Grid(size: GridSize(count, count, count), spacing: Vector3(3, 3, 3))
    let administered = DateTime(iso8601: "2026-03-02T10:00:00")!
    volumes = try [4.0, 24, 72, 168].map { hours in
      let values = (0..<grid.size.count).map { n in
        1e5 * VoxelCurves.course(shape, hours, halfLife: Double(20 + n * 37 % 120))
          * (1 + 0.1 * VoxelCurves.noise(n, hours))
      }
      let map = try QuantityMap<BecquerelPerMillilitre>(
        values: Volume(grid: grid, voxels: values),
        statistical: Volume(grid: grid, voxels: values.map { 0.1 * $0 }))
      return ActivityVolume(
        id: "\(hours) h", map: map, nuclide: "Lu-177", time: administered.advanced(by: .hours(hours)),
        afterAdministration: .hours(hours))
    }
  }

  private static func course(_ shape: ExponentialShape, _ hours: Double, halfLife: Double) -> Float {
    let slow = exp2(-hours / halfLife)
    switch shape {
    case .uptakeWashout, .uptakeBiWashout: return Float(slow - exp2(-hours / 3))
    case .bi, .tri: return Float(0.7 * slow + 0.3 * exp2(-hours / 8))
    case .mono: return Float(slow)
    }
  }

  /// About normal: the sum of a few bits of a hash, of zero mean and unit variance.
  private static func noise(_ voxel: Int, _ hours: Double) -> Float {
    var bits = UInt64(voxel) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(hours) &* 0xD1B5_4A32_D192_ED03
    bits = (bits ^ (bits >> 31)) &* 0xBF58_476D_1CE4_E5B9
    return (Float((bits >> 16 & 0xFFFF_FFFF).nonzeroBitCount) - 16) / 2.828_427
  }

  /// One row of the table.
  func row() throws -> String {
    let (single, processor) = try time(threads: 1)
    let (double, _) = try time(threads: 2)
    return String(
      format:
        "| Lu-177 \(count)×\(count)×\(count) | \(shape.rawValue) curve of 4 points per voxel | %.3f | %.3f | %.3f | – |",
      single, double, processor)
  }

  /// Wall and processor seconds, best of three.
  private func time(threads: Int) throws -> (wall: Double, processor: Double) {
    var kinetics = try VoxelKinetics(physicalHalfLife: .hours(159.528), method: .exponential(shape))
    kinetics.threads = threads
    var best = (wall: Double.infinity, processor: Double.infinity)
    for _ in 0..<3 {
      let start = DispatchTime.now().uptimeNanoseconds, used = clock()
      let result = try kinetics.integrate(volumes)
      let mono = shape == .mono ? 0 : result.tally.monoInstead
      precondition(result.tally.fitted + mono > result.tally.active * 9 / 10, "the curves were not fitted")
      best.processor = min(best.processor, Double(clock() - used) / Double(CLOCKS_PER_SEC))
      best.wall = min(best.wall, Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
    }
    return best
  }
}
