import Diagnostics
import Quantities

/// Clinical terms of CTCAE v5.0 and radioembolisation-induced liver disease.
public struct ClinicalToxicity: Sendable {
  let ctcae: RuleDocument
  let reild: RuleDocument

  /// Takes the rules from a library.
  ///
  /// - Throws: `Problem` if the library lacks its rule document.
  public init(_ library: RuleLibrary) throws(Problem) {
    (ctcae, reild) = (try library.rules("CTCAE-clinical"), try library.rules("REILD"))
  }

  /// What was found of ascites; `nil` means that it was not looked for.
  public struct Ascites: Sendable, Hashable {
    public var present: Bool?
    public var symptomatic: Bool?
    public var medicalIntervention: Bool?
    public var invasiveIntervention: Bool?
    public var lifeThreatening: Bool?
    public var death: Bool?

    public init(
      present: Bool?, symptomatic: Bool? = nil, medicalIntervention: Bool? = nil,
      invasiveIntervention: Bool? = nil, lifeThreatening: Bool? = nil, death: Bool? = nil
    ) {
      (self.present, self.symptomatic, self.medicalIntervention) = (present, symptomatic, medicalIntervention)
      (self.invasiveIntervention, self.lifeThreatening, self.death) = (
        invasiveIntervention, lifeThreatening, death
      )
    }
  }

  /// CTCAE grade of ascites, 0…5.
  ///
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func ascites(_ finding: Ascites) throws(Problem) -> Verdict<Int> {
    try ctcae.decide(
      "ascites",
      [
        "finding": .flag(finding.present), "symptomatic": .flag(finding.symptomatic),
        "medicalIntervention": .flag(finding.medicalIntervention),
        "invasiveIntervention": .flag(finding.invasiveIntervention),
        "lifeThreatening": .flag(finding.lifeThreatening), "death": .flag(finding.death),
      ]
    ).map { Int($0) }
  }

  /// Any clinical term of the document by its table: `hepaticFailure`, `portalHypertension`, `acuteKidneyInjury`.
  ///
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func grade(_ term: String, _ facts: Facts) throws(Problem) -> Verdict<Int> {
    try ctcae.decide(term, facts).map { Int($0) }
  }

  /// What radioembolisation-induced liver disease is judged by.
  public struct LiverDiseaseFinding: Sendable, Hashable {
    /// Days after radioembolisation.
    public var days: Int?
    /// mg/dL
    public var bilirubin: ExactDecimal?
    public var newAscites: Bool?
    public var progression: Bool?
    public var obstruction: Bool?

    public init(
      days: Int?, bilirubin: ExactDecimal?, newAscites: Bool?, progression: Bool?, obstruction: Bool?
    ) {
      (self.days, self.bilirubin, self.newAscites) = (days, bilirubin, newAscites)
      (self.progression, self.obstruction) = (progression, obstruction)
    }
  }

  public enum LiverDiseaseDefinition: String, Sendable, Hashable, CaseIterable {
    /// Days 28 to 56 (Sangro 2008, doi:10.1002/cncr.23339).
    case sangro
    /// Days 14 to 122.
    case wide
  }

  /// Days after the treatment that a definition counts, both included, as its rule document has them.
  public func days(of definition: LiverDiseaseDefinition) -> ClosedRange<Int>? {
    func day(_ end: String) -> Int? {
      reild.constants[definition.rawValue + end].flatMap { Int("\($0.value)") }
    }
    guard let first = day("First"), let last = day("Last"), first <= last else { return nil }
    return first...last
  }

  public func liverDisease(_ finding: LiverDiseaseFinding, by definition: LiverDiseaseDefinition)
    throws(Problem) -> Verdict<Bool>
  {
    try reild.decide(
      definition.rawValue,
      [
        "days": .number(finding.days.map { ExactDecimal(integerLiteral: $0) }),
        "bilirubin": .number(finding.bilirubin),
        "newAscites": .flag(finding.newAscites), "progression": .flag(finding.progression),
        "obstruction": .flag(finding.obstruction),
      ]
    ).map { $0 == "yes" }
  }

  /// The severity of radioembolisation-induced liver disease, 0…5; facts `death`, `invasiveTreatment`,
  /// `nonInvasiveTreatment`, `symptomatic`, `enzymesOnly`.
  ///
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func liverDiseaseGrade(_ facts: Facts) throws(Problem) -> Verdict<Int> {
    try reild.decide("grade", facts).map { Int($0) }
  }
}
