import Diagnostics
import Foundation
@testable import Statistics
import Testing
import Volumes

@testable import Alignment

/// A known displacement of the torso's tissue: where a point of the fixed image has gone.
struct KnownDeformation: Sendable, CustomTestStringConvertible {
  var name: String
  var displacement: @Sendable (Vector3) -> Vector3
  var testDescription: String { name }

  func callAsFunction(_ p: Vector3) -> Vector3 { p + displacement(p) }

  /// The point that went to `q`.
  func origin(of q: Vector3) -> Vector3 {
    var p = q
    for _ in 0..<60 { p += q - self(p) }
    return p
  }

  static let liver = Vector3(-65, -15, 20)
  static let lesion = Vector3(-55, -30, 5)

  /// What is below the diaphragm moves towards the feet, most in the middle.
  static let breathing = KnownDeformation(name: "breathing, 10 mm at the diaphragm") { p in
    let lateral = exp(-(p.x * p.x / (2 * 90 * 90) + p.y * p.y / (2 * 70 * 70)))
    return Vector3(0, -2, -10) * (lateral * exp(-(p.z - 60) * (p.z - 60) / (2 * 70 * 70)))
  }
  static let shift = KnownDeformation(name: "liver shifted by 15 mm") { p in
    let d = p - liver
    return Vector3(3, -2, -14.6) * exp(-d.dot(d) / (2 * 60 * 60))
  }
  /// Inside the lesion everything moves towards its middle: the diameter shrinks by about a fifth.
  static let shrinkage = KnownDeformation(name: "lesion shrunk") { p in
    let d = p - lesion
    return d * (-0.25 * exp(-d.dot(d) / (2 * 22 * 22)))
  }
}

@Suite("deformable registration")
struct DeformableTests {
  static let fixed = Torso.volume(tissue, on: grid, noise: 20, seed: 1)
  static let grid = Torso.grid(GridSize(96, 70, 70), spacing: Vector3(4, 4, 4))
  static let options = DeformableOptions(finestSpacing: 4, controlSpacing: 20, samples: 40_000)

  static func moving(_ known: KnownDeformation, by motion: RigidTransform = .identity) -> Volume<Float> {
    let back = motion.inverse
    return Torso.volume({ tissue(known.origin(of: back($0))) }, on: grid, noise: 20, seed: 2)
  }

  /// The torso with the texture of the digital patient's liver, root mean square 7 HU, that moves with the tissue.
  static func tissue(_ p: Vector3) -> Double {
    let h = Torso.hounsfield(p)
    guard h > -150, h < 150 else { return h }
    let waves = [
      Vector3(0.21, 0.13, 0.09), Vector3(-0.11, 0.24, 0.05), Vector3(0.06, -0.08, 0.31),
      Vector3(0.3, 0.02, -0.21), Vector3(-0.02, -0.12, -0.07),
    ]
    return h + 4.4 * waves.enumerated().reduce(0) { $0 + sin(1.3 * Double($1.offset) + $1.element.dot(p)) }
  }

  /// Distances between where points of an ellipsoid are said to be and where they are, mm.
  static func errors(_ map: SpatialMap, _ truth: (Vector3) -> Vector3, _ centre: Vector3, _ radius: Double) -> [Double] {
    var all: [Double] = []
    for n in 0..<1000 {
      let q = Vector3(Double(n % 10), Double(n / 10 % 10), Double(n / 100)) / 4.5 - Vector3(repeating: 1)
      guard q.norm <= 1 else { continue }
      let p = centre + q * radius
      all.append((map(p) - truth(p)).norm)
    }
    return all
  }

  static func rms(_ values: [Double]) -> Double {
    (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
  }

  @Test(
    "a known deformation is found to half a voxel in liver and lesion",
    arguments: [KnownDeformation.breathing, .shift, .shrinkage])
  func known(_ known: KnownDeformation) throws {
    let found = try Alignment.registerDeformable(
      fixed: Self.fixed, moving: Self.moving(known), from: .identity, options: Self.options)
    for (name, centre, radius) in [("liver", KnownDeformation.liver, 60.0), ("lesion", KnownDeformation.lesion, 15)] {
      let after = Self.errors(found.map, known.callAsFunction, centre, radius)
      let before = Self.errors(.rest, known.callAsFunction, centre, radius)
      #expect(Self.rms(after) <= 2, "\(name)")
      #expect(Self.rms(after) < Self.rms(before))
    }
    #expect(found.refusal == nil && found.quality.smallestJacobian > 0)
    #expect(found.quality.informationAfter > found.quality.informationBefore)
    #expect(found.quality.inverseConsistency < 3)
  }

  @Test("images that differ by noise alone are not deformed")
  func nothingToDo() throws {
    let moving = Torso.volume(Self.tissue, on: Self.grid, noise: 20, seed: 9)
    let found = try Alignment.registerDeformable(
      fixed: Self.fixed, moving: moving, from: .identity, options: Self.options)
    let errors = Self.errors(found.map, { $0 }, KnownDeformation.liver, 60)
    #expect(Self.rms(errors) < 1)
  }

  @Test("after a rigid motion, and with a mask")
  func afterMotion() throws {
    let motion = RigidTransform(degrees: Vector3(2, -1, 3), shift: Vector3(-9, 6, 12))
    let mask = Occupancy(Self.fixed.mapped { $0 > -150 })
    var options = Self.options
    options.mask = mask
    let found = try Alignment.registerDeformable(
      fixed: Self.fixed, moving: Self.moving(.shift, by: motion), from: motion, options: options)
    let errors = Self.errors(found.map, { motion(KnownDeformation.shift($0)) }, KnownDeformation.liver, 60)
    #expect(Self.rms(errors) <= 2)
    #expect(found.map.rigid == motion)
  }

  @Test("landmarks are measured, and one that gets worse refuses the deformation")
  func landmarks() throws {
    let moving = Self.moving(.breathing)
    var options = Self.options
    options.samples = 8000
    let place = KnownDeformation.liver, gone = KnownDeformation.breathing(place)
    let good = try Alignment.registerDeformable(
      fixed: Self.fixed, moving: moving, from: .identity, options: options,
      landmarks: [.init(fixed: place, moving: gone)])
    #expect(good.deformation != nil && good.quality.landmarksAfter! < 2 && good.quality.landmarksBefore! > 5)
    let bad = try Alignment.registerDeformable(
      fixed: Self.fixed, moving: moving, from: .identity, options: options,
      landmarks: [.init(fixed: place, moving: place)])
    #expect(bad.deformation == nil && bad.map == SpatialMap(.identity))
    guard case .landmarksWorse? = bad.refusal else { Issue.record("not refused"); return }
  }

  @Test("two threads give the bytes of one")
  func threads() throws {
    var options = Self.options
    options.samples = 4000
    let moving = Self.moving(.shift)
    let first = try Alignment.registerDeformable(
      fixed: Self.fixed, moving: moving, from: .identity, options: options)
    let second = try Alignment.registerDeformable(
      fixed: Self.fixed, moving: moving, from: .identity, options: options)
    #expect(first == second)
    options.seed = 2
    let other = try Alignment.registerDeformable(
      fixed: Self.fixed, moving: moving, from: .identity, options: options)
    #expect(other != first)
  }
}
