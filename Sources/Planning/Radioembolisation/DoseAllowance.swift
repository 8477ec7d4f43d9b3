import Quantities
import Stages

/// A limit that a plan must keep, and what is used of it already.
public struct DoseAllowance: Sendable, Hashable {
  public var limit: DoseLimit.On<PlannedRegion>
  /// What earlier treatments, or other injections that count together with this one, already gave.
  public var received: AbsorbedDose

  public init(
    _ region: PlannedRegion, _ dose: AbsorbedDose, received: AbsorbedDose = .zero, source: String,
    scope: DoseLimit.Scope? = nil
  ) {
    self.init(region, DoseLimit(dose, scope: scope, source: source), received: received)
  }

  public init(_ region: PlannedRegion, _ limit: DoseLimit, received: AbsorbedDose = .zero) {
    (self.limit, self.received) = (DoseLimit.On(region, limit), received)
  }

  public var region: PlannedRegion { limit.place }
  public var dose: AbsorbedDose { limit.value }

  /// What is left of it, never negative.
  public var remaining: AbsorbedDose { AbsorbedDose(max(0, dose.value - received.value)) }

  /// For example `lungs, single`.
  public var name: String { limit.scope.map { "\(region), \($0.rawValue)" } ?? "\(region)" }

  /// Whether a further dose breaks it; equality is allowed, within the noise of binary arithmetic.
  public func isCrossed(by further: AbsorbedDose) -> Bool { limit.limit.isExceeded(by: received + further) }
}

/// The largest activity that keeps every limit.
public struct ActivityWithinLimits: Sendable, Hashable {
  public struct Reached: Sendable, Hashable {
    public var limit: DoseAllowance
    /// The activity at which the limit is reached; infinite if the region gets no dose.
    public var activity: Activity
  }
  public let activity: Activity
  /// The limit that decides: the first in order of those that are reached first.
  public let limiting: DoseAllowance
  /// Every limit that the model can judge, in the order given.
  public let all: [Reached]
  /// Limits on regions that the model does not know.
  public let unjudged: [DoseAllowance]

  /// `nil` if no limit applies to a region with dose.
  public init?(_ rates: DosePerActivity, _ limits: [DoseAllowance]) {
    var reached: [Reached] = []
    var unknown: [DoseAllowance] = []
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
