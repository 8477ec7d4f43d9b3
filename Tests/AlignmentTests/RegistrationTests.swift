import Diagnostics
@testable import Statistics
import Testing
import Volumes

@testable import Alignment

@Suite("rigid registration")
struct RegistrationTests {
  /// Motions up to 20 mm and 8° about each axis, beyond what a patient does on the couch between sessions.
  static let motions: [RigidTransform] = [
    RigidTransform(degrees: Vector3(0, 0, 0), shift: Vector3(3.3, -2.1, 7.7)),
    RigidTransform(degrees: Vector3(2, -3, 5), shift: Vector3(-12, 9, 20)),
    RigidTransform(degrees: Vector3(-8, 4, -6), shift: Vector3(20, -14, -17)),
  ]

  static let options = RegistrationOptions(finestSpacing: 5, samples: 8000, runs: 1)
  static let fixed = Torso.volume(on: Torso.grid(), noise: 30, seed: 1)

  /// As another scanner sees the moved torso: other voxels, another field of view.
  static func moving(_ motion: RigidTransform) -> Volume<Float> {
    Torso.volume(
      on: Torso.grid(GridSize(84, 64, 44), spacing: Vector3(4.6, 4.6, 6)), movedBy: motion, noise: 30, seed: 2
    )
  }

  @Test("a known motion is found: mean error below 0.5 mm, no target beyond 1 mm", arguments: motions)
  func knownMotion(motion: RigidTransform) throws {
    let found = try Alignment.registerRigid(
      fixed: Self.fixed, moving: Self.moving(motion), options: Self.options)
    let errors = Torso.errors(found.transform, motion)
    #expect(errors.reduce(0, +) / Double(errors.count) < 0.5)
    #expect(errors.max()! < 1)
    #expect(found.residual < 1 && found.inverseConsistency < 1)
    #expect(found.warnings == [])
    #expect(found.metricAfter < found.metricBefore)
    #expect(found.correlation > 0.9)
    #expect(found.overlap > 0.8 && found.overlap <= 1)
  }

  /// Fat is bright, bone and air are dark, fluid and soft tissue lie between: no line maps one brightness to the other.
  private static func magnetic(_ p: Vector3) -> Double {
    let h = Torso.hounsfield(p)
    if h < -400 { return 20 }
    if h < 0 { return 900 }
    return h > 150 ? 60 : 300 + 4 * h
  }

  @Test("MR and CT are laid onto each other by mutual information", arguments: motions)
  func acrossModalities(motion: RigidTransform) throws {
    let fixed = Torso.volume(Self.magnetic, on: Torso.grid(), noise: 25, seed: 4)
    var options = Self.options
    options.kind = .magnetic
    let found = try Alignment.registerRigid(fixed: fixed, moving: Self.moving(motion), options: options)
    #expect(Torso.errors(found.transform, motion).max()! < 3)
    #expect(found.warnings.isEmpty && found.metricAfter < found.metricBefore)
    #expect(found.metric == .mutualInformation)
  }

  @Test("the same input gives the same bits; another seed does not")
  func deterministic() throws {
    let moving = Self.moving(Self.motions[1])
    let first = try Alignment.registerRigid(fixed: Self.fixed, moving: moving, options: Self.options)
    let second = try Alignment.registerRigid(fixed: Self.fixed, moving: moving, options: Self.options)
    #expect(first == second)
    var other = Self.options
    other.seed = 2
    let third = try Alignment.registerRigid(fixed: Self.fixed, moving: moving, options: other)
    #expect(third.transform != first.transform)
    #expect(Torso.errors(third.transform, first.transform).max()! < 1)
  }

  @Test("exchanged images give the inverse")
  func symmetric() throws {
    let moving = Self.moving(Self.motions[0])
    let there = try Alignment.registerRigid(fixed: Self.fixed, moving: moving, options: Self.options)
    let back = try Alignment.registerRigid(fixed: moving, moving: Self.fixed, options: Self.options)
    #expect(Torso.errors(there.transform, back.transform.inverse).max()! < 0.5)
  }

  @Test("a scan that begins 12 cm lower is brought back, and the small common part is told")
  func partialView() throws {
    let grid = try Grid(
      size: GridSize(76, 56, 48), spacing: Vector3(5, 5, 5), origin: Torso.grid().origin - Vector3(0, 0, 120))
    let motion = RigidTransform(degrees: Vector3(1, 2, -2), shift: Vector3(6, -8, 4))
    let moving = Torso.volume(on: grid, movedBy: motion, noise: 30, seed: 3)
    let found = try Alignment.registerRigid(fixed: Self.fixed, moving: moving, options: Self.options)
    #expect(Torso.errors(found.transform, motion).max()! < 2)
    #expect(found.overlap < 0.5)
    #expect(found.warnings.contains { if case .littleOverlap = $0 { true } else { false } })
  }

