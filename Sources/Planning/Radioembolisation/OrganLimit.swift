import Diagnostics
import Quantities

/// A dose that a plan must not exceed, with who says so.
public struct OrganLimit: Sendable, Hashable {
  public var region: PlannedRegion
  public var dose: AbsorbedDose
  /// What earlier treatments, or other injections that count together with this one, already gave.
  public var received: AbsorbedDose
  public var source: String
  /// `single`, `cumulative`, or empty.
  public var scope: String

  public init(
    _ region: PlannedRegion, _ dose: AbsorbedDose, received: AbsorbedDose = .zero, source: String,
    scope: String = ""
  ) {
    (self.region, self.dose, self.received) = (region, dose, received)
    (self.source, self.scope) = (source, scope)
  }

  /// What is left of it, never negative.
  public var remaining: AbsorbedDose { AbsorbedDose(max(0, dose.value - received.value)) }

  /// For example `lungs, single`.
  public var name: String { scope.isEmpty ? "\(region)" : "\(region), \(scope)" }

  /// Whether a further dose breaks it; equality is allowed, within the noise of binary arithmetic.
  public func isCrossed(by further: AbsorbedDose) -> Bool {
    (received + further).value.clearlyExceeds(dose.value)
  }
}

/// The largest activity that keeps every limit.
public struct ActivityWithinLimits: Sendable, Hashable {
  public struct Reached: Sendable, Hashable {
    public var limit: OrganLimit
    /// The activity at which the limit is reached; infinite if the region gets no dose.
    public var activity: Activity
  }
  public let activity: Activity
  /// The limit that decides: the first in order of those that are reached first.
  public let limiting: OrganLimit
  /// Every limit that the model can judge, in the order given.
  public let all: [Reached]
  /// Limits on regions that the model does not know.
  public let unjudged: [OrganLimit]

  /// `nil` if no limit applies to a region with dose.
  public init?(_ rates: DosePerActivity, _ limits: [OrganLimit]) {
    var reached: [Reached] = []
    var unknown: [OrganLimit] = []
    for limit in limits {
      guard let rate = rates.values[limit.region]?.value.value else {
        unknown.append(limit)
        continue
      }
      let activity = rate > 0 ? limit.remaining.value / rate : .infinity
      reached.append(Reached(limit: limit, activity: .gigabecquerels(activity)))
    }
    guard let least = reached.min(by: { $0.activity < $1.activity }), least.activity.isFinite else {
      return nil
    }
    (activity, limiting, all, unjudged) = (least.activity, least.limit, reached, unknown)
  }
}
