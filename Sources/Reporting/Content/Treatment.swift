import Quantities

/// What was prescribed, at which ICRU level, and what was given.
public struct Prescription: Sendable {
  /// ICRU Report 96 (2021): level of a prescription for radiopharmaceutical therapy.
  public enum Level: Int, Sendable {
    case activity = 1, activityWithDosimetry = 2, absorbedDose = 3
  }
  public var level: Level
  /// What it was based on, in words, for example `7.4 GBq fixed, four cycles`.
  public var basis: String
  public var intended: Activity?
  public var administered: Uncertain<Becquerel>?
  /// Accepted relative difference of administered from intended activity; ±10 % (EANM position on article 56 of
  /// Directive 2013/59/Euratom, DOI 10.1007/s00259-020-05038-9).
  public var tolerance: Double

  public init(
    level: Level, basis: String = "", intended: Activity? = nil, administered: Uncertain<Becquerel>? = nil,
    tolerance: Double = 0.10
  ) {
    (self.level, self.basis, self.intended) = (level, basis, intended)
    (self.administered, self.tolerance) = (administered, tolerance)
  }

  /// Relative deviation: administered minus intended over intended; `nil` unless both are known.
  public var deviation: Double? {
    guard let intended, let administered, intended.value > 0 else { return nil }
    return administered.value / intended - 1
  }
}

/// One administration of activity.
public struct Administration: Sendable {
  public var product: String
  public var batch: String
  public var calibration: DateTime?
  /// Activity meter and its factor, for example `VIK-202, factor 0.982`.
  public var calibrator: String
  public var preActivity: Activity?
  var postActivity: Activity?
  public var residual: Activity?
  /// Net activity at `reference`.
  public var net: Uncertain<Becquerel>?
  public var reference: DateTime?
  public var route: String
  public var start: DateTime?
  public var duration: TimeSpan?
  /// Segments, volume, extravasation, amino acids, … by name.
  public var remarks: [(name: String, text: String)]

  public init(
    product: String, batch: String = "", calibration: DateTime? = nil, calibrator: String = "",
    preActivity: Activity? = nil, postActivity: Activity? = nil, residual: Activity? = nil,
    net: Uncertain<Becquerel>? = nil, reference: DateTime? = nil, route: String = "", start: DateTime? = nil,
    duration: TimeSpan? = nil, remarks: [(name: String, text: String)] = []
  ) {
    (self.product, self.batch, self.calibration, self.calibrator) = (product, batch, calibration, calibrator)
    (self.preActivity, self.postActivity, self.residual) = (preActivity, postActivity, residual)
    (self.net, self.reference, self.route) = (net, reference, route)
    (self.start, self.duration, self.remarks) = (start, duration, remarks)
  }
}

/// Planning of a radioembolisation: lung shunt and the activity models side by side.
public struct TreatmentPlan: Sendable {
  /// What one model proposes and predicts.
  public struct Model: Sendable {
    public var name: String
    public var activity: Activity
    public var tumour: Uncertain<Gray>?
    public var nonTumouralLiver: Uncertain<Gray>?
    public var lungs: Uncertain<Gray>?
    public var chosen: Bool
    public init(
      name: String, activity: Activity, tumour: Uncertain<Gray>? = nil,
      nonTumouralLiver: Uncertain<Gray>? = nil,
      lungs: Uncertain<Gray>? = nil, chosen: Bool = false
    ) {
      (self.name, self.activity, self.tumour) = (name, activity, tumour)
      (self.nonTumouralLiver, self.lungs, self.chosen) = (nonTumouralLiver, lungs, chosen)
    }
  }
  /// 0…1.
  public var lungShuntFraction: Uncertain<One>?
  public var lungShuntMethod: String
  public var lungMassSource: String
  public var tumourToNormalRatio: Uncertain<One>?
  public var models: [Model]
  /// Permanent trapping, local deposition, MAA ≡ Y-90, … each one sentence; they are always printed.
  public var assumptions: [String]
  public var order: String

  public init(
    lungShuntFraction: Uncertain<One>? = nil, lungShuntMethod: String = "", lungMassSource: String = "",
    tumourToNormalRatio: Uncertain<One>? = nil, models: [Model] = [], assumptions: [String] = [],
    order: String = ""
  ) {
    (self.lungShuntFraction, self.lungShuntMethod) = (lungShuntFraction, lungShuntMethod)
    (self.lungMassSource, self.tumourToNormalRatio) = (lungMassSource, tumourToNormalRatio)
    (self.models, self.assumptions, self.order) = (models, assumptions, order)
  }
}
