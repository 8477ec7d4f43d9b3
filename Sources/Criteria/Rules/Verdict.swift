/// A judgement that explains itself.
///
/// `outcome` is `nil` when the rule cannot be applied; then `missing` or `notes` states why. A missing value is
/// never read as zero, as normal or as “no”.
public struct Verdict<Outcome: Sendable & Hashable>: Sendable, Hashable {
  /// A value that was looked at, in words.
  public struct Input: Sendable, Hashable {
    public var name: String
    public var value: String
    public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  public var outcome: Outcome?
  /// What was judged, for example `RECIST 1.1 target response`.
  public var rule: String
  /// The clause of the rule that decided, with the limit as it was applied.
  public var branch: String
  public var inputs: [Input]
  /// Labels of inputs without which the rule could not be decided.
  public var missing: [String]
  /// Remarks that a reader must see with the outcome.
  public var notes: [String]
  /// What programs must know of how it was judged.
  public var marks: Set<VerdictMark> = []
  public var source: RuleSource

  public init(
    _ outcome: Outcome?, rule: String, branch: String, inputs: [Input] = [], missing: [String] = [],
    notes: [String] = [], source: RuleSource
  ) {
    (self.outcome, self.rule, self.branch, self.inputs) = (outcome, rule, branch, inputs)
    (self.missing, self.notes, self.source) = (missing, notes, source)
  }

  /// This verdict with its outcome in another form.
  public func map<New>(_ transform: (Outcome) -> New?) -> Verdict<New> {
    var verdict = Verdict<New>(
      outcome.flatMap(transform), rule: rule, branch: branch,
      inputs: inputs.map { .init($0.name, $0.value) }, missing: missing, notes: notes, source: source)
    verdict.marks = marks
    return verdict
  }
}

/// What sets a judgement apart from others by the same rule.
public enum VerdictMark: Sendable, Hashable {
  /// The tracer is another than at baseline.
  case acrossTracers
}

extension Verdict: CustomStringConvertible {
  /// One paragraph for a report: outcome, clause, inputs, gaps, source.
  public var description: String {
    var text = "\(rule): \(outcome.map { "\($0)" } ?? "cannot be assessed")"
    if !branch.isEmpty { text += " because \(branch)" }
    if !inputs.isEmpty { text += "; " + inputs.map { "\($0.name) \($0.value)" }.joined(separator: ", ") }
    if !missing.isEmpty { text += "; missing: " + missing.joined(separator: ", ") }
    if !notes.isEmpty { text += "; note: " + notes.joined(separator: "; ") }
    return text + " [\(source)]"
  }
}
