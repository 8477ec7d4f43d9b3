import Diagnostics
import Quantities

/// How much of the liver is tumour, with the limits of several protocols side by side.
public struct BurdenVolumes: Sendable, Hashable {
  /// Tumour volume, mL.
  public var tumour: ExactDecimal
  /// Liver volume, tumour included, mL.
  public var liver: ExactDecimal

  public init(tumour: ExactDecimal, liver: ExactDecimal) { (self.tumour, self.liver) = (tumour, liver) }

  /// Percent, 4 decimals, for printing; `nil` for an empty liver. The limits below are judged on the volumes.
  public var percent: ExactDecimal? { tumour.multiplied(by: 100)?.divided(by: liver, decimals: 4) }

  var facts: Facts { ["tumour": .number(tumour), "liver": .number(liver)] }
}

/// Bands and limits of liver tumour burden, and the tumour dose that predicts response.
public struct BurdenRules: Sendable {
  public let rules: RuleDocument

  /// Takes the rules from a library.
  ///
  /// - Throws: `Problem` if the library lacks its rule document.
  public init(_ library: RuleLibrary) throws(Problem) { rules = try library.rules("liver-burden") }

  /// The limits that protocols set on the burden; each strict.
  public enum Limit: String, Sendable, Hashable, CaseIterable {
    /// More than 75 %.
    case veryHigh
    /// More than 70 %.
    case tareExclusion
    /// More than 50 %: excludes if albumin is below 3 g/dL as well.
    case tareWithLowAlbumin
    /// Less than 20 %: a relative contraindication of bilobar treatment.
    case tareBilobar
    /// More than 25 %.
    case prognostic
  }

  /// Band of the burden: `<25`, `25-50`, `>50-75` or `>75` percent.
  ///
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func band(_ burden: BurdenVolumes) throws(Problem) -> Verdict<String> {
    try rules.decide("band", burden.facts)
  }

  /// Whether the burden is beyond a limit; equality is not.
  ///
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func crosses(_ limit: Limit, _ burden: BurdenVolumes) throws(Problem) -> Verdict<Bool> {
    try rules.decide(limit.rawValue, burden.facts).map { $0 == "yes" }
  }

  /// Whether a mean tumour dose in Gy predicts an mRECIST response to resin microspheres.
  ///
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func predictedResponse(tumourDose: ExactDecimal?) throws(Problem) -> Verdict<String> {
    try rules.decide("tumourDose", ["dose": .number(tumourDose)])
  }
}
