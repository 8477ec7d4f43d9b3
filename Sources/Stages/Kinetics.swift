import Quantities

/// Activity of one region at one time after administration.
public struct TimeActivityPoint: Sendable, Hashable, Codable {
  public var time: TimeSpan
  public var activity: Uncertain<Becquerel>
  public init(time: TimeSpan, activity: Uncertain<Becquerel>) {
    (self.time, self.activity) = (time, activity)
  }
}

/// A fitted time–activity curve with its integral, ready to be drawn and judged.
public struct TimeActivityFit: Sendable, Codable {
  /// A model that was tried and its corrected Akaike criterion (Burnham & Anderson 2002).
  public struct Alternative: Sendable, Hashable, Codable {
    public var model: String
    /// Corrected Akaike criterion, dimensionless; `nil` where it is not defined.
    public var aicc: Double?
    public var timeIntegratedActivity: Quantity<BecquerelSecond>
    public init(model: String, aicc: Double?, timeIntegratedActivity: Quantity<BecquerelSecond>) {
      (self.model, self.aicc, self.timeIntegratedActivity) = (model, aicc, timeIntegratedActivity)
    }
  }
  /// A fitted parameter in the unit that its name says, e.g. `effective half-life`, h.
  public struct Parameter: Sendable, Hashable, Codable {
    public var name: String
    public var unit: String
    /// Value, in `unit`.
    public var value: Double
    /// Standard uncertainty (k = 1), in `unit`; `nil`: not evaluated.
    public var standardUncertainty: Double?
    public init(name: String, unit: String, value: Double, standardUncertainty: Double?) {
      (self.name, self.unit, self.value, self.standardUncertainty) = (name, unit, value, standardUncertainty)
    }
  }

  /// A point of the drawn curve.
  public struct Sample: Sendable, Hashable, Codable {
    public var time: TimeSpan
    public var activity: Activity
    public init(time: TimeSpan, activity: Activity) { (self.time, self.activity) = (time, activity) }
  }

  /// One exponential of the curve, amplitude · 2^(−t/half-life); uptake has a negative amplitude.
  public struct Term: Sendable, Hashable, Codable {
    public var amplitude: Activity
    public var halfLife: TimeSpan
    public init(amplitude: Activity, halfLife: TimeSpan) {
      (self.amplitude, self.halfLife) = (amplitude, halfLife)
    }
  }

  /// Bounds of an integral, Bq·s, that hold the truth with the given probability.
  public struct Interval: Sendable, Hashable, Codable {
    /// 0…1.
    public var probability: Double
    public var lower: Quantity<BecquerelSecond>
    public var upper: Quantity<BecquerelSecond>
    public init(probability: Double, lower: Quantity<BecquerelSecond>, upper: Quantity<BecquerelSecond>) {
      (self.probability, self.lower, self.upper) = (probability, lower, upper)
    }
  }

  public var region: Region
  public var points: [TimeActivityPoint]
  /// The model's activity at each point's time, for residuals; same order as `points`.
  public var fitted: [Activity]
  public var model: String
  public var parameters: [Parameter]
  /// Covariance of `parameters`, row by row, in their units; empty where it cannot be known.
  public var covariance: [Double]
  public var timeIntegratedActivity: Uncertain<BecquerelSecond>
  /// 95 % interval of the integral from profile likelihoods, over all models that were averaged; it need not be
  /// symmetric. `nil` where it cannot be known.
  public var interval: Interval?
  /// Part of the integral beyond the last time point, 0…1.
  public var extrapolatedFraction: Double
  /// Curve samples for drawing: time after administration and activity, from 0 beyond the last point.
  public var curve: [Sample]
  /// `nil` where the model is not a sum of exponentials.
  public var terms: [Term]?
  public var alternatives: [Alternative]
  /// What the reader must see, e.g. extrapolation above 20 %.
  public var warnings: [Note]

  public init(
    region: Region, points: [TimeActivityPoint], fitted: [Activity], model: String, parameters: [Parameter],
    covariance: [Double],
    timeIntegratedActivity: Uncertain<BecquerelSecond>, extrapolatedFraction: Double,
    curve: [Sample], terms: [Term]? = nil, alternatives: [Alternative] = [],
    warnings: [Note] = []
  ) {
    (self.region, self.points, self.fitted) = (region, points, fitted)
    (self.model, self.parameters) = (model, parameters)
    (self.covariance, self.timeIntegratedActivity) = (covariance, timeIntegratedActivity)
    (self.extrapolatedFraction, self.curve) = (extrapolatedFraction, curve)
    (self.terms, self.alternatives, self.warnings) = (terms, alternatives, warnings)
  }
}
