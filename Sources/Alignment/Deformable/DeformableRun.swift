import Diagnostics
import Statistics
import Volumes

/// One deformable registration in one direction: three levels of images and of control points, coarsest first.
struct DeformableRun: Sendable {
  var deformation: Deformation

  /// - Throws: `.interrupted` if the task was cancelled.
  init(
    fixed: RegistrationImage, moving: RegistrationImage, rigid: RigidTransform, options: DeformableOptions,
    stream: UInt64
  ) throws(Problem) {
    var random = SplitMix64(seed: options.seed &* 0x1000_0000_01b3 &+ stream)
    var lattice = ControlLattice(
      around: fixed.body, like: fixed.levels[0].grid, spacing: 4 * options.controlSpacing)
    for (n, level) in [2, 1, 0].enumerated() {
      if n > 0 { lattice = lattice.refined }
      let points = Self.points(fixed, level: level, options, &random)
      try Self.descend(
        &lattice, fixed.levels[level], moving.levels[level], points, rigid, options,
        voxel: options.finestSpacing * Double(1 << level), iterations: 60)
    }
    deformation = lattice.deformation
  }

  /// More on finer levels; never many more than there are voxels.
  private static func points(
    _ image: RegistrationImage, level: Int, _ options: DeformableOptions, _ random: inout SplitMix64
  ) -> [Vector3] {
    let count = min(options.samples >> level, image.body.count * 8 >> level)
    let points = image.samples(max(1000, count), random: &random)
    guard let mask = options.mask else { return points }
    return points.filter { mask.holds($0) }
  }

  private static func descend(
    _ lattice: inout ControlLattice, _ fixed: Volume<Float>, _ moving: Volume<Float>, _ points: [Vector3],
    _ rigid: RigidTransform, _ options: DeformableOptions, voxel: Double, iterations: Int
  ) throws(Problem) {
    let match = MatchObjective(points: points, fixed: fixed, moving: moving, rigid: rigid, lattice: lattice)
    let bending = BendingEnergy(size: lattice.grid.size, spacing: lattice.grid.spacing.x)
    let search = QuasiNewton(iterations: iterations, largestStep: voxel, tolerance: 1e-5)
    _ = search.minimise(
      &lattice.coefficients,
      value: { c, gradient in
        for n in gradient.indices { gradient[n] = 0 }
        let energy = bending.add(c, weight: options.stiffness, to: &gradient)
        return match.value(c, addingTo: &gradient) + options.stiffness * energy
      }, step: { _ in !Task.isCancelled })
    guard !Task.isCancelled else {
      throw Problem(
        .interrupted, what: "deformable registration cancelled", why: "nothing was written",
        remedy: "start it again")
    }
  }
}

extension Occupancy {
  /// True if the voxel around the point is part of the region.
  func holds(_ point: Vector3) -> Bool {
    let n = grid.index(of: point).rounded(.toNearestOrAwayFromZero)
    let size = grid.size
    guard n.x >= 0, n.y >= 0, n.z >= 0, n.x < Double(size.i), n.y < Double(size.j), n.z < Double(size.k)
    else { return false }
    return self[Int(n.x), Int(n.y), Int(n.z)] >= 0.5
  }
}
