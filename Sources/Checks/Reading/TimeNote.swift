import Quantities

/// When an image was acquired, and for how long.
package enum TimeNote: Sendable, Hashable {
  case startAbsent
  case startOfFileAbsent
  /// Seconds between two statements of it.
  case startTwice(apart: Double, isUsed: Bool)
  case beforeStudy(acquired: DateTime, study: DateTime)
  case afterPixels(acquired: DateTime, made: DateTime)
  case slicesApart(hours: Double)
  case durationUnknown
  case frameDurationUnknown
  case frameDurationOdd(BeyondRange)
  case projectionsUnclear(frames: Int, byAngle: Int)
  case rotationsDiffer(Int)

  package var code: ReadingCode {
    switch self {
    case .startAbsent, .startOfFileAbsent: .startUnknown
    case .startTwice: .startContradicted
    case .beforeStudy, .afterPixels, .slicesApart: .startOutOfOrder
    case .durationUnknown: .durationUnknown
    case .frameDurationUnknown: .frameDurationUnknown
    case .frameDurationOdd: .frameDurationOdd
    case .projectionsUnclear: .projectionsUnclear
    case .rotationsDiffer: .rotationsDiffer
    }
  }
}