  @Test("coordinates of another origin are bridged")
  func farOrigin() throws {
    let motion = RigidTransform(degrees: Vector3(1, 0, 2), shift: Vector3(310, -250, 1400))
    let grid = Torso.grid()
    let there = try Grid(size: grid.size, spacing: grid.spacing, origin: grid.origin + motion.translation)
    let moving = Torso.volume(on: there, movedBy: motion, noise: 30, seed: 4)
    let found = try Alignment.registerRigid(fixed: Self.fixed, moving: moving, options: Self.options)
    #expect(Torso.errors(found.transform, motion).max()! < 1)
  }

  @Test("images that have nothing to do with each other are for review")
  func unrelated() throws {
    var random = SplitMix64(seed: 5)
    var noise = Volume<Float>(grid: Torso.grid(), repeating: 0)
    for n in noise.voxels.indices { noise.voxels[n] = Float(400 * random.unit() - 200) }
    let found = try Alignment.registerRigid(fixed: Self.fixed, moving: noise, options: Self.options)
    #expect(found.needsReview)
  }

  @Test("images without a body or without numbers are refused")
  func refused() throws {
    for value in [-1000, 40] as [Float] {
      let flat = Volume<Float>(grid: Torso.grid(), repeating: value)
      #expect(throws: Problem.self) { try Alignment.registerRigid(fixed: Self.fixed, moving: flat) }
    }
    let air = Self.fixed.mapped { min($0, -400) }
    #expect(throws: Problem.self) { try Alignment.registerRigid(fixed: Self.fixed, moving: air) }
    var hole = Self.fixed
    hole[3, 3, 3] = .nan
    #expect(throws: Problem.self) { try Alignment.registerRigid(fixed: hole, moving: Self.fixed) }
  }

  @Test("emission images are registered by their uptake, always for review")
  func emission() throws {
    let motion = RigidTransform(degrees: Vector3(2, -1, 3), shift: Vector3(8, -5, 10))
    let fixed = Torso.volume(Torso.uptake, on: Torso.grid())
    let moving = Torso.volume({ 0.6 * Torso.uptake($0) }, on: Torso.grid(), movedBy: motion)
    var options = Self.options
    options.kind = .emission
    let found = try Alignment.registerRigid(fixed: fixed, moving: moving, options: options)
    #expect(Torso.errors(found.transform, motion).max()! < 1)
    #expect(found.metric == .correlation && found.metricAfter < -0.95)
    #expect(found.needsReview)
  }

  @Test("a CT's transform carries over to the emission image of the same session only")
  func carried() throws {
    let found = RigidRegistration(
      transform: Self.motions[0], residual: 0.1, worstResidual: 0.2, inverseConsistency: 0.1, overlap: 1,
      metric: .mutualInformation, metricBefore: -1, metricAfter: -2, correlation: 0.9, trace: [],
      largestDisplacement: 9,
      method: "rigid", warnings: [])
    let (grid, other) = (Torso.grid(), Torso.grid(GridSize(20, 20, 20)))
    let same = try found.carried(
      to: other.with(frameOfReference: "1.2"), from: grid.with(frameOfReference: "1.2"))
    #expect(same.transform == found.transform && same.warnings == [])
    #expect(try found.carried(to: other, from: grid.with(frameOfReference: "1.2")).warnings.count == 1)
    #expect(throws: Problem.self) {
      try found.carried(to: other.with(frameOfReference: "1.3"), from: grid.with(frameOfReference: "1.2"))
    }
  }

  /// Same place, other activity: the squared correlation is one as they lie, and less after any motion.
  @Test("images that are aligned stay as they are, and it is said", arguments: [UInt64(1), 2, 3])
  func neverWorseThanNone(seed: UInt64) throws {
    let fixed = Torso.volume(Torso.uptake, on: Torso.grid())
    var options = Self.options
    (options.kind, options.seed) = (.emission, seed)
    let found = try Alignment.registerRigid(
      fixed: fixed, moving: Torso.volume({ 0.6 * Torso.uptake($0) }, on: Torso.grid()), options: options)
    #expect(!found.isUsed && found.transform == .identity && found.method.hasSuffix("not used"))
    #expect(found.metricAfter == found.metricBefore && found.metricAfter < -0.999)
    #expect(found.warnings.contains(.notUsed))
    #expect(found.largestDisplacement == 0 && found.residual < 1)
  }

  /// Grids of a few voxels of noise: whatever the descent finds is compared with doing nothing.
  @Test("noise on small grids is never registered to a worse match")
  func noise() throws {
    var unused = 0
    for seed in UInt64(1)...8 {
      let grid = Torso.grid(GridSize(13, 11, 11), spacing: Vector3(26, 22, 22))
      var options = Self.options
      (options.kind, options.seed, options.samples) = (.emission, seed, 500)
      let found = try Alignment.registerRigid(
        fixed: Torso.volume({ max(0, Torso.uptake($0)) }, on: grid, noise: 0.5, seed: seed),
        moving: Torso.volume({ max(0, Torso.uptake($0)) }, on: grid, noise: 0.5, seed: seed + 100),
        options: options)
      #expect(!found.isUsed || found.metricAfter <= found.metricBefore || found.needsReview)
      #expect(found.isUsed || (found.transform == .identity && found.metricAfter == found.metricBefore))
      unused += found.isUsed ? 0 : 1
    }
    print("registrations of noise that were not used: \(unused) of 8")
  }
}
