import Diagnostics
import Foundation
import Quantities

/// ALBI grade (Johnson 2015, doi:10.1200/JCO.2014.57.9151), Child-Pugh class (Pugh 1973,
/// doi:10.1002/bjs.1800600817) and ECOG performance status.
public struct LiverFunction: Sendable {
  public let rules: RuleDocument

  /// Takes the rules from a library.
  ///
  /// - Throws: `Problem` if the library lacks its rule document.
  public init(_ library: RuleLibrary) throws(Problem) { rules = try library.rules("liver-function") }

  /// ALBI score with its grade.
  public struct ALBI: Sendable, Hashable {
    /// Unrounded score, dimensionless; the grade is read from it, so −2.59975 is grade 2 although it prints as −2.60.
    public var score: Double
    public var grade: Int
  }

  /// - Parameters:
  ///   - bilirubin: µmol/L, positive.
  ///   - albumin: g/L, positive.
  public func albi(bilirubin: Double?, albumin: Double?) -> Verdict<ALBI> {
    let given = [("bilirubin", bilirubin, "umol/L"), ("albumin", albumin, "g/L")]
    let missing = given.filter { !($0.1.map { $0.isFinite && $0 > 0 } ?? false) }.map(\.0)
    guard missing.isEmpty, let bilirubin, let albumin else {
      return Verdict(nil, rule: "ALBI", branch: "", missing: missing, source: rules.source)
    }
    let constant = { rules.constant($0).doubleValue }
    let score = constant("albiBilirubin") * log10(bilirubin) + constant("albiAlbumin") * albumin
    // A computed score within binary noise of a limit counts as equal to it.
    let grade =
      !score.clearlyExceeds(constant("albiGrade1"))
      ? 1 : !score.clearlyExceeds(constant("albiGrade2")) ? 2 : 3
    return Verdict(
      ALBI(score: score, grade: grade), rule: "ALBI",
      branch: "grade 1 up to \(rules.constant("albiGrade1")), grade 2 up to \(rules.constant("albiGrade2"))",
      inputs: given.map { .init($0.0, "\($0.1 ?? 0) \($0.2)") }, source: rules.source)
  }

  /// Child-Pugh points with their class.
  public struct ChildPugh: Sendable, Hashable {
    public enum Class: String, Sendable, Hashable, CaseIterable { case A, B, C }
    /// 5…15
    public var points: Int
    public var `class`: Class
  }

  public enum Ascites: String, Sendable, Hashable, CaseIterable { case none, slight, moderate }

  /// What the Child-Pugh score is made of.
  public struct ChildPughItems: Sendable, Hashable {
    /// mg/dL
    public var bilirubin: ExactDecimal?
    /// g/dL
    public var albumin: ExactDecimal?
    public var inr: ExactDecimal?
    public var ascites: Ascites?
    /// West Haven grade 0…4
    public var encephalopathy: Int?

    public init(
      bilirubin: ExactDecimal?, albumin: ExactDecimal?, inr: ExactDecimal?, ascites: Ascites?,
      encephalopathy: Int?
    ) {
      (self.bilirubin, self.albumin, self.inr) = (bilirubin, albumin, inr)
      (self.ascites, self.encephalopathy) = (ascites, encephalopathy)
    }

    var facts: [(table: String, facts: Facts)] {
      [
        ("bilirubin", ["bilirubin": .number(bilirubin)]), ("albumin", ["albumin": .number(albumin)]),
        ("inr", ["inr": .number(inr)]), ("ascites", ["ascites": ascites.map { .choice($0.rawValue) }]),
        (
          "encephalopathy",
          ["encephalopathy": .number(encephalopathy.map { ExactDecimal(integerLiteral: $0) })]
        ),
      ]
    }
  }

  /// A missing item leaves the class open: five points are never assumed.
  ///
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func childPugh(_ items: ChildPughItems) throws(Problem) -> Verdict<ChildPugh> {
    var points = 0
    var result = Verdict<ChildPugh>(nil, rule: "Child-Pugh", branch: "", source: rules.source)
    for (table, facts) in items.facts {
      let verdict = try rules.decide(table, facts)
      result.inputs += verdict.inputs.map { .init($0.name, $0.value) }
      result.missing += verdict.missing
      guard let scored = verdict.outcome.flatMap({ Int($0) }) else {
        result.notes += verdict.notes
        continue
      }
      points += scored
      result.branch += (result.branch.isEmpty ? "" : ", ") + "\(table) \(scored)"
    }
    guard result.missing.isEmpty, result.notes.isEmpty else { return result }
    let verdict = try rules.decide("class", ["points": .number(ExactDecimal(integerLiteral: points))])
    result.outcome = verdict.outcome.flatMap(ChildPugh.Class.init).map {
      ChildPugh(points: points, class: $0)
    }
    return result
  }

  /// ECOG performance status with its meaning; anything but 0…5 has no outcome.
  ///
  /// - Throws: `Problem` if the rule document does not accept the facts.
  public func ecog(_ status: Int?) throws(Problem) -> Verdict<Int> {
    try rules.decide("ecog", ["ecog": .number(status.map { ExactDecimal(integerLiteral: $0) })]).map {
      Int($0)
    }
  }
}
