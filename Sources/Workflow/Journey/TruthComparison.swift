/// A result and a known true value.
public struct TruthComparison: Sendable, Hashable, Codable {
  public var quantity: String
  public var unit: String
  public var result: Double
  public var standardUncertainty: Double?
  public var truth: Double

  package init(
    quantity: String, unit: String, result: Double, standardUncertainty: Double? = nil, truth: Double
  ) {
    (self.quantity, self.unit, self.result) = (quantity, unit, result)
    (self.standardUncertainty, self.truth) = (standardUncertainty, truth)
  }
}
