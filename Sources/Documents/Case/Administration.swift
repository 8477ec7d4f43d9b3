import Foundation
import Quantities

public struct Administration: Sendable, Equatable {
  public var start: DateTime
  public var duration: TimeSpan?
  public var route: String
  public var site: String
  public var batch: String
  /// Activity before, and when it was measured.
  public var activity: Activity
  public var measured: DateTime
  public var residual: Activity
  public var residualMeasured: DateTime
  public var calibrator: String
  /// Relative standard uncertainty of the activity; `nil` not evaluated.
  public var relativeUncertainty: Double?
  public var extravasation: String

  package init(
    start: DateTime, duration: TimeSpan? = nil, route: String, site: String, batch: String,
    activity: Activity, measured: DateTime, residual: Activity, residualMeasured: DateTime,
    calibrator: String, relativeUncertainty: Double? = nil, extravasation: String
  ) {
    self.start = start
    self.duration = duration
    self.route = route
    self.site = site
    self.batch = batch
    self.activity = activity
    self.measured = measured
    self.residual = residual
    self.residualMeasured = residualMeasured
    self.calibrator = calibrator
    self.relativeUncertainty = relativeUncertainty
    self.extravasation = extravasation
  }

  /// Net activity at the start of the administration: both readings decay-corrected to that instant.
  public func netActivity(halfLife: TimeSpan) -> Activity {
    func atStart(_ a: Activity, _ time: DateTime) -> Activity { a * exp2(-start.since(time) / halfLife) }
    return atStart(activity, measured) - atStart(residual, residualMeasured)
  }
}
