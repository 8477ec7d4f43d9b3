import Foundation

/// What was administered, which binds everything after it: no image, region or curve holds more than what is left of it, and
/// nothing makes more decays than all of it can.
///
/// The laws are conservation of activity: A(t) ≤ A₀ 2^(−t/T) and Ã ≤ A₀ T/ln 2. The *recovered share* is what was found over
/// what can be there at most.
public struct AdministeredActivity: Sendable, Hashable {
  /// All administrations less residuals, decayed to the start of the first, Bq.
  public let activity: Uncertain<Becquerel>
  /// Physical.
  public let halfLife: TimeSpan

  /// - Precondition: both are above zero.
  public init(_ activity: Uncertain<Becquerel>, halfLife: TimeSpan) {
    precondition(activity.value.value > 0 && halfLife.value > 0, "an activity and a half-life above zero")
    (self.activity, self.halfLife) = (activity, halfLife)
  }

  /// What has not decayed at a time after the start, Bq.
  public func left(after time: TimeSpan) -> Activity { activity.value * exp2(-time / halfLife) }

  /// All decays that there can be, Bq·s.
  public var greatestDecays: Quantity<BecquerelSecond> { activity.value * TimeSpan(halfLife.value / log(2)) }

  /// The part of what is left at a time.
  public func share(of found: Activity, after time: TimeSpan) -> RecoveredShare {
    RecoveredShare(found / left(after: time))
  }

  /// The part of all decays.
  public func share(of decays: Quantity<BecquerelSecond>) -> RecoveredShare {
    RecoveredShare(decays / greatestDecays)
  }
}

/// What was found over what can be there at most: 1 for all of it.
///
/// Calibrations in use agree within some per cent, so above 1.1 something may be wrong and is reported; above 1.5 no calibration
/// in use is that far off, and the number is refused.
public struct RecoveredShare: Sendable, Hashable, Codable {
  /// A ratio, 0…; negative where noise outweighs activity.
  public let value: Double

  public init(_ value: Double) { self.value = value }

  /// More than this is reported.
  static let reportedAbove = 1.1
  /// More than this is refused.
  public static let refusedAbove = 1.5

  public var isReported: Bool { value > Self.reportedAbove }
  public var isRefused: Bool { !(value <= Self.refusedAbove) }
}
