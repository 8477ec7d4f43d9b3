import Quantities

/// One laboratory result of one patient, in its unit, with the limits that came with it.
public struct LaboratoryValue: Sendable, Hashable {
  public enum Bound: String, Sendable, Hashable {
    case exact
    /// Printed as `<5`: below the measuring range.
    case below
    /// Printed as `>5`: above the measuring range.
    case above
  }

  /// The pseudonym as it stands in the file.
  public var patient: String
  public var day: CalendarDay
  /// Code of the measurand, for example `ALT`.
  public var code: String
  public var amount: Amount
  public var bound: Bound
  public var lower: Amount?
  public var upper: Amount?
  /// Name of the laboratory; empty if the file does not say.
  public var laboratory: String
  /// Row of the file, from 1 for the header.
  public var row: Int
  /// Which of several files.
  public var file = 0
  /// What the file has behind the day, for example `T08:15`; tells two samples of one day apart.
  public var moment = ""
  /// Name of the visit; empty if the file does not say.
  public var visit = ""
  /// The file marks this value as the baseline.
  public var isBaseline = false
  /// Whether the patient was on anticoagulation when this was sampled; `nil` if the file does not say by sample.
  public var onAnticoagulation: Bool?

  public init(
    patient: String, day: CalendarDay, code: String, amount: Amount, bound: Bound = .exact,
    lower: Amount? = nil,
    upper: Amount? = nil, laboratory: String = "", row: Int = 0
  ) {
    (self.patient, self.day, self.code, self.amount, self.bound) = (patient, day, code, amount, bound)
    (self.lower, self.upper, self.laboratory, self.row) = (lower, upper, laboratory, row)
  }
}
