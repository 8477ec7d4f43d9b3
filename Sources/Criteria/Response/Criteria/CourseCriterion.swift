import Diagnostics
import Quantities

/// What a response criterion is: one type that conforms, and its place in `ResponseCriterion.models`.
///
/// The thresholds are in the rule document; which measurement they are held against is code, in `verdict`.
protocol CourseCriterion: Sendable {
  /// The one spelling that pages, tables and the registry use.
  static var word: String { get }
  /// Whether it judges in the words of metabolic criteria (CMR, PMR, SMD, PMD).
  static var isMetabolic: Bool { get }
  /// Name and bytes of its rule document in `Data`.
  static var document: (String, [UInt8]) { get }

  /// Takes the rules from a library.
  ///
  /// - Throws: `Problem` if the library lacks its rule document.
  init(_ library: RuleLibrary) throws(Problem)
  var rules: RuleDocument { get }

  /// Judges one visit. Visits come in the order of time, so that the sheet holds the smallest values before.
  ///
  /// - Returns: without an outcome where a measurement is missing, which it names; never “stable” instead.
  /// - Throws: `Problem` if a measurement contradicts the rules.
  func verdict(_ sheet: inout LesionSheet, _ visit: CriterionVisit) throws(Problem) -> Verdict<String>
}

/// A visit after the baseline, as RECIST 1.1 judges it: others take over its matrix or its choice of targets.
struct CriterionVisit {
  /// First day.
  let day: CalendarDay
  let recist: RECIST11
  let size: RECIST11.Assessment
}

extension CourseCriterion {
  static var isMetabolic: Bool { false }

  /// Verdict of a criterion that has nothing to judge.
  func open(_ missing: [String]) -> Verdict<String> {
    Verdict(nil, rule: rules.source.name, branch: "", missing: missing, source: rules.source)
  }

  /// Change in percent; `nil` from 0.
  func percent(_ sums: (baseline: ExactDecimal, current: ExactDecimal)) -> ExactDecimal? {
    (sums.current - sums.baseline).multiplied(by: 100)?.divided(by: sums.baseline, decimals: 12)
  }
}

extension LesionFinding {
  /// The diameter that enters sums, mm; 0 for a lesion that is gone.
  var diameter: ExactDecimal? {
    switch targetMeasurement {
    case .measured(let size): size
    case .tooSmall: 5
    case .absent: .zero
    case .notEvaluated: nil
    }
  }
}
