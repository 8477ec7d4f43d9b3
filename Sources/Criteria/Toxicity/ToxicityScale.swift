import Diagnostics
import Quantities

/// What is known of the value before treatment.
public enum Baseline: Sendable, Hashable {
  /// The value to be graded *is* the baseline: it is graded against the limits of normal.
  case thisVisit
  case measured(Amount)
  case missing
}

/// A laboratory value with all that its grade depends on.
public struct LaboratoryFinding: Sendable, Hashable {
  public var value: Amount
  /// Lower limit of normal of this laboratory, for this sex and age.
  public var lower: Amount?
  /// Upper limit of normal.
  public var upper: Amount?
  public var baseline: Baseline
  /// `nil`: it was asked and not answered, which is not no.
  public var onAnticoagulation: Bool?

  public init(
    value: Amount, lower: Amount? = nil, upper: Amount? = nil, baseline: Baseline,
    onAnticoagulation: Bool? = false
  ) {
    (self.value, self.lower, self.upper) = (value, lower, upper)
    (self.baseline, self.onAnticoagulation) = (baseline, onAnticoagulation)
  }
}

/// The laboratory terms of a toxicity scale such as CTCAE v5.0, ready to grade.
public struct ToxicityScale: Sendable {
  public let source: RuleSource
  public let terms: [String: LaboratoryTerm]
  public private(set) var composites: [String: [String]]
  public let measurands: [String: Measurand]
  /// By code of the term and symbol of the unit.
  private let ladders: [String: [String: GradeLadders]]
  private let byMeasurand: [String: [LaboratoryTerm]]

  /// - Throws: `Problem` if a term has no measurand of its code or names a unit that the measurand lacks.
  public init(_ rules: RuleDocument, measurands: RuleDocument) throws(Problem) {
    (source, terms, composites) = (rules.source, rules.terms, rules.composites)
    self.measurands = measurands.measurands
    for (code, term) in terms.sorted(by: { $0.key < $1.key }) {
      guard let measurand = measurands.measurands[term.measurand] else {
        throw Problem(
          .dataRejected, what: "the term \(code) has no measurand “\(term.measurand)”", at: term.location,
          remedy: "known measurands: \(measurands.measurands.keys.sorted().joined(separator: ", "))")
      }
      for step in term.ladders.values.joined() {
        if case .absolute(let unit) = step.reference { _ = try measurand.unit(unit, at: term.location) }
      }
    }
    ladders = terms.mapValues { term in
      guard let measurand = measurands.measurands[term.measurand] else { return [:] }
      return Dictionary(
        measurand.units.map { ($0.symbol, GradeLadders(term, measurand, $0)) },
        uniquingKeysWith: { a, _ in a })
    }
    byMeasurand = Dictionary(grouping: terms.values, by: \.measurand)
      .mapValues { $0.sorted { $0.code < $1.code } }
  }

  /// Those for a value in a unit, which may be a decimal multiple of the usual ones.
  func ladders(_ term: LaboratoryTerm, _ measurand: Measurand, _ unit: MeasurandUnit) -> GradeLadders {
    ladders[term.code]?[unit.symbol] ?? GradeLadders(term, measurand, unit)
  }

  /// The scale with composites of a user's own, each the worst of several terms.
  ///
  /// - Throws: `Problem` for a name that the scale has, and for a term that it lacks.
  public func adding(composites own: [String: [String]]) throws(Problem) -> ToxicityScale {
    var scale = self
    for (name, codes) in own.sorted(by: { $0.key < $1.key }) {
      guard terms[name] == nil, composites[name] == nil else {
        throw Problem(
          .usage, what: "the scale has a term or composite “\(name)” already", at: "--composite",
          remedy: "choose another name")
      }
      if let unknown = codes.first(where: { terms[$0] == nil }) {
        throw Problem(
          .usage, what: "“\(unknown)” is not a laboratory term of \(source.name)", at: "--composite",
          remedy: "its terms are \(terms.keys.sorted().joined(separator: ", "))")
      }
      scale.composites[name] = codes
    }
    return scale
  }

  /// Terms that grade a measurand, by code; none of a quantity that the scale says nothing about.
  public func terms(of measurand: String) -> [LaboratoryTerm] {
    byMeasurand[measurand] ?? []
  }

  /// Grades one value. An absent limit or an impossible number gives *not gradable*, never grade 0.
  ///
  /// - Throws: `Problem` if the scale has no such term.
  public func grade(_ code: String, _ finding: LaboratoryFinding) throws(Problem) -> LaboratoryGrade {
    guard let term = terms[code], let measurand = measurands[term.measurand] else {
      throw Problem(
        .usage, what: "\(source.name) has no laboratory term “\(code)” here",
        remedy: "known terms: \(terms.keys.sorted().joined(separator: ", "))")
    }
    return grade(term, measurand, finding)
  }
}
