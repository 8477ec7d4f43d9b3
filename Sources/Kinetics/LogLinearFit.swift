import Diagnostics
import Foundation
import Quantities
import Stages

/// The straight line through the logarithms of the activities, by ordinary least squares.
///
/// A quick look, not the fit to report: the logarithm gives the small late activities the same weight as the
/// large ones and turns symmetric noise into a bias. It is kept because many published values were made so.
public struct LogLinearFit: Sendable, Hashable {
  public let effectiveHalfLife: TimeSpan
  /// Activity of the line at administration.
  let initialActivity: Activity

  /// - Throws: `Problem` if fewer than two different times have an activity above zero, or the line does not fall.
  public init(points: [TimeActivityPoint]) throws {
    let positive = points.filter { $0.activity.value.value > 0 }
    let n = Double(positive.count)
    let x = positive.map { $0.time.inHours }
    let y = positive.map { log($0.activity.value.value) }
    let (meanX, meanY) = (x.reduce(0, +) / max(1, n), y.reduce(0, +) / max(1, n))
    let sxx = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    let sxy = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    guard sxx > 0, sxy < 0 else {
      throw Problem(
        .dataRejected, what: "the logarithms of the activities do not fall with time",
        why: "no half-life follows from them", remedy: "use a model with uptake, or more points")
    }
    let rate = -sxy / sxx
    effectiveHalfLife = .hours(ln2 / rate)
    initialActivity = Activity(exp(meanY + rate * meanX))
  }

  /// A₀/λ.
  public var timeIntegratedActivity: Quantity<BecquerelSecond> {
    Quantity(initialActivity.value * effectiveHalfLife.value / ln2)
  }
}
