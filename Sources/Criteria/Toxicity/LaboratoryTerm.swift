import Quantities

/// One laboratory term of a toxicity scale: its steps from the worst grade down.
public struct LaboratoryTerm: Sendable, Hashable {
  /// Which ladder of limits holds.
  public enum Branch: String, Sendable, Hashable, CaseIterable {
    case standard
    /// The baseline lies above the upper limit of normal.
    case baselineAbnormal = "baseline abnormal"
    /// The baseline lies below the lower limit of normal.
    case baselineLow = "baseline low"
    /// On anticoagulation, with a known baseline.
    case anticoagulated = "on anticoagulation"
  }

  /// What a limit is a multiple of.
  public enum Reference: Sendable, Hashable {
    case upperLimit, lowerLimit, baseline
    /// A fixed limit in this unit.
    case absolute(unit: String)
  }

  /// One limit: the grade holds if the value is beyond `factor` times the reference.
  public struct Step: Sendable, Hashable {
    public var grade: Int
    var relation: Condition.Relation
    public var factor: ExactDecimal
    public var reference: Reference
  }

  public var code: String
  /// What is measured: the code of a measurand. High and low potassium are two terms of one.
  public var measurand: String
  /// Term of the scale, for example `Alanine aminotransferase increased`.
  public var title: String
  /// MedDRA code that the scale lists.
  public var meddra: String
  /// Worst grade first; the first step that is met decides.
  let ladders: [Branch: [Step]]
  /// Whether some step is a multiple of the baseline.
  let usesBaseline: Bool
  /// Grades of the term that need clinical judgement and that no number can give.
  var clinicalGrades: String
  /// Where the term stands in its document.
  var location: String

  init(
    code: String, measurand: String? = nil, title: String, meddra: String, ladders: [Branch: [Step]],
    clinicalGrades: String, location: String
  ) {
    (self.code, self.title, self.meddra, self.ladders) = (code, title, meddra, ladders)
    self.measurand = measurand ?? code
    (self.clinicalGrades, self.location) = (clinicalGrades, location)
    usesBaseline = ladders.values.joined().contains { $0.reference == .baseline }
  }
}

extension LaboratoryTerm.Step {
  /// Reads `> 3 ULN`, `>= 1.5 baseline`, `< 75 10^9/L`, `> 1.2`.
  init?(grade: Int, parsing text: String) {
    let parts = text.split(separator: " ", maxSplits: 2)
    guard parts.count >= 2, let relation = Condition.Relation(rawValue: String(parts[0])),
      relation != .equal, relation != .unequal, let factor = ExactDecimal(parts[1]), !factor.isNegative
    else { return nil }
    let reference: LaboratoryTerm.Reference =
      switch parts.count > 2 ? String(parts[2]) : "1" {
      case "ULN": .upperLimit
      case "LLN": .lowerLimit
      case "baseline": .baseline
      case let unit: .absolute(unit: unit)
      }
    self.init(grade: grade, relation: relation, factor: factor, reference: reference)
  }

  /// The limit in words, for example `> 3 × ULN`.
  public var words: String {
    switch reference {
    case .upperLimit: factor == 1 ? "\(relation.rawValue) ULN" : "\(relation.rawValue) \(factor) × ULN"
    case .lowerLimit: factor == 1 ? "\(relation.rawValue) LLN" : "\(relation.rawValue) \(factor) × LLN"
    case .baseline: "\(relation.rawValue) \(factor) × baseline"
    case .absolute(let unit): "\(relation.rawValue) \(factor)" + (unit == "1" ? "" : " \(unit)")
    }
  }
}

extension LaboratoryTerm {
  /// Whether high values are the bad ones.
  public var rises: Bool {
    ladders[.standard]?.first.map { $0.relation == .greater || $0.relation == .atLeast } ?? true
  }
}
