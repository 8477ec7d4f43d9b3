import Diagnostics
import Quantities

/// EORTC 1999 (doi:10.1016/S0959-8049(99)00229-4).
public struct EORTC1999: Sendable {
  public let rules: RuleDocument

  /// Takes the rules from a library.
  ///
  /// - Throws: `Problem` if the library lacks its rule document.
  public init(_ library: RuleLibrary) throws(Problem) { rules = try library.rules("EORTC") }

  /// - Parameters:
  ///   - extentIncrease: increase of the visible extent, percent.
  ///   - priorComplete: a complete metabolic response before; uptake that comes back is then a lesion where none was.
  ///   - sameTracer: a baseline with another tracer (DOTANOC against DOTATATE) cannot be compared: no outcome.
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func response(
    suvBaseline: ExactDecimal, suvCurrent: ExactDecimal, cycles: Int, newLesion: Bool,
    extentIncrease: ExactDecimal, resolved: Bool, sameTracer: Bool?, priorComplete: Bool = false
  ) throws(Problem) -> Verdict<MetabolicResponse> {
    try rules.decide(
      "response",
      [
        "suvBaseline": .number(suvBaseline), "suvCurrent": .number(suvCurrent),
        "cycles": .number(ExactDecimal(integerLiteral: cycles)), "newLesion": .flag(newLesion),
        "extentIncrease": .number(extentIncrease), "resolved": .flag(resolved),
        "sameTracer": .flag(sameTracer), "priorCMR": .flag(priorComplete),
      ]
    ).map(MetabolicResponse.init)
  }
}

/// PERCIST 1.0 (doi:10.2967/jnumed.108.057307), on SULpeak of a 1 mL sphere.
public struct PERCIST10: Sendable {
  public let rules: RuleDocument

  /// Takes the rules from a library.
  ///
  /// - Throws: `Problem` if the library lacks its rule document.
  public init(_ library: RuleLibrary) throws(Problem) { rules = try library.rules("PERCIST") }

  /// The hottest lesion of each scan; it need not be the same one.
  ///
  /// - Parameters:
  ///   - glycolysisIncrease: increase of total lesion glycolysis, percent; `nil` if it was not measured.
  ///   - isFDG: for another tracer the verdict carries the note *exploratory*.
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func response(
    sulBaseline: ExactDecimal, sulCurrent: ExactDecimal, newLesion: Bool, resolved: Bool,
    glycolysisIncrease: ExactDecimal?, isFDG: Bool, priorComplete: Bool = false
  ) throws(Problem) -> Verdict<MetabolicResponse> {
    var verdict = try rules.decide(
      "response",
      [
        "sulBaseline": .number(sulBaseline), "sulCurrent": .number(sulCurrent), "newLesion": .flag(newLesion),
        "resolved": .flag(resolved), "glycolysisMeasured": .flag(glycolysisIncrease != nil),
        "glycolysisIncrease": .number(glycolysisIncrease), "fdg": .flag(isFDG),
        "priorCMR": .flag(priorComplete),
      ]
    ).map(MetabolicResponse.init)
    if glycolysisIncrease == nil { verdict.notes.append("total lesion glycolysis was not measured") }
    if !isFDG { verdict.notes.append("exploratory: PERCIST was made for FDG") }
    return verdict
  }

  /// Mean and standard deviation of SUL in a reference region.
  public struct Background: Sendable, Hashable {
    public var mean: ExactDecimal
    public var deviation: ExactDecimal
    public init(mean: ExactDecimal, deviation: ExactDecimal) {
      (self.mean, self.deviation) = (mean, deviation)
    }
  }

  /// The least SULpeak of a lesion that can be followed: 1.5 × liver mean + 2 SD, or 2.0 × blood-pool mean + 2 SD
  /// where the liver is diseased (`liver` is `nil`).
  func measurableFrom(liver: Background?, bloodPool: Background) -> ExactDecimal {
    if let liver {
      return rules.constant("liverMean") * liver.mean + rules.constant("liverDeviation") * liver.deviation
    }
    return rules.constant("bloodMean") * bloodPool.mean + rules.constant("bloodDeviation")
      * bloodPool.deviation
  }
}
