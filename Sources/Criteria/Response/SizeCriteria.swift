import Diagnostics
import Quantities

/// mRECIST 2010 (doi:10.1055/s-0030-1247132) and WHO 1979, which differ in what is summed and in their limits.
public struct SizeCriterion: Sendable {
  public enum Name: String, Sendable, Hashable, CaseIterable {
    /// Sum of the longest diameters of arterially enhancing tissue, mm. There is no 5 mm rule.
    case mRECIST
    /// Sum of the products of perpendicular diameters, mm².
    case WHO
  }
  public let rules: RuleDocument

  /// Takes the rules from a library.
  ///
  /// - Throws: `Problem` if the library lacks its rule document.
  public init(_ name: Name, _ library: RuleLibrary) throws(Problem) {
    rules = try library.rules(name.rawValue)
  }

  /// Response at one visit.
  ///
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func response(_ sums: SumCourse, newLesion: Bool) throws(Problem) -> Verdict<SizeResponse> {
    var facts = sums.facts
    facts["newLesion"] = .flag(newLesion)
    return try rules.decide("response", facts).map(SizeResponse.init)
  }
}

/// Choi 2007 (doi:10.1200/JCO.2006.07.3049): size or attenuation.
public struct ChoiCriterion: Sendable {
  public let rules: RuleDocument

  /// Takes the rules from a library.
  ///
  /// - Throws: `Problem` if the library lacks its rule document.
  public init(_ library: RuleLibrary) throws(Problem) { rules = try library.rules("Choi") }

  /// Sums of longest diameters in mm and attenuation in the portal venous phase in HU; a missing attenuation
  /// leaves the response open where size alone does not decide.
  public struct Measurement: Sendable, Hashable {
    public var size: ExactDecimal
    public var attenuation: ExactDecimal?
    public init(size: ExactDecimal, attenuation: ExactDecimal?) {
      (self.size, self.attenuation) = (size, attenuation)
    }
  }

  /// Response at one visit by size or attenuation.
  ///
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func response(
    baseline: Measurement, current: Measurement, nadir: ExactDecimal? = nil, newLesion: Bool, allGone: Bool,
    priorComplete: Bool = false
  ) throws(Problem) -> Verdict<SizeResponse> {
    try rules.decide(
      "response",
      [
        "sizeBaseline": .number(baseline.size), "sizeCurrent": .number(current.size),
        "sizeNadir": .number(nadir ?? baseline.size), "priorCR": .flag(priorComplete),
        "attenuationBaseline": .number(baseline.attenuation),
        "attenuationCurrent": .number(current.attenuation),
        "newLesion": .flag(newLesion), "allGone": .flag(allGone),
      ]
    ).map(SizeResponse.init)
  }
}
