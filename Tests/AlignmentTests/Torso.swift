import Foundation
@testable import Statistics
import Volumes

@testable import Alignment

/// A torso as a continuous function of the place, so that it can be moved without interpolation.
enum Torso {
  struct Ellipsoid {
    var centre, radii: Vector3
    var hounsfield: Double
    var uptake = 0.0

    /// 1 inside, 0 outside, with an edge about 3 mm wide.
    func part(_ p: Vector3) -> Double {
      let q = (p - centre) / radii
      let r = q.norm
      let depth = (1 - r) * radii.min()
      return 1 / (1 + exp(-depth / 1.5))
    }
  }

  /// Painted one over the other, mm LPS, the centre of the body at the origin.
  static let parts: [Ellipsoid] = [
    Ellipsoid(centre: Vector3(0, 0, 0), radii: Vector3(165, 110, 400), hounsfield: -90, uptake: 0.02),
    Ellipsoid(centre: Vector3(0, 0, 0), radii: Vector3(145, 92, 390), hounsfield: 40, uptake: 0.05),
    Ellipsoid(centre: Vector3(-75, -10, 130), radii: Vector3(55, 70, 70), hounsfield: -820),
    Ellipsoid(centre: Vector3(75, -10, 130), radii: Vector3(52, 66, 75), hounsfield: -820),
    Ellipsoid(centre: Vector3(-65, -15, 20), radii: Vector3(70, 62, 68), hounsfield: 65, uptake: 0.5),
    Ellipsoid(centre: Vector3(-55, -30, 5), radii: Vector3(16, 14, 15), hounsfield: 45, uptake: 3),
    Ellipsoid(centre: Vector3(95, 25, 45), radii: Vector3(28, 33, 45), hounsfield: 55, uptake: 1.5),
    Ellipsoid(centre: Vector3(-60, 55, -55), radii: Vector3(25, 22, 50), hounsfield: 35, uptake: 1.8),
    Ellipsoid(centre: Vector3(62, 52, -40), radii: Vector3(26, 22, 52), hounsfield: 35, uptake: 1.7),
    Ellipsoid(centre: Vector3(25, -50, 10), radii: Vector3(45, 28, 35), hounsfield: -20, uptake: 0.05),
    Ellipsoid(centre: Vector3(20, -58, 18), radii: Vector3(20, 12, 18), hounsfield: -700, uptake: 0),
    Ellipsoid(centre: Vector3(0, 65, 0), radii: Vector3(18, 16, 400), hounsfield: 250, uptake: 0.1),
    Ellipsoid(centre: Vector3(0, 66, -60), radii: Vector3(22, 19, 12), hounsfield: 450, uptake: 0.1),
    Ellipsoid(centre: Vector3(0, 66, 40), radii: Vector3(22, 19, 12), hounsfield: 450, uptake: 0.1),
    Ellipsoid(centre: Vector3(-110, 40, -100), radii: Vector3(20, 30, 45), hounsfield: 400, uptake: 0.1),
    Ellipsoid(centre: Vector3(112, 38, -95), radii: Vector3(20, 30, 45), hounsfield: 400, uptake: 0.1),
  ]

  static func hounsfield(_ p: Vector3) -> Double {
    parts.reduce(-1000) { $0 + ($1.hounsfield - $0) * $1.part(p) }
  }
  static func uptake(_ p: Vector3) -> Double { parts.reduce(0) { $0 + ($1.uptake - $0) * $1.part(p) } }

  /// The torso moved by `motion`, seen on a grid, with uniform noise of the given half width.
  static func volume(
    _ value: (Vector3) -> Double = hounsfield, on grid: Grid, movedBy motion: RigidTransform = .identity,
    noise: Double = 0, seed: UInt64 = 7
  ) -> Volume<Float> {
    var random = SplitMix64(seed: seed)
    let back = motion.inverse
    var volume = Volume<Float>(grid: grid, repeating: 0)
    for k in 0..<grid.size.k {
      for j in 0..<grid.size.j {
        for i in 0..<grid.size.i {
          let p = grid.position(Vector3(Double(i), Double(j), Double(k)))
          volume.voxels[grid.offset(i, j, k)] = Float(value(back(p)) + noise * (2 * random.unit() - 1))
        }
      }
    }
    return volume
  }

  static func grid(_ size: GridSize = GridSize(76, 56, 56), spacing: Vector3 = Vector3(5, 5, 5)) -> Grid {
    let extent = Vector3(Double(size.i - 1), Double(size.j - 1), Double(size.k - 1)) * spacing
    return try! Grid(size: size, spacing: spacing, origin: extent * -0.5)
  }

  /// Places in the body where errors are measured, among them the liver, the kidneys and the lesions.
  static let targets: [Vector3] =
    parts.dropFirst().map(\.centre) + [
      Vector3(120, 0, 60), Vector3(-120, 0, 60), Vector3(0, -80, -60), Vector3(0, 80, 90),
      Vector3(40, 0, -100),
    ]

  /// Distances between where two motions take the targets, mm.
  static func errors(_ a: RigidTransform, _ b: RigidTransform) -> [Double] {
    targets.map { (a($0) - b($0)).norm }
  }
}

extension RigidTransform {
  /// Rotations about x, then y, then z, in degrees, about the origin; then a shift in mm.
  init(degrees: Vector3, shift: Vector3) {
    let r = degrees * (.pi / 180)
    let x = Matrix3(Vector3(1, 0, 0), Vector3(0, cos(r.x), sin(r.x)), Vector3(0, -sin(r.x), cos(r.x)))
    let y = Matrix3(Vector3(cos(r.y), 0, -sin(r.y)), Vector3(0, 1, 0), Vector3(sin(r.y), 0, cos(r.y)))
    let z = Matrix3(Vector3(cos(r.z), sin(r.z), 0), Vector3(-sin(r.z), cos(r.z), 0), Vector3(0, 0, 1))
    self.init(rotation: z * y * x, translation: shift)
  }
}
