import Foundation
import Quantities
import Stages
import Volumes

@testable import Reporting

/// A made-up but plausible Lu-177 therapy: an ellipsoidal body with liver, two tumours, kidneys and spleen.
struct Sample {
  var voxels = 64
  var direction = Matrix3.identity

  static let created = DateTime(iso8601: "2026-03-05T14:30:00Z")!
  static let administered = DateTime(iso8601: "2026-03-01T09:12:00+01:00")!

  private struct Ball {
    var name: String
    var role: StructureRole
    var centre: Vector3
    var radii: Vector3
    var hounsfield: Float
    /// kBq/mL at the first image, effective half-life h.
    var uptake: Double
    var halfLife: Double
  }

  // LPS, mm: the liver lies on the patient's right (x < 0).
  private static let balls = [
    Ball(
      name: "Liver", role: .liver, centre: Vector3(-55, -12, 40), radii: Vector3(82, 68, 72), hounsfield: 108,
      uptake: 210, halfLife: 68),
    Ball(
      name: "Tumour 1", role: .tumour, centre: Vector3(-70, -28, 48), radii: Vector3(22, 20, 23),
      hounsfield: 76, uptake: 2900, halfLife: 96),
    Ball(
      name: "Tumour 2", role: .tumour, centre: Vector3(-25, 2, 62), radii: Vector3(11, 12, 11),
      hounsfield: 80, uptake: 1800, halfLife: 88),
    Ball(
      name: "Kidney right", role: .kidney, centre: Vector3(-55, 62, -40), radii: Vector3(24, 22, 48),
      hounsfield: 118, uptake: 820, halfLife: 52),
    Ball(
      name: "Kidney left", role: .kidney, centre: Vector3(58, 62, -28), radii: Vector3(24, 22, 50),
      hounsfield: 118, uptake: 790, halfLife: 52),
    Ball(
      name: "Spleen", role: .spleen, centre: Vector3(98, 34, 42), radii: Vector3(24, 36, 42), hounsfield: 120,
      uptake: 900, halfLife: 64),
  ]

  var grid: Grid {
    let spacing = Vector3(360 / Double(voxels), 270 / Double(voxels), 260 / Double(voxels))
    let axes = Matrix3(
      direction.columns.x * spacing.x, direction.columns.y * spacing.y, direction.columns.z * spacing.z)
    let half = Vector3(Double(voxels - 1) / 2, Double(voxels - 1) / 2, Double(voxels - 1) / 2)
    return try! Grid(
      size: GridSize(voxels, voxels, voxels), spacing: spacing, direction: direction, origin: -(axes * half),
      frameOfReference: "2.25.1")
  }

  private func fill(_ value: (Vector3) -> Float) -> Volume<Float> {
    var volume = Volume<Float>(grid: grid, repeating: 0)
    for k in 0..<voxels {
      for j in 0..<voxels {
        for i in 0..<voxels {
          volume[i, j, k] = value(grid.position(Vector3(Double(i), Double(j), Double(k))))
        }
      }
    }
    return volume
  }

  /// Distance in units of the radii.
  private static func depth(_ p: Vector3, _ b: Ball) -> Double { ((p - b.centre) / b.radii).norm }
  private static let body = Ball(
    name: "Body", role: .body, centre: Vector3(0, 5, 0), radii: Vector3(165, 118, 400), hounsfield: 35,
    uptake: 14, halfLife: 40)

  var anatomy: Volume<Float> {
    fill { p in
      guard Self.depth(p, Self.body) < 1 else { return -1000 }
      if Self.depth(
        p,
        Ball(
          name: "", role: .other, centre: Vector3(0, 70, 0), radii: Vector3(20, 17, 400), hounsfield: 0,
          uptake: 0, halfLife: 1)) < 1
      {
        return 380
      }
      let skin = Self.depth(p, Self.body) > 0.9 ? Float(-95) : 35
      return Self.balls.last { Self.depth(p, $0) < 1 }?.hounsfield ?? skin
        + Float(sin(p.x / 9) * cos(p.z / 11) * 12)
    }
  }

  func activity(hours: Double) -> Volume<Float> {
    fill { p in
      guard Self.depth(p, Self.body) < 1 else { return 0 }
      let organs = Self.balls.map { b in
        b.uptake * exp(-0.693147 * hours / b.halfLife) / (1 + exp(9 * (Self.depth(p, b) - 1)))
      }
      return Float(1000 * (organs.reduce(0, +) + 14 * exp(-0.693147 * hours / 40)))
    }
  }

  /// Proportional to the time-integrated activity, smeared by the same smooth edges, at most about 60 Gy.
  var dose: Volume<Float> {
    fill { p in
      guard Self.depth(p, Self.body) < 1 else { return 0 }
      return Float(
        0.15
          + Self.balls.reduce(0) {
            $0 + $1.uptake * $1.halfLife * 2.1e-4 / (1 + exp(7 * (Self.depth(p, $1) - 1)))
          })
    }
  }

  var structures: StructureSet {
    try! StructureSet(
      Self.balls.map { b in
        Structure(
          program: b.name, role: b.role,
          region: Occupancy(fill { Float(min(1, max(0, (1.04 - Self.depth($0, b)) / 0.08))) }),
          origin: "made by formula")
      })
  }
}
