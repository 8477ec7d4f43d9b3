import Foundation
import Quantities
import Volumes

/// One SPECT/CT session.
public struct PatientTimePoint: Sendable, Hashable {
  public var index: Int
  /// `4 h`, `24 h`, …
  public var name: String
  /// Start of the emission acquisition after the start of the administration.
  public var start: TimeSpan
  public var duration: TimeSpan
  /// Where a point of the reference image has gone, mm LPS: the truth for registration.
  public var motion: RigidTransform
  /// Shared by CT and SPECT of the session, different between sessions.
  public var frameOfReference: String

  static func all(seed: UInt64, options: DigitalPatient.Options, reference: Int) -> [PatientTimePoint] {
    options.times.enumerated().map { n, start in
      PatientTimePoint(
        index: n, name: "\(Int(start.inHours.rounded())) h", start: start, duration: options.duration,
        motion: n == reference || !options.motion
          ? .identity : motion(seed: seed, index: n, about: options.position),
        frameOfReference: uid(seed: seed, index: n))
    }
  }

  /// Up to 8 mm along and 2.5° about each axis, about the middle of the trunk.
  private static func motion(seed: UInt64, index: Int, about centre: Vector3) -> RigidTransform {
    var random = CounterRandom(seed: seed, stream: 1, index: index)
    func amount(_ limit: Double) -> Double { limit * (2 * random.uniform() - 1) }
    let angles = Vector3(amount(2.5), amount(2.5), amount(2.5)) * (.pi / 180)
    let shift = Vector3(amount(8), amount(8), amount(8))
    let rotation = turn(2, angles.z) * turn(1, angles.y) * turn(0, angles.x)
    return RigidTransform(rotation: rotation, translation: centre - rotation * centre + shift)
  }

  /// Rotation about one coordinate axis.
  private static func turn(_ axis: Int, _ angle: Double) -> Matrix3 {
    let (u, v) = ((axis + 1) % 3, (axis + 2) % 3)
    var columns = [Vector3(1, 0, 0), Vector3(0, 1, 0), Vector3(0, 0, 1)]
    (columns[u][u], columns[u][v]) = (cos(angle), sin(angle))
    (columns[v][u], columns[v][v]) = (-sin(angle), cos(angle))
    return Matrix3(columns[0], columns[1], columns[2])
  }

  /// A UID under 2.25 (ITU-T X.667) that depends only on seed and session.
  private static func uid(seed: UInt64, index: Int) -> String {
    var random = CounterRandom(seed: seed, stream: 2, index: index)
    return "2.25.\(random.next())"
  }
}
