import Checks
import Quantities

/// What a response amounts to, whatever the words of the criterion.
public enum ResponseClass: String, Sendable, Hashable, CaseIterable {
  case response, stable, progression
  public init?(_ word: String?) {
    switch word {
    case "CR", "PR", "CMR", "PMR": self = .response
    case "SD", "NN", "SMD": self = .stable
    case "PD", "PMD": self = .progression
    default: return nil
    }
  }
}

/// One reader's course of one patient by every criterion.
public struct ResponseCourse: Sendable {
  public struct Visit: Sendable {
    /// First day; a progression is dated by it.
    public var day: CalendarDay
    /// Last day, the same where the visit took one; a visit without progression is dated by it.
    public var lastDay: CalendarDay
    /// Days from baseline.
    public var offset: Int
    /// RECIST 1.1 sums; `nil` without targets.
    public var sums: SumCourse?
    /// Whether every target was evaluated.
    public var isComplete: Bool
    public var newLesions: [String]
    public var verdicts: [ResponseCriterion: Verdict<String>]

    /// Whether uptake was judged although the tracer is another than at baseline.
    public var isAcrossTracers: Bool {
      verdicts.values.contains { $0.marks.contains(.acrossTracers) }
    }

    public func outcome(_ criterion: ResponseCriterion) -> String? { verdicts[criterion]?.outcome }
    /// Criteria that can be judged and do not mean the same, in words; `nil` where all agree.
    public var disagreement: String? { ResponseCourse.disagreement { outcome($0) } }
  }

  public var patient: String
  public var reader: String
  /// First day of the visit at baseline.
  public var baseline: CalendarDay
  /// What is wrong with its time; empty if nothing is or the cycles are not known.
  package var baselineFaults: [ResponseNote]
  public var targets: [String]
  /// Why each other lesion of the baseline is not a target.
  package var left: [String: TargetExclusion]
  /// What is wrong with targets that the reader chose.
  package var selectionFaults: [ResponseNote]
  public var visits: [Visit]
  public var best: [ResponseCriterion: Verdict<String>]
  /// Whether the best RECIST 1.1 response stands with confirmation.
  public var isConfirmed: Bool

  public var disagreement: String? { Self.disagreement { best[$0]?.outcome } }

  private static func disagreement(_ outcome: (ResponseCriterion) -> String?) -> String? {
    let judged = ResponseCriterion.allCases.compactMap { criterion in
      outcome(criterion).flatMap { word in ResponseClass(word).map { (criterion, word, $0) } }
    }
    guard Set(judged.map(\.2)).count > 1 else { return nil }
    return judged.map { "\($0.0.rawValue) \($0.1)" }.joined(separator: ", ")
  }
}
