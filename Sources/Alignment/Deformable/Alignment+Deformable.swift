import Diagnostics
import Foundation
import Parallel
import Statistics
import Volumes

extension Alignment {
  /// Finds the deformation that, after the rigid motion, lays `moving` onto `fixed`.
  ///
  /// Mutual information over points of the body is made large, less the bending energy of the displacement, by a
  /// limited-memory quasi-Newton search on three levels of images and control points. The images exchanged give a second
  /// registration, by which the first is judged. The same input and options give the same bits on any number of cores.
  ///
  /// It is *not* a model of sliding: along the ribs, where the liver glides, the displacement is smoothed over about a
  /// distance of control points.
  /// - Parameters:
  ///   - rigid: from the fixed to the moving space, as `registerRigid` finds it.
  ///   - landmarks: points known in both images, for the judgement alone.
  /// - Throws: `Problem` if an image holds no body; `.interrupted` if the task was cancelled. A result that is worse than
  ///   the rigid motion is not thrown but refused: `deformation` is then `nil`.
  public static func registerDeformable(
    fixed: Volume<Float>, moving: Volume<Float>, from rigid: RigidTransform,
    options: DeformableOptions = DeformableOptions(), landmarks: [DeformationQuality.Landmark] = [],
    progress: ProgressHandler? = nil
  ) throws(Problem) -> DeformableRegistration {
    precondition(options.kind != .emission, "uptake is not deformed")
    let pair = try ImagePair(fixed: fixed, moving: moving, rigid: rigid, options: options)
    progress?(0.1, "deformable registration: images prepared")
    var trial = try pair.trial(stiffness: options.stiffness)
    progress?(0.8, "deformable registration: judged")
    // Where space folds, a stiffer one may not.
    if trial.quality.foldedFraction > 0 {
      trial = try pair.trial(stiffness: 10 * options.stiffness)
    }
    return pair.registration(trial, landmarks: landmarks)
  }
}

/// Two images, made ready, and the rigid motion between them.
struct ImagePair {
  let fixed, moving: RegistrationImage
  let rigid: RigidTransform
  let options: DeformableOptions
  /// Largest voxel spacing of the fixed image, mm.
  let voxel: Double

  init(
    fixed: Volume<Float>, moving: Volume<Float>, rigid: RigidTransform, options: DeformableOptions
  ) throws(Problem) {
    var settings = RegistrationOptions(kind: options.kind, finestSpacing: options.finestSpacing)
    self.fixed = try RegistrationImage(fixed, name: "fixed", options: settings).softTissue(options.kind)
    settings.kind = .ct
    self.moving = try RegistrationImage(moving, name: "moving", options: settings).softTissue(.ct)
    (self.rigid, self.options) = (rigid, options)
    voxel = fixed.grid.spacing.max()
  }

  struct Trial {
    var forward: Deformation
    var quality: DeformationQuality
    var stiffness: Double
  }

  func trial(stiffness: Double) throws(Problem) -> Trial {
    var own = options
    own.stiffness = stiffness
    let settings = own
    let runs = try parallelMap(2) { n throws(Problem) in
      n == 0
        ? try DeformableRun(fixed: fixed, moving: moving, rigid: rigid, options: settings, stream: 11)
        : try DeformableRun(
          fixed: moving, moving: fixed, rigid: rigid.inverse, options: settings.unmasked, stream: 12)
    }
    let (there, back) = (runs[0].deformation, runs[1].deformation)
    return Trial(forward: there, quality: quality(there, back), stiffness: stiffness)
  }

  /// Over at most 40,000 points of the body.
  private var judged: [Vector3] {
    let step = max(1, fixed.body.count / 40_000)
    let points = stride(from: 0, to: fixed.body.count, by: step).map { fixed.body[$0] }
    return options.mask.map { mask in points.filter { mask.holds($0) } } ?? points
  }

  private func quality(_ there: Deformation, _ back: Deformation) -> DeformationQuality {
    let points = judged
    let jacobians = parallelMap(points.count, block: 512) { there.jacobian(at: points[$0]) }
    let lengths = points.map { there.displacement(at: $0).norm }
    let rounds = points.compactMap { p -> Double? in
      let q = rigid(there(p))
      return moving.contains(q) ? (rigid.inverse(back(q)) - p).norm : nil
    }.sorted()
    let folded = jacobians.count { $0 <= 0 }
    return DeformationQuality(
      jacobian: (jacobians.min() ?? 1)...(jacobians.max() ?? 1),
      foldedFraction: Double(folded) / Double(max(1, points.count)),
      inverseConsistency: rootMeanSquare(rounds),
      inverseConsistency95: rounds.isEmpty ? 0 : rounds[min(rounds.count - 1, rounds.count * 95 / 100)],
      informationBefore: information(nil), informationAfter: information(there),
      largestDisplacement: lengths.max() ?? 0, displacement: rootMeanSquare(lengths))
  }

  /// Mutual information by ITK's own metric, at points that no descent has seen; nats.
  private func information(_ deformation: Deformation?) -> Double {
    var random = SplitMix64(seed: options.seed &+ 0x5eed)
    let points = fixed.samples(min(options.samples, 8 * fixed.body.count), random: &random)
    let there = Alignment.resample(
      moving.levels[0], onto: fixed.levels[0].grid, through: SpatialMap(rigid, deformation),
      outside: moving.levels[0].voxels.min() ?? 0)
    var laid = moving
    laid.levels[0] = there
    let found = try? Descent(
      fixed: fixed, moving: laid, level: 0, points: points, kind: .ct, start: .identity, iterations: 0,
      steps: (1, 1))
    return -(found?.value ?? 0)
  }

  private func rootMeanSquare(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
  }
}

extension DeformableOptions {
  /// For the images exchanged, where a mask of the fixed image has no place.
  var unmasked: DeformableOptions {
    var copy = self
    copy.mask = nil
    return copy
  }
}

extension RegistrationImage {
  /// Smoothed, with the brightness of soft tissue filling the histogram of a CT: −200…300 HU.
  func softTissue(_ kind: RegistrationKind) -> RegistrationImage {
    var copy = self
    copy.levels = levels.map { level in
      (kind == .ct ? level.mapped { min(max($0, -200), 300) } : level).smoothed
    }
    return copy
  }
}
