import func Foundation.exp2
import Quantities

/// Physical decay of one nuclide.
public struct Decay: Sendable, Hashable {
  public let halfLife: TimeSpan

  /// `nil` unless finite and positive.
  public init?(halfLife: TimeSpan) {
    guard halfLife.isFinite, halfLife.value > 0 else { return nil }
    self.halfLife = halfLife
  }

  /// The activity so much later; a negative time goes back.
  public func activity(_ activity: Activity, after time: TimeSpan) -> Activity {
    activity * exp2(-(time / halfLife))
  }
}
