/// A result and a known true value.
public struct TruthComparison: Sendable, Hashable, Codable {
  public var quantity: String
  public var unit: String
  /// Result, in `unit`.
  public var result: Double
  /// Standard uncertainty (k = 1), in `unit`; `nil` where it was not evaluated.
  public var standardUncertainty: Double?
  /// True value, in `unit`.
  public var truth: Double

  package init(
    quantity: String, unit: String, result: Double, standardUncertainty: Double? = nil, truth: Double
  ) {
    (self.quantity, self.unit, self.result) = (quantity, unit, result)
    (self.standardUncertainty, self.truth) = (standardUncertainty, truth)
  }
}
