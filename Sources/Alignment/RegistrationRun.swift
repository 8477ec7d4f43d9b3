internal import CITK
import Diagnostics
import Foundation
import Statistics
import Volumes

/// One complete registration: starts, three levels, one set of samples per level.
struct RegistrationRun: Sendable {
  var transform: RigidTransform
  var trace: [Double]

  /// Steps of the descent at one level, mm at the body's radius.
  private struct Level {
    var index: Int
    var samplePart: Double
    var iterations: Int32
    var firstStep, lastStep: Double
  }

  /// Coarsest first. First steps are about half a voxel, last steps small against a tenth.
  private static func levels(_ spacing: Double) -> [Level] {
    [
      Level(index: 2, samplePart: 0.25, iterations: 60, firstStep: 2 * spacing, lastStep: 0.1 * spacing),
      Level(index: 1, samplePart: 0.5, iterations: 60, firstStep: spacing, lastStep: 0.03 * spacing),
      Level(index: 0, samplePart: 1, iterations: 80, firstStep: 0.3 * spacing, lastStep: 0.003 * spacing),
    ]
  }

  init(
    fixed: RegistrationImage, moving: RegistrationImage, options: RegistrationOptions, stream: UInt64
  ) throws(Problem) {
    var random = SplitMix64(seed: options.seed &* 0x1000_0000_01b3 &+ stream)
    let levels = Self.levels(options.finestSpacing)
    func descend(
      _ level: Level, from start: RigidTransform, _ points: [Vector3]
    ) throws(Problem) -> Descent {
      try Descent(
        fixed: fixed, moving: moving, level: level.index, points: points, kind: options.kind, start: start,
        iterations: level.iterations, steps: (level.firstStep, level.lastStep))
    }
    let coarse = fixed.samples(Int(levels[0].samplePart * Double(options.samples)), random: &random)
    let starts = try Self.bestStarts(fixed: fixed, moving: moving, kind: options.kind, points: coarse)
    var tried: [Descent] = []
    for start in starts { tried.append(try descend(levels[0], from: start, coarse)) }
    var best = tried.min { $0.score < $1.score }!
    trace = best.trace
    for level in levels.dropFirst() {
      let points = fixed.samples(Int(level.samplePart * Double(options.samples)), random: &random)
      best = try descend(level, from: best.transform, points)
      trace += best.trace
    }
    transform = best.transform
  }

  /// The three most promising of: as they lie, grid centres together, bodies' centres together; each also shifted along
  /// the patient, because scans of one patient often begin at different heights.
  private static func bestStarts(
    fixed: RegistrationImage, moving: RegistrationImage, kind: RegistrationKind, points: [Vector3]
  ) throws(Problem) -> [RigidTransform] {
    let shifts = [.zero, moving.gridCentre - fixed.gridCentre, moving.centre - fixed.centre]
    let heights = stride(from: -100.0, through: 100, by: 20)
    var candidates: [(score: Double, translation: Vector3)] = []
    for translation in shifts.flatMap({ shift in heights.map { shift + Vector3(0, 0, $0) } }) {
      let start = RigidTransform(translation: translation)
      let there = points.filter { moving.contains(start($0)) }.count
      // Below a quarter in common, mutual information says little.
      guard Double(there) > 0.25 * Double(points.count) else { continue }
      let value = try Descent(
        fixed: fixed, moving: moving, level: 2, points: points, kind: kind, start: start, iterations: 0,
        steps: (1, 1))
      candidates.append((value.score, translation))
    }
    guard !candidates.isEmpty else { throw apart }
    var chosen: [Vector3] = []
    for candidate in candidates.sorted(by: { $0.score < $1.score }) where chosen.count < 3 {
      if chosen.allSatisfy({ ($0 - candidate.translation).norm > 15 }) {
        chosen.append(candidate.translation)
      }
    }
    return chosen.map { RigidTransform(translation: $0) }
  }

  private static var apart: Problem {
    Problem(
      .dataRejected, what: "the images share no part of the body",
      why: "less than a quarter of one lies in the other however they are shifted",
      remedy: "check that both show the same region")
  }
}

/// Regular-step gradient descent on one level.
struct Descent: Sendable {
  var transform: RigidTransform
  var value: Double
  var trace: [Double]
  /// Part of the samples that fell into the moving image.
  var valid: Double

  /// To compare starts: a metric from few common points counts less.
  var score: Double { value * valid }

  init(
    fixed: RegistrationImage, moving: RegistrationImage, level: Int, points: [Vector3],
    kind: RegistrationKind,
    start: RigidTransform, iterations: Int32, steps: (first: Double, last: Double)
  ) throws(Problem) {
    let (fixedLevel, movingLevel) = (fixed.levels[level], moving.levels[level])
    var (fixedGrid, movingGrid) = (citk_grid(fixedLevel.grid), citk_grid(movingLevel.grid))
    var settings = citk_descent(
      metric: Int32(kind == .emission ? CITK_CORRELATION : CITK_MATTES), bins: 48, iterations: iterations,
      first_step: steps.first, last_step: steps.last,
      centre: (fixed.centre.x, fixed.centre.y, fixed.centre.z),
      radius: fixed.radius)
    let inside = points.filter { fixedLevel.grid.holds($0) }
    let flat = inside.flatMap { [$0.x, $0.y, $0.z] }
    var motion = citk_rigid(start)
    var outcome = citk_outcome()
    var values = [Double](repeating: .nan, count: Int(iterations))
    try itk("registration") { error in
      fixedLevel.voxels.withUnsafeBufferPointer { from in
        movingLevel.voxels.withUnsafeBufferPointer { to in
          values.withUnsafeMutableBufferPointer { trace in
            citk_register(
              from.baseAddress!, &fixedGrid, to.baseAddress!, &movingGrid, flat, Int64(inside.count),
              &settings,
              &motion, trace.baseAddress, &outcome, error)
          }
        }
      }
    }
    transform = motion.transform.orthonormal
    value = outcome.value
    valid = Double(outcome.valid) / Double(max(1, inside.count))
    trace = values.filter(\.isFinite)
  }
}

extension RegistrationImage {
  var gridCentre: Vector3 {
    let grid = levels[0].grid
    return (grid.position(grid.corners[0]) + grid.position(grid.corners[7])) / 2
  }

  func contains(_ point: Vector3) -> Bool { levels[0].grid.holds(point) }
}

extension Grid {
  /// True if the point lies between the centres of border voxels.
  func holds(_ point: Vector3) -> Bool {
    let p = index(of: point)
    return p.x >= 0 && p.y >= 0 && p.z >= 0 && p.x <= Double(size.i - 1) && p.y <= Double(size.j - 1)
      && p.z <= Double(size.k - 1)
  }
}

extension RigidTransform {
  /// The same motion with its rotation orthonormal to the last digits (Gram–Schmidt).
  var orthonormal: RigidTransform {
    let x = rotation.columns.x / rotation.columns.x.norm
    let y0 = rotation.columns.y - x * x.dot(rotation.columns.y)
    let y = y0 / y0.norm
    return RigidTransform(rotation: Matrix3(x, y, x.cross(y)), translation: translation)
  }
}
