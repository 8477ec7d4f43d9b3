import func Foundation.exp2
import Quantities

/// Physical decay of one nuclide.
public struct Decay: Sendable, Hashable {
  public let halfLife: TimeInterval

  /// `nil` unless finite and positive.
  public init?(halfLife: TimeInterval) {
    guard halfLife.isFinite, halfLife.value > 0 else { return nil }
    self.halfLife = halfLife
  }

  /// The activity so much later; a negative time goes back.
  public func activity(_ activity: Activity, after time: TimeInterval) -> Activity {
    activity * exp2(-(time / halfLife))
  }
}
