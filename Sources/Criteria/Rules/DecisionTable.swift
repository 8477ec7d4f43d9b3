import Quantities

/// An ordered list of conditions: the first that is met decides.
///
/// If an earlier condition is unknown because something is missing, nothing after it may decide: the verdict
/// has no outcome and names what is missing.
public struct DecisionTable: Sendable, Hashable {
  public struct Clause: Sendable, Hashable {
    public var outcome: String
    public var condition: Condition
    /// What the outcome means, in words; may be empty.
    public var meaning: String
  }
  /// What must hold for the table to apply at all.
  public struct Requirement: Sendable, Hashable {
    public var condition: Condition
    /// Said when it does not hold.
    public var otherwise: String
  }

  public var title: String
  var requirements: [Requirement]
  var clauses: [Clause]
  /// The outcome if no condition is met.
  public var otherwise: String
  var otherwiseMeaning: String

  public var outcomes: [String] { clauses.map(\.outcome) + [otherwise] }
}

/// One criterion of an eligibility protocol.
public struct Criterion: Sendable, Hashable {
  /// Short token of lists and tables, for example `plt`.
  public var token: String
  /// The group that decides the status, for example `exclusion`.
  public var category: String
  /// The condition under which the patient *fails* (or, in cautions, the message applies).
  public var fails: Condition
  /// The words of a report.
  public var text: String
  /// The stage of the work-up from which the facts are known; the first where none is named.
  public var stage = 0
}

/// A status that follows if a criterion of a category fails.
public struct StatusRule: Sendable, Hashable {
  public var category: String
  public var status: String
}
