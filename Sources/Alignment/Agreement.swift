import Diagnostics
import Foundation
import Statistics
import Volumes

/// How well independent runs agree, and what follows from that.
struct Agreement {
  var forward, backward: [RigidTransform]
  var fixed, moving: RegistrationImage
  var options: RegistrationOptions
  /// Largest voxel spacing of the fixed image, mm.
  var voxel: Double

  /// All runs as motions from fixed to moving.
  private var all: [RigidTransform] { forward + backward.map(\.inverse) }

  func registration(trace: [Double]) throws(Problem) -> RigidRegistration {
    let landmarks = fixed.landmarks
    var random = SplitMix64(seed: options.seed)
    let points = fixed.samples(options.samples, random: &random)
    func metric(_ transform: RigidTransform, _ kind: RegistrationKind) -> Descent? {
      try? Descent(
        fixed: fixed, moving: moving, level: 0, points: points, kind: kind, start: transform, iterations: 0,
        steps: (1, 1))
    }
    let mean = RigidTransform.mean(of: all, around: fixed.centre)
    // Runs that ended in different places have no meaningful mean: then the best of them counts.
    let agreed = displacements(from: mean, landmarks).max()! <= limit
    let result =
      agreed
      ? mean : all.min { (metric($0, options.kind)?.score ?? 0) < (metric($1, options.kind)?.score ?? 0) }!
    let found = metric(result, options.kind)
    // A registration that its own measure calls worse than none is none. Few points in common can match by chance: the
    // images as they lie must win by the score too.
    let asTheyLie = metric(.identity, options.kind)
    let isUsed =
      !(asTheyLie.map { none in
        found.map { none.value < $0.value && none.score <= $0.score } ?? true
      } ?? false)
    let used = isUsed ? result : .identity
    let after = isUsed ? found : asTheyLie
    // The correlation metric is the negative squared coefficient.
    let correlation = max(0, -(metric(used, .emission)?.value ?? 0)).squareRoot()
    let spread = displacements(from: used, landmarks)
    var registration = RigidRegistration(
      transform: used, isUsed: isUsed, residual: rootMeanSquare(spread) * smallNumberFactor,
      worstResidual: spread.max() ?? 0,
      inverseConsistency: inverseConsistency(landmarks), overlap: after?.valid ?? 0,
      metric: options.kind == .emission ? .correlation : .mutualInformation,
      metricBefore: asTheyLie?.value ?? 0,
      metricAfter: after?.value ?? 0, correlation: correlation, trace: trace,
      largestDisplacement: landmarks.map { (used($0) - $0).norm }.max() ?? 0,
      method: method + (isUsed ? "" : "; not used"), warnings: [])
    registration.warnings = warnings(registration)
    return registration
  }

  /// Aligned CTs of one patient, contrast agent or not, correlate by more than this; see the article for figures.
  private static let leastCorrelation = 0.75

  private var limit: Double { options.acceptableResidual ?? voxel }

  private var method: String {
    let metric = options.kind == .emission ? SimilarityMetric.correlation : .mutualInformation
    return "rigid, \(metric.rawValue), 3 levels to \(options.finestSpacing) mm, \(options.samples) samples, "
      + "regular-step gradient descent (ITK 5.2), mean of \(all.count) runs, seed \(options.seed)"
  }

  /// n runs spread about their own mean by less than about the truth.
  private var smallNumberFactor: Double {
    let n = Double(all.count)
    return n > 1 ? (n / (n - 1)).squareRoot() : 1
  }

  private func displacements(from result: RigidTransform, _ points: [Vector3]) -> [Double] {
    all.flatMap { run in points.map { (run($0) - result($0)).norm } }
  }

  private func inverseConsistency(_ points: [Vector3]) -> Double {
    rootMeanSquare(
      zip(forward, backward).flatMap { there, back in points.map { (back(there($0)) - $0).norm } })
  }

  private func rootMeanSquare(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
  }

  private func warnings(_ r: RigidRegistration) -> [RigidRegistration.Doubt] {
    var doubts: [RigidRegistration.Doubt] = []
    if r.residual > limit || r.inverseConsistency > limit {
      doubts.append(.runsDisagree(by: max(r.residual, r.inverseConsistency), limit: limit))
    }
    if !r.isUsed {
      doubts.append(.notUsed)
    } else if r.metricAfter > r.metricBefore {
      doubts.append(.matchesLess)
    }
    if options.kind != .magnetic, r.correlation < Self.leastCorrelation {
      doubts.append(.lowCorrelation(r.correlation))
    }
    if r.overlap < 0.5 { doubts.append(.littleOverlap(fraction: r.overlap)) }
    if r.transform.angle > 20 * .pi / 180 {
      doubts.append(.largeRotation(degrees: r.transform.angle * 180 / .pi))
    }
    if options.kind == .emission { doubts.append(.byUptake) }
    return doubts
  }
}

extension RigidTransform {
  /// Angle of the rotation, radians, 0…π.
  var angle: Double {
    let (x, y, z) = rotation.columns
    let axis = Vector3(y.z - z.y, z.x - x.z, x.y - y.x)
    return atan2(axis.norm, x.x + y.y + z.z - 1)
  }

  /// Mean motion: mean of the images of `centre`, and the rotation nearest to the mean of the matrices (chordal mean,
  /// Moakher 2002, doi:10.1137/S0895479801383877).
  static func mean(of transforms: [RigidTransform], around centre: Vector3) -> RigidTransform {
    let n = Double(transforms.count)
    func column(_ pick: (Matrix3) -> Vector3) -> Vector3 {
      transforms.reduce(Vector3(repeating: 0)) { $0 + pick($1.rotation) } / n
    }
    var m = Matrix3(column(\.columns.x), column(\.columns.y), column(\.columns.z))
    // Newton's iteration for the nearest orthogonal matrix (Higham 1986, doi:10.1137/0907079).
    for _ in 0..<30 where m.determinant > 1e-6 {
      let t = m.inverse.transpose
      m = Matrix3(
        (m.columns.x + t.columns.x) / 2, (m.columns.y + t.columns.y) / 2, (m.columns.z + t.columns.z) / 2)
    }
    let image = transforms.reduce(Vector3(repeating: 0)) { $0 + $1(centre) } / n
    return RigidTransform(rotation: m, translation: image - m * centre)
  }
}
