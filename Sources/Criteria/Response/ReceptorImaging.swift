import Diagnostics
import Quantities

/// Krenning score and receptor confirmation on somatostatin-receptor PET.
public struct ReceptorImaging: Sendable {
  public let rules: RuleDocument

  /// Takes the rules from a library.
  ///
  /// - Throws: `Problem` if the library lacks its rule document.
  public init(_ library: RuleLibrary) throws(Problem) { rules = try library.rules("SSTR-PET") }

  /// Uptake of reference regions, all on the same scale as the lesion.
  public struct References: Sendable, Hashable {
    public var bloodPool: ExactDecimal?
    public var liver: ExactDecimal?
    public var spleen: ExactDecimal?
    public init(bloodPool: ExactDecimal?, liver: ExactDecimal?, spleen: ExactDecimal?) {
      (self.bloodPool, self.liver, self.spleen) = (bloodPool, liver, spleen)
    }
  }

  /// Krenning score, 0…4; equality with a reference takes the lower score. PRRT requires a score of 3 or 4.
  ///
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func krenning(lesion: ExactDecimal?, visible: Bool?, references: References) throws(Problem)
    -> Verdict<Int>
  {
    try rules.decide(
      "krenning",
      [
        "visible": .flag(visible), "lesion": .number(lesion), "bloodPool": .number(references.bloodPool),
        "liver": .number(references.liver), "spleen": .number(references.spleen),
      ]
    ).map { Int($0) }
  }

  /// Whether the lesion's SUVmax is strictly more than twice the SUVmax of a sphere of up to 30 mm in normal liver.
  ///
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func isConfirmed(lesion: ExactDecimal, normalLiver: ExactDecimal) throws(Problem) -> Verdict<Bool> {
    try rules.decide("confirmation", ["lesion": .number(lesion), "liver": .number(normalLiver)]).map {
      $0 == "yes"
    }
  }
}

/// What several independent readers said.
public struct ReaderVotes: Sendable, Hashable {
  public var votes: [Bool]
  public init(_ votes: [Bool]) { self.votes = votes }

  /// More than half said yes.
  public var majority: Bool { 2 * votes.count(where: { $0 }) > votes.count }
  /// All said the same, also if all said no. Without votes there is no agreement.
  public var isUnanimous: Bool { !votes.isEmpty && Set(votes).count == 1 }
}
