import Quantities

import func Foundation.exp2
import func Foundation.pow

/// One of several administrations of a therapy.
public struct GivenActivity: Sendable, Hashable {
  /// Net activity at `start`.
  public var net: Activity
  public var start: DateTime
  /// Relative standard uncertainty; `nil`: not evaluated.
  public var relativeUncertainty: Double?

  public init(_ net: Activity, at start: DateTime, relativeUncertainty: Double?) {
    (self.net, self.start, self.relativeUncertainty) = (net, start, relativeUncertainty)
  }

  /// The sum of all, decay-corrected to the first one's start. Its uncertainty is known where that of each is.
  public static func total(_ all: [GivenActivity], halfLife: TimeSpan) -> Uncertain<Becquerel> {
    var sum = Activity.zero
    var variance = 0.0
    var known = true
    for given in all {
      let net = given.net * exp2(given.start.since(all[0].start) / halfLife)
      sum += net
      if let u = given.relativeUncertainty { variance += pow(u * net.value, 2) } else { known = false }
    }
    return Uncertain(sum, standardUncertainty: known ? Activity(variance.squareRoot()) : nil)
  }
}
