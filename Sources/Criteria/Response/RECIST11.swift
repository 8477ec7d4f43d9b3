import Diagnostics
import Quantities

/// RECIST 1.1 (Eisenhauer 2009, doi:10.1016/j.ejca.2008.10.026), with its limits from a rule document.
public struct RECIST11: Sendable {
  public let rules: RuleDocument

  /// - Throws: `Problem` if the library has no RECIST rules.
  public init(_ library: RuleLibrary) throws(Problem) { rules = try library.rules("RECIST") }

  /// The response of the target lesions at one visit. PD goes before PR.
  ///
  /// - Parameter allGone: all non-nodal targets are gone and all nodal ones are below 10 mm in short axis.
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func target(
    _ sums: SumCourse, allGone: Bool, priorComplete: Bool, anyNotEvaluated: Bool
  ) throws(Problem) -> Verdict<SizeResponse> {
    var facts = sums.facts
    facts["allGone"] = .flag(allGone)
    facts["priorCR"] = .flag(priorComplete)
    facts["notEvaluated"] = .flag(anyNotEvaluated)
    return try rules.decide("target", facts).map(SizeResponse.init)
  }

  /// Non-target response of one visit.
  public enum NonTarget: String, Sendable, Hashable, CaseIterable, Codable {
    case complete = "CR"
    case nonCompleteNonProgressive = "NN"
    case progressive = "PD"
    case notEvaluated = "NE"
    /// There was no non-target disease at baseline.
    case notPresent = "NA"
  }

  /// The overall response of one visit (tables 1 and 2 of the guideline).
  ///
  /// - Parameter target: `nil` if there was no target disease at baseline.
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func overall(target: SizeResponse?, nonTarget: NonTarget, newLesion: Bool) throws(Problem)
    -> Verdict<
      SizeResponse
    >
  {
    try rules.decide(
      "overall",
      [
        "target": .choice(target?.rawValue ?? "NA"), "nonTarget": .choice(nonTarget.rawValue),
        "newLesion": .flag(newLesion),
      ]
    ).map(SizeResponse.init)
  }
}
