import Diagnostics
import Quantities

/// What was really given, from the measurements of vial and residual.
public struct MeasuredAdministration: Sendable, Hashable {
  /// An activity with the time of its measurement.
  public struct Measurement: Sendable, Hashable {
    public var activity: Activity
    public var time: DateTime
    public init(_ activity: Activity, at time: DateTime) { (self.activity, self.time) = (activity, time) }
  }

  /// Net activity at the time of administration.
  public let net: Activity
  public let prescribed: Activity
  /// Allowed relative deviation; 10 % is the level-1 requirement of the EANM position on article 56 of directive
  /// 2013/59/Euratom.
  public let tolerance: Double

  /// Vial before minus residual after, both carried to the administration.
  ///
  /// - Throws: `Problem` if the residual is more than the vial held, or the prescription is not positive.
  public init(
    before: Measurement, residual: Measurement?, administration: DateTime, prescribed: Activity, decay: Decay,
    tolerance: Double = 0.10
  ) throws(Problem) {
    try requirePositive(prescribed.value, "the prescribed activity", "Bq")
    let carried = { (m: Measurement) in decay.activity(m.activity, after: administration.since(m.time)) }
    net = carried(before) - (residual.map { carried($0) } ?? .zero)
    guard net.value >= 0, net.isFinite else {
      throw Problem(
        .dataRejected, what: "the residual activity exceeds that of the vial",
        why: "the administered activity would be negative",
        remedy: "check both measurements, their units and times")
    }
    (self.prescribed, self.tolerance) = (prescribed, tolerance)
  }

  /// Relative deviation of the net activity: (net − prescribed)/prescribed.
  public var deviation: Double { net / prescribed - 1 }
  /// Equality with the tolerance is allowed.
  public var isWithinTolerance: Bool { !abs(deviation).clearlyExceeds(tolerance) }
}
