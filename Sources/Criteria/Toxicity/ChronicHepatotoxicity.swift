import Diagnostics
import Quantities

/// What imaging and laboratory show of the liver long after radioembolisation.
public struct LateLiverFinding: Sendable, Hashable {
  /// Months after radioembolisation.
  public var months: ExactDecimal?
  public var cirrhosisLike: Bool?
  public var dysfunction: Bool?
  public var ascites: Bool?
  public var splenomegaly: Bool?
  public var varices: Bool?
  /// The readers attribute the change to tumour progression. Reported with the signal; does not suppress it.
  public var explainedByProgression: Bool?

  public init(
    months: ExactDecimal?, cirrhosisLike: Bool?, dysfunction: Bool?, ascites: Bool?, splenomegaly: Bool?,
    varices: Bool?, explainedByProgression: Bool?
  ) {
    (self.months, self.cirrhosisLike, self.dysfunction) = (months, cirrhosisLike, dysfunction)
    (self.ascites, self.splenomegaly, self.varices) = (ascites, splenomegaly, varices)
    self.explainedByProgression = explainedByProgression
  }

  /// All findings, whatever the month, in the usual order.
  public var findings: [String] {
    [
      (cirrhosisLike, "cirrhosis-like morphology"), (dysfunction, "liver dysfunction"), (ascites, "ascites"),
      (splenomegaly, "splenomegaly"), (varices, "varices"),
    ].filter { $0.0 == true }.map(\.1)
  }
}

extension ClinicalToxicity {
  /// The signal of chronic hepatotoxicity: half a year or more, and one of cirrhosis-like morphology, dysfunction or
  /// ascites. Splenomegaly and varices alone do not raise it.
  ///
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func chronicSignal(_ finding: LateLiverFinding) throws(Problem) -> Verdict<Bool> {
    var verdict = try reild.decide(
      "chronic",
      [
        "months": .number(finding.months), "cirrhosisLike": .flag(finding.cirrhosisLike),
        "dysfunction": .flag(finding.dysfunction), "ascites": .flag(finding.ascites),
      ]
    ).map { $0 == "yes" }
    if verdict.outcome == true, finding.explainedByProgression == true {
      verdict.notes.append("attributed to tumour progression by the readers; the signal stands")
    }
    return verdict
  }
}
